"""A promise that a cleaner did not keep is found when it happens and stays: late, never came, withdrew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, START, booking

from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import AtDoor, Booking, Confirmed, EnRoute, Phase, Prefer
from cleanbee.domain.booking.cancel import rate_now
from cleanbee.domain.booking.change import Said, move, no_show, withdraw
from cleanbee.domain.booking.lateness import LATE, NO_SHOW, cleaner_late
from cleanbee.domain.booking.visit import give_eta, set_off
from cleanbee.domain.kernel import INSTANT, Granted, NoTimer, Refused, Timer, window_of, with_
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of

POLICY = standard()
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def on_the_way() -> Booking:
    phase = EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START - 20 * MINUTE)
    return booking(phase)


def must(answer: Granted[Booking] | Refused[object]) -> Granted[Booking]:
    assert isinstance(answer, Granted), answer
    return answer


def due(done: Granted[Booking], kind: str) -> timedelta | None:
    """How long after the start a moment comes; none when it does not."""
    return next((one.due_at - START for one in done.timers if isinstance(one, Timer) and one.kind == kind), None)


@pytest.mark.parametrize(("off", "late"), [(-1, False), (0, False), (1, True)])
def test_whoever_is_not_in_a_quarter_of_an_hour_after_the_start_is_late(off: int, late: bool) -> None:
    for visit in (booking(), on_the_way()):
        found = cleaner_late(visit, POLICY, START + 15 * MINUTE + off * SECOND)
        assert isinstance(found, Granted) is late


def test_lateness_stays_with_the_visit_and_is_told_once() -> None:
    found = must(cleaner_late(booking(), POLICY, START + 15 * MINUTE + INSTANT))
    assert [event.kind for event in found.events] == ["cleaner_late"]
    (mark,) = found.value.marks
    assert (mark.what, mark.cleaner, mark.not_kept) == ("late", JOYCE.id, False)
    assert isinstance(found.value.phase, Confirmed)
    assert (due(found, NO_SHOW), due(found, LATE)) == (30 * MINUTE, None), "whoever is late may still come"
    assert isinstance(cleaner_late(found.value, POLICY, START + 20 * MINUTE), Refused)


@given(st.integers(-20, 15), st.integers(0, 45))
def test_an_agreed_arrival_is_waited_for(at: int, minutes: int) -> None:
    now = START + at * MINUTE
    agreed = must(give_eta(on_the_way(), JOYCE.id, minutes, POLICY, now))
    eta = timedelta(minutes=at + minutes)
    assert due(agreed, LATE) == max(15 * MINUTE, eta) + INSTANT
    assert due(agreed, NO_SHOW) == max(eta, 0 * MINUTE) + 30 * MINUTE
    moment = START + max(15 * MINUTE, eta)
    assert isinstance(cleaner_late(agreed.value, POLICY, moment), Refused)
    assert isinstance(cleaner_late(agreed.value, POLICY, moment + INSTANT), Granted)


@pytest.mark.parametrize("found", [True, False], ids=["found", "not found yet"])
def test_an_arrival_named_when_late_already_makes_nobody_punctual(found: bool) -> None:
    now = START + 16 * MINUTE
    visit = on_the_way()
    visit = must(cleaner_late(visit, POLICY, now)).value if found else visit
    assert rate_now(visit, POLICY, now) == (0, "cleaner_late")
    said = must(give_eta(visit, JOYCE.id, 5, POLICY, now))
    assert rate_now(said.value, POLICY, now) == rate_now(said.value, POLICY, now + HOUR) == (0, "cleaner_late")
    assert [mark.what for mark in said.value.marks] == ["late"]
    assert [event.kind for event in said.events] == ([] if found else ["cleaner_late"]) + ["eta_given"]
    assert due(said, LATE) is None


def test_the_last_instant_of_patience_is_told_and_charged_alike() -> None:
    for off, late in ((0 * SECOND, False), (INSTANT, True)):
        now = START + 15 * MINUTE + off
        assert isinstance(cleaner_late(booking(), POLICY, now), Granted) is late
        assert (rate_now(booking(), POLICY, now)[1] == "cleaner_late") is late


def test_a_clean_that_was_moved_because_of_a_late_cleaner_costs_what_a_clean_days_ahead_costs() -> None:
    now = START + 20 * MINUTE
    late = must(cleaner_late(booking(), POLICY, now)).value
    moved = must(later(late, now)).value
    start = moved.window.start
    assert rate_now(moved, POLICY, start - 3 * DAY)[0] == rate_now(booking(), POLICY, START - 3 * DAY)[0] == 0
    again = must(cleaner_late(moved, POLICY, start + 20 * MINUTE))
    assert [mark.what for mark in again.value.marks] == ["late", "late"], "another day is another promise"


def later(visit: Booking, now: datetime) -> Granted[Booking] | Refused[Any]:
    window = window_of(START + 5 * DAY, visit.minutes)
    local = local_of(window.start, visit.local.zone)
    slot = Slot(
        quote=visit.quote, cleaner=JOYCE.id, window=window, local=local, price=visit.price.total, policy=visit.policy,
        until=now + HOUR, booking=visit.id,
    )  # fmt: skip
    said = Said(by="ops", reason="She was late", agreed="on the phone")
    return move(visit, slot, CLAIM, POLICY, now, said)


def test_whoever_comes_in_time_is_not_looked_for_any_more() -> None:
    went = must(set_off(booking(), JOYCE.id, POLICY, START - 30 * MINUTE, secured=True))
    assert (due(went, LATE), due(went, NO_SHOW)) == (15 * MINUTE + INSTANT, 30 * MINUTE)
    came = must(check_in(went.value, JOYCE.id, Shown(distance_m=0), POLICY, START, secured=True))
    assert {NoTimer(kind=kind, subject=came.value.id) for kind in (LATE, NO_SHOW)} <= set(came.timers)
    assert isinstance(cleaner_late(came.value, POLICY, START + DAY), Refused)


@pytest.mark.parametrize("phase", [AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START)])
def test_whoever_stands_at_the_door_is_not_late(phase: Phase) -> None:
    assert isinstance(cleaner_late(booking(phase), POLICY, START + DAY), Refused)


def test_nobody_who_never_came_kept_the_visit() -> None:
    gone = must(no_show(booking(), POLICY, START + 30 * MINUTE))
    assert [event.kind for event in gone.events] == ["choice_needed", "not_kept"]
    assert [(mark.what, mark.not_kept) for mark in gone.value.marks] == [("no_show", True)]


@pytest.mark.parametrize(
    ("lead", "off", "marked", "broken"),
    [
        (1, -1, True, True),
        (1, 0, True, False),
        (1, 1, True, False),
        (2, -1, True, False),
        (2, 0, False, False),
        (2, 1, False, False),
    ],
)
def test_withdrawing_is_not_kept_under_a_day_marked_under_two_and_free_before(
    lead: int, off: int, marked: bool, broken: bool
) -> None:
    wished = with_(booking(), wish=Prefer(cleaner=JOYCE.id))
    for visit in (booking(), wished):
        gone = must(withdraw(visit, JOYCE.id, POLICY, START - lead * DAY - off * SECOND))
        assert [mark.not_kept for mark in gone.value.marks] == ([broken] if marked else [])
        assert ("not_kept" in [event.kind for event in gone.events]) is broken
