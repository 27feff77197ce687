"""What every journal is written with: its head, and its lines without the empty ones."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, Value
from cleanbee.domain.payment.ledger import Journal, Posting


class Entry(Value, frozen=True, kw_only=True):
    """A journal's head: the fact that it stands for (posted once per kind and source), and its booking, if any."""

    id: JournalId
    source: UUID
    booking: BookingId | None
    at: datetime


class Share(Value, frozen=True, kw_only=True):
    """What one cleaner gets of an amount."""

    cleaner: CleanerId
    amount: Money


Shares = tuple[Share, ...]


class Lines(list[Posting]):
    """Postings as they are written down; an amount of zero is no line."""

    def put(self, account: str, amount: Money, owner: UUID | None = None) -> None:
        """One more line, debit positive."""
        if not amount.is_zero:
            self.append(Posting(account=account, amount=amount, owner=owner))

    def give(self, account: str, shares: Shares) -> None:
        """Each cleaner's share to the credit of their own account."""
        for share in shares:
            self.put(account, -share.amount, share.cleaner)


def journal(kind: str, entry: Entry, lines: Lines, reverses: JournalId | None = None) -> Journal:
    """The journal of this kind under this head."""
    return Journal(
        id=entry.id,
        kind=kind,
        source=entry.source,
        booking=entry.booking,
        at=entry.at,
        postings=tuple(lines),
        reverses=reverses,
    )
