"""What comes of news about a hold: for the payment, its booking, the claim and the ledger, in the caller's unit."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.hold import book_hold
from cleanbee.domain.booking.booking import AwaitingCard, Booking, Confirmed
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, JournalId, OperationId
from cleanbee.domain.payment.after_all import comes_after_all, hold_after_all
from cleanbee.domain.payment.apply_fact import Applied, Case, apply_fact
from cleanbee.domain.payment.fact import EvidenceTaken, Fact, NeverHappened, OnItsWay, Refunded, TurnedDown
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.ports.inbound.payment.doubt import file_doubt
from cleanbee.ports.inbound.payment.open_items import file_named
from cleanbee.ports.inbound.payment.wallet import open_wallet
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work

NOES = TurnedDown | NeverHappened
"""After these somebody has to be asked again: with which card, and when?"""


async def take_hold_fact(work: Work, ids: Ids, operation: Operation, fact: Fact) -> None:
    """News about an authorisation, a capture or a void that is not finished, or was given up and is done after all.

    :raises Stale: somebody else was faster; repeat.
    """
    assert operation.booking is not None, "a hold is about a booking"
    assert not isinstance(fact, Refunded | OnItsWay | EvidenceTaken), "no news of a hold"
    peek = await work.bookings.find(operation.booking)
    assert peek is not None, "operations have their booking"
    someone = cleaner_of(peek)
    await work.lock(cleaners=() if someone is None else (someone,), bookings=(peek.id,))
    case = await _case(work, ids, operation.id, fact)
    if case is not None:
        late = comes_after_all(case.operation, fact)
        await _keep(work, case, hold_after_all(case, fact) if late else apply_fact(case, fact), ids)


async def _case(work: Work, ids: Ids, id: OperationId, fact: Fact) -> Case | None:
    operation = await work.operations.find(id)
    if operation is None or (operation.finished and not comes_after_all(operation, fact)):
        return None
    assert operation.booking is not None and operation.payment is not None, "a hold is about a booking's payment"
    booking = await work.bookings.find(operation.booking)
    payment = await work.payments.find(operation.payment)
    assert booking is not None and payment is not None, "operations have their booking and payment"
    now = await work.now()
    return Case(
        operation=operation,
        payment=payment,
        booking=booking,
        claim=await _live_hold(work, booking, now),
        policy=await work.books.policy(booking.policy),
        now=now,
        wallet=await open_wallet(work, payment) if isinstance(fact, NOES) else CardsAsked(cards=()),
        next_operation=OperationId(ids.new()),
        journal=JournalId(ids.new()),
    )


async def _live_hold(work: Work, booking: Booking, now: datetime) -> Claim | None:
    if not isinstance(booking.phase, AwaitingCard) or booking.phase.hold is None:
        return None
    claim = await work.claims.find(booking.phase.hold)
    if claim is None or not isinstance(claim.use, Hold) or claim.use.until <= now:
        return None
    return claim


async def _keep(work: Work, case: Case, granted: Granted[Applied], ids: Ids) -> None:
    applied = granted.value
    await file_doubt(work, ids, case.payment, applied.payment)
    if applied.operation != case.operation:
        await work.operations.replace(case.operation, applied.operation)
    if applied.payment != case.payment:
        await work.payments.replace(case.payment, applied.payment)
    if applied.booking is not None:
        await work.bookings.replace(case.booking, applied.booking)
        await _keep_claim(work, case, applied.booking)
    for journal in applied.journals:
        await work.journals.post(journal)
    if applied.follow_up is not None:
        await work.operations.add(applied.follow_up)
    await file_named(work, ids, applied.finding)
    await work.keep(granted)


async def _keep_claim(work: Work, case: Case, booking: Booking) -> None:
    """A hold becomes the booking's claim, or is free again while somebody is looked for."""
    if case.claim is None:
        return
    if isinstance(booking.phase, Confirmed):
        booked = book_hold(case.claim, booking.id, case.now)
        assert isinstance(booked, Granted), "the hold was seen alive in this unit"
        await work.claims.replace(case.claim, booked.value)
    else:
        await work.claims.remove(case.claim)
