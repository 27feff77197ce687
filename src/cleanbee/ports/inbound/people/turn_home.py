"""The walk that every change of one home takes: find, authorise, lock, decide, keep, show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from cleanbee.domain.booking.reveal import HomeView, full_view
from cleanbee.domain.kernel import Granted, HomeId, NotAllowed, NotFound, Refusal, Refused, Value, VersionMoved
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Home
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work

R = TypeVar("R", bound=Refusal)


class HomeAsked(Value, frozen=True, kw_only=True):
    """Which home, who asks, and on which version they decided (absent: whichever it is)."""

    actor: Actor
    home: HomeId
    at_version: int | None = None


async def turn_home(
    store: Store,
    ask: HomeAsked,
    action: str,
    once: Once | None,
    decide: Callable[[Work, Home], Awaitable[Granted[Home] | Refused[R]]],
) -> HomeView | Refused[NotAllowed | NotFound | VersionMoved | R]:
    async with store.begin(once) as work:
        answer = await _decided(work, ask, action, decide)
        work.answer(answer)
        return answer


async def _decided(
    work: Work, ask: HomeAsked, action: str, decide: Callable[[Work, Home], Awaitable[Granted[Home] | Refused[R]]]
) -> HomeView | Refused[NotAllowed | NotFound | VersionMoved | R]:
    peek = await work.homes.find(ask.home)
    if peek is None:
        return Refused(why=NotFound(what="home"))
    allowed = may(ask.actor, action, Facts(owner=peek.owner))
    if isinstance(allowed, Refused):
        return allowed
    await work.lock(customers=(peek.owner,))
    home = await work.homes.find(ask.home)
    assert home is not None, "homes are never deleted"
    if ask.at_version is not None and ask.at_version != home.version:
        return Refused(why=VersionMoved(current=home.version))
    decided = await decide(work, home)
    if isinstance(decided, Refused):
        return decided
    if decided.value != home:
        await work.homes.replace(home, decided.value)
    return full_view(decided.value)
