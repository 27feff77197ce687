"""When a notice may go out, how often it is tried, and when it is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import MIA, MONDAY, NOUNS

from cleanbee.domain.kernel import Granted, NotInPhase, Refused, with_
from cleanbee.domain.messaging.carry import (
    NoticeGivenUp,
    begin_try,
    handed_over,
    turned_away,
    wait_before,
)
from cleanbee.domain.messaging.notice import Dead, Notice, Queued, Sent, Suppressed
from cleanbee.domain.platform.quiet import after_quiet

BERLIN = ZoneInfo("Europe/Berlin")


def queued(tries: int = 0) -> Notice:
    return with_(NOUNS.notice(MIA.id), phase=Queued(not_before=MONDAY, tries=tries))


def local(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "rings"),
    [
        (local(1, 7, 59), local(1, 8)),
        (local(1, 8), local(1, 8)),
        (local(1, 20, 59), local(1, 20, 59)),
        (local(1, 21), local(2, 8)),
        (local(1, 23, 59), local(2, 8)),
        (local(2, 0), local(2, 8)),
        (local(28, 1, 30), local(28, 8)),
        (local(30, 22, 0, month=10), local(31, 8, 0, month=10)),
    ],
)
def test_no_phone_rings_between_nine_in_the_evening_and_eight(at: datetime, rings: datetime) -> None:
    assert after_quiet(at, "Europe/Berlin") == rings


@given(at=st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)))
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"])
def test_wherever_somebody_lives_their_phone_rings_by_day_and_no_later_than_needed(zone: str, at: datetime) -> None:
    rings = after_quiet(at, zone)
    assert rings >= at
    assert rings - at <= timedelta(hours=13)
    assert 8 <= rings.astimezone(ZoneInfo(zone)).hour < 21
    assert after_quiet(rings, zone) == rings


def test_a_try_is_counted_and_the_next_one_dated_before_it_begins() -> None:
    decided = begin_try(queued(), MONDAY, 0.5)
    assert isinstance(decided, Granted)
    assert decided.value.phase == Queued(not_before=MONDAY + timedelta(minutes=3, seconds=30), tries=1)


def test_nothing_is_tried_before_its_time() -> None:
    early = MONDAY - timedelta(seconds=1)
    assert begin_try(queued(), early, 0.0) == Refused(why=NotInPhase(phase="queued"))


def test_eight_tries_over_hours_and_then_a_human_is_told() -> None:
    notice, now = queued(), MONDAY
    for tries in range(1, 9):
        decided = begin_try(notice, now, 0.99)
        assert isinstance(decided, Granted)
        notice = decided.value
        assert isinstance(notice.phase, Queued)
        assert notice.phase.tries == tries
        now = notice.phase.not_before
        if tries < 8:
            assert turned_away(notice, "down") == Granted(value=notice)
    assert timedelta(hours=12) < now - MONDAY < timedelta(hours=26)
    dead = turned_away(notice, "down")
    assert isinstance(dead, Granted)
    assert dead.value.phase == Dead(last_error="down")
    assert dead.events == (NoticeGivenUp(notice=notice.id, subject=notice.subject, template=notice.template),)


def test_a_notice_whose_eighth_try_was_never_confirmed_is_given_up_and_not_sent_a_ninth_time() -> None:
    decided = begin_try(queued(tries=8), MONDAY, 0.0)
    assert isinstance(decided, Granted)
    assert isinstance(decided.value.phase, Dead)


def test_waits_grow_under_full_jitter_and_never_shrink_below_a_minute() -> None:
    longest = [wait_before(tries, 1.0) for tries in range(1, 12)]
    assert all(one <= other for one, other in pairwise(longest))
    assert {wait_before(tries, 0.0) for tries in range(1, 12)} == {timedelta(minutes=1)}
    assert longest[-1] == timedelta(hours=8, minutes=1)


def test_a_code_is_forgotten_once_it_is_sent_and_other_words_stay() -> None:
    notice = with_(queued(), words={"code": "123456", "minutes": "10"})
    sent = handed_over(notice, MONDAY)
    assert isinstance(sent, Granted)
    assert sent.value.phase == Sent(at=MONDAY)
    assert sent.value.words == {"code": "", "minutes": "10"}


@pytest.mark.parametrize("phase", [Sent(at=MONDAY), Suppressed(why="nobody"), Dead(last_error="down")])
def test_what_is_over_is_neither_tried_nor_sent_again(phase: Sent | Suppressed | Dead) -> None:
    over = with_(queued(), phase=phase)
    for decided in (begin_try(over, MONDAY, 0.0), handed_over(over, MONDAY), turned_away(over, "down")):
        assert isinstance(decided, Refused)
