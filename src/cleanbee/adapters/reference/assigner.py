"""Assignments in plain Python: an exact one that can be read (for small markets), and the greedy one as a yardstick."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence, Set
from contextlib import asynccontextmanager
from itertools import accumulate

from cleanbee.domain.matching.assignment import NOBODY, Assignment, Market, certify
from cleanbee.domain.matching.rebind import Arrival, Bound, WouldDropPromise
from cleanbee.domain.matching.utility import Ask, declared_acceptance
from cleanbee.ports.outbound.assigner import Acceptance, Assigner
from cleanbee.ports.outbound.fitness import for_real_people

Chain = tuple[int, tuple[tuple[int, int], ...]]
"""What a chain gains, and its pairs of booking and new cleaner; ``NOBODY`` at its end leaves a booking open."""


class ReferenceAssigner:
    """One booking after the other by the best chain, all chains looked at: cubic, and right."""

    def assign(self, market: Market) -> Assignment:
        """The best assignment and its least prices; the promised come first."""
        cleaner_of = [NOBODY] * market.bookings
        order = sorted(range(market.bookings), key=lambda booking: not market.promised[booking])
        unkept = [booking for booking in order if _join(market, cleaner_of, booking) is None]
        return with_duals(market, cleaner_of, sorted(unkept))

    def again(self, market: Market, before: Assignment) -> Assignment:
        """From the beginning: a reference takes no short cuts."""
        return self.assign(market)

    def payments(self, market: Market, answer: Assignment) -> Sequence[int]:
        """By the definition: assign once more without each."""
        whole, gone = certify(market, answer).primal, set(answer.unkept)
        paid: list[int] = []
        for booking, cleaner in enumerate(answer.cleaner_of):
            worth = max((utility for other, utility in market.links_of(booking) if other == cleaner), default=0)
            without = _without(market, {booking} | gone)
            most = certify(without, self.assign(without)).primal
            paid.append(0 if cleaner == NOBODY else most - (whole - worth))
        return tuple(paid)

    def promises(self, cleaners: int) -> ReferencePromises:
        """An empty row of promises."""
        return ReferencePromises(cleaners)


class ReferencePromises:
    """The promised bookings, and whoever holds them."""

    def __init__(self, cleaners: int) -> None:
        self._cleaners = cleaners
        self._arrived: list[Arrival] = []
        self._cleaner_of: list[int] = []

    def arrive(self, arrival: Arrival) -> Bound | WouldDropPromise:
        """The best chain, if it is worth more than nothing."""
        before = [*self._cleaner_of, NOBODY]
        after = [*before]
        market = _promised([*self._arrived, arrival], self._cleaners, last_is_promised=False)
        gain = _join(market, after, len(before) - 1)
        if after[-1] == NOBODY:
            return WouldDropPromise()
        self._arrived.append(arrival)
        self._cleaner_of = after
        moved = tuple(b for b, cleaner in enumerate(before[:-1]) if after[b] != cleaner)
        return Bound(cleaner=after[-1], gain=int(gain or 0), moved=moved)

    def market(self) -> Market:
        """What was confirmed, all of it promised."""
        return _promised(self._arrived, self._cleaners, last_is_promised=True)

    def standing(self) -> Assignment:
        """Who holds what now."""
        return with_duals(self.market(), self._cleaner_of, [])


class DeclaredAcceptance:
    """The declared model of the domain, until one is learned."""

    def permille(self, asks: Sequence[Ask]) -> Sequence[int]:
        """The chance of a yes to each, in a thousand."""
        return tuple(declared_acceptance(ask) for ask in asks)


def greedy(market: Market) -> list[int]:
    """Each booking's cleaner when the most valuable pair is always taken first; nobody is moved afterwards."""
    pairs = [
        (utility - market.outside[booking], -booking, -cleaner)
        for booking in range(market.bookings)
        for cleaner, utility in market.links_of(booking)
        if utility >= market.outside[booking]
    ]
    cleaner_of, taken = [NOBODY] * market.bookings, set[int]()
    for _, booking, cleaner in sorted(pairs, reverse=True):
        if cleaner_of[-booking] == NOBODY and -cleaner not in taken:
            cleaner_of[-booking] = -cleaner
            taken.add(-cleaner)
    return cleaner_of


def with_duals(market: Market, cleaner_of: Sequence[int], unkept: Sequence[int]) -> Assignment:
    """The least prices that prove this assignment; they are found only if it is the best."""
    prices = [0] * market.cleaners
    profits = [0] * market.bookings
    for _ in range(market.cleaners + market.bookings + 1):
        moved = False
        for booking, cleaner in enumerate(cleaner_of):
            links = market.links_of(booking)
            worth = max((utility for other, utility in links if other == cleaner), default=0)
            profits[booking] = market.outside[booking] if cleaner == NOBODY else worth - prices[cleaner]
            for other, utility in links if booking not in unkept else ():
                if utility - profits[booking] > prices[other]:
                    prices[other], moved = utility - profits[booking], True
        if not moved:
            break
    return Assignment(cleaner_of=tuple(cleaner_of), profits=tuple(profits), prices=tuple(prices), unkept=tuple(unkept))


def _join(market: Market, cleaner_of: list[int], root: int) -> int | None:
    """Serve ``root`` by the best chain, which may leave open it or whoever is not promised; the gain, or no chain."""
    ends: list[Chain] = [] if market.promised[root] else [(0, ((root, NOBODY),))]
    holder = {cleaner: booking for booking, cleaner in enumerate(cleaner_of) if cleaner != NOBODY}
    reached: dict[int, Chain] = {root: (-market.outside[root], ())}
    following = _one_further(market, holder, reached, ends)
    while following != reached:
        reached, following = following, _one_further(market, holder, following, ends)
    for booking, (gain, pairs) in reached.items():
        if booking != root and not market.promised[booking]:
            ends.append((gain + market.outside[booking], (*pairs, (booking, NOBODY))))
    best = max(ends, key=lambda chain: chain[0], default=None)
    if best is None:
        return None
    for booking, cleaner in best[1]:
        cleaner_of[booking] = cleaner
    return best[0]


def _one_further(
    market: Market, holder: dict[int, int], reached: dict[int, Chain], ends: list[Chain]
) -> dict[int, Chain]:
    """The best chains to each booking's cleaner after one more link; ends at free cleaners go to ``ends``."""
    following = dict(reached)
    for booking, (gain, pairs) in reached.items():
        for cleaner, utility in market.links_of(booking):
            chain = (gain + utility, (*pairs, (booking, cleaner)))
            if cleaner not in holder:
                ends.append(chain)
                continue
            other = holder[cleaner]
            held = max(worth for who, worth in market.links_of(other) if who == cleaner)
            passed = other in [who for who, _ in chain[1]]
            if not passed and (other not in following or chain[0] - held > following[other][0]):
                following[other] = (chain[0] - held, chain[1])
    return following


def _without(market: Market, gone: Set[int]) -> Market:
    """The market as if these bookings had never been."""
    stay = [booking for booking in range(market.bookings) if booking not in gone]
    rows = [market.links_of(booking) for booking in stay]
    return Market(
        begins=(0, *accumulate(map(len, rows))),
        links=tuple(cleaner for row in rows for cleaner, _ in row),
        utilities=tuple(utility for row in rows for _, utility in row),
        outside=tuple(market.outside[booking] for booking in stay),
        promised=tuple(market.promised[booking] for booking in stay),
        cleaners=market.cleaners,
    )


def _promised(arrived: Sequence[Arrival], cleaners: int, *, last_is_promised: bool) -> Market:
    begins = [0]
    for one in arrived:
        begins.append(begins[-1] + len(one.links))
    return Market(
        begins=tuple(begins),
        links=tuple(cleaner for one in arrived for cleaner in one.links),
        utilities=tuple(utility for one in arrived for utility in one.utilities),
        outside=tuple(one.outside for one in arrived),
        promised=(*(True for _ in arrived[:-1]), *([last_is_promised] if arrived else [])),
        cleaners=cleaners,
    )


@for_real_people
@asynccontextmanager
async def open_assigner(settings: object) -> AsyncGenerator[Assigner]:
    """The assigner that needs nothing."""
    yield ReferenceAssigner()


@for_real_people
@asynccontextmanager
async def open_acceptance(settings: object) -> AsyncGenerator[Acceptance]:
    """The declared model."""
    yield DeclaredAcceptance()
