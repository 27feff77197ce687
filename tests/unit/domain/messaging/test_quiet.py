"""No phone rings in the night for what is weeks ahead; what must be answered in time is heard in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.domain.messaging.visits import CLAIM, HOME, JOYCE, MIA, NOUNS, around, booking, cancelled, confirmed

from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Phase, Requested
from cleanbee.domain.kernel import with_
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.messaging.notice import Notice, Queued
from cleanbee.domain.messaging.notices_for import written

NIGHT = datetime(2027, 3, 1, 23, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
MORNING = datetime(2027, 3, 2, 8, 0, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
NINE_DAYS, SECOND, HOUR = timedelta(days=9), timedelta(seconds=1), timedelta(hours=1)
CHOICE = AwaitingChoice(reason="cleaner_withdrew", options=("cancel",), until=NIGHT + timedelta(days=1))
PHASES: dict[str, Phase] = {
    "offer_new": Requested(fill_by=NIGHT + timedelta(days=8)),
    "choice_needed": CHOICE,
    "cancelled_by_customer_cleaner": cancelled(),
    "cancelled_by_us_cleaner": cancelled(),
    "cancelled_by_ops": cancelled(),
    "cancelled_nobody_found": cancelled(),
    "cancelled_no_choice": cancelled(),
    "booking_confirmed": confirmed(),
}


def told(template: str, visit: Booking, answer_by: datetime | None = None) -> list[Notice]:
    berliner = with_(JOYCE, zone=HOME.zone)
    offer = None
    if answer_by is not None:
        offer = NOUNS.offer(visit, berliner, Open(until=answer_by, claim=CLAIM))
    return list(written(template, with_(around(visit, berliner), offer=offer), "once", NIGHT))


def rings_at(notices: list[Notice]) -> set[datetime]:
    return {one.phase.not_before for one in notices if isinstance(one.phase, Queued)}


@pytest.mark.parametrize("template", sorted(PHASES))
def test_what_is_nine_days_ahead_waits_for_the_morning(template: str) -> None:
    visit = booking(PHASES[template], start=NIGHT + NINE_DAYS)
    notices = told(template, visit, NIGHT + timedelta(hours=32) if template == "offer_new" else None)
    assert notices
    assert rings_at(notices) == {MORNING}
    assert not any(one.critical for one in notices)


@pytest.mark.parametrize("template", sorted(PHASES))
@pytest.mark.parametrize(("further_s", "waits"), [(-1, False), (0, False), (1, True)])
def test_what_starts_within_twelve_hours_is_told_at_night(template: str, further_s: int, *, waits: bool) -> None:
    visit = booking(PHASES[template], start=NIGHT + 12 * HOUR + further_s * SECOND)
    visit = with_(visit, placed_at=NIGHT)
    notices = told(template, visit, NIGHT + timedelta(hours=32) if template == "offer_new" else None)
    assert rings_at(notices) == {MORNING if waits else NIGHT}


@pytest.mark.parametrize(("later_s", "waits"), [(-1, False), (0, True), (1, True)])
def test_what_could_not_be_answered_for_an_hour_of_the_morning_is_asked_at_night(later_s: int, *, waits: bool) -> None:
    until = MORNING + HOUR + later_s * SECOND
    visit = booking(with_(CHOICE, until=until), start=NIGHT + NINE_DAYS)
    assert rings_at(told("choice_needed", visit)) == {MORNING if waits else NIGHT}
    asked = booking(PHASES["offer_new"], start=NIGHT + NINE_DAYS)
    assert rings_at(told("offer_new", asked, until)) == {MORNING if waits else NIGHT}


@pytest.mark.parametrize("template", ["card_failed", "card_action", "released_unpaid", "owed", "no_show"])
def test_money_and_a_cleaner_who_did_not_come_are_told_at_any_hour_by_every_road(template: str) -> None:
    phase = with_(CHOICE, reason="no_show") if template == "no_show" else confirmed()
    notices = told(template, booking(phase, start=NIGHT + NINE_DAYS))
    assert rings_at(notices) == {NIGHT}
    assert {one.to.channel for one in notices} == {"sms", "mail"}


@pytest.mark.parametrize("template", ["choice_needed", "cancelled_by_ops", "cancelled_nobody_found"])
def test_what_upsets_plans_goes_by_every_road_though_it_waits_for_the_morning(template: str) -> None:
    notices = told(template, booking(PHASES[template], start=NIGHT + NINE_DAYS))
    assert {(one.to.channel, one.to.address) for one in notices} == {("sms", MIA.phone), ("mail", MIA.email)}


def test_a_visit_that_is_called_off_while_it_lasts_is_told_at_night() -> None:
    under_way = booking(cancelled(), start=NIGHT - HOUR)
    assert rings_at(told("cancelled_by_customer_cleaner", under_way)) == {NIGHT}
    over = booking(cancelled(), start=NIGHT - 4 * HOUR)
    assert rings_at(told("cancelled_by_customer_cleaner", over)) == {MORNING}
