"""What a device is given when it is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.kernel import SessionId, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.browser import open_browser
from cleanbee.domain.people.me import Me
from cleanbee.domain.people.session import Pair, open_session, pair_of
from cleanbee.domain.people.sign_in import Session
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.store import Work


class Tokens(Value, frozen=True, kw_only=True):
    """The secrets of one sign-in, until when they are good (real time), and whose they are."""

    access: str
    access_until: datetime
    refresh: str
    refresh_until: datetime
    actor: Actor
    me: Me


class CookieKept(Value, frozen=True, kw_only=True):
    """The one secret of a browser's sign-in, how long it is good (real time), and whose it is."""

    cookie: str
    life: timedelta
    session: SessionId
    me: Me


def tokens_of(session: Session, pair: Pair, me: Me) -> Tokens:
    """The answer that carries a pair to its device."""
    return Tokens(
        access=pair.access,
        access_until=session.access_until,
        refresh=pair.refresh,
        refresh_until=session.refresh_until,
        actor=session.actor,
        me=me,
    )


async def sign_in(
    work: Work, dice: Dice, actor: Actor, me: Me, now: datetime, *, by_cookie: bool
) -> Tokens | CookieKept:
    """Keep a new sign-in of this person on a device or in a browser, in the caller's unit."""
    family = dice.token()
    if by_cookie:
        cookie = f"{family}.{dice.token()}"
        browser = open_browser(actor, family, cookie, now)
        await work.sessions.add(browser)
        return CookieKept(cookie=cookie, life=browser.refresh_until - now, session=browser.id, me=me)
    pair = pair_of(family, dice.token(), dice.token())
    session = open_session(actor, family, pair, now)
    await work.sessions.add(session)
    return tokens_of(session, pair, me)
