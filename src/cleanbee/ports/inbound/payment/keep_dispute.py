"""Keeping what a decision about a dispute returned, under its booking's lock, with what the desk is to see of it."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.kernel import BookingId, CleanerId, Granted
from cleanbee.domain.payment.dispute import Dispute, Open, Turned
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.open_item import Finding
from cleanbee.ports.inbound.payment.open_items import file_one
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Work

EARNS = ("cleaner:accrued", "cleaner:payable")
"""Where a clean earns somebody something."""


async def lock_with_earners(work: Work, booking: BookingId) -> None:
    """Hold a booking and everybody whom it earned something: a run that pays them sees what follows, or was before it.

    :raises Stale: it has earned somebody else something meanwhile; walk again.
    """
    earners = _earners(await work.journals.of_booking(booking))
    await work.lock(cleaners=earners, bookings=(booking,))
    if not _earners(await work.journals.of_booking(booking)) <= earners:
        raise Stale("the clean has earned somebody something meanwhile")


def _earners(journals: Sequence[Journal]) -> frozenset[CleanerId]:
    lines = (line for journal in journals for line in journal.postings if line.account in EARNS)
    return frozenset(CleanerId(line.owner) for line in lines if line.owner is not None)


async def locked_dispute(work: Work, peek: Dispute) -> Dispute:
    """The dispute anew, with its booking locked: whoever gives back of the same charge waits."""
    await work.lock(bookings=(peek.booking,))
    dispute = await work.disputes.find(peek.id)
    assert dispute is not None, "disputes are never deleted"
    return dispute


async def keep_turned(work: Work, ids: Ids, old: Dispute | None, granted: Granted[Turned]) -> None:
    """Keep one step of a dispute with its journals; it is at the desk until somebody has answered, or it is decided."""
    turned = granted.value
    if old is not None and turned.dispute != old:
        await work.disputes.replace(old, turned.dispute)
    if turned.operation is not None:
        await work.operations.add(turned.operation)
    for journal in turned.journals:
        await work.journals.post(journal)
    await work.keep(granted)
    await file_one(work, ids, "dispute_open", _name(turned.dispute), _finding(turned.dispute))


def _finding(dispute: Dispute) -> Finding | None:
    if not isinstance(dispute.phase, Open):
        return None
    said = f"; the bank did not take what was sent: {dispute.phase.refused}" if dispute.phase.refused else ""
    text = f"{dispute.reason}: without evidence by {dispute.evidence_by.isoformat()} it is lost{said}"
    return Finding(kind="dispute_open", about=_name(dispute), text=text, booking=dispute.booking, at=dispute.opened_at)


def _name(dispute: Dispute) -> str:
    return f"dispute {dispute.name}"
