"""Another time: freely in good time, once near the start with the cleaner's consent, and the notice left is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.booking.test_actions import CLOCK_CHANGE, EVENING, PLENTY, SECOND, START, confirmed

from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.actions import available_actions
from cleanbee.domain.booking.booking import Anyone, Booking, Confirmed
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.change import consent, move
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import Said
from cleanbee.domain.kernel import Granted, OpsId, Refused, window_of, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.contracts.nouns import euros

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LONG_AGO = START - 30 * DAY
YES = "said yes on the telephone"


def moved(booking: Booking, lead: timedelta, onward: timedelta, agreed: str = "") -> Granted[Booking] | Refused[object]:
    """Moved so long before its start, by so much."""
    assert isinstance(booking.phase, Confirmed)
    start, now = booking.window.start + onward, booking.window.start - lead
    slot = Slot(
        quote=booking.quote,
        cleaner=booking.phase.cleaner,
        window=window_of(start, 210),
        local=local_of(start, CLOCK_CHANGE.zone),
        price=booking.price.total,
        policy=booking.policy,
        until=now + SECOND,
        booking=booking.id,
    )
    return move(booking, slot, booking.phase.claim, standard(), now, Said(agreed=agreed))


def after(booking: Booking, lead: timedelta, onward: timedelta, agreed: str = "") -> Booking:
    done = moved(booking, lead, onward, agreed)
    assert isinstance(done, Granted), done
    return done.value


@pytest.mark.parametrize(
    ("off", "agreed", "why"),
    [
        (1, "", None),
        (0, "", None),
        (-1, "", "needs_cleaner_consent"),
        (-1, YES, None),
    ],
)
def test_a_day_ahead_to_the_second_a_move_needs_nobodys_consent(off: int, agreed: str, why: str | None) -> None:
    answer = moved(confirmed(LONG_AGO), DAY + off * SECOND, 3 * DAY, agreed)
    assert (answer.why.code if isinstance(answer, Refused) else None) == why  # pyright: ignore[reportAttributeAccessIssue] -- a refusal of ``move``


def test_what_the_cleaner_said_is_kept_and_counts_from_the_office_alone() -> None:
    booking = confirmed(LONG_AGO)
    done = moved(booking, 5 * HOUR, 3 * DAY, YES)
    assert isinstance(done, Granted)
    (event,) = done.events
    assert getattr(event, "agreed") == YES  # noqa: B009 -- an event of any kind
    assert isinstance(booking.phase, Confirmed)
    assert consent(AsOps(id=OpsId(booking.id), role="support"), f" {YES} ") == YES
    assert consent(AsCustomer(id=booking.customer), YES) == consent(AsCleaner(id=booking.phase.cleaner), YES) == ""


def test_a_second_move_near_the_start_is_refused_and_one_in_good_time_is_not() -> None:
    once = after(confirmed(LONG_AGO), 5 * HOUR, 3 * DAY, YES)
    again = moved(once, 5 * HOUR, 3 * DAY, YES)
    assert isinstance(again, Refused)
    assert again.why.code == "late_move_used"  # pyright: ignore[reportAttributeAccessIssue] -- a refusal of ``move``
    assert isinstance(moved(once, 2 * DAY, 3 * DAY), Granted)


@pytest.mark.parametrize("later", [3 * DAY, 20 * DAY])
def test_moved_on_at_five_hours_and_cancelled_days_ahead_costs_what_five_hours_cost(later: timedelta) -> None:
    booking = after(confirmed(LONG_AGO), 5 * HOUR, later + 5 * HOUR, YES)
    now = booking.window.start - later
    fee = cancellation_fee(booking, standard(), now, PLENTY)
    assert (fee.rate_bp, fee.notice_min) == (5000, 300)
    assert fee.amount == booking.price.total.share(5000)


@given(leads=st.lists(st.integers(24 * 60, 9 * 24 * 60), max_size=2), late=st.integers(1, 24 * 60 - 1))
def test_the_least_notice_of_all_moves_counts(leads: list[int], late: int) -> None:
    booking = confirmed(LONG_AGO)
    for lead in leads:
        booking = after(booking, timedelta(minutes=lead), 9 * DAY)
    booking = after(booking, timedelta(minutes=late), 9 * DAY, YES)
    assert booking.least_notice_min == late
    fee = cancellation_fee(booking, standard(), booking.window.start - 8 * DAY, PLENTY)
    assert fee.notice_min == late


@given(
    late=st.integers(1, 24 * 60 - 1), ahead=st.integers(1, 5 * 24 * 60), policy=st.sampled_from([standard(), EVENING])
)
def test_what_cancelling_costs_after_a_move_is_what_is_shown_until_the_shown_moment(
    late: int, ahead: int, policy: Policy
) -> None:
    booking = after(confirmed(LONG_AGO), timedelta(minutes=late), 6 * DAY, YES)
    now, me = booking.window.start - timedelta(minutes=ahead), AsCustomer(id=booking.customer)
    fee = cancellation_fee(booking, policy, now, PLENTY)
    (shown,) = [one for one in available_actions(booking, me, policy, fee, now) if one.name == "cancel"]
    assert shown.fee == fee.amount
    if shown.deadline is not None and fee.amount != euros(0):
        assert cancellation_fee(booking, policy, shown.deadline, PLENTY).amount == fee.amount
        assert cancellation_fee(booking, policy, shown.deadline + SECOND, PLENTY).amount != fee.amount


def test_the_office_sees_a_late_move_and_the_customer_does_not() -> None:
    booking = confirmed(LONG_AGO)
    now = START - 5 * HOUR
    fee = cancellation_fee(booking, standard(), now, PLENTY)

    def shown(one: Booking, actor: AsOps | AsCustomer) -> bool:
        return "move" in {each.name for each in available_actions(one, actor, standard(), fee, now)}

    office, me = AsOps(id=OpsId(booking.id), role="support"), AsCustomer(id=booking.customer)
    assert (shown(booking, office), shown(booking, me)) == (True, False)
    assert not shown(with_(booking, late_moves=1), office)


def test_whoever_agreed_to_another_time_is_not_exchanged_any_more() -> None:
    anyone = with_(confirmed(LONG_AGO), wish=Anyone())
    assert isinstance(anyone.phase, Confirmed)
    untold = with_(anyone, phase=with_(anyone.phase, late=True, told_at=START - DAY))
    late = after(untold, 5 * HOUR, 9 * DAY, YES)
    assert not may_pass(late, late.window.start - 5 * DAY)
    early = after(untold, 2 * DAY, 9 * DAY)
    assert may_pass(early, early.window.start - 5 * DAY)
