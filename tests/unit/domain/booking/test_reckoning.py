"""A fee explains itself: applying what it says would have made the difference makes it, and nothing nearer does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.domain.booking.test_cancel import LONG_AGO, MORE_THAN_ENOUGH, at, confirmed, on_the_way

from cleanbee.domain.booking.booking import AtDoor, Booking, Confirmed, EnRoute, Requested, StillWaiting
from cleanbee.domain.booking.cancel import Fee, Waiver, cancellation_fee, no_fee, waived
from cleanbee.domain.booking.reckoning import Otherwise, Reckoning, reckon, reckon_lockout
from cleanbee.domain.booking.visit import report_lockout
from cleanbee.domain.kernel import INSTANT, Granted, Money, Refused, with_
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, WallClock, standard
from cleanbee.ports.contracts.nouns import euros

SECOND = timedelta(seconds=1)
START = at("2027-03-28T09:00:00")
EVENING = Policy(version="evening.1", bands=(Band(cutoff=WallClock(days_before=1, minute=17 * 60), fee_bp=0),))
STEEP = Policy(
    version="steep.1",
    bands=(Band(cutoff=Elapsed(minutes=2880), fee_bp=2_500), Band(cutoff=Elapsed(minutes=1440), fee_bp=5_000)),
)
MOMENTS = st.one_of(
    st.integers(-4 * 86_400, 3_600).map(lambda second: START + timedelta(seconds=second)),
    st.sampled_from([1440, 360, 120, 0, -15]).flatmap(
        lambda before: st.sampled_from([-SECOND, -INSTANT, timedelta(0), INSTANT, SECOND]).map(
            lambda off: START - timedelta(minutes=before) + off
        )
    ),
)


@st.composite
def visits(draw: st.DrawFn) -> Booking:
    booking = draw(st.sampled_from([confirmed(), on_the_way(None), on_the_way(-5), on_the_way(16), on_the_way(60)]))
    placed = draw(st.sampled_from([LONG_AGO, START - timedelta(hours=25), START - timedelta(hours=5)]))
    least = draw(st.none() | st.integers(0, 3_000))
    if draw(st.booleans()) and isinstance(booking.phase, EnRoute):
        was = booking.phase
        booking = with_(booking, phase=AtDoor(cleaner=was.cleaner, claim=was.claim, since=START - SECOND))
    return with_(booking, placed_at=placed, least_notice_min=least)


def cost(visit: Booking, policy: Policy, when: datetime, most: Money, why: str | None) -> Fee:
    fee = cancellation_fee(visit, policy, when, most)
    if why is None:
        return fee
    free = waived(fee, Waiver(reason=why))
    assert isinstance(free, Granted)
    return free.value


def sides(one: Otherwise, step: timedelta = INSTANT) -> tuple[datetime, datetime]:
    """The nearest value that flips, and one that is nearer by so much and does not."""
    match one.side:
        case "until":
            return one.bound, one.bound + step
        case "after":
            return one.bound + INSTANT, one.bound + INSTANT - step
        case "before":
            return one.bound - INSTANT, one.bound - INSTANT + step


@given(
    visits(),
    MOMENTS,
    st.sampled_from([standard(), EVENING, STEEP]),
    st.sampled_from([MORE_THAN_ENOUGH, euros(4000), euros(0)]),
    st.none() | st.just("illness"),
)
def test_what_would_have_made_the_difference_makes_it_and_nothing_nearer_does(
    visit: Booking, now: datetime, policy: Policy, most: Money, why: str | None
) -> None:
    assume(now >= visit.placed_at)
    made = reckon(visit, policy, cost(visit, policy, now, most, why), most, now)
    assume(made is not None)
    assert made is not None
    for read, changes in (("amount", made.otherwise), ("cleaner", made.otherwise_pay)):
        had = getattr(made.fee, read)
        for one in changes:
            flips, nearer = sides(one)

            def then(value: datetime, one: Otherwise = one, read: str = read) -> Money:
                if one.input == "eta_at":
                    coming = with_(visit, phase=with_(visit.phase, eta=value))  # type: ignore[type-var] -- EnRoute
                    return getattr(cost(coming, policy, now, most, why), read)
                return getattr(cost(visit, policy, value, most, why), read)

            assert then(flips) == one.amount != had, one
            assert then(nearer) == had, one
            if abs(one.had - flips) > SECOND:
                assert then(sides(one, SECOND)[1]) == had, one


@given(visits(), MOMENTS, st.integers(0, 4 * 86_400))
def test_where_no_earlier_moment_is_named_none_would_have_changed_it(visit: Booking, now: datetime, back: int) -> None:
    policy, earlier = standard(), now - timedelta(seconds=back)
    assume(now >= visit.placed_at)
    made = reckon(visit, policy, cost(visit, policy, now, MORE_THAN_ENOUGH, None), MORE_THAN_ENOUGH, now)
    assume(made is not None and earlier >= visit.placed_at)
    assert made is not None
    named = [one.bound for one in made.otherwise if one.side == "until"]
    if not named or earlier > named[0]:
        assert cost(visit, policy, earlier, MORE_THAN_ENOUGH, None).amount == made.fee.amount


def test_a_day_ahead_it_was_free_and_less_than_six_hours_ahead_it_is_dearer() -> None:
    now = at("2027-03-27T12:00:00")
    made = reckon(confirmed(), standard(), cost(confirmed(), standard(), now, MORE_THAN_ENOUGH, None), euros(9576), now)
    assert made is not None
    assert (made.kind, made.policy, made.reasons, made.borne_by) == (
        "cancelled", "cleanbee-standard.1", ("notice",), "customer"
    )  # fmt: skip
    assert [(one.side, one.bound, one.amount) for one in made.otherwise] == [
        ("until", at("2027-03-27T08:00:00"), euros(0)),
        ("after", at("2027-03-28T03:00:00"), euros(4788)),
    ]
    assert [one.amount for one in made.otherwise_pay] == [euros(0), euros(3090)]


def test_what_is_free_for_all_has_no_receipt_and_a_waived_share_has_one() -> None:
    now = at("2027-03-28T04:00:00")
    assert reckon(confirmed(), standard(), no_fee(confirmed(), "not_started"), MORE_THAN_ENOUGH, now) is None
    nobody = with_(confirmed(), phase=Requested(fill_by=now))
    free = cancellation_fee(nobody, standard(), now, MORE_THAN_ENOUGH)
    assert reckon(nobody, standard(), free, MORE_THAN_ENOUGH, now) is None
    made = reckon(confirmed(), standard(), cost(confirmed(), standard(), now, MORE_THAN_ENOUGH, "illness"),
                  MORE_THAN_ENOUGH, now)  # fmt: skip
    assert made is not None
    assert (made.kind, made.reasons, made.borne_by, made.otherwise) == ("waived", ("illness",), "platform", ())
    assert made.fee.cleaner == euros(3090) and made.otherwise_pay


def test_less_than_was_due_and_notice_kept_at_a_move_are_said() -> None:
    moved, now = with_(confirmed(), least_notice_min=300), at("2027-03-25T09:00:00")
    made = reckon(moved, standard(), cost(moved, standard(), now, euros(4000), None), euros(4000), now)
    assert made is not None
    assert made.reasons == ("notice", "notice_kept_at_move", "less_could_be_charged")
    assert made.notice_kept_min == 300


def door(since: datetime, now: datetime) -> Booking:
    booking = confirmed()
    assert isinstance(booking.phase, Confirmed)
    calls = (("phone", now - timedelta(minutes=20)), ("sms", now - timedelta(minutes=10)))
    phase = AtDoor(cleaner=booking.phase.cleaner, claim=booking.phase.claim, since=since, notes_opened_at=since,
                   calls=calls)  # fmt: skip
    return with_(booking, phase=phase)


@given(st.integers(-3_000, 3_000), st.integers(0, 3_600))
def test_of_a_closed_door_the_later_arrival_that_would_not_count_yet_is_named(came: int, more: int) -> None:
    policy, since = standard(), START + timedelta(seconds=came)
    now = max(since, START) + timedelta(minutes=policy.lockout_wait_min, seconds=more)
    visit = door(since, now)
    assert isinstance(visit.phase, AtDoor)
    who = visit.phase.cleaner
    assert isinstance(report_lockout(visit, who, policy, now), Granted)
    made = reckon_lockout(visit, policy, MORE_THAN_ENOUGH, now)
    (later,) = [one for one in made.otherwise if one.input == "checked_in_at"]
    flips, nearer = sides(later)
    refused = report_lockout(with_(visit, phase=with_(visit.phase, since=flips)), who, policy, now)
    assert isinstance(refused, Refused) and isinstance(refused.why, StillWaiting)
    assert isinstance(report_lockout(with_(visit, phase=with_(visit.phase, since=nearer)), who, policy, now), Granted)


@pytest.mark.parametrize("most", [MORE_THAN_ENOUGH, euros(0)])
def test_a_closed_door_costs_the_price_and_two_hours_ahead_it_was_half(most: Money) -> None:
    now = START + timedelta(minutes=30)
    made: Reckoning = reckon_lockout(door(START, now), standard(), most, now)
    assert (made.kind, made.fee.amount, made.fee.cleaner, made.fee.platform, made.fee.tax) == (
        "locked_out", euros(9576), euros(6180), euros(1800), euros(1596)
    )  # fmt: skip
    assert made.reasons == ("nobody_home", "phone", "sms")
    earlier = next(one for one in made.otherwise if one.side == "until")
    assert earlier.bound == (now if most.is_zero else START - timedelta(hours=2))
    assert earlier.amount == (euros(4788) if most is MORE_THAN_ENOUGH else euros(0))
