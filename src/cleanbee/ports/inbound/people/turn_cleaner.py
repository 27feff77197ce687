"""The walk that every change of a cleaner's standing takes; who is shut out is signed out in the same unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import (
    CleanerId,
    Granted,
    NotAllowed,
    NotFound,
    NotInPhase,
    ReasonMissing,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.people import standing
from cleanbee.domain.people.actor import Actor, AsCleaner, AsOps
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.people.session import revoke
from cleanbee.domain.people.standing import DocumentInvalid, EvidenceIncomplete
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store, Work

Verb = Literal["vet", "activate", "pause", "resume", "review", "suspend", "leave"]
StandingNo = NotAllowed | NotFound | NotInPhase | VersionMoved | DocumentInvalid | EvidenceIncomplete | ReasonMissing


class StandingAsked(Value, frozen=True, kw_only=True):
    """Which cleaner, what is to change, why and on which evidence (where these are asked for)."""

    actor: Actor
    cleaner: CleanerId
    verb: Verb
    why: str = ""
    evidence: str = ""
    at_version: int | None = None


_Decided = Granted[Cleaner] | Refused[NotInPhase | DocumentInvalid | EvidenceIncomplete]
_DECIDE: dict[Verb, Callable[[Cleaner, StandingAsked, datetime], _Decided]] = {
    "vet": lambda one, ask, now: standing.vet(one, ask.why),
    "activate": lambda one, ask, now: standing.activate(one, local_of(now, one.zone).day, ask.why),
    "resume": lambda one, ask, now: standing.come_back(one, local_of(now, one.zone).day, ask.why),
    "pause": lambda one, ask, now: standing.go_away(one, now, ask.why),
    "review": lambda one, ask, now: standing.put_under_review(one, ask.why),
    "suspend": lambda one, ask, now: standing.suspend(one, _judge(ask.actor), ask.why, ask.evidence),
    "leave": lambda one, ask, now: standing.leave(one, ask.why),
}


def _judge(actor: Actor) -> AsOps:
    """The person who decides; the policy table lets no rule and no other person get this far."""
    assert isinstance(actor, AsOps), "only a person of the office suspends"
    return actor


@dataclass(frozen=True)
class TurnCleaner:
    """Vet, activate, pause, resume, review, suspend, leave."""

    store: Store
    real_clock: Clock

    async def __call__(self, ask: StandingAsked, once: Once | None = None) -> Cleaner | Refused[StandingNo]:
        """The cleaner as they stand now."""
        allowed = may(ask.actor, f"cleaner.{ask.verb}", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        real = await self.real_clock.now()
        async with self.store.begin(once) as work:
            answer = await _turned(work, ask, real)
            work.answer(answer)
            return answer


async def _turned(work: Work, ask: StandingAsked, real: datetime) -> Cleaner | Refused[StandingNo]:
    await work.lock(cleaners=(ask.cleaner,))
    old = await work.cleaners.find(ask.cleaner)
    if old is None:
        return Refused(why=NotFound(what="cleaner"))
    if ask.at_version is not None and ask.at_version != old.version:
        return Refused(why=VersionMoved(current=old.version))
    explained = standing.explained(ask.actor, ask.why)
    if isinstance(explained, Refused):
        return explained
    decided = _DECIDE[ask.verb](old, ask, await work.now())
    if isinstance(decided, Refused):
        return decided
    await work.cleaners.replace(old, decided.value)
    await work.keep(decided)
    if standing.shut_out(decided.value):
        for session in await work.sessions.of(AsCleaner(id=old.id)):
            await work.sessions.replace(session, revoke(session, real))
    return decided.value
