"""One day's market: who works when and from where, which visits are wanted, and how long the ways take.

Minutes count from the day's local midnight. Places are numbers into the table of ways. Prices are whole points of the
plan's objective, not money.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain

from cleanbee.domain.kernel import BookingId, CleanerId, Tagged, Value

DAY_MIN = 1440
MOST_PRICE = 10_000_000
MOST_VISITS_A_DAY = 8
UNSERVED = 2_000
UNSERVED_A_MIN = 10


def price_of_not_serving(duration_min: int) -> int:
    """What a visit that nobody makes costs the plan, in points."""
    return UNSERVED + UNSERVED_A_MIN * duration_min


class Rules(Value, frozen=True, kw_only=True):
    """What every day keeps and what the plan pays for: minutes and points.

    ``most_way_min`` bounds each way to a visit; starts stand on every ``grid_min``; several visits in a row last at
    most ``break_after_min`` from the first start to the last end unless ``break_min`` lie free between two of them.
    """

    grid_min: int = 15
    most_way_min: int = 45
    break_after_min: int = 360
    break_min: int = 30
    per_way_min: int = 10
    per_missed_wish: int = 200

    def __post_init__(self) -> None:
        assert self.grid_min > 0 and DAY_MIN % self.grid_min == 0, "the grid divides the day"
        assert min(self.most_way_min, self.break_after_min, self.break_min) >= 0
        assert min(self.per_way_min, self.per_missed_wish) >= 0, "nothing bad is rewarded"

    @property
    def asks_for_breaks(self) -> bool:
        """Whether any day could be too long without one."""
        return self.break_after_min < DAY_MIN


class Shift(Value, frozen=True, kw_only=True):
    """A cleaner's day: work from ``start_min`` to ``end_min``, ways from and to ``home`` before and after it."""

    cleaner: CleanerId
    home: int
    start_min: int
    end_min: int
    skills: frozenset[str] = frozenset()
    most_paid_min: int = 480

    def __post_init__(self) -> None:
        assert self.home >= 0 and 0 <= self.start_min <= self.end_min <= DAY_MIN and self.most_paid_min >= 0


class StartOption(Value, frozen=True, kw_only=True):
    """The visit may start from ``first_min`` to ``last_min``, both included, for so many points."""

    first_min: int
    last_min: int
    price: int = 0

    def __post_init__(self) -> None:
        assert 0 <= self.first_min <= self.last_min <= DAY_MIN and 0 <= self.price <= MOST_PRICE


class Unbound(Tagged, frozen=True, kw_only=True):
    """Nobody was promised: whoever is able may come."""


class Promised(Tagged, frozen=True, kw_only=True):
    """This cleaner was promised; somebody else may come for so many points."""

    cleaner: CleanerId
    move_price: int

    def __post_init__(self) -> None:
        assert 0 <= self.move_price <= MOST_PRICE


class Pinned(Tagged, frozen=True, kw_only=True):
    """This cleaner and nobody else."""

    cleaner: CleanerId


Bond = Unbound | Promised | Pinned
UNBOUND = Unbound()


class Visit(Value, frozen=True, kw_only=True):
    """A clean that is wanted: where, how long, when, by whom, and what it costs the plan to leave it out.

    ``slack_min`` stays free after it. ``wishes`` are the cleaners the customer would like; ``never`` may not come.
    """

    booking: BookingId
    place: int
    duration_min: int
    options: tuple[StartOption, ...]
    slack_min: int = 15
    needs: frozenset[str] = frozenset()
    wishes: frozenset[CleanerId] = frozenset()
    never: frozenset[CleanerId] = frozenset()
    bond: Bond = UNBOUND
    unserved: int

    def __post_init__(self) -> None:
        assert self.place >= 0 and 0 < self.duration_min <= DAY_MIN and self.slack_min >= 0
        assert self.options, "a visit without a start cannot be planned"
        assert 0 <= self.unserved <= MOST_PRICE


class Day(Value, frozen=True, kw_only=True):
    """Everything a plan is made from. ``ways`` is the table of whole minutes, two bytes each, row by row."""

    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...]
    places: int
    ways: bytes
    rules: Rules = Rules()

    def __post_init__(self) -> None:
        assert len(self.ways) == 2 * self.places**2, "one way from each place to each"
        assert all(one.home < self.places for one in self.shifts)
        assert all(one.place < self.places for one in self.visits)
        assert len({one.cleaner for one in self.shifts}) == len(self.shifts), "one shift a cleaner"
        assert len({one.booking for one in self.visits}) == len(self.visits), "one visit a booking"


class Map:
    """A day's ways, shifts and visits, opened for reading."""

    def __init__(self, day: Day) -> None:
        self.day, self._ways = day, memoryview(day.ways).cast("H")

    @cached_property
    def shift_of(self) -> dict[CleanerId, Shift]:
        """Each cleaner's shift."""
        return {one.cleaner: one for one in self.day.shifts}

    @cached_property
    def visit_of(self) -> dict[BookingId, Visit]:
        """Each booking's visit."""
        return {one.booking: one for one in self.day.visits}

    def way_min(self, origin: int, to: int) -> int:
        """Whole minutes from one place to another."""
        return self._ways[origin * self.day.places + to]


def table_of_ways(count: int, minutes: Callable[[int, int], int]) -> bytes:
    """The table for so many places, out of whatever knows the minutes between two of them."""
    rows = ((min(minutes(one, other), 2**16 - 1) for other in range(count)) for one in range(count))
    return packed(list(chain.from_iterable(rows)))


def packed(minutes: Sequence[int]) -> bytes:
    """Whole minutes as a table keeps them."""
    from array import array

    return array("H", minutes).tobytes()
