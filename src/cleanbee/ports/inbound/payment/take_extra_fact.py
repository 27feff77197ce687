"""What comes of news about a charge for extra time: for its booking, the cleaner's time and the ledger."""

from __future__ import annotations

from cleanbee.domain.booking.extra import longer
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import JournalId
from cleanbee.domain.payment.after_all import comes_after_all, extra_after_all
from cleanbee.domain.payment.extra_charge import ExtraCase, apply_extra_fact
from cleanbee.domain.payment.fact import Fact, Taken
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.inbound.payment.open_items import file_named
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def take_extra_fact(work: Work, ids: Ids, peek: Operation, fact: Fact) -> None:
    """The gateway's answer about a charge that is not finished, or was given up.

    :raises Stale: somebody else was faster; repeat.
    """
    case = await _case(work, ids, peek)
    if isinstance(fact, Taken) and comes_after_all(case.operation, fact):
        granted = extra_after_all(case, fact)
    elif case.operation.finished:
        return
    else:
        granted = apply_extra_fact(case, fact)
    applied = granted.value
    if applied.operation != case.operation:
        await work.operations.replace(case.operation, applied.operation)
    if applied.booking != case.booking:
        await work.bookings.replace(case.booking, applied.booking)
    if applied.shorter:
        await _give_back(work, case)
    for journal in applied.journals:
        await work.journals.post(journal)
    await file_named(work, ids, applied.finding)
    await work.keep(granted)


async def _case(work: Work, ids: Ids, peek: Operation) -> ExtraCase:
    """Everything anew, with the cleaner and the booking locked."""
    assert peek.booking is not None, "extra time is of a booking"
    first = await work.bookings.find(peek.booking)
    assert first is not None, "bookings are never deleted"
    someone = cleaner_of(first)
    await work.lock(cleaners=() if someone is None else (someone,), bookings=(peek.booking,))
    operation, booking = await work.operations.find(peek.id), await work.bookings.find(peek.booking)
    assert operation is not None and booking is not None, "operations and bookings are never deleted"
    return ExtraCase(
        operation=operation,
        booking=booking,
        policy=await work.books.policy(booking.policy),
        journal=JournalId(ids.new()),
        now=await work.now(),
    )


async def _give_back(work: Work, case: ExtraCase) -> None:
    claim = await work.claims.find(getattr(case.booking.phase, "claim"))  # noqa: B009 - who is at work has a claim
    assert claim is not None and case.booking.extra is not None, "who is at work has a claim"
    await work.claims.replace(claim, longer(claim, -case.booking.extra.minutes))
