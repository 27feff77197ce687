"""Every sentence people are told, filled from bookings of any kind at any hour, is whole and true when it is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import (
    CLAIM,
    DESK,
    HOME,
    JOYCE,
    MIA,
    MONDAY,
    NOUNS,
    START,
    booking,
    cancelled,
    confirmed,
)

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.domain.booking.booking import (
    Anyone,
    AtDoor,
    AwaitingCard,
    AwaitingChoice,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    Phase,
    Requested,
)
from cleanbee.domain.booking.cancel import terms_of
from cleanbee.domain.booking.terms import rate_by_notice
from cleanbee.domain.kernel import Money, NoticeId, OperationId, with_
from cleanbee.domain.matching.offer import Declined as SaidNo
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.messaging.around import Around
from cleanbee.domain.messaging.carry import NoticeGivenUp
from cleanbee.domain.messaging.notice import Notice, Queued
from cleanbee.domain.messaging.notices_for import written
from cleanbee.domain.messaging.render import text_of
from cleanbee.domain.messaging.told import TEMPLATES
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    CardSaved,
    Declined,
    Owed,
    PaymentPhase,
)
from cleanbee.domain.platform.policy import Band, Elapsed, WallClock, standard
from cleanbee.domain.platform.speech import say_moment

WORDINGS = TomlTemplates(Path(__file__).parents[4] / "seed" / "notices.toml")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
CARD = NOUNS.card(MIA)
OPERATION = OperationId(NOUNS.ids.new())
BERLIN = ZoneInfo("Europe/Berlin")
PRESETS = (
    standard(),
    with_(
        standard(), bands=(Band(cutoff=Elapsed(minutes=1440), fee_bp=0), Band(cutoff=Elapsed(minutes=120), fee_bp=1))
    ),
    with_(
        standard(),
        bands=(
            Band(cutoff=Elapsed(minutes=2880), fee_bp=0),
            Band(cutoff=Elapsed(minutes=1440), fee_bp=2_500),
            Band(cutoff=Elapsed(minutes=720), fee_bp=5_000),
        ),
    ),
    with_(standard(), bands=(Band(cutoff=Elapsed(minutes=2880), fee_bp=0),)),
    with_(standard(), bands=(Band(cutoff=WallClock(days_before=1, minute=17 * 60), fee_bp=0),)),
)


def phases(start: datetime, now: datetime) -> st.SearchStrategy[Phase]:
    """Any phase a clean can be in at this moment."""
    later = st.integers(1, 48).map(lambda hours: now + hours * HOUR)
    eta = st.none() | later
    who, claim = JOYCE.id, CLAIM
    return st.one_of(
        st.builds(AwaitingCard, hold=st.just(claim), cleaner=st.just(who), until=later),
        st.builds(Requested, fill_by=later),
        st.builds(AwaitingChoice, reason=st.just("no_show"), options=st.just(("cancel",)), until=later),
        st.just(Confirmed(cleaner=who, claim=claim, told_at=max(now, start - 24 * HOUR))),
        st.builds(EnRoute, cleaner=st.just(who), claim=st.just(claim), since=st.just(now), eta=eta),
        st.just(AtDoor(cleaner=who, claim=claim, since=now, calls=(("phone", now),))),
        st.just(Completed(cleaner=who, claim=claim, began=now - 3 * HOUR, ended=now, minutes=180)),
        st.just(cancelled(fee=1000, pay=700)),
    )


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Around, datetime]:
    """Any moment of any clean."""
    now = MONDAY + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    start = now + timedelta(minutes=draw(st.integers(-4 * 60, 42 * 24 * 60)))
    visit = with_(
        booking(draw(phases(start, now)), start=start), placed_at=now - draw(st.sampled_from((0, 9, 11))) * HOUR / 60
    )
    offer = NOUNS.offer(visit, JOYCE, draw(st.sampled_from((
        Open(until=now + timedelta(minutes=draw(st.integers(5, 2880))), claim=CLAIM), SaidNo(at=now)))))  # fmt: skip
    money: PaymentPhase = draw(st.sampled_from((
        CardSaved(),
        Declined(kind="try_again", next_try=None),
        ActionRequired(operation=OPERATION, link="https://bank.example", until=now + HOUR),
        Authorized(amount=visit.price.total, provider_id="p", capture_before=max(start, now) + timedelta(days=5)),
        Owed(amount=Money(amount=1000), since=now),
    )))  # fmt: skip
    locale = draw(st.sampled_from(("en", "de")))
    around = Around(
        booking=draw(st.sampled_from((visit, with_(visit, wish=Anyone())))),
        home=HOME,
        customer=with_(MIA, locale=locale),
        cleaner=with_(JOYCE, locale=locale),
        offer=draw(st.sampled_from((None, offer))),
        payment=with_(NOUNS.payment(visit, CARD), phase=money),
        policy=draw(st.sampled_from(PRESETS)),
        desk=DESK,
    )
    return around, now


def read_at(notice: Notice) -> datetime:
    assert isinstance(notice.phase, Queued)
    return notice.phase.not_before


MONTHS = ("March", "April", "May", "März", "April", "Mai")


def moment_named(notice: Notice, around: Around) -> datetime:
    """The deadline, read back from what is written, by the clock of whoever reads it."""
    zone = {"customer": around.home.zone, "cleaner": JOYCE.zone, "ops": DESK.zone}[TEMPLATES[notice.template].audience]
    found = re.fullmatch(r"\w+\.?,? (\d+)\.? (\w+), (\d\d):(\d\d)(?: \((\w+)\))?", notice.words["deadline"])
    assert found, notice.words["deadline"]
    assert found[5] is None or found[5] in zone
    month = MONTHS.index(found[2]) % 3 + 3
    return datetime(2027, month, int(found[1]), int(found[3]), int(found[4]), tzinfo=ZoneInfo(zone))


def berlin(day: int, hour: int) -> datetime:
    """An hour in March."""
    return datetime(2027, 3, day, hour, tzinfo=BERLIN).astimezone(UTC)


@given(drawn=scenes())
def test_every_sentence_is_whole_and_no_moment_it_names_has_passed(drawn: tuple[Around, datetime]) -> None:
    around, now = drawn
    for asked in TEMPLATES:
        lost = NoticeGivenUp(notice=NoticeId(CLAIM), subject=around.booking.id, template="reminder_2h_cleaner")
        for notice in written(asked, around, "once", now, lost if asked == "ops_not_told" else None):
            text = text_of(notice, WORDINGS.wording(notice.template, notice.to.locale))
            assert not re.search(r"[{}]|\bNone\b", text), text
            assert all(notice.words.values()), text
            assert read_at(notice) >= now, text
            if "deadline" in notice.words:
                assert moment_named(notice, around) >= read_at(notice).replace(second=0, microsecond=0), text


@given(drawn=scenes())
def test_free_is_what_is_called_free_and_nothing_else(drawn: tuple[Around, datetime]) -> None:
    around, now = drawn
    visit, policy = with_(around.booking, phase=confirmed()), around.policy
    around = with_(around, booking=visit)
    (notice,) = written("booking_confirmed", around, "once", now)
    assume(read_at(notice) < visit.window.start)
    grace = visit.placed_at + timedelta(minutes=policy.free_after_booking_min)

    late = visit.window.start + timedelta(minutes=policy.late_free_after_min)

    def free(at: datetime) -> bool:
        return at <= grace or at > late or rate_by_notice(terms_of(visit, policy), policy, at) == 0

    if notice.template == "booking_confirmed_fee":
        assert not (free(read_at(notice)) and free(read_at(notice) + SECOND)), "what ends this instant is not promised"
        return
    ends = [grace, *(visit.window.start - timedelta(minutes=n) for n in (2880, 1440))]
    ends.append(datetime.combine(visit.local.day - timedelta(days=1), datetime.min.time(), BERLIN).replace(hour=17))
    named = [end for end in ends if say_moment(end, around.home.zone, notice.to.locale) == notice.words["deadline"]]
    assert any(free(end - SECOND) and not free(end + SECOND) for end in named)


@pytest.mark.parametrize(("early_s", "told"), [(1, False), (0, True), (-1, True)])
def test_nobody_hears_where_it_is_while_another_may_still_come(early_s: int, told: bool) -> None:
    start = MONDAY + timedelta(days=5)
    told_at = start - timedelta(hours=20)
    phase = with_(confirmed(told_at=told_at), late=True)
    visit = with_(booking(phase, start), wish=Anyone())
    now = told_at - timedelta(seconds=early_s)
    held = Authorized(amount=visit.price.total, provider_id="p", capture_before=start + timedelta(days=5))
    payment = with_(NOUNS.payment(visit, CARD), phase=held)
    around = Around(
        booking=visit, home=HOME, customer=MIA, cleaner=JOYCE, payment=payment, policy=standard(), desk=DESK
    )
    notices = (*written("street_told", around, "once", now), *written("reminder_24h_cleaner", around, "once", now))
    assert any("address" in one.words for one in notices) == told


def confirmed_at(now: datetime, visit: Booking) -> Notice:
    around = Around(booking=visit, home=HOME, customer=MIA, cleaner=JOYCE, policy=standard(), desk=DESK)
    (notice,) = written("booking_confirmed", around, "once", now)
    return notice


@pytest.mark.parametrize(
    ("early_s", "says"), [(1, "Tue 2 March, 12:00"), (0, None), (-1, None)]
)  # fmt: skip
def test_a_day_ahead_free_ends_and_is_not_promised_any_more(early_s: int, says: str | None) -> None:
    start = berlin(3, 12)
    visit = with_(booking(start=start), placed_at=MONDAY)
    notice = confirmed_at(start - 24 * HOUR - early_s * SECOND, visit)
    assert notice.words.get("deadline") == says


@pytest.mark.parametrize(("early_s", "says"), [(1, "Mon 1 March, 09:10"), (0, None), (-1, None)])
def test_a_clean_booked_for_the_same_day_is_free_for_ten_minutes(early_s: int, says: str | None) -> None:
    placed = berlin(1, 9)
    visit = with_(booking(start=placed + 6 * HOUR), placed_at=placed)
    notice = confirmed_at(placed + timedelta(minutes=10) - early_s * SECOND, visit)
    assert notice.words.get("deadline") == says
    assert (notice.template == "booking_confirmed_fee") == (says is None)


def test_what_is_read_in_the_morning_does_not_promise_what_ended_in_the_night() -> None:
    placed = berlin(1, 22)
    visit = with_(booking(start=placed + 17 * HOUR), placed_at=placed)
    assert confirmed_at(placed, visit).template == "booking_confirmed_fee"


@pytest.mark.parametrize(("since_min", "ends"), [(-20, "10:00"), (0, "10:00"), (10, "10:10")])
def test_the_wait_at_a_closed_door_ends_when_it_ends_for_the_cleaner(since_min: int, ends: str) -> None:
    since = START + timedelta(minutes=since_min)
    door = AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=since, calls=(("phone", since),))
    around = Around(booking=booking(door), home=HOME, customer=MIA, cleaner=JOYCE, policy=standard(), desk=DESK)
    (notice,) = written("lockout_waiting", around, "once", since)
    assert notice.words["deadline"] == f"Wed 3 March, {ends}"


@pytest.mark.parametrize(("late_s", "template"), [(-1, "lockout_waiting"), (0, "lockout_over"), (1, "lockout_over")])
def test_once_the_wait_is_over_no_end_of_it_is_named(late_s: int, template: str) -> None:
    door = AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START, calls=(("phone", START),))
    around = Around(booking=booking(door), home=HOME, customer=MIA, cleaner=JOYCE, policy=standard(), desk=DESK)
    (notice,) = written("lockout_waiting", around, "once", START + HOUR / 2 + late_s * SECOND)
    assert notice.template == template


@pytest.mark.parametrize("late_s", [-1, 0, 1])
def test_while_a_slot_waits_for_the_card_the_slots_end_is_named_and_not_six_hours_ahead(late_s: int) -> None:
    until = MONDAY + timedelta(minutes=10)
    waiting = booking(AwaitingCard(hold=CLAIM, cleaner=JOYCE.id, until=until))
    payment = with_(NOUNS.payment(waiting, CARD), phase=Declined(kind="new_card", next_try=None))
    around = Around(
        booking=waiting, home=HOME, customer=MIA, cleaner=JOYCE, payment=payment, policy=standard(), desk=DESK
    )
    notices = written("card_failed", around, "once", until + late_s * SECOND)
    assert {notice.words.get("deadline") for notice in notices} == {"Mon 1 March, 09:10" if late_s < 0 else None}
    kept = with_(waiting, phase=confirmed())
    notices = written("card_failed", with_(around, booking=kept), "once", MONDAY)
    assert {notice.words["deadline"] for notice in notices} == {"Wed 3 March, 03:30"}


def test_a_moment_is_told_by_the_readers_own_clock_and_says_so_where_it_is_another() -> None:
    visit = booking(Requested(fill_by=START))
    offer = NOUNS.offer(visit, JOYCE, Open(until=MONDAY + 3 * HOUR, claim=CLAIM))
    around = Around(booking=visit, home=HOME, customer=MIA, cleaner=JOYCE, offer=offer, policy=standard(), desk=DESK)
    (abroad,) = written("offer_new", around, "once", MONDAY)
    assert (abroad.words["time"], abroad.words["deadline"]) == ("09:30", "Mon 1 March, 11:00 (Lisbon)")
    here = with_(around, cleaner=with_(JOYCE, zone="Europe/Paris"))
    (near,) = written("offer_new", here, "once", MONDAY)
    assert near.words["deadline"] == "Mon 1 March, 12:00"
