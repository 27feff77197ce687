"""Who asks: by the token in a header, or by the cookie of a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cleanbee.adapters.http.cookies import CSRF, ELSEWHERE, SAFE, forgotten, judge, shown, written
from cleanbee.adapters.http.limits import counted, let_in
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.seals import Seals
from cleanbee.domain.kernel import Refused, SessionId
from cleanbee.domain.people.actor import Actor, Anonymous
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.people.recognise_browser import CookieShown
from cleanbee.ports.inbound.platform.repeat import repeat


@dataclass(frozen=True)
class Caller:
    """Who asks, by which token or which browser's sign-in, and what their answer carries because of it."""

    actor: Actor
    token: str = field(default="", repr=False)
    session: SessionId | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


NOBODY = Caller(actor=Anonymous())


def unauthenticated() -> No:
    """Nobody we know."""
    return No(Code.unauthenticated, headers={"www-authenticate": "Bearer"})


async def who_asks(app: App, seals: Seals, method: str, headers: Mapping[str, str], address: str) -> Caller:
    """Who asks; whoever shows a token that opens nothing is counted by address, since they have no account.

    :raises No: the token opens nothing, a change under a cookie is not our page's, or far too much comes from there.
    """
    await let_in(app, address)
    try:
        if "authorization" in headers:  # a page elsewhere cannot send it, so nothing else is asked for
            return await _by_token(app, headers["authorization"])
        return await _by_cookie(app, seals, method, headers)
    except No:
        await counted(app, Anonymous(), address, "read")
        raise


async def _by_token(app: App, said: str) -> Caller:
    scheme, _, token = said.partition(" ")
    if scheme.lower() != "bearer" or not 1 <= len(token) <= 512 or not token.isascii():
        raise unauthenticated()
    actor = await repeat(lambda: app.people.authenticate(token), app.pause, app.dice)
    if actor is None:
        raise unauthenticated()
    return Caller(actor=actor, token=token)


async def _by_cookie(app: App, seals: Seals, method: str, headers: Mapping[str, str]) -> Caller:
    """A cookie that opens nothing is taken back, and whoever sent it is nobody: no script could ever remove it."""
    cookie = shown(app.house, headers)
    if cookie is None or (method in SAFE and headers.get("sec-fetch-site") in ELSEWHERE):
        return NOBODY
    ask = CookieShown(cookie=cookie, successor=seals.successor(cookie))
    found = await repeat(lambda: app.people.recognise_browser(ask), app.pause, app.dice)
    if isinstance(found, Refused):
        return Caller(actor=Anonymous(), headers={"set-cookie": forgotten(app.house)})
    token = seals.csrf(found.session)
    judge(app.house, method, headers, token)
    carried = {CSRF: token}
    if found.cookie is not None:
        carried["set-cookie"] = written(app.house, found.cookie, found.life)
    return Caller(actor=found.actor, session=found.session, headers=carried)
