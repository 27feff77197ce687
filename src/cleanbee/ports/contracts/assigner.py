"""What every assigner promises: nothing is worth more than its answer, it proves that, and no promise is dropped."""

from __future__ import annotations

from abc import abstractmethod

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.domain.kernel import with_
from cleanbee.domain.matching.assignment import MOST_UTILITY, NOBODY, Market, certify
from cleanbee.domain.matching.rebind import Arrival, Bound, WouldDropPromise
from cleanbee.ports.outbound.assigner import Assigner

ONE_SUITE_MANY_ADAPTERS = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow]
WORTH = st.one_of(st.integers(-3, 6), st.integers(-1000, 1000), st.sampled_from([-MOST_UTILITY, 0, MOST_UTILITY]))
Rows = list[dict[int, int]]


def market_of(rows: Rows, outside: list[int], promised: list[bool], cleaners: int) -> Market:
    """A market from each booking's cleaners and utilities."""
    begins = [0]
    for row in rows:
        begins.append(begins[-1] + len(row))
    return Market(
        begins=tuple(begins),
        links=tuple(cleaner for row in rows for cleaner in row),
        utilities=tuple(utility for row in rows for utility in row.values()),
        outside=tuple(outside),
        promised=tuple(promised),
        cleaners=cleaners,
    )


@st.composite
def markets(draw: st.DrawFn, promises: bool = False) -> Market:
    """Small markets with ties, without links, with negative utilities, and with people nobody is linked to."""
    cleaners, bookings = draw(st.integers(1, 6)), draw(st.integers(0, 6))
    row = st.dictionaries(st.integers(0, cleaners - 1), WORTH, max_size=cleaners)
    left_open = st.lists(WORTH, min_size=bookings, max_size=bookings)
    outside = draw(st.one_of(st.just([0] * bookings), left_open))
    some = st.lists(st.booleans(), min_size=bookings, max_size=bookings)
    promised = draw(some) if promises else [False] * bookings
    rows = draw(st.lists(row, min_size=bookings, max_size=bookings))
    return market_of(rows, outside, promised, cleaners)


def most(market: Market) -> int | None:
    """The worth of the best assignment by trying all that keep the promises; nothing if none does."""
    best: dict[frozenset[int], int] = {frozenset(): 0}
    for booking in range(market.bookings):
        following: dict[frozenset[int], int] = {}
        for taken, worth in best.items():
            choices = [(taken | {c}, worth + utility) for c, utility in market.links_of(booking) if c not in taken]
            if not market.promised[booking]:
                choices.append((taken, worth + market.outside[booking]))
            for after, total in choices:
                following[after] = max(total, following.get(after, total))
        best = following
    return max(best.values(), default=None)


def _worth(market: Market, booking: int, cleaner: int) -> int:
    return dict(market.links_of(booking)).get(cleaner, market.outside[booking])


class AssignerContract:
    """Assigners."""

    @abstractmethod
    def open_assigner(self) -> Assigner:
        """An assigner that is ready."""

    @pytest.fixture
    def assigner(self) -> Assigner:
        return self.open_assigner()

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(market=markets())
    def test_no_other_assignment_is_worth_more(self, assigner: Assigner, market: Market) -> None:
        proof = certify(market, assigner.assign(market))
        assert proof.proved, proof
        assert proof.primal == most(market)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(market=markets(promises=True))
    def test_whoever_is_promised_is_served_if_all_can_be(self, assigner: Assigner, market: Market) -> None:
        answer, best = assigner.assign(market), most(market)
        assert certify(market, answer).proved
        assert bool(answer.unkept) == (best is None)
        assert all(market.promised[booking] and answer.cleaner_of[booking] == NOBODY for booking in answer.unkept)
        if best is not None:
            assert certify(market, answer).primal == best

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(market=markets(), data=st.data())
    def test_after_a_change_the_answer_is_as_good_as_a_fresh_one(
        self, assigner: Assigner, market: Market, data: st.DataObject
    ) -> None:
        before = assigner.assign(market)
        size = len(market.utilities)
        changed = with_(market, utilities=tuple(data.draw(st.lists(WORTH, min_size=size, max_size=size))))
        proof = certify(changed, assigner.again(changed, before))
        assert proof.proved and proof.primal == most(changed)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(market=markets(promises=True))
    def test_a_booking_pays_what_its_being_served_costs_the_others(self, assigner: Assigner, market: Market) -> None:
        answer = assigner.assign(market)
        paid, gone = assigner.payments(market, answer), set(answer.unkept)
        assert len(paid) == market.bookings
        for booking, cleaner in enumerate(answer.cleaner_of):
            others = [b for b in range(market.bookings) if b != booking and b not in gone]
            now = sum(_worth(market, b, answer.cleaner_of[b]) for b in others)
            without = market_of(
                [dict(market.links_of(b)) for b in others],
                [market.outside[b] for b in others],
                [market.promised[b] for b in others],
                market.cleaners,
            )
            assert paid[booking] == (0 if cleaner == NOBODY else (most(without) or 0) - now)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(market=markets())
    def test_a_promise_once_given_is_kept_whatever_arrives(self, assigner: Assigner, market: Market) -> None:
        row = assigner.promises(market.cleaners)
        worth = 0
        for booking in range(market.bookings):
            links = market.links_of(booking)
            arrival = Arrival(
                links=tuple(cleaner for cleaner, _ in links),
                utilities=tuple(utility for _, utility in links),
                outside=market.outside[booking],
            )
            kept, held = row.market(), row.standing()
            match row.arrive(arrival):
                case Bound(cleaner=cleaner, gain=gain, moved=moved):
                    after = row.standing()
                    worth += gain + arrival.outside
                    assert gain > 0 and cleaner == after.cleaner_of[-1]
                    changed = {b for b, c in enumerate(held.cleaner_of) if after.cleaner_of[b] != c}
                    assert changed == set(moved)
                case WouldDropPromise():
                    assert (row.market(), row.standing().cleaner_of) == (kept, held.cleaner_of)
                    count = kept.bookings
                    rows = [dict(kept.links_of(b)) for b in range(count)]
                    more = market_of([*rows, dict(links)], [*kept.outside, 0], [True] * (count + 1), market.cleaners)
                    possible = most(more)
                    assert possible is None or possible - worth <= arrival.outside
            proof = certify(row.market(), row.standing())
            assert proof.proved and proof.primal == worth == most(row.market())
            assert NOBODY not in row.standing().cleaner_of

    def test_the_furthest_utilities_overflow_nothing(self, assigner: Assigner) -> None:
        rows = [{0: MOST_UTILITY, 1: -MOST_UTILITY}, {0: MOST_UTILITY, 1: -MOST_UTILITY}, {1: MOST_UTILITY}]
        market = market_of(rows, [-MOST_UTILITY] * 3, [False, True, False], 2)
        proof = certify(market, assigner.assign(market))
        assert proof.proved and proof.primal == most(market)

    def test_nobody_is_assigned_where_there_is_nobody(self, assigner: Assigner) -> None:
        empty = market_of([], [], [], 0)
        assert list(assigner.assign(empty).cleaner_of) == []
