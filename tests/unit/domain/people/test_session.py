"""Rotating tokens: a lost reply logs nobody out, a copy ends the sign-in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from cleanbee.domain.kernel import CustomerId, Granted, Refused
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.session import (
    Burnt,
    Pair,
    Rotated,
    family_of,
    open_session,
    pair_of,
    recognise,
    refresh,
    revoke,
    session_id,
    token_hash,
)
from cleanbee.domain.people.sign_in import Session, TokenUnknown

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
MIA = AsCustomer(id=CustomerId(UUID(int=7)))
FIRST = pair_of("family", "access-1", "leaf-1")
SECOND = pair_of("family", "access-2", "leaf-2")
THIRD = pair_of("family", "access-3", "leaf-3")
SECOND_S = timedelta(seconds=1)


def signed_in() -> Session:
    return open_session(MIA, "family", FIRST, NOW)


def rotated(session: Session, shown: Pair, fresh: Pair, at: datetime) -> Session:
    decided = refresh(session, shown.refresh, fresh, at)
    assert isinstance(decided, Granted)
    assert isinstance(decided.value, Rotated)
    return decided.value.session


def used(session: Session, at: datetime) -> Session:
    known = recognise(session, at)
    assert isinstance(known, Granted)
    return known.value


def burnt(session: Session, shown: Pair, at: datetime) -> bool:
    decided = refresh(session, shown.refresh, THIRD, at)
    return isinstance(decided, Granted) and isinstance(decided.value, Burnt)


def test_an_access_token_is_good_for_a_quarter_of_an_hour_without_its_last_instant() -> None:
    session = signed_in()
    end = NOW + timedelta(minutes=15)
    assert isinstance(recognise(session, end - SECOND_S), Granted)
    assert recognise(session, end) == Refused(why=TokenUnknown())


def test_a_refresh_token_is_good_for_thirty_idle_days() -> None:
    session, end = signed_in(), NOW + timedelta(days=30)
    assert refresh(session, FIRST.refresh, SECOND, end) == Refused(why=TokenUnknown())
    assert rotated(session, FIRST, SECOND, end - SECOND_S).refresh_until == end - SECOND_S + timedelta(days=30)


def test_after_ninety_days_even_a_busy_sign_in_ends() -> None:
    session, shown, at = signed_in(), FIRST, NOW
    for day in range(20, 90, 20):
        at, fresh = NOW + timedelta(days=day), pair_of("family", f"access-{day}", f"leaf-{day}")
        session, shown = rotated(session, shown, fresh, at), fresh
    assert session.refresh_until == NOW + timedelta(days=90)
    assert refresh(session, shown.refresh, THIRD, NOW + timedelta(days=90)) == Refused(why=TokenUnknown())


def test_only_hashes_are_kept() -> None:
    session = rotated(signed_in(), FIRST, SECOND, NOW)
    kept = repr(session)
    assert not any(secret in kept for secret in ("access-", "leaf-", "family"))
    assert session.access_hash == token_hash("access-2")


def test_a_lost_reply_is_answered_again_within_a_minute() -> None:
    session = rotated(signed_in(), FIRST, SECOND, NOW)
    again = rotated(session, FIRST, THIRD, NOW + timedelta(seconds=60))
    assert again.refresh_hash == token_hash(THIRD.refresh)
    assert again.access_hash == token_hash("access-3")


def test_the_minute_is_counted_from_the_first_trade_however_often_it_is_repeated() -> None:
    session = rotated(signed_in(), FIRST, SECOND, NOW)
    session = rotated(session, FIRST, THIRD, NOW + timedelta(seconds=50))
    assert burnt(session, FIRST, NOW + timedelta(seconds=61))


def test_the_old_token_after_a_minute_ends_the_sign_in() -> None:
    assert burnt(rotated(signed_in(), FIRST, SECOND, NOW), FIRST, NOW + timedelta(seconds=61))


def test_the_old_token_after_its_successor_was_used_ends_the_sign_in_at_once() -> None:
    session = used(rotated(signed_in(), FIRST, SECOND, NOW), NOW + SECOND_S)
    assert burnt(session, FIRST, NOW + 2 * SECOND_S)


def test_a_token_two_generations_old_ends_the_sign_in() -> None:
    session = rotated(rotated(signed_in(), FIRST, SECOND, NOW), SECOND, THIRD, NOW)
    assert burnt(session, FIRST, NOW)


def test_a_successor_that_was_replaced_by_a_repeat_ends_the_sign_in() -> None:
    session = rotated(rotated(signed_in(), FIRST, SECOND, NOW), FIRST, THIRD, NOW + SECOND_S)
    assert burnt(session, SECOND, NOW + SECOND_S)


def test_an_ended_sign_in_opens_nothing_any_more() -> None:
    session = revoke(signed_in(), NOW)
    assert recognise(session, NOW) == Refused(why=TokenUnknown())
    assert refresh(session, FIRST.refresh, SECOND, NOW) == Refused(why=TokenUnknown())
    assert revoke(session, NOW + SECOND_S) == session


def test_using_a_pair_is_noted_once() -> None:
    once = used(signed_in(), NOW)
    assert (once.version, once.refresh_used) == (2, True)
    assert used(once, NOW) == once


@pytest.mark.parametrize("text", ["", ".", "family", "family.", ".leaf"])
def test_what_does_not_read_like_a_refresh_token_has_no_family(text: str) -> None:
    assert family_of(text) is None


def test_the_public_id_of_a_sign_in_follows_from_its_secret_family_and_not_the_other_way() -> None:
    assert family_of(FIRST.refresh) == "family"
    assert session_id("family") == signed_in().id
    assert session_id("family") != session_id("famil")
    assert (signed_in().id.version, signed_in().id.variant) == (8, "specified in RFC 4122")
