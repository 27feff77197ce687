"""Refunds as the office asks for them, agrees to them and drops them, and as customers read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import (
    BookingId,
    Granted,
    NotAllowed,
    NotFound,
    NotInPhase,
    OperationId,
    ReasonMissing,
    RefundId,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.payment.give_back import Refunding, RefundNo, Sends, Wish, approve, ask_refund, drop, intent_of
from cleanbee.domain.payment.refund import NeedsSecondPerson, Refund
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.audit import LONGEST_WHY, Deed, Did
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.open_items import file_one
from cleanbee.ports.inbound.payment.paid import paid_for
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work


class RefundWished(Value, frozen=True, kw_only=True):
    """Somebody of the office gives back a part or all of what was paid for a clean, as they saw it at a version."""

    actor: Actor
    booking: BookingId
    wish: Wish
    at_version: int | None = None


class RefundTurned(Value, frozen=True, kw_only=True):
    """One refund; who decides about it says on which version, and why where they decide against it."""

    actor: Actor
    refund: RefundId
    reason: str = ""
    at_version: int | None = None


class RefundsAsked(Value, frozen=True, kw_only=True):
    """A part of the list, newest first: those in one phase, or all; after a place in that order."""

    actor: Actor
    phase: str | None = None
    after: Place | None = None
    limit: int = 20


Unread = NotAllowed | NotFound
AskNo = Unread | VersionMoved | RefundNo
TurnNo = Unread | VersionMoved | NotInPhase | NeedsSecondPerson | ReasonMissing | RefundNo


@dataclass(frozen=True)
class AskRefund:
    """Give back what a customer has paid; the drain asks the gateway once whoever has to has agreed."""

    store: Store
    ids: Ids

    async def __call__(self, ask: RefundWished, once: Once | None = None) -> Refund | Refused[AskNo]:
        """The refund: on its way, or awaiting approval."""
        async with self.store.begin(once) as work:
            answer = await self._asked(work, ask)
            work.answer(answer)
            return answer

    async def _asked(self, work: Work, ask: RefundWished) -> Refund | Refused[AskNo]:
        await work.lock(bookings=(ask.booking,))
        booking = await work.bookings.find(ask.booking)
        allowed = may(ask.actor, "refund.ask", Facts() if booking is None else facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        if booking is None:
            return Refused(why=NotFound(what="booking"))
        if ask.at_version is not None and ask.at_version != booking.version:
            return Refused(why=VersionMoved(current=booking.version))
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops give back"
        ids = (RefundId(self.ids.new()), OperationId(self.ids.new()))
        policy, now = await work.books.policy(), await work.now()
        decided = ask_refund(await paid_for(work, booking.id), ask.wish, ask.actor.id, ids, policy, now)
        if isinstance(decided, Refused):
            return decided
        await work.refunds.add(decided.value.refund)
        await _keep(work, decided)
        said = f"{ask.wish.reason}: {ask.wish.note}".strip(" :")
        await work.audit.note(_deed(ask.actor, "refund_asked", decided.value.refund, said, now))
        return decided.value.refund


@dataclass(frozen=True)
class ApproveRefund:
    """A second one of the office agrees, or lets the gateway be asked again after it said no."""

    store: Store
    ids: Ids

    async def __call__(self, ask: RefundTurned, once: Once | None = None) -> Refund | Refused[TurnNo]:
        """The refund on its way."""
        async with self.store.begin(once) as work:
            answer = await self._approved(work, ask)
            work.answer(answer)
            return answer

    async def _approved(self, work: Work, ask: RefundTurned) -> Refund | Refused[TurnNo]:
        old = await _found(work, ask, "refund.approve")
        if isinstance(old, Refused):
            return old
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops approve"
        paid, policy = await paid_for(work, old.booking), await work.books.policy()
        last = await work.operations.by_intent(intent_of(old, old.tries))
        sends = Sends(fresh=OperationId(self.ids.new()), last=last, now=await work.now())
        decided = approve(old, paid, ask.actor.id, sends, policy)
        if isinstance(decided, Refused):
            return decided
        await work.refunds.replace(old, decided.value.refund)
        await _keep(work, decided)
        await work.audit.note(_deed(ask.actor, "refund_approved", old, old.reason, await work.now()))
        return decided.value.refund


@dataclass(frozen=True)
class DropRefund:
    """Somebody of the office decides against a refund that waits, or that the gateway refused."""

    store: Store
    ids: Ids

    async def __call__(self, ask: RefundTurned, once: Once | None = None) -> Refund | Refused[TurnNo]:
        """The refund, dropped; what was open about it no longer is."""
        async with self.store.begin(once) as work:
            answer = await self._dropped(work, ask)
            work.answer(answer)
            return answer

    async def _dropped(self, work: Work, ask: RefundTurned) -> Refund | Refused[TurnNo]:
        old = await _found(work, ask, "refund.drop")
        if isinstance(old, Refused):
            return old
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops drop"
        decided = drop(old, ask.actor.id, ask.reason, await work.now())
        if isinstance(decided, Refused):
            return decided
        await work.refunds.replace(old, decided.value)
        await work.keep(decided)
        await work.audit.note(_deed(ask.actor, "refund_dropped", old, ask.reason, await work.now()))
        await file_one(work, self.ids, "refund_failed", f"refund {old.id}", None)
        return decided.value


@dataclass(frozen=True)
class ReadRefund:
    """One refund, for its customer and for ops."""

    store: Store

    async def __call__(self, ask: RefundTurned) -> Refund | Refused[Unread]:
        """The refund as it stands."""
        async with self.store.begin() as work:
            refund = await work.refunds.find(ask.refund)
            allowed = may(ask.actor, "refund.read", facts_of_refund(refund))
            if isinstance(allowed, Refused):
                return allowed
            return Refused(why=NotFound(what="refund")) if refund is None else refund


@dataclass(frozen=True)
class ListRefunds:
    """Refunds for the office: those that wait for somebody, or all."""

    store: Store

    async def __call__(self, ask: RefundsAsked) -> Sequence[Refund] | Refused[Unread]:
        """At most ``limit`` of them."""
        allowed = may(ask.actor, "refund.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.refunds.asked(ask.phase, ask.after, ask.limit)


async def _found(work: Work, ask: RefundTurned, action: str) -> Refund | Refused[Unread | VersionMoved]:
    """The refund, with its booking locked, if the asker may do this to it."""
    peek = await work.refunds.find(ask.refund)
    allowed = may(ask.actor, action, facts_of_refund(peek))
    if isinstance(allowed, Refused):
        return allowed
    if peek is None:
        return Refused(why=NotFound(what="refund"))
    await work.lock(bookings=(peek.booking,))
    refund = await work.refunds.find(ask.refund)
    assert refund is not None, "refunds are never deleted"
    if ask.at_version is not None and ask.at_version != refund.version:
        return Refused(why=VersionMoved(current=refund.version))
    return refund


def facts_of_refund(refund: Refund | None) -> Facts:
    """How a refund stands to people, for the policy table."""
    return Facts() if refund is None else Facts(owner=refund.customer, phase=refund.phase_word)


def _deed(actor: Actor, what: Did, refund: Refund, why: str, now: datetime) -> Deed:
    """Who stepped in where money goes, for the audit."""
    return Deed(
        who=actor,
        what=what,
        thing="refund",
        subject=refund.id,
        at=now,
        why=why.strip()[:LONGEST_WHY],
        booking=refund.booking,
    )


async def _keep(work: Work, granted: Granted[Refunding]) -> None:
    one = granted.value
    if one.operation is not None and one.was is not None:
        await work.operations.replace(one.was, one.operation)
    elif one.operation is not None:
        await work.operations.add(one.operation)
    await work.keep(granted)
