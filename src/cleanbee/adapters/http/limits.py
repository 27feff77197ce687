"""How often one may ask, by the kind of request: by account, for those who have none by address."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from cleanbee.adapters.http.problems import Code, later
from cleanbee.domain.people.actor import Actor, Anonymous, principal
from cleanbee.domain.people.contact import contact
from cleanbee.ports.inbound.app import App
from cleanbee.ports.outbound.limits import Rate

RATES: Mapping[str, Rate] = {
    "auth": Rate(name="auth", count=30, window_s=60, burst=30, alone=6),
    "search": Rate(name="search", count=240, window_s=60, burst=120),
    "read": Rate(name="read", count=1200, window_s=60, burst=600),
    "write": Rate(name="write", count=600, window_s=60, burst=300),
    "webhook": Rate(name="webhook", count=3000, window_s=60, burst=1500),
    "guest_hold": Rate(name="guest_hold", count=4, window_s=600, burst=4, alone=4),
}
"""``webhook``: a gateway tells of a whole Monday's payouts at once, from few addresses. ``guest_hold``: a guest keeps
one slot a quote, and whoever makes many quotes still keeps few calendars busy."""

ACCOUNT = Rate(name="account", count=20, window_s=3600, burst=20, alone=4)
"""Codes sent to one address, or passwords tried for one: five tries a code make a hundred guesses an hour at most."""


DOOR = Rate(name="door", count=6000, window_s=60, burst=3000)
"""Anything from one address, before anybody looks at it: many people may share one, no people ask this much."""


async def let_in(app: App, address: str) -> None:
    """Judge by address alone, in this process: a flood of tokens that open nothing does not reach the database.

    :raises No: far too much comes from there.
    """
    if not app.house.limits:
        return
    verdict = await app.door.ask(f"address:{address}", DOOR)
    if not verdict.passed:
        raise later(Code.rate_limited, verdict.retry_after_s)


async def account_counted(app: App, address: str) -> None:
    """Whoever guesses comes from many addresses; so in live the account under attack is counted too, known or not.

    :raises No: too many for this account.
    """
    if not (app.house.limits and app.house.live):
        return
    plain = contact(address) or address
    verdict = await app.limiter.ask(f"account:{sha256(plain.encode()).hexdigest()}", ACCOUNT)
    if not verdict.passed:
        raise later(Code.rate_limited, verdict.retry_after_s)


def announced(rate: Rate) -> str:
    """What the counter really allows: so many at once, all of them back after so many seconds."""
    return f'"{rate.name}";q={rate.burst};w={-(-rate.burst * rate.window_s // rate.count)}'


async def counted(app: App, actor: Actor, address: str, kind: str) -> dict[str, str]:
    """The headers that tell how much is left.

    :raises No: too many.
    """
    if not app.house.limits:
        return {}
    rate = RATES[kind]
    who = f"address:{address}" if kind == "auth" or isinstance(actor, Anonymous) else principal(actor)
    verdict = await app.limiter.ask(who, rate)
    headers = {
        "ratelimit-policy": announced(rate),
        "ratelimit": f'"{rate.name}";r={verdict.remaining};t={-(-int(verdict.reset_s * 1000) // 1000)}',
    }
    if verdict.passed:
        return headers
    no = later(Code.rate_limited, verdict.retry_after_s)
    no.headers = {**no.headers, **headers}
    raise no
