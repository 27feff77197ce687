"""How often one may ask, by the kind of request: by account, for those who have none by address."""

from __future__ import annotations

from collections.abc import Mapping

from cleanbee.adapters.http.problems import Code, later
from cleanbee.domain.people.actor import Actor, Anonymous, principal
from cleanbee.ports.inbound.app import App
from cleanbee.ports.outbound.limits import Rate

RATES: Mapping[str, Rate] = {
    "auth": Rate(name="auth", count=30, window_s=60, burst=30),
    "search": Rate(name="search", count=240, window_s=60, burst=120),
    "read": Rate(name="read", count=1200, window_s=60, burst=600),
    "write": Rate(name="write", count=600, window_s=60, burst=300),
}


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
        "ratelimit-policy": f'"{rate.name}";q={rate.count};w={rate.window_s}',
        "ratelimit": f'"{rate.name}";r={verdict.remaining};t={-(-int(verdict.reset_s * 1000) // 1000)}',
    }
    if verdict.passed:
        return headers
    no = later(Code.rate_limited, verdict.retry_after_s)
    no.headers = {**no.headers, **headers}
    raise no
