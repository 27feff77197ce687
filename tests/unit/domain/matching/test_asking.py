"""Who may be asked, for how long, at which pay; and what an answer changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.matching.people_and_jobs import MIA, NOW, SEED, asking, before_start, cleaner, job
from tests.unit.domain.messaging.visits import HOME, NOUNS
from tests.unit.domain.messaging.visits import MIA as MIA_HERSELF

from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.availability.diary import Fit
from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.booking import Anyone, Only, Prefer, Requested, Wish
from cleanbee.domain.booking.place import fill_by
from cleanbee.domain.kernel import CleanerId, Granted, Money, NoTimer, Place, Refused, Timer, with_
from cleanbee.domain.matching.answering import accept, decline, expire, withdraw
from cleanbee.domain.matching.asking import (
    circle_of,
    must_page,
    needs_human,
    offer,
    offer_life,
    offer_until,
    pay_per_h,
    round_of,
    still_looking,
)
from cleanbee.domain.matching.assess import named_first, to_ask
from cleanbee.domain.matching.eligible import eligible
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.offer import Accepted, Declined, Expired, Offer, OfferEvent, Open, Withdrawn
from cleanbee.domain.matching.rank import rank
from cleanbee.domain.matching.score import Terms, scores
from cleanbee.domain.people.person import Away, Cleaner, Document
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.quiet import SOON, after_quiet

FITS = Fit(travel_in=12, before=None, after=None, added_min=24, travel_pay_min=24)
SECOND = timedelta(seconds=1)


def made(who: Cleaner | None = None) -> Offer:
    granted = offer(asking(who), (), None, standard(), NOW)
    assert isinstance(granted, Granted), granted
    return granted.value


def test_an_offer_says_pay_ways_and_effective_pay_an_hour() -> None:
    granted = offer(asking(), (), None, standard(), NOW)
    assert isinstance(granted, Granted)
    one = granted.value
    assert (one.pay, one.pay_per_h, one.travel_min) == (Money(amount=6180), Money(amount=1507), 12)
    assert isinstance(one.phase, Open)
    assert granted.timers == (Timer(kind="offer.expire", subject=one.id, due_at=one.phase.until),)


@pytest.mark.parametrize(
    ("lead_min", "life_min"),
    [(10, 5), (33, 5), (34, 5.1), (60, 9), (1000, 150), (19_199, 2879.85), (19_200, 2880), (60_000, 2880)],
)
def test_an_offer_lives_fifteen_percent_of_the_lead_between_five_minutes_and_two_days(
    lead_min: int, life_min: float
) -> None:
    assert offer_life(timedelta(minutes=lead_min), standard()) == timedelta(minutes=life_min)


@pytest.mark.parametrize(
    ("local_hour", "lead_h", "ends"),
    [
        (22, 30, "09:00"),  # 4.5 h would end at half past two
        (22, 22, "09:00"),  # eleven hours are just half of what is left
        (22, 21.99, "01:17"),  # they are more than half: asked at night
        (22, 80, "10:00"),  # its own life lasts into the morning
        (20, 30, "00:30"),  # told by day
        (7, 12, "08:48"),  # within twelve hours it is told at once
        (7, 13, "09:00"),
    ],
)
def test_whoever_is_asked_in_the_night_has_an_hour_of_the_morning_to_answer(
    local_hour: int, lead_h: float, ends: str
) -> None:
    now = datetime(2027, 3, 9, local_hour, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    until = offer_until(now + timedelta(hours=lead_h), "Europe/Berlin", standard(), now)
    assert until.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == ends


@given(minute=st.integers(0, 2880), lead_min=st.integers(1, 60_000))
def test_no_offer_lapses_unseen_and_the_night_takes_at_most_half_of_the_time_left(minute: int, lead_min: int) -> None:
    now, lead = NOW + timedelta(minutes=minute), timedelta(minutes=lead_min)
    until, plain = offer_until(now + lead, "Europe/Berlin", standard(), now), now + offer_life(lead, standard())
    assert until >= plain
    assert until == plain or (until - now) * 2 <= lead
    morning = after_quiet(now, "Europe/Berlin")
    seen = until >= morning + timedelta(hours=1) or lead <= SOON
    assert seen or morning == now or (morning + timedelta(hours=1) - now) * 2 > lead


def test_pay_an_hour_counts_the_ways_and_is_rounded_down() -> None:
    assert pay_per_h(Money(amount=5880), 210, 24) == Money(amount=1507)
    assert pay_per_h(Money(amount=5880), 210, 0) == Money(amount=1680)


@given(st.integers(0, 50_000), st.integers(60, 480), st.integers(0, 90))
def test_pay_an_hour_is_never_overstated(pay: int, minutes: int, travel: int) -> None:
    per_h = pay_per_h(Money(amount=pay), minutes, travel).amount
    assert per_h * (minutes + travel) <= pay * 60 < (per_h + 1) * (minutes + travel)


@pytest.mark.parametrize(("floor", "why"), [(1507, None), (1508, "below_pay_floor")])
def test_nobody_is_asked_below_their_pay_floor(floor: int, why: str | None) -> None:
    answer = offer(asking(cleaner(pay_floor_per_h=floor)), (), None, standard(), NOW)
    assert (answer.why.code if isinstance(answer, Refused) else None) == why


def test_who_wants_one_cleaner_only_gets_no_other() -> None:
    other = CleanerId(uuid5(SEED, "other"))
    answer = offer(asking(), (), other, standard(), NOW)
    assert isinstance(answer, Refused)
    assert answer.why.code == "not_the_chosen_cleaner"
    assert isinstance(offer(asking(), (), cleaner().id, standard(), NOW), Granted)


def test_one_is_asked_at_a_time_and_nobody_twice_in_a_round() -> None:
    waiting = made(cleaner("nadia"))
    answer = offer(asking(), (waiting,), None, standard(), NOW)
    assert isinstance(answer, Refused)
    assert answer.why.code == "seat_has_offer"
    said_no = with_(made(), phase=Declined(at=NOW))
    again = offer(asking(), (said_no,), None, standard(), NOW)
    assert isinstance(again, Refused)
    assert again.why.code == "asked_before"
    assert isinstance(offer(asking(round=2), (said_no,), None, standard(), NOW), Granted)


def test_a_booking_that_looks_afresh_begins_a_new_round() -> None:
    said_no = with_(made(), phase=Declined(at=NOW))
    assert round_of((), ()) == 1
    assert round_of((said_no,), (said_no.cleaner,)) == 1
    assert round_of((said_no,), ()) == 2


@pytest.mark.parametrize(("late_s", "why"), [(-1, None), (0, "offer_lapsed"), (1, "offer_lapsed")])
def test_an_offer_is_answered_strictly_before_its_end(late_s: int, why: str | None) -> None:
    one = made()
    assert isinstance(one.phase, Open)
    at = one.phase.until + late_s * SECOND
    for answer in (accept(one, one.cleaner, (), at), decline(one, one.cleaner, at)):
        assert (answer.why.code if isinstance(answer, Refused) else None) == why
    assert isinstance(expire(one, at), Granted) == (late_s >= 0)


def test_only_the_one_who_was_asked_answers() -> None:
    stranger = CleanerId(uuid5(SEED, "stranger"))
    for answer in (accept(made(), stranger, (), NOW), decline(made(), stranger, NOW)):
        assert isinstance(answer, Refused)
        assert answer.why.code == "not_yours"


def test_who_breaks_a_rule_by_now_cannot_accept_but_can_decline() -> None:
    one = made()
    answer = accept(one, one.cleaner, ("document_expired",), NOW)
    assert isinstance(answer, Refused)
    assert (answer.why.code, getattr(answer.why, "reason", None)) == ("no_longer_eligible", "document_expired")
    assert isinstance(decline(one, one.cleaner, NOW), Granted)


@pytest.mark.parametrize(
    "phase", [Accepted(at=NOW), Declined(at=NOW), Expired(at=NOW), Withdrawn(at=NOW, why="booking_cancelled")]
)
def test_every_answer_is_final(phase: Accepted | Declined | Expired | Withdrawn) -> None:
    over = with_(made(), phase=phase)
    later = NOW + timedelta(days=30)
    answers = [
        accept(over, over.cleaner, (), NOW),
        decline(over, over.cleaner, NOW),
        expire(over, later),
        withdraw(over, "booking_cancelled", NOW),
    ]
    assert [one.why.code for one in answers if isinstance(one, Refused)] == ["offer_gone"] * 4


def test_each_end_forgets_the_timer_says_what_happened_and_counts_the_version() -> None:
    one = made()
    assert isinstance(one.phase, Open)
    ends = {
        "offer_accepted": accept(one, one.cleaner, (), NOW),
        "offer_declined": decline(one, one.cleaner, NOW),
        "offer_expired": expire(one, one.phase.until),
        "offer_withdrawn": withdraw(one, "booking_cancelled", NOW),
    }
    for kind, granted in ends.items():
        assert isinstance(granted, Granted)
        assert granted.timers == (NoTimer(kind="offer.expire", subject=one.id),)
        (event,) = granted.events
        assert isinstance(event, OfferEvent)
        assert (event.kind, event.cleaner, granted.value.version) == (kind, one.cleaner, 2)


@pytest.mark.parametrize(
    ("who", "about", "rules"),
    [
        (cleaner(), job(), ()),
        (cleaner(phase=Away(since=NOW)), job(), ("not_active",)),
        (cleaner(), job(skills=frozenset({"deep"})), ("skill_missing",)),
        (cleaner(documents=(Document(kind="x", valid_until=date(2027, 3, 2)),)), job(), ("document_expired",)),
        (cleaner(documents=(Document(kind="x", valid_until=date(2027, 3, 3)),)), job(), ()),
        (cleaner(pets_ok=False), job(pets=True), ("pets",)),
        (cleaner(pets_ok=False), job(), ()),
        (cleaner(), job(blocked=frozenset({cleaner().id})), ("blocked",)),
        (cleaner(blocked_customers=(MIA,)), job(), ("blocked",)),
        (cleaner(pay_floor_per_h=1600), job(), ("below_pay_floor",)),
    ],
)
def test_hard_rules_keep_out_whatever_the_score(who: Cleaner, about: Job, rules: tuple[str, ...]) -> None:
    assert eligible(who, about, FITS, 1507) == rules


def test_every_broken_rule_is_named_not_just_the_first() -> None:
    who = cleaner(phase=Away(since=NOW), skills=(), pay_floor_per_h=9_000)
    found = eligible(who, job(), SlotTaken(), 1507, asked=(who.id,))
    assert found == ("not_active", "skill_missing", "asked_before", "slot_taken", "below_pay_floor")


def test_the_wish_orders_who_is_asked() -> None:
    people = {cleaner(name).id: Terms(visits_here=n) for n, name in enumerate(("a", "b", "c"))}
    ranked = rank(people, scores(list(people.values())), SEED)
    a, b, c = people

    def order(wish: Wish, *asked: CleanerId) -> tuple[CleanerId, ...]:
        return to_ask(ranked, wish, asked, named_first(ranked, wish, (), asked))

    assert order(Anyone()) == (c, b, a)
    assert order(Prefer(cleaner=a)) == (a, c, b)
    assert order(Prefer(cleaner=a), a) == (c, b)
    assert order(Only(cleaner=b)) == (b,)
    assert order(Only(cleaner=b), b) == ()
    assert order(Only(cleaner=cleaner("not around").id)) == ()


def test_the_best_favourite_who_can_come_stands_before_the_score_and_behind_the_wish() -> None:
    people = {cleaner(name).id: Terms(visits_here=n) for n, name in enumerate(("a", "b", "c"))}
    ranked = rank(people, scores(list(people.values())), SEED)
    a, b, c = people
    away = cleaner("not around").id
    assert named_first(ranked, Anyone(), (a, b, away), ()) == b
    assert named_first(ranked, Anyone(), (a, b, away), (b,)) == a
    assert named_first(ranked, Anyone(), (away,), ()) is None
    assert named_first(ranked, Prefer(cleaner=c), (a,), ()) == c
    assert named_first(ranked, Prefer(cleaner=away), (a,), ()) == a
    assert named_first(ranked, Prefer(cleaner=away), (), ()) == away
    assert named_first(ranked, Only(cleaner=away), (a,), ()) == away


@pytest.mark.parametrize(("asked", "candidates", "human"), [(0, 1, False), (4, 1, False), (5, 9, True), (0, 0, True)])
def test_five_attempts_then_a_human(asked: int, candidates: int, human: bool) -> None:
    who = [CleanerId(uuid5(SEED, str(n))) for n in range(asked)]
    assert needs_human(who, candidates, standard()) is human


def called_after(lead: timedelta, asked: int = 0) -> tuple[timedelta, timedelta]:
    """How long after a search begins a human stands by it, and when its time is over, when nobody ever accepts."""
    visit = NOUNS.booking(HOME, NOUNS.quote(MIA_HERSELF), start=NOW + lead)
    who = tuple(CleanerId(uuid5(SEED, str(n))) for n in range(asked))
    looking = Requested(fill_by=fill_by(visit.window.start, NOW), asked=who)
    now = NOW
    while not needs_human(looking.asked, 9, standard()) and now < looking.fill_by:
        if must_page(with_(visit, phase=looking), standard(), now):
            break
        next_one = CleanerId(uuid5(SEED, f"next {len(looking.asked)}"))
        looking = with_(looking, asked=(*looking.asked, next_one))
        now += offer_life(visit.window.start - now, standard())
    return now - NOW, looking.fill_by - NOW


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=42)), st.integers(0, 2))
def test_a_human_always_has_a_quarter_of_an_hour(lead: timedelta, asked: int) -> None:
    called, over = called_after(lead, asked)
    assert called <= over - timedelta(minutes=15)


@given(st.timedeltas(min_value=timedelta(hours=6), max_value=timedelta(days=42)))
def test_with_time_enough_a_quarter_of_the_lead_is_left_for_a_human(lead: timedelta) -> None:
    called, _ = called_after(lead)
    assert lead - called >= lead / 4


@pytest.mark.parametrize(("asked", "off", "paged"), [(2, -1, True), (2, 0, False), (2, 1, False), (1, -1, False)])
def test_nearer_than_six_hours_a_human_looks_too_from_the_third_attempt_on(asked: int, off: int, paged: bool) -> None:
    now = NOW + timedelta(days=30) - timedelta(hours=6) - off * SECOND
    visit = NOUNS.booking(HOME, NOUNS.quote(MIA_HERSELF), start=NOW + timedelta(days=30))
    who = tuple(CleanerId(uuid5(SEED, str(n))) for n in range(asked))
    looking = with_(visit, phase=Requested(fill_by=fill_by(visit.window.start, now), asked=who))
    assert must_page(looking, standard(), now) is paged
    assert not must_page(with_(looking, phase=with_(looking.phase, paged=True)), standard(), now)


def test_nobody_is_asked_once_the_time_to_find_somebody_is_over() -> None:
    looking = Requested(fill_by=before_start(1))
    assert still_looking(looking, before_start(1) - SECOND)
    assert not still_looking(looking, before_start(1))
    assert not still_looking(with_(looking, needs_human=True), before_start(2))


@given(st.integers(-66_000_000, 66_000_000), st.integers(-179_000_000, 179_000_000))
def test_the_circle_holds_the_home_and_does_not_give_it_away(lat: int, lon: int) -> None:
    door = Place(lat_e6=lat, lon_e6=lon)
    circle = circle_of(door)
    assert metres(circle, door) <= 500
    neighbour = Place(lat_e6=circle.lat_e6 + 1, lon_e6=circle.lon_e6 - 1)
    assert circle_of(neighbour) == circle
