"""An operation in doubt, read and closed by the office: only after the gateway was asked once more."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import (
    NotAllowed,
    NotFound,
    NotInPhase,
    OperationId,
    ReasonMissing,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.payment.abandon import GIVEN_UP, StillTried, abandoned, may_abandon, word_of
from cleanbee.domain.payment.fact import CustomerWanted, Fact, NoAnswer
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audit import LONGEST_WHY, Deed
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.take_fact import take_fact
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Gateway, GatewayDown
from cleanbee.ports.outbound.store import Stale, Store, Work

WAITS_FOR_THE_CUSTOMER = "action_required"


class OperationAsked(Value, frozen=True, kw_only=True):
    """One operation."""

    actor: Actor
    operation: OperationId


class AbandonAsked(OperationAsked, frozen=True, kw_only=True):
    """Why it is closed, what was seen at the gateway, and on which version that was decided."""

    reason: str
    evidence: str
    at_version: int | None = None


AbandonNo = NotAllowed | NotFound | VersionMoved | NotInPhase | ReasonMissing | StillTried


@dataclass(frozen=True)
class ReadOperation:
    """What we meant the gateway to do, and what is known of it."""

    store: Store

    async def __call__(self, ask: OperationAsked) -> Operation | Refused[NotAllowed | NotFound]:
        """The operation as it stands."""
        allowed = may(ask.actor, "operation.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            operation = await work.operations.find(ask.operation)
        return Refused(why=NotFound(what="operation")) if operation is None else operation


@dataclass(frozen=True)
class AbandonOperation:
    """Two units: whether it may be closed; and, with what the gateway said between them, its end."""

    store: Store
    gateway: Gateway
    ids: Ids

    async def __call__(self, ask: AbandonAsked, once: Once | None = None) -> Operation | Refused[AbandonNo]:
        """The closed operation. What the gateway knows after all is taken instead, and then there is nothing to close.

        :raises Stale: it changed meanwhile; repeat.
        """
        allowed = may(ask.actor, "operation.abandon")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            judged = await _judged(work, ask)
        fact = None if isinstance(judged, Refused) else await self._look(judged)
        async with self.store.begin(once) as work:
            answer = await self._closed(work, ask, fact)
            work.answer(answer)
            return answer

    async def _look(self, operation: Operation) -> Fact:
        try:
            return await self.gateway.look_up(operation)
        except GatewayDown:
            return NoAnswer()

    async def _closed(self, work: Work, ask: AbandonAsked, fact: Fact | None) -> Operation | Refused[AbandonNo]:
        judged = await _judged(work, ask)
        if isinstance(judged, Refused):
            return judged
        match fact:
            case None:
                raise Stale("it came into doubt after the first look")
            case NoAnswer():
                return await self._ended(work, ask)
            case CustomerWanted():
                return Refused(why=NotInPhase(phase=WAITS_FOR_THE_CUSTOMER))
            case _:
                await take_fact(work, self.ids, ask.operation, fact)
                known = await work.operations.find(ask.operation)
                assert known is not None, "operations are never deleted"
                return Refused(why=NotInPhase(phase=word_of(known)))

    async def _ended(self, work: Work, ask: AbandonAsked) -> Operation:
        await take_fact(work, self.ids, ask.operation, GIVEN_UP)
        old, now = await work.operations.find(ask.operation), await work.now()
        assert old is not None, "operations are never deleted"
        ended = abandoned(old, ask.reason, ask.evidence, now)
        await work.operations.replace(old, ended)
        why = ask.reason.strip()[:LONGEST_WHY]
        deed = Deed(
            who=ask.actor, what="operation_abandoned", thing="operation", subject=ended.id, at=now, why=why,
            booking=ended.booking,
        )  # fmt: skip
        await work.audit.note(deed)
        return ended


async def _judged(
    work: Work, ask: AbandonAsked
) -> Operation | Refused[NotFound | VersionMoved | NotInPhase | ReasonMissing | StillTried]:
    operation = await work.operations.find(ask.operation)
    if operation is None:
        return Refused(why=NotFound(what="operation"))
    if ask.at_version is not None and ask.at_version != operation.version:
        return Refused(why=VersionMoved(current=operation.version))
    granted = may_abandon(operation, ask.reason, ask.evidence, await work.now())
    return granted if isinstance(granted, Refused) else granted.value
