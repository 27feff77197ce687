"""At the door: by position, by PIN (few wrong ones, counted whatever else happens), or on the office's word."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import CLAIM, JOYCE, NOUNS, START, booking

from cleanbee.domain.booking.actions import available_actions
from cleanbee.domain.booking.arrival import NoPinHere, PinLocked, PinWrong, PositionMissing, Shown, check_in
from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    MoneyNotSecured,
    TooEarly,
    TooFar,
)
from cleanbee.domain.booking.cancel import no_fee
from cleanbee.domain.booking.override import NothingToOverride, override, vouched
from cleanbee.domain.booking.step import KeptNo
from cleanbee.domain.booking.visit import give_eta, set_off
from cleanbee.domain.kernel import CleanerId, Granted, NotInPhase, OpsId, ReasonMissing, Refused, window_of, with_
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.policy import standard

POLICY = standard()
OLGA = OpsId(NOUNS.ids.new())
SAID = (OLGA, "The bank is down")
PIN = "7483"
SECOND = timedelta(seconds=1)
CODES = st.sampled_from(["7483", "7484", "748", "74830", "", "0000", "７４８３"])


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def coming(wrong: int = 0) -> Booking:
    return booking(Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=START, wrong_pins=wrong))


def tried(
    visit: Booking, pin: str | None, far: int | None = None, now: datetime = START, home: str | None = PIN
) -> object:
    shown = Shown(distance_m=far, pin=pin, home_pin=home)
    return check_in(visit, JOYCE.id, shown, POLICY, now, secured=True)


def why(done: object) -> object:
    match done:
        case Refused(why=no):
            return no
        case Granted(value=KeptNo(why=no)):
            return no
        case Granted(value=Booking(phase=AtDoor(shown_by=by))):
            return by
        case _:
            raise AssertionError(done)


@pytest.mark.parametrize(
    ("far", "pin", "home", "said"),
    [
        (200, None, PIN, "position"),
        (200, "0000", PIN, "position"),
        (201, None, PIN, TooFar(distance_m=201, most_m=200)),
        (201, PIN, PIN, "pin"),
        (None, PIN, PIN, "pin"),
        (None, None, PIN, PositionMissing()),
        (201, "0000", PIN, PinWrong(left=2)),
        (201, "0000", None, NoPinHere()),
    ],
)
def test_a_position_shows_it_and_else_the_pin(far: int | None, pin: str | None, home: str | None, said: object) -> None:
    assert why(tried(coming(), pin, far, home=home)) == said


@given(st.lists(st.one_of(CODES, st.just("set off"), st.just("eta"))))
def test_of_three_wrong_pins_the_third_locks_whatever_comes_between(steps: list[str]) -> None:
    """Who sets off, or says when they arrive, has not one try more."""
    visit, wrong = coming(), 0
    for step in steps:
        done: object
        if step == "set off":
            done = set_off(visit, JOYCE.id, POLICY, START, secured=True)
        elif step == "eta":
            done = give_eta(visit, JOYCE.id, 5, POLICY, START)
        else:
            done = tried(visit, step)
            if wrong >= POLICY.pin_tries:
                assert done == Refused(why=PinLocked())
            elif step == PIN:
                assert why(done) == "pin"
                return
            else:
                wrong += 1
                assert why(done) == PinWrong(left=POLICY.pin_tries - wrong)
        match done:
            case Granted(value=KeptNo(booking=onward) | (Booking() as onward)):
                visit = onward
            case _:
                pass
        assert isinstance(visit.phase, Confirmed | EnRoute)
        assert visit.phase.wrong_pins == wrong


def test_a_wrong_pin_is_news_that_does_not_hold_it_and_takes_no_timer_away() -> None:
    done = tried(coming(), "9512")
    assert isinstance(done, Granted)
    assert not done.timers
    assert "9512" not in repr(done) and PIN not in repr(done)
    assert [getattr(one, "left", None) for one in done.events] == [2]


def test_once_locked_a_position_or_the_office_still_helps() -> None:
    locked = coming(POLICY.pin_tries)
    assert why(tried(locked, PIN)) == PinLocked()
    assert why(tried(locked, None, 0)) == "position"
    word = override(locked, "place", SAID, POLICY, START, held=True)
    assert isinstance(word, Granted)
    assert why(tried(word.value, PIN)) == "office"


@pytest.mark.parametrize(("offset", "said"), [(-SECOND, None), (0 * SECOND, "pin"), (SECOND, "pin")])
def test_no_pin_is_looked_at_before_the_way_opens(offset: timedelta, said: object) -> None:
    done = tried(coming(), PIN, now=at(-60) + offset)
    assert (isinstance(done, Refused) and isinstance(done.why, TooEarly)) if said is None else why(done) == said


# the office's word


def test_the_office_lets_a_visit_go_on_without_secured_money_and_says_why() -> None:
    assert override(coming(), "money", (OLGA, " "), POLICY, at(-600), held=False) == Refused(
        why=ReasonMissing(known=())
    )
    word = override(coming(), "money", SAID, POLICY, at(-600), held=False)
    assert isinstance(word, Granted)
    (told,) = word.events
    assert (told.kind, getattr(told, "reason", ""), getattr(told, "by", None)) == ("visit_overridden", SAID[1], OLGA)
    assert vouched(word.value, "money") and not vouched(word.value, "place")
    again = override(word.value, "money", SAID, POLICY, at(-600), held=False)
    assert again == Refused(why=NothingToOverride())


def test_there_is_nothing_to_vouch_for_where_the_money_is_held() -> None:
    assert override(coming(), "money", SAID, POLICY, START, held=True) == Refused(why=NothingToOverride())


def test_a_word_about_the_place_is_for_this_cleaner_and_a_word_about_money_for_this_start() -> None:
    both = coming()
    for what in ("money", "place"):
        word = override(both, what, SAID, POLICY, START, held=False)  # type: ignore[arg-type] -- one of the two
        assert isinstance(word, Granted)
        both = word.value
    other = with_(both, phase=Confirmed(cleaner=CleanerId(NOUNS.cleaner().id), claim=CLAIM, told_at=START))
    assert (vouched(other, "money"), vouched(other, "place")) == (True, False)
    moved = with_(both, window=window_of(at(60 * 24), 120))
    assert (vouched(moved, "money"), vouched(moved, "place")) == (False, False)


@pytest.mark.parametrize(("offset", "good"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])
def test_nobody_is_vouched_for_at_a_door_before_the_way_opens(offset: timedelta, good: bool) -> None:
    word = override(coming(), "place", SAID, POLICY, at(-60) + offset, held=True)
    assert isinstance(word, Granted) == good


def test_what_is_over_is_vouched_for_no_more() -> None:
    done = booking(Completed(cleaner=JOYCE.id, claim=CLAIM, began=START, ended=START, minutes=0))
    door = booking(AtDoor(cleaner=JOYCE.id, claim=CLAIM, since=START))
    assert override(done, "money", SAID, POLICY, START, held=False) == Refused(why=NotInPhase(phase="completed"))
    assert override(door, "place", SAID, POLICY, START, held=True) == Refused(why=NotInPhase(phase="at_door"))


@given(st.sampled_from([at(-61), at(-60), START]), st.booleans(), st.lists(st.sampled_from(["money", "place"])))
def test_the_override_is_shown_exactly_while_one_would_be_granted(now: datetime, held: bool, given: list[str]) -> None:
    visit = coming()
    for what in given:
        word = override(visit, what, SAID, POLICY, now, held=held)  # type: ignore[arg-type] -- one of the two
        visit = word.value if isinstance(word, Granted) else visit
    actions = available_actions(visit, AsOps(id=OLGA, role="support"), POLICY, no_fee(visit, ""), now, secured=held)
    granted = [isinstance(override(visit, what, SAID, POLICY, now, held=held), Granted) for what in ("money", "place")]
    assert ("override" in {one.name for one in actions}) == any(granted)


def test_the_money_is_asked_for_before_the_pin() -> None:
    shown = Shown(pin="0000", home_pin=PIN)
    done = check_in(coming(), JOYCE.id, shown, POLICY, START, secured=False)
    assert done == Refused(why=MoneyNotSecured())
