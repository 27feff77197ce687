"""What people hear of a booking, in words they understand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.domain.messaging.visits import (
    CLAIM,
    JOYCE,
    MIA,
    MONDAY,
    NOUNS,
    START,
    around,
    booking,
    cancelled,
    confirmed,
    hours,
)

from cleanbee.domain.booking.booking import Anyone, AtDoor, AwaitingChoice, Booking, EnRoute, Expired, Requested
from cleanbee.domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingRequested,
    ChoiceNeeded,
    CleanerLate,
    CleanerReleased,
    CleanerSetOff,
    CleanerWithdrew,
    CleaningFinished,
    DoorEvidenceKept,
    EtaGiven,
    HumanNeeded,
    NotKept,
)
from cleanbee.domain.kernel import Money, with_
from cleanbee.domain.matching.offer import OfferMade, OfferTaken
from cleanbee.domain.messaging.happened import News
from cleanbee.domain.messaging.notice import Notice, Queued, Suppressed
from cleanbee.domain.messaging.notices_for import Around, notices_for
from cleanbee.domain.messaging.reminders import reminded, reminder_timers
from cleanbee.domain.platform.speech import say_date, say_money, say_time

NIGHT = datetime(2027, 3, 1, 22, 0, tzinfo=UTC)


def about(kind: type[BookingEvent], visit: Booking, **facts: object) -> BookingEvent:
    return kind(booking=visit.id, version=visit.version, customer=MIA.id, cleaner=JOYCE.id, **facts)


def told(
    event: BookingEvent | OfferMade | OfferTaken, visit: Booking, *, now: datetime = MONDAY,
    origin: str | None = "confirmed", scene: Around | None = None,
) -> dict[str, list[Notice]]:  # fmt: skip
    news = News(event=event, at=now, booking=visit, origin=origin)
    found: dict[str, list[Notice]] = {}
    for notice in notices_for(news, scene or around(visit), now):
        found.setdefault(notice.template, []).append(notice)
    return found


def test_a_confirmed_clean_is_told_to_both_sides_each_in_their_own_words() -> None:
    visit = booking()
    found = told(about(BookingConfirmed, visit), visit)
    assert list(found) == ["booking_confirmed", "visit_assigned"]
    (customers,), (cleaners,) = found.values()
    assert customers.to.person == MIA.id
    assert (customers.to.channel, customers.to.address) == ("mail", MIA.email)
    assert customers.words["cleaner"] == "Joyce"
    assert customers.words["total"] == "€86.40"
    assert (customers.words["date"], customers.words["time"]) == ("Wed 3 March", "09:30")
    assert (cleaners.to.person, cleaners.to.channel) == (JOYCE.id, "sms")
    assert cleaners.words["pay"] == "€50.40"
    assert "address" not in cleaners.words


def test_who_comes_is_not_named_while_it_is_still_open_who_comes() -> None:
    visit = with_(booking(confirmed(told_at=START - hours(24))), wish=Anyone())
    assert "booking_confirmed_unnamed" in told(about(BookingConfirmed, visit), visit)
    named = with_(visit, phase=confirmed(told_at=MONDAY))
    assert "booking_confirmed" in told(about(BookingConfirmed, named), named)


def test_the_same_event_told_twice_makes_the_same_notice_and_another_event_another() -> None:
    visit = booking()
    once, twice = told(about(BookingConfirmed, visit), visit), told(about(BookingConfirmed, visit), visit)
    assert once == twice
    later = with_(visit, version=visit.version + 1)
    other = told(about(BookingConfirmed, later), later)
    assert other["booking_confirmed"][0].id != once["booking_confirmed"][0].id


def test_that_we_are_looking_for_somebody_is_told_once_however_many_decline() -> None:
    visit = booking(Requested(fill_by=START - hours(5)))
    later = with_(visit, version=visit.version + 2)
    first = told(about(BookingRequested, visit), visit)["booking_requested"]
    again = told(about(BookingRequested, later), later)["booking_requested"]
    assert [one.id for one in first] == [one.id for one in again]
    assert first[0].words["deadline"] == "Wed 3 March, 04:30"


def test_that_the_cleaner_cannot_come_is_told_with_what_happens_next_while_somebody_is_looked_for() -> None:
    visit = booking(Requested(fill_by=START - hours(24)))
    sms, mail = told(about(CleanerWithdrew, visit), visit)["cleaner_withdrew"]
    assert sms.words["deadline"] == mail.words["deadline"] == "Tue 2 March, 09:30"
    assert told(about(BookingRequested, visit, again=True), visit) == {}
    found = booking()
    assert told(about(CleanerWithdrew, found), found) == {}


def test_who_wants_no_visits_with_whom_is_told_to_nobody() -> None:
    looking = with_(booking(Requested(fill_by=START - 24 * hours(1), asked=(JOYCE.id,))), wish=Anyone())
    by_mia = about(CleanerReleased, looking, by="customer")
    assert {name: one[0].to.person for name, one in told(by_mia, looking).items()} == {
        "cleaner_released": MIA.id,
        "released_cleaner": JOYCE.id,
    }
    assert list(told(about(CleanerReleased, looking, by="customer", untold=True), looking)) == ["cleaner_released"]
    assert list(told(about(CleanerReleased, looking, by="cleaner"), looking)) == ["cleaner_withdrew"]
    off = booking(cancelled())
    assert list(told(by_mia, off)) == ["released_cleaner"], "whoever was to go there hears that they need not"


def test_that_somebody_is_late_is_told_to_both_with_the_moment_at_which_it_ends() -> None:
    visit = booking()
    found = told(about(CleanerLate, visit), visit, now=START + hours(1) / 4)
    assert list(found) == ["late", "late_cleaner"]
    (customer,), (cleaner,) = found["late"], found["late_cleaner"]
    assert (customer.words["deadline"], cleaner.words["deadline"]) == (
        "Wed 3 March, 10:00",
        "Wed 3 March, 09:00 (Lisbon)",
    )
    come = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START))
    assert told(about(CleanerLate, come), come) == {}


def test_whoever_withdrew_on_the_last_day_hears_that_it_counts() -> None:
    visit = booking(AwaitingChoice(reason="cleaner_withdrew", options=("cancel",), until=START))
    event = about(NotKept, visit, why="withdrew", notice_min=60)
    assert list(told(event, visit)) == ["withdrew_cleaner"]
    assert told(about(NotKept, visit, why="no_show", notice_min=0), visit) == {}


def test_news_of_a_clean_that_is_off_by_now_is_kept_from_people() -> None:
    visit = booking(cancelled())
    assert told(about(BookingConfirmed, visit), visit) == {}
    assert told(about(CleanerSetOff, visit), visit) == {}


def test_a_cancellation_is_told_to_both_with_the_fee_and_the_share() -> None:
    visit = booking(cancelled(fee=4320, pay=2520))
    found = told(about(BookingCancelled, visit, by="customer", reason="plans_changed"), visit)
    assert found["cancelled_by_customer"][0].words["fee"] == "€43.20"
    assert found["cancelled_by_customer_cleaner"][0].words["pay"] == "€25.20"


def test_whoever_was_merely_asked_does_not_hear_that_a_visit_of_theirs_is_off() -> None:
    visit = booking(cancelled())
    event = about(BookingCancelled, visit, by="customer", reason="plans_changed")
    for origin in ("offered", "awaiting_card", None):
        assert list(told(event, visit, origin=origin)) == ["cancelled_by_customer"]


@pytest.mark.parametrize(
    ("by", "reason", "templates"),
    [
        ("system", "card_not_secured", ["released_unpaid", "released_unpaid_cleaner"]),
        ("system", "no_choice_made", ["cancelled_no_choice", "cancelled_by_us_cleaner"]),
        ("ops", "weather", ["cancelled_by_ops", "cancelled_by_us_cleaner"]),
        ("system", "nobody_found", ["cancelled_nobody_found", "cancelled_by_us_cleaner"]),
    ],
)
def test_a_clean_that_we_call_off_says_why(by: str, reason: str, templates: list[str]) -> None:
    visit = booking(cancelled(by, reason))
    assert list(told(about(BookingCancelled, visit, by=by, reason=reason), visit)) == templates


def test_an_unpaid_visit_is_made_up_to_the_cleaner_with_a_quarter_of_the_pay() -> None:
    visit = booking(cancelled("system", "card_not_secured"))
    found = told(about(BookingCancelled, visit, by="system", reason="card_not_secured"), visit)
    assert found["released_unpaid_cleaner"][0].words["pay"] == "€12.60"


def test_what_ended_before_it_began_says_whether_card_or_cleaner_was_missing() -> None:
    visit = booking(Expired(at=MONDAY, reason="card_not_secured"))
    assert list(told(about(BookingExpired, visit, reason="card_not_secured"), visit)) == ["hold_expired"]
    assert list(told(about(BookingExpired, visit, reason="nobody_found"), visit)) == ["cancelled_nobody_found"]


def test_a_choice_is_asked_for_by_every_road_with_its_reason_and_deadline() -> None:
    until = MONDAY + hours(6)
    visit = booking(AwaitingChoice(reason="cleaner_withdrew", options=("cancel",), until=until))
    sms, mail = told(about(ChoiceNeeded, visit, reason="cleaner_withdrew"), visit)["choice_needed"]
    assert [sms.to.channel, mail.to.channel] == ["sms", "mail"]
    assert (sms.id != mail.id) and (sms.occasion != mail.occasion)
    assert sms.words["reason"] == "your cleaner cannot come"
    assert sms.words["deadline"] == "Mon 1 March, 15:00"


def test_when_nobody_came_both_sides_hear_of_it() -> None:
    visit = booking(AwaitingChoice(reason="no_show", options=("cancel",), until=START + hours(1)))
    assert list(told(about(ChoiceNeeded, visit, reason="no_show"), visit)) == ["no_show", "no_show_cleaner"]


def test_an_arrival_time_after_the_start_is_told_as_being_late() -> None:
    late = booking(EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START, eta=START + timedelta(minutes=20)))
    early = booking(EnRoute(cleaner=JOYCE.id, claim=CLAIM, since=START, eta=START))
    assert told(about(EtaGiven, late), late)["running_late"][0].words["eta"] == "09:50"
    assert told(about(EtaGiven, early), early)["on_the_way"][0].words["eta"] == "09:30"


def test_a_closed_door_is_told_once_somebody_was_called_and_until_when_it_is_waited() -> None:
    silent = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START, notes_opened_at=START))
    assert told(about(DoorEvidenceKept, silent), silent) == {}
    called = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START, calls=(("sms", START),)))
    assert told(about(DoorEvidenceKept, called), called)["lockout_waiting"][0].words["deadline"] == "Wed 3 March, 10:00"


def test_an_offer_says_all_that_is_needed_to_decide_and_not_where_it_is() -> None:
    visit = booking(Requested(fill_by=START))
    offer = NOUNS.offer(visit, JOYCE)
    scene = with_(around(visit), offer=offer)
    event = OfferMade(offer=offer.id, booking=visit.id, cleaner=JOYCE.id)
    (notice,) = told(event, visit, scene=scene)["offer_new"]
    assert notice.to.person == JOYCE.id
    assert (notice.words["pay"], notice.words["pay_per_h"], notice.words["travel"]) == ("€50.40", "€15.75", "12")
    assert not {"address", "customer"} & notice.words.keys()


def test_ops_are_called_by_mail_at_any_hour() -> None:
    visit = booking(Requested(fill_by=START, needs_human=True))
    (notice,) = told(about(HumanNeeded, visit), visit, now=NIGHT)["ops_needs_human"]
    assert told(about(HumanNeeded, booking()), booking()) == {}, "somebody has been found meanwhile"
    assert notice.to.address == "office@cleanbee.example"
    assert notice.phase == Queued(not_before=NIGHT)


def test_what_can_wait_waits_for_the_morning_of_whoever_it_is_for() -> None:
    visit = booking()
    found = told(about(BookingConfirmed, visit), visit, now=NIGHT)
    berlin, lisbon = found["booking_confirmed"][0].phase, found["visit_assigned"][0].phase
    assert berlin == Queued(not_before=datetime(2027, 3, 2, 7, 0, tzinfo=UTC))
    assert lisbon == Queued(not_before=datetime(2027, 3, 2, 8, 0, tzinfo=UTC))


def test_twelve_hours_before_the_start_nothing_waits_and_a_second_earlier_it_does() -> None:
    start = NIGHT + hours(12)
    soon, not_so_soon = booking(start=start), booking(start=start + timedelta(seconds=1))
    (loud,) = told(about(BookingConfirmed, soon), soon, now=NIGHT)["booking_confirmed"]
    (quiet,) = told(about(BookingConfirmed, not_so_soon), not_so_soon, now=NIGHT)["booking_confirmed"]
    assert (loud.critical, loud.phase) == (True, Queued(not_before=NIGHT))
    assert not quiet.critical


def test_who_has_neither_phone_nor_mail_is_not_silently_forgotten() -> None:
    visit = booking()
    scene = with_(around(visit), customer=with_(MIA, phone=None, email=None))
    (notice,) = told(about(CleaningFinished, visit), visit, scene=scene)["finished"]
    assert notice.phase == Suppressed(why="unreachable")


def test_who_has_only_a_phone_is_told_by_phone_what_others_are_told_by_mail() -> None:
    visit = booking()
    scene = with_(around(visit), customer=with_(MIA, email=None))
    (notice,) = told(about(CleaningFinished, visit), visit, scene=scene)["finished"]
    assert (notice.to.channel, notice.to.address) == ("sms", MIA.phone)


def test_german_readers_read_german_dates_and_money() -> None:
    assert say_date(START, "Europe/Berlin", "de") == "Mi., 3. März"
    assert say_money(Money(amount=8640), "de") == "86,40 €"
    assert say_money(Money(amount=-5), "en") == "-€0.05"
    assert say_time(START, "Asia/Kathmandu") == "14:15"


def test_reminders_are_set_for_the_moments_that_are_still_ahead() -> None:
    visit = booking()
    assert [timer.due_at for timer in reminder_timers(visit, MONDAY)] == [START - hours(24), START - hours(2)]
    assert [timer.kind for timer in reminder_timers(visit, START - hours(24))] == ["notice.reminder_2h"]
    assert reminder_timers(visit, START - hours(2)) == ()
    assert reminder_timers(booking(cancelled()), MONDAY) == ()


def test_a_reminder_speaks_only_of_a_visit_that_stands_and_is_as_near_as_it_says() -> None:
    due = START - hours(24)
    assert reminded(booking(), "notice.reminder_24h", due) == ("reminder_24h", "reminder_24h_cleaner")
    assert reminded(booking(cancelled()), "notice.reminder_24h", due) == ()
    assert reminded(booking(start=START + hours(1)), "notice.reminder_24h", due) == ()
    assert reminded(booking(), "notice.reminder_2h", START) == ()


def test_whoever_is_asked_with_others_is_told_so_and_who_came_too_late_hears_it_quietly() -> None:
    visit = booking(Requested(fill_by=START))
    offer = NOUNS.offer(visit, JOYCE, broadcast=True)
    scene = with_(around(visit), offer=offer)
    event = OfferMade(offer=offer.id, booking=visit.id, cleaner=JOYCE.id, several=True)
    ((template, (asked,)),) = told(event, visit, scene=scene).items()
    assert (template, asked.words["pay_per_h"]) == ("offer_first_yes", "€15.75")
    given = booking()
    late = OfferTaken(offer=offer.id, booking=visit.id, cleaner=JOYCE.id)
    ((template, notices),) = told(late, given, scene=with_(around(given), offer=offer)).items()
    assert template == "offer_taken"
    assert len(notices) == 1, "once"
