"""A browser's sign-in: one opaque cookie whose script never sees it, exchanged for the next one as it is used.

Every cookie has one successor, which only this house can name. So whatever a browser asks at one time, it is told the
same next cookie, in whatever order the answers come. The cookie before the live one passes for a minute, or until its
successor was shown: till then the answer that carried it may have been lost. Any other, however old, is a copy and
ends the sign-in. What is kept is a hash that no token of an app has, so neither passes for the other.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from cleanbee.domain.kernel import Granted, Refused, Value, evolve, with_
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.session import (
    ACCESS_LIFE,
    IDLE_LIFE,
    RETRY_WITHIN,
    Burnt,
    Pair,
    open_session,
    revoke,
)
from cleanbee.domain.people.sign_in import Session, TokenUnknown


class Welcome(Value, frozen=True, kw_only=True):
    """The cookie is good; ``cookie`` is the next one, where the browser is to have another from now on."""

    session: Session
    cookie: str | None = None


def cookie_hash(cookie: str) -> str:
    """What is kept of a cookie."""
    return sha256(b"browser\0" + cookie.encode()).hexdigest()


def open_browser(actor: Actor, family: str, cookie: str, now: datetime) -> Session:
    """A new sign-in of this person in one browser; the cookie reads ``family.leaf``."""
    kept = cookie_hash(cookie)
    opened = open_session(actor, family, Pair(access=cookie, refresh=cookie), now)
    return with_(opened, access_hash=kept, refresh_hash=kept)


def welcome(
    session: Session, cookie: str, successor: str, now: datetime
) -> Granted[Welcome] | Granted[Burnt] | Refused[TokenUnknown]:
    """Whether a cookie of this sign-in passes; a live one is exchanged every quarter of an hour."""
    if session.revoked_at is not None or now >= session.refresh_until:
        return Refused(why=TokenUnknown())
    shown = cookie_hash(cookie)
    if compare_digest(shown, session.refresh_hash):
        if now >= session.access_until:
            return Granted(value=Welcome(session=_onward(session, successor, now), cookie=successor))
        return Granted(value=Welcome(session=session if session.refresh_used else evolve(session, refresh_used=True)))
    if _may_be_late(session, shown, now) and compare_digest(cookie_hash(successor), session.refresh_hash):
        return Granted(value=Welcome(session=session, cookie=successor))
    return Granted(value=Burnt(session=revoke(session, now)))


def goes_on(session: Session, now: datetime) -> bool:
    """Whether a sign-in has not ended."""
    return session.revoked_at is None and now < session.refresh_until


def _may_be_late(session: Session, shown: str, now: datetime) -> bool:
    """Whether its answer may still be on the way, or was lost."""
    waits = not session.refresh_used or now - session.rotated_at <= RETRY_WITHIN
    return shown == session.previous_refresh_hash and waits


def _onward(session: Session, successor: str, now: datetime) -> Session:
    kept = cookie_hash(successor)
    return evolve(
        session,
        access_hash=kept,
        access_until=min(now + ACCESS_LIFE, session.ends_at),
        refresh_hash=kept,
        refresh_until=min(now + IDLE_LIFE, session.ends_at),
        previous_refresh_hash=session.refresh_hash,
        rotated_at=now,
        refresh_used=False,
    )
