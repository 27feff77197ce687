"""How late somebody may come to each visit of a day: chances carried from one visit to the next, exactly, in minutes.

No dice: every length that work may take is weighed, ends are joined with ways and promised starts, and what time lies
free between two visits swallows what it can. Weights are whole numbers, so nothing is lost on the way to the evening.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleanbee.domain.kernel import BookingId, CleanerId, HomeId, Tagged, Value

PERMILLE = 1000
MARKS = (0, 500, 800, 900, PERMILLE)
DECLARED_PCT = (80, 100, 110, 120, 140)
"""Our own guess until it is learned, in hundredths of the booked time: nobody is faster, half, 80 %, 90 %, all."""


class Spread(Value, frozen=True, kw_only=True):
    """How many minutes work takes: never below the least, half of the times at most ``p50_min``, and so on."""

    least_min: int
    p50_min: int
    p80_min: int
    p90_min: int
    most_min: int

    def __post_init__(self) -> None:
        points = (self.least_min, self.p50_min, self.p80_min, self.p90_min, self.most_min)
        assert points[0] > 0 and list(points) == sorted(points), "work takes time, and a rarer length is a longer one"

    def permille_within(self, minutes: int) -> int:
        """Of a thousand times, how often it is done within so many minutes; even between two known points."""
        points = (self.least_min - 1, self.p50_min, self.p80_min, self.p90_min, self.most_min)
        at = sum(point <= minutes for point in points) - 1
        if at < 0:
            return 0
        if at == len(points) - 1:
            return PERMILLE
        share = (MARKS[at + 1] - MARKS[at]) * (minutes - points[at])
        return MARKS[at] + share // (points[at + 1] - points[at])


class WorkAhead(Value, frozen=True, kw_only=True):
    """What the length of work is guessed from: the booked minutes, where, and who does it."""

    minutes: int
    home: HomeId
    cleaner: CleanerId


def declared(minutes: int) -> Spread:
    """How long work of so many booked minutes takes by our own guess."""
    least, half, most_of_them, nearly_all, most = (max(1, minutes * pct // 100) for pct in DECLARED_PCT)
    return Spread(least_min=least, p50_min=half, p80_min=most_of_them, p90_min=nearly_all, most_min=most)


class Chances(Value, frozen=True, kw_only=True):
    """In which minute something happens: ``weights[n]`` out of their sum for the minute ``first + n``."""

    first: int
    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        assert self.weights and min(self.weights) >= 0 and sum(self.weights) > 0, "something happens at some time"

    @property
    def total(self) -> int:
        """What the weights are parts of."""
        return sum(self.weights)

    def later(self, minutes: int) -> Chances:
        """The same, so many minutes later."""
        return Chances(first=self.first + minutes, weights=self.weights)

    def not_before(self, minute: int) -> Chances:
        """The same, but whoever is early waits until this minute."""
        early = minute - self.first
        if early <= 0:
            return self
        return Chances(first=minute, weights=(sum(self.weights[: early + 1]), *self.weights[early + 1 :]))

    def then(self, other: Chances) -> Chances:
        """One after the other, each taking as long as it does whatever the other took.

        All products at once: as two long numbers whose places are wide enough for every sum.
        """
        width = (self.total * other.total).bit_length() // 8 + 1
        product = (_packed(self.weights, width) * _packed(other.weights, width)).to_bytes(
            (len(self.weights) + len(other.weights) - 1) * width, "little"
        )
        found = (int.from_bytes(product[at : at + width], "little") for at in range(0, len(product), width))
        return Chances(first=self.first + other.first, weights=tuple(found))

    def known_after(self, minute: int) -> Chances:
        """The same, now that it has not happened by this minute; what outlasts every guess may happen next minute."""
        left = self.weights[max(0, minute + 1 - self.first) :]
        return Chances(first=max(self.first, minute + 1), weights=left) if any(left) else surely(minute + 1)

    def permille_after(self, minute: int) -> int:
        """Of a thousand times, how often it happens after this minute; rounded up: no risk is shown as none."""
        over = sum(self.weights[max(0, minute + 1 - self.first) :])
        return -(-over * PERMILLE // self.total)

    def within(self, permille: int) -> int:
        """The first minute by which it has happened in so many of a thousand times."""
        for at, so_far in enumerate(accumulate(self.weights)):
            if so_far * PERMILLE >= permille * self.total:
                return self.first + at
        raise AssertionError("all of a thousand times it happens at some time")


def _packed(weights: Sequence[int], width: int) -> int:
    return int.from_bytes(b"".join(one.to_bytes(width, "little") for one in weights), "little")


def surely(minute: int) -> Chances:
    """It happens in this minute."""
    return Chances(first=minute, weights=(1,))


def length_of(spread: Spread) -> Chances:
    """How long work takes, minute by minute."""
    so_far = [spread.permille_within(minute) for minute in range(spread.least_min - 1, spread.most_min + 1)]
    weights = tuple(after - before for before, after in pairwise(so_far))
    return Chances(first=spread.least_min, weights=weights)


class Ahead(Tagged, frozen=True, kw_only=True):
    """Nobody has set off yet."""


class OnTheWay(Tagged, frozen=True, kw_only=True):
    """Somebody is on the way and arrives then, by their own word or by the length of the way."""

    arrives_min: int


class There(Tagged, frozen=True, kw_only=True):
    """Somebody stands at the door since then."""

    since_min: int


class AtWork(Tagged, frozen=True, kw_only=True):
    """Work began then and goes on."""

    began_min: int


class Over(Tagged, frozen=True, kw_only=True):
    """It began and ended then."""

    began_min: int
    ended_min: int


State = Ahead | OnTheWay | There | AtWork | Over


class Leg(Value, frozen=True, kw_only=True):
    """One visit of a day: promised for ``start_min``, ``way_min`` from the visit before (the first: from home).

    Whoever comes more than ``allowed_min`` after the start is late.
    """

    booking: BookingId
    start_min: int
    way_min: int
    spread: Spread
    allowed_min: int = 15
    state: State = Ahead()


class Arrival(Value, frozen=True, kw_only=True):
    """When somebody comes to a visit, and in how many of a thousand days it is later than allowed."""

    booking: BookingId
    arrives: Chances
    ends: Chances
    late_permille: int


def arrivals(legs: Sequence[Leg], now_min: int) -> tuple[Arrival, ...]:
    """When somebody comes to each visit, given all that is known at ``now_min``.

    Whoever ends late sets off late; whoever could be early aims at the promised start.
    """
    found: list[Arrival] = []
    free = surely(now_min)
    for leg in legs:
        comes = _comes(leg, free.not_before(now_min), now_min)
        free = _ends(leg, comes, now_min)
        late = comes.permille_after(leg.start_min + leg.allowed_min)
        found.append(Arrival(booking=leg.booking, arrives=comes, ends=free, late_permille=late))
    return tuple(found)


def _comes(leg: Leg, leaves: Chances, now_min: int) -> Chances:
    match leg.state:
        case Ahead():
            return leaves.later(leg.way_min).not_before(leg.start_min)
        case OnTheWay(arrives_min=arrives):
            return surely(max(arrives, now_min))
        case There(since_min=since):
            return surely(since)
        case AtWork(began_min=began) | Over(began_min=began):
            return surely(began)


def _ends(leg: Leg, comes: Chances, now_min: int) -> Chances:
    lasts = length_of(leg.spread)
    match leg.state:
        case Ahead() | OnTheWay():
            return comes.not_before(leg.start_min).then(lasts)
        case There():
            return comes.not_before(max(leg.start_min, now_min)).then(lasts)
        case AtWork(began_min=began):
            return lasts.later(began).known_after(now_min)
        case Over(ended_min=ended):
            return surely(ended)
