"""A cleaner cannot come after all: in good time somebody else is looked for, late the customer chooses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import JOYCE, NOUNS, START, booking

from cleanbee.domain.booking.booking import (
    Anyone,
    AwaitingChoice,
    Booking,
    Confirmed,
    NotOnTeam,
    Only,
    Prefer,
    Requested,
    Wish,
)
from cleanbee.domain.booking.change import withdraw
from cleanbee.domain.booking.fill import confirm
from cleanbee.domain.kernel import ClaimId, Granted, NoTimer, Refused, Timer, with_
from cleanbee.domain.platform.policy import standard

POLICY = standard()
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
LEADS = st.timedeltas(min_value=-timedelta(hours=2), max_value=timedelta(days=42))
WISHES = st.sampled_from([Only(cleaner=JOYCE.id), Prefer(cleaner=JOYCE.id), Anyone()])


def gone(wish: Wish, lead: timedelta, *, late: bool = False) -> Granted[Booking]:
    visit = booking()
    assert isinstance(visit.phase, Confirmed)
    told = START - timedelta(minutes=POLICY.told_before_min)
    visit = with_(visit, wish=wish, phase=with_(visit.phase, told_at=told, late=late))
    done = withdraw(visit, JOYCE.id, POLICY, START - lead)
    assert isinstance(done, Granted)
    return done


@given(WISHES, LEADS, st.booleans())
def test_somebody_else_is_looked_for_in_good_time_and_the_customer_chooses_otherwise(
    wish: Wish, lead: timedelta, late: bool
) -> None:
    phase = gone(wish, lead, late=late).value.phase
    goes_on = lead >= DAY and not isinstance(wish, Only)
    assert isinstance(phase, Requested if goes_on else AwaitingChoice)
    assert phase.asked == (JOYCE.id,), "whoever withdrew is not asked again"


@pytest.mark.parametrize(("off", "phase"), [(-SECOND, AwaitingChoice), (0 * SECOND, Requested), (SECOND, Requested)])
def test_a_day_ahead_to_the_second_is_in_good_time(off: timedelta, phase: type) -> None:
    assert isinstance(gone(Prefer(cleaner=JOYCE.id), DAY + off).value.phase, phase)


def test_the_search_has_its_end_and_the_visits_own_moments_are_forgotten() -> None:
    done = gone(Prefer(cleaner=JOYCE.id), 5 * DAY)
    phase, subject = done.value.phase, done.value.id
    assert isinstance(phase, Requested)
    assert Timer(kind="booking.fill_by", subject=subject, due_at=phase.fill_by) in done.timers
    assert NoTimer(kind="booking.no_show", subject=subject) in done.timers
    assert [event.kind for event in done.events] == ["cleaner_withdrew", "booking_requested"]


def test_the_wish_stays_and_another_may_be_confirmed_under_it() -> None:
    looking = gone(Prefer(cleaner=JOYCE.id), 5 * DAY).value
    other = NOUNS.cleaner()
    found = confirm(looking, other.id, ClaimId(NOUNS.ids.new()), POLICY, START - 4 * DAY)
    assert isinstance(found, Granted)
    assert found.value.wish == Prefer(cleaner=JOYCE.id)


@given(WISHES, LEADS, st.booleans())
def test_whoever_had_not_been_told_bears_no_mark_and_whoever_had_bears_one_from_two_days_on(
    wish: Wish, lead: timedelta, late: bool
) -> None:
    done = gone(wish, lead, late=late)
    untold = late and isinstance(wish, Anyone) and lead > timedelta(minutes=POLICY.told_before_min)
    near = lead < timedelta(minutes=POLICY.unmarked_notice_min)
    assert [one.what for one in done.value.marks] == (["withdrew"] if near and not untold else [])
    if untold:
        assert "not_kept" not in {event.kind for event in done.events}


@pytest.mark.parametrize(("off", "marks"), [(SECOND, 0), (0 * SECOND, 1), (-SECOND, 1)])
def test_until_the_second_of_being_told_nobody_is_marked(off: timedelta, marks: int) -> None:
    assert len(gone(Anyone(), DAY + off, late=True).value.marks) == marks


def test_only_whoever_comes_can_withdraw() -> None:
    assert withdraw(booking(), NOUNS.cleaner().id, POLICY, START - 5 * DAY) == Refused(why=NotOnTeam())
