"""A browser's cookie: whatever it asks at one time, one sign-in goes on; a copy that is behind ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import CustomerId, Granted, Refused, evolve
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.browser import Welcome, goes_on, open_browser, welcome
from cleanbee.domain.people.session import ACCESS_LIFE, IDLE_LIFE, RETRY_WITHIN, WHOLE_LIFE, Burnt, pair_of, refresh
from cleanbee.domain.people.sign_in import Session, TokenUnknown

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
MIA = AsCustomer(id=CustomerId(UUID(int=7)))
FIRST = "family.first"
SECOND = timedelta(seconds=1)


def next_after(cookie: str) -> str:
    return "family." + sha256(cookie.encode()).hexdigest()


def signed_in() -> Session:
    return open_browser(MIA, "family", FIRST, NOW)


def shown(session: Session, cookie: str, at: datetime) -> Welcome:
    decided = welcome(session, cookie, next_after(cookie), at)
    assert isinstance(decided, Granted) and isinstance(decided.value, Welcome), decided
    return decided.value


def burns(session: Session, cookie: str, at: datetime) -> bool:
    decided = welcome(session, cookie, next_after(cookie), at)
    return isinstance(decided, Granted) and isinstance(decided.value, Burnt) and not goes_on(decided.value.session, at)


def test_a_cookie_is_kept_for_a_quarter_of_an_hour_and_then_exchanged() -> None:
    before = shown(signed_in(), FIRST, NOW + ACCESS_LIFE - SECOND)
    assert before.cookie is None
    then = shown(before.session, FIRST, NOW + ACCESS_LIFE)
    assert then.cookie == next_after(FIRST)
    assert shown(then.session, then.cookie, NOW + ACCESS_LIFE + SECOND).cookie is None


def test_who_asks_many_things_at_once_is_told_one_next_cookie_however_the_answers_come() -> None:
    at = NOW + ACCESS_LIFE
    first = shown(signed_in(), FIRST, at)
    used = shown(first.session, next_after(FIRST), at + SECOND).session
    late = shown(used, FIRST, at + RETRY_WITHIN)
    assert (late.cookie, late.session) == (first.cookie, used)


def test_a_lost_answer_signs_nobody_out_however_long_nobody_saw_its_cookie() -> None:
    lost = shown(signed_in(), FIRST, NOW + ACCESS_LIFE).session
    again = shown(lost, FIRST, NOW + timedelta(days=3))
    assert again.cookie == next_after(FIRST)


def test_a_copy_that_is_behind_ends_the_sign_in_for_whoever_holds_it() -> None:
    at = NOW + ACCESS_LIFE
    onward = shown(signed_in(), FIRST, at).session
    used = shown(onward, next_after(FIRST), at + SECOND).session
    assert burns(used, FIRST, at + RETRY_WITHIN + SECOND)
    assert burns(used, "family.guessed", at)


def test_an_idle_month_ends_it_and_so_does_the_ninetieth_day_of_use() -> None:
    end = Refused(why=TokenUnknown())
    assert welcome(signed_in(), FIRST, next_after(FIRST), NOW + IDLE_LIFE) == end
    session, cookie, at = signed_in(), FIRST, NOW
    while at + timedelta(days=20) < NOW + WHOLE_LIFE:
        at += timedelta(days=20)
        here = shown(session, cookie, at)
        session, cookie = here.session, here.cookie or cookie
    assert welcome(session, cookie, next_after(cookie), NOW + WHOLE_LIFE) == end
    assert goes_on(session, NOW + WHOLE_LIFE - SECOND) and not goes_on(session, NOW + WHOLE_LIFE)


def test_a_cookie_is_no_refresh_token_and_a_refresh_token_no_cookie() -> None:
    traded = refresh(signed_in(), FIRST, pair_of("family", "access", "leaf"), NOW)
    assert isinstance(traded, Granted) and isinstance(traded.value, Burnt)


@given(
    waits=st.lists(st.integers(min_value=0, max_value=40 * 60), max_size=12),
    losses=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_one_honest_browser_is_never_signed_out_whatever_is_lost(waits: list[int], losses: list[bool]) -> None:
    session, held, at = signed_in(), FIRST, NOW
    for wait, lost in zip(waits, losses, strict=False):
        at += timedelta(seconds=wait)
        here = shown(session, held, at)
        session = here.session
        held = held if lost or here.cookie is None else here.cookie


@given(st.integers(min_value=0, max_value=3), st.integers(min_value=61, max_value=10_000))
def test_a_thief_who_is_behind_is_found_by_the_first_thing_they_ask(ahead: int, seconds: int) -> None:
    session, held, at = signed_in(), FIRST, NOW
    for _ in range(ahead + 1):
        at += ACCESS_LIFE
        here = shown(session, held, at)
        assert here.cookie is not None
        session, held = shown(here.session, here.cookie, at).session, here.cookie
    assert burns(session, FIRST, at + timedelta(seconds=seconds))
    assert evolve(session, revoked_at=at) != session
