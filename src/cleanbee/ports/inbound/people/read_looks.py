"""A customer asks who was told where they live, or how to get in."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import HomeId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.outbound.store import Store, Work


class LooksAsked(Value, frozen=True, kw_only=True):
    """Which home, and which part of the list, newest first."""

    actor: Actor
    home: HomeId
    before: int | None = None
    most: int = 20


class Look(Value, frozen=True, kw_only=True):
    """One time that somebody was told; a cleaner by name, the office as the office."""

    place: int
    shown: Disclosure
    name: str | None


@dataclass(frozen=True)
class ReadLooks:
    """The audit of one home as its owner may read it."""

    store: Store

    async def __call__(self, ask: LooksAsked) -> tuple[Look, ...] | Refused[NotAllowed | NotFound]:
        """At most ``most`` looks."""
        async with self.store.begin() as work:
            home = await work.homes.find(ask.home)
            if home is None:
                return Refused(why=NotFound(what="home"))
            allowed = may(ask.actor, "home.looks", Facts(owner=home.owner))
            if isinstance(allowed, Refused):
                return allowed
            noted = await work.audit.newest(ask.most, home.id, ask.before)
            return tuple(
                [
                    Look(place=one.place, shown=one.shown, name=await _name(work, one.shown.who))
                    for one in noted
                    if isinstance(one.shown, Disclosure)
                ]
            )


async def _name(work: Work, who: Actor) -> str | None:
    cleaner = await work.cleaners.find(who.id) if isinstance(who, AsCleaner) else None
    return None if cleaner is None else cleaner.name
