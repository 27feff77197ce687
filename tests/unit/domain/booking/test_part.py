"""Two who want no visits together any more: what they have ahead is for somebody else, and nobody bears a mark."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, NOUNS, START, booking

from cleanbee.domain.booking.booking import (
    Anyone,
    AtDoor,
    AwaitingCard,
    AwaitingChoice,
    Confirmed,
    EnRoute,
    Offered,
    Only,
    Phase,
    Prefer,
    Requested,
    Wish,
)
from cleanbee.domain.booking.cancel import rate_now
from cleanbee.domain.booking.events import CleanerReleased
from cleanbee.domain.booking.part import Side, joint, part
from cleanbee.domain.kernel import Granted, NotInPhase, OfferId, Refused, with_
from cleanbee.domain.platform.policy import standard

POLICY = standard()
DAY = timedelta(days=1)
OTHER = NOUNS.cleaner().id
OFFER = OfferId(NOUNS.ids.new())
WISHES = st.sampled_from([Only(cleaner=JOYCE.id), Prefer(cleaner=JOYCE.id), Prefer(cleaner=OTHER), Anyone()])
LEADS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=42))
SIDES = st.sampled_from(["customer", "cleaner"])


@given(WISHES, LEADS, SIDES)
def test_somebody_else_is_looked_for_free_of_charge_and_unmarked(wish: Wish, lead: timedelta, by: Side) -> None:
    now = START - lead
    visit = with_(booking(), wish=wish, placed_at=now - DAY)
    done = part(visit, JOYCE.id, by, POLICY, now)
    assert isinstance(done, Granted)
    after = done.value
    goes_on = lead >= DAY and wish != Only(cleaner=JOYCE.id)
    assert isinstance(after.phase, Requested if goes_on else AwaitingChoice)
    assert after.phase.asked == (JOYCE.id,)
    assert after.marks == () and rate_now(after, POLICY, now)[0] == 0
    if goes_on:
        assert after.wish == (Anyone() if wish == Prefer(cleaner=JOYCE.id) else wish)
    told = done.events[0]
    assert isinstance(told, CleanerReleased)
    assert (told.cleaner, told.by, told.untold) == (JOYCE.id, by, False)


@pytest.mark.parametrize(
    ("phase", "wish", "together"),
    [
        (AwaitingCard(hold=CLAIM, cleaner=JOYCE.id, until=START), Anyone(), True),
        (Offered(offers=(OFFER,), to=(JOYCE.id,), fill_by=START, asked=(JOYCE.id,)), Anyone(), True),
        (Offered(offers=(OFFER,), to=(OTHER,), fill_by=START, asked=(JOYCE.id, OTHER)), Anyone(), False),
        (Requested(fill_by=START), Only(cleaner=JOYCE.id), True),
        (Requested(fill_by=START), Prefer(cleaner=JOYCE.id), False),
        (AwaitingChoice(reason="nobody_found", options=("cancel",), until=START), Only(cleaner=JOYCE.id), False),
        (Confirmed(cleaner=OTHER, claim=CLAIM, told_at=START), Prefer(cleaner=JOYCE.id), False),
        (EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START), Anyone(), False),
        (AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START), Anyone(), False),
    ],
)
def test_what_is_joint_is_what_one_of_them_would_be_asked_held_or_bound_for(
    phase: Phase, wish: Wish, together: bool
) -> None:
    visit = with_(booking(), phase=phase, wish=wish)
    assert joint((visit,), JOYCE.id) == ((visit,) if together else ())


def test_who_waits_for_one_cleaner_only_is_asked_to_choose() -> None:
    visit = with_(booking(), phase=Requested(fill_by=START), wish=Only(cleaner=JOYCE.id))
    done = part(visit, JOYCE.id, "cleaner", POLICY, START - 2 * DAY)
    assert isinstance(done, Granted) and isinstance(done.value.phase, AwaitingChoice)
    assert [event.kind for event in done.events] == ["choice_needed"]


def test_whoever_is_on_the_way_is_not_turned_back() -> None:
    visit = with_(booking(), phase=EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START))
    assert part(visit, JOYCE.id, "customer", POLICY, START) == Refused(why=NotInPhase(phase="en_route"))
