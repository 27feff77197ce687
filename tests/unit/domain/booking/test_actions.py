"""What is shown to be possible is possible, at the cost that is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.actions import Action, available_actions
from cleanbee.domain.booking.booking import Booking, Confirmed, EnRoute
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.change import may_be_moved, move
from cleanbee.domain.kernel import ClaimId, Granted, window_of, with_
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.platform.policy import Band, Policy, WallClock, standard
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.ports.contracts.nouns import Nouns, euros

CLOCK_CHANGE = LocalStart(day=date(2027, 3, 28), minute=9 * 60, zone="Europe/Berlin")
START = resolve(CLOCK_CHANGE).at
PLENTY = euros(1_000_000)
SECOND = timedelta(seconds=1)
EVENING = Policy(version="evening.1", bands=(Band(cutoff=WallClock(days_before=1, minute=17 * 60), fee_bp=0),))


def confirmed(placed_at: datetime, least_notice_min: int | None = None) -> Booking:
    ids = SeededIds(1)
    nouns = Nouns(ids)
    cleaner, customer = nouns.cleaner(), nouns.customer()
    phase = Confirmed(cleaner=cleaner.id, claim=ClaimId(ids.new()), told_at=placed_at)
    return with_(
        nouns.booking(nouns.home(customer), nouns.quote(customer), start=START),
        phase=phase,
        placed_at=placed_at,
        local=CLOCK_CHANGE,
        window=window_of(START, 210),
        earliest_start=START,
        least_notice_min=least_notice_min,
    )


def on_the_way(booking: Booking, eta: int | None) -> Booking:
    assert isinstance(booking.phase, Confirmed)
    arrives = None if eta is None else START + timedelta(minutes=eta)
    was = booking.phase
    return with_(booking, phase=EnRoute(cleaner=was.cleaner, claim=was.claim, since=START, eta=arrives))


def cancelling(booking: Booking, policy: Policy, now: datetime) -> Action:
    fee = cancellation_fee(booking, policy, now, PLENTY)
    shown = available_actions(booking, AsCustomer(id=booking.customer), policy, fee, now)
    return next(action for action in shown if action.name == "cancel")


@pytest.mark.parametrize("policy", [standard(), EVENING], ids=["standard", "evening before"])
@given(
    lead=st.integers(4 * 3600, 60 * 3600),
    later=st.one_of(st.integers(0, 700), st.integers(0, 62 * 3600)),
    part=st.integers(0, 1000),
    least=st.none() | st.integers(0, 3000),
    eta=st.none() | st.integers(-30, 60),
)
def test_the_fee_shown_is_what_cancelling_costs_until_its_deadline_and_no_longer(
    policy: Policy, lead: int, later: int, part: int, least: int | None, eta: int | None
) -> None:
    booking = confirmed(START - timedelta(seconds=lead), least)
    now = min(booking.placed_at + timedelta(seconds=later), START + timedelta(hours=2))
    if now > START - timedelta(hours=1):
        booking = on_the_way(booking, eta)
    shown = cancelling(booking, policy, now)
    until = max(now, START) + timedelta(hours=2) if shown.deadline is None else shown.deadline
    for then in (now, now + (until - now) * part / 1000, until):
        if then >= now:
            assert cancellation_fee(booking, policy, then, PLENTY).amount == shown.fee
    if shown.deadline is not None:
        assert cancellation_fee(booking, policy, shown.deadline + SECOND, PLENTY).amount != shown.fee


def test_a_policy_by_the_wall_clock_shows_its_evening_as_the_deadline() -> None:
    shown = cancelling(confirmed(datetime(2027, 3, 1, tzinfo=UTC)), EVENING, datetime(2027, 3, 20, tzinfo=UTC))
    assert (shown.fee, shown.deadline) == (euros(0), datetime(2027, 3, 27, 16, tzinfo=UTC))


@pytest.mark.parametrize("eta", [None, 10, 40])
def test_the_whole_fee_is_shown_until_the_cleaner_is_late_and_none_from_then_on(eta: int | None) -> None:
    visit, late = on_the_way(confirmed(START - timedelta(days=9)), eta), START + timedelta(minutes=max(15, eta or 0))
    dear = cancelling(visit, standard(), START)
    assert (dear.fee, dear.deadline) == (visit.price.total, late)
    assert cancelling(visit, standard(), late) == dear
    free = cancelling(visit, standard(), late + SECOND)
    assert (free.fee, free.deadline) == (euros(0), None)


def test_free_for_ten_minutes_after_booking_even_when_the_free_notice_ends_within_them() -> None:
    placed = START - timedelta(hours=24, minutes=5)
    assert cancelling(confirmed(placed), standard(), placed).deadline == placed + timedelta(minutes=10)


@pytest.mark.parametrize(("second", "free"), [(-1, True), (0, True), (1, False)])
def test_a_free_move_ends_with_the_last_instant_of_its_notice(second: int, free: bool) -> None:
    now = START - timedelta(hours=24) + timedelta(seconds=second)
    allowed = may_be_moved(confirmed(START - timedelta(days=9)), standard(), now, agreed=False)
    assert isinstance(allowed, Granted) is free


@given(lead=st.integers(0, 72 * 3600), moves=st.integers(0, 4))
def test_a_move_is_shown_exactly_while_it_would_be_granted(lead: int, moves: int) -> None:
    booking = with_(confirmed(START - timedelta(days=9)), moves=moves)
    now = START - timedelta(seconds=lead)
    fee = cancellation_fee(booking, standard(), now, PLENTY)
    shown = {one.name for one in available_actions(booking, AsCustomer(id=booking.customer), standard(), fee, now)}
    assert isinstance(booking.phase, Confirmed)
    later = Slot(
        quote=booking.quote,
        cleaner=booking.phase.cleaner,
        window=window_of(START + timedelta(days=7), 210),
        local=with_(CLOCK_CHANGE, day=CLOCK_CHANGE.day + timedelta(days=7)),
        price=booking.price.total,
        policy=booking.policy,
        until=now + SECOND,
        booking=booking.id,
    )
    granted = isinstance(move(booking, later, booking.phase.claim, standard(), now), Granted)
    assert ("move" in shown) is granted
