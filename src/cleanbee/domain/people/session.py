"""A device's sign-in: opaque tokens that rotate, one live pair at a time; only hashes are kept.

A refresh token reads ``family.leaf``. The family's half proves that its bearer once held a token of this sign-in, so
any leaf that is not the live one, however old, is recognised as a copy and ends the sign-in. One exception lets a lost
reply log nobody out: the token before the live pair, within a minute, while nobody has used the live pair.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from cleanbee.domain.kernel import Granted, Refused, SessionId, Value, evolve
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.sign_in import Session, TokenUnknown
from cleanbee.domain.platform.named_id import named_id

ACCESS_LIFE = timedelta(minutes=15)
IDLE_LIFE = timedelta(days=30)
WHOLE_LIFE = timedelta(days=90)
RETRY_WITHIN = timedelta(seconds=60)


class Pair(Value, frozen=True, kw_only=True):
    """The secrets a device is given, in the open for this one moment."""

    access: str
    refresh: str


class Rotated(Value, frozen=True, kw_only=True):
    """The sign-in goes on with a new pair."""

    session: Session


class Burnt(Value, frozen=True, kw_only=True):
    """A copy came back: the sign-in has ended for whoever held it."""

    session: Session


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def pair_of(family: str, access: str, leaf: str) -> Pair:
    """A pair of the family out of fresh secrets (each 256 bits, without a full stop)."""
    return Pair(access=access, refresh=f"{family}.{leaf}")


def family_of(refresh: str) -> str | None:
    """The family's half of a refresh token; None when it does not read like one."""
    family, stop, leaf = refresh.partition(".")
    return family if family and stop and leaf else None


def session_id(family: str) -> SessionId:
    """The sign-in a family belongs to; nobody learns the family from it."""
    return SessionId(named_id("session", family))


def open_session(actor: Actor, family: str, pair: Pair, now: datetime) -> Session:
    """A new sign-in of this person on one device."""
    ends_at = now + WHOLE_LIFE
    return Session(
        id=session_id(family),
        actor=actor,
        access_hash=token_hash(pair.access),
        access_until=now + ACCESS_LIFE,
        refresh_hash=token_hash(pair.refresh),
        refresh_until=now + IDLE_LIFE,
        rotated_at=now,
        ends_at=ends_at,
    )


def recognise(session: Session, now: datetime) -> Granted[Session] | Refused[TokenUnknown]:
    """The sign-in behind a live access token; its first use is noted: the pair has reached its owner."""
    if session.revoked_at is not None or now >= session.access_until:
        return Refused(why=TokenUnknown())
    return Granted(value=session if session.refresh_used else evolve(session, refresh_used=True))


def refresh(
    session: Session, token: str, pair: Pair, now: datetime
) -> Granted[Rotated] | Granted[Burnt] | Refused[TokenUnknown]:
    """A new pair for the live refresh token, or once more for one whose reply was lost; a copy ends the sign-in."""
    if session.revoked_at is not None or now >= session.refresh_until:
        return Refused(why=TokenUnknown())
    shown = token_hash(token)
    if compare_digest(shown, session.refresh_hash):
        return Granted(value=Rotated(session=_rotated(session, pair, now, previous=shown, rotated_at=now)))
    lost_reply = shown == session.previous_refresh_hash and not session.refresh_used
    if lost_reply and now - session.rotated_at <= RETRY_WITHIN:
        again = _rotated(session, pair, now, previous=shown, rotated_at=session.rotated_at)
        return Granted(value=Rotated(session=again))
    return Granted(value=Burnt(session=revoke(session, now)))


def revoke(session: Session, now: datetime) -> Session:
    """The sign-in ends; ending it twice changes nothing."""
    return session if session.revoked_at is not None else evolve(session, revoked_at=now)


def _rotated(session: Session, pair: Pair, now: datetime, *, previous: str, rotated_at: datetime) -> Session:
    return evolve(
        session,
        access_hash=token_hash(pair.access),
        access_until=min(now + ACCESS_LIFE, session.ends_at),
        refresh_hash=token_hash(pair.refresh),
        refresh_until=min(now + IDLE_LIFE, session.ends_at),
        previous_refresh_hash=previous,
        rotated_at=rotated_at,
        refresh_used=False,
    )
