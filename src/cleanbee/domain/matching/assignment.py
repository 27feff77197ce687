"""Who gets which open booking: the market, an answer to it, and the proof that no answer is worth more.

Bookings and cleaners are places in the market's order; whoever builds one keeps their ids in that order. The order
does not change the worth of the answer, but neighbours that stand side by side are found faster (``morton``).
"""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.kernel import Place, Value

VERSION = "assignment.1"
NOBODY = -1
MOST_UTILITY = 10**9
"""Beyond this a chain through millions of visits could overflow 64 bits."""


class Market(Value, frozen=True, kw_only=True):
    """Open bookings and the cleaners who could do them.

    Booking ``b`` has the links ``begins[b]`` to ``begins[b + 1]``: the cleaner of each, and its utility in whole units.
    Left open it is worth ``outside[b]``, which may be negative, and it is left open where no link is worth more. A
    *promised* booking must not be left open, whatever it costs.
    """

    begins: Sequence[int]
    links: Sequence[int]
    utilities: Sequence[int]
    outside: Sequence[int]
    promised: Sequence[bool]
    cleaners: int

    @property
    def bookings(self) -> int:
        return len(self.outside)

    def links_of(self, booking: int) -> list[tuple[int, int]]:
        """The cleaners who could do it, each with the utility."""
        span = slice(self.begins[booking], self.begins[booking + 1])
        return list(zip(self.links[span], self.utilities[span], strict=True))


class Assignment(Value, frozen=True, kw_only=True):
    """An answer with its duals: each booking's cleaner or ``NOBODY``, its profit, and each cleaner's price.

    ``unkept`` are promised bookings for which no cleaner was left: they have nobody, and no profit counts for them.
    """

    cleaner_of: Sequence[int]
    profits: Sequence[int]
    prices: Sequence[int]
    unkept: Sequence[int] = ()


class Certificate(Value, frozen=True, kw_only=True):
    """The proof: what the answer is worth, the most that any answer can be worth, and every rule that is broken."""

    version: str = VERSION
    primal: int
    dual: int
    faults: tuple[str, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether no other answer is worth more."""
        return self.primal == self.dual and not self.faults


def certify(market: Market, answer: Assignment) -> Certificate:
    """Judge an answer by its duals alone, without solving anything.

    Weak duality: with profit + price ≥ utility on every link, prices ≥ 0 and profits ≥ outside unless promised, no
    answer is worth more than the duals' sum; so an answer that is worth as much is the best.
    """
    faults = [f"cleaner {c}: a negative price" for c, price in enumerate(answer.prices) if price < 0]
    taken: set[int] = set()
    primal, dual = 0, sum(answer.prices)
    for booking, cleaner in enumerate(answer.cleaner_of):
        if booking in answer.unkept:
            continue
        profit, found = answer.profits[booking], None
        dual += profit
        if not market.promised[booking] and profit < market.outside[booking]:
            faults.append(f"booking {booking}: less profit than left open")
        for other, utility in market.links_of(booking):
            if utility > profit + answer.prices[other]:
                faults.append(f"booking {booking}: cleaner {other} would be better")
            if other == cleaner:
                found = utility if found is None else max(found, utility)
        if cleaner == NOBODY:
            found = market.outside[booking]
            if market.promised[booking]:
                faults.append(f"booking {booking}: a broken promise")
        elif found is None or cleaner in taken:
            faults.append(f"booking {booking}: cleaner {cleaner} cannot do it, or does another")
        taken.add(cleaner)
        primal += found or 0
    return Certificate(primal=primal, dual=dual, faults=tuple(faults))


def morton(place: Place) -> int:
    """A number that is near for places that are near: the bits of both coordinates in turns."""
    return _spread(place.lat_e6 + 90_000_000) << 1 | _spread(place.lon_e6 + 180_000_000)


def _spread(number: int) -> int:
    """The lowest 32 bits with a gap after each."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        number = (number | number << shift) & mask
    return number
