"""Disputes as the office reads and answers them: the list, one of them, and its evidence, shown and sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import (
    BookingId,
    DisputeId,
    NotAllowed,
    NotFound,
    NotInPhase,
    OperationId,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.messaging.notice import Sent
from cleanbee.domain.payment.dated import of_booking
from cleanbee.domain.payment.dispute import Dispute, EvidenceTooLate, contest
from cleanbee.domain.payment.evidence import CaseFile, Evidence, Step, Told, as_text, evidence_of
from cleanbee.domain.payment.happened import to_customer
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.audit import Deed, Disclosure
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.keep_dispute import keep_turned, locked_dispute
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work

MOST_NOTICES = 500
"""Of so many of the latest messages to a person those about this clean are evidence."""


class DisputesAsked(Value, frozen=True, kw_only=True):
    """A part of the list, newest first: those that are not decided, or all; after a place in that order."""

    actor: Actor
    closed_too: bool = False
    after: Place | None = None
    limit: int = 20


class DisputeAsked(Value, frozen=True, kw_only=True):
    """One dispute; who answers it says on which version, and may add words of their own."""

    actor: Actor
    dispute: DisputeId
    statement: str = ""
    at_version: int | None = None


Unread = NotAllowed | NotFound
SendNo = Unread | VersionMoved | NotInPhase | EvidenceTooLate


@dataclass(frozen=True)
class ListDisputes:
    """Disputes for the office."""

    store: Store

    async def __call__(self, ask: DisputesAsked) -> Sequence[Dispute] | Refused[Unread]:
        """At most ``limit`` of them."""
        allowed = may(ask.actor, "dispute.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.disputes.opened(closed_too=ask.closed_too, after=ask.after, limit=ask.limit)


@dataclass(frozen=True)
class ReadDispute:
    """One dispute."""

    store: Store

    async def __call__(self, ask: DisputeAsked) -> Dispute | Refused[Unread]:
        """The dispute as it stands."""
        async with self.store.begin() as work:
            return await _found(work, ask, "dispute.read")


@dataclass(frozen=True)
class ReadEvidence:
    """What speaks for us, as it stands: whoever reads it is noted, since it says where somebody lives."""

    store: Store

    async def __call__(self, ask: DisputeAsked) -> Evidence | Refused[Unread]:
        """The packet."""
        async with self.store.begin() as work:
            dispute = await _found(work, ask, "dispute.read")
            if isinstance(dispute, Refused):
                return dispute
            return await _packet(work, dispute, ask)


@dataclass(frozen=True)
class SendEvidence:
    """Answer a dispute: the packet as it stands goes to the bank, by the drain, once."""

    store: Store
    ids: Ids

    async def __call__(self, ask: DisputeAsked, once: Once | None = None) -> Dispute | Refused[SendNo]:
        """The dispute, with its evidence on the way."""
        async with self.store.begin(once) as work:
            answer = await self._sent(work, ask)
            work.answer(answer)
            return answer

    async def _sent(self, work: Work, ask: DisputeAsked) -> Dispute | Refused[SendNo]:
        peek = await _found(work, ask, "dispute.contest")
        if isinstance(peek, Refused):
            return peek
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops answer a dispute"
        dispute = await locked_dispute(work, peek)
        if ask.at_version is not None and ask.at_version != dispute.version:
            return Refused(why=VersionMoved(current=dispute.version))
        text = as_text(await _packet(work, dispute, ask))
        granted = contest(dispute, text, ask.actor.id, OperationId(self.ids.new()), await work.now())
        if isinstance(granted, Refused):
            return granted
        await keep_turned(work, self.ids, dispute, granted)
        sent = Deed(
            who=ask.actor,
            what="evidence_sent",
            thing="dispute",
            subject=dispute.id,
            at=await work.now(),
            why=dispute.reason or "disputed",
            booking=dispute.booking,
        )
        await work.audit.note(sent)
        return granted.value.dispute


async def _found(work: Work, ask: DisputeAsked, action: str) -> Dispute | Refused[Unread]:
    dispute = await work.disputes.find(ask.dispute)
    allowed = may(ask.actor, action)
    if isinstance(allowed, Refused):
        return allowed
    return Refused(why=NotFound(what="dispute")) if dispute is None else dispute


async def _packet(work: Work, dispute: Dispute, ask: DisputeAsked) -> Evidence:
    booking = await work.bookings.find(dispute.booking)
    assert booking is not None, "every dispute is about a booking"
    file, now = await _case_file(work, dispute, booking, ask.statement), await work.now()
    look = Disclosure(
        who=ask.actor, what="street", thing="home", subject=booking.home, at=now, booking=booking.id, why="dispute"
    )
    await work.audit.note(look)
    return evidence_of(file, now)


async def _case_file(work: Work, dispute: Dispute, booking: Booking, statement: str) -> CaseFile:
    """All that is kept of the clean; people, homes, cards and payments are never deleted."""
    customer, home = await work.customers.find(booking.customer), await work.homes.find(booking.home)
    payment = await work.payments.of_booking(booking.id)
    assert customer is not None and home is not None and payment is not None, "a booking has them all"
    card = await work.cards.find(payment.card)
    assert card is not None, "every payment has its card"
    someone = cleaner_of(booking)
    policy = await work.books.policy(booking.policy)
    journals = tuple(await work.journals.of_booking(booking.id))
    messages = [*await _told(work, booking.id, customer.id, "customer")]
    if someone is not None:
        messages += await _told(work, booking.id, someone, "cleaner")
    return CaseFile(
        dispute=dispute,
        booking=booking,
        customer=customer,
        home=home,
        cleaner=None if someone is None else await work.cleaners.find(someone),
        card=card,
        policy=policy,
        steps=tuple(Step(to=one.to, at=one.at) for one in await work.bookings.history(booking.id)),
        messages=tuple(sorted(messages, key=lambda one: (one.at, one.template))),
        money=to_customer(of_booking(booking, payment, policy, ((), journals, CardsAsked(cards=(card,))), None)),
        statement=statement.strip(),
    )


async def _told(work: Work, booking: BookingId, person: UUID, whom: Literal["customer", "cleaner"]) -> list[Told]:
    return [
        Told(
            to=whom,
            template=one.template,
            channel=one.to.channel,
            at=one.made_at,
            sent_at=one.phase.at if isinstance(one.phase, Sent) else None,
        )
        for one in await work.notices.to_person(person, MOST_NOTICES)
        if one.subject == booking
    ]
