"""Double entry: every event of money is one journal whose postings sum to zero per currency."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import JournalId, Money, Value


class Posting(Value, frozen=True, kw_only=True):
    """One line: an amount on an account, debit positive, credit negative, never zero.

    Accounts of one person or booking carry ``owner`` (``cleaner:payable`` of a cleaner); house accounts carry none.
    """

    account: str
    amount: Money
    owner: UUID | None = None

    def __post_init__(self) -> None:
        assert self.amount.amount != 0, "a posting moves something"


class Journal(Value, frozen=True, kw_only=True):
    """One fact of money, posted once per (kind, source), never changed."""

    id: JournalId
    kind: str
    source: UUID
    booking: UUID
    at: datetime
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        assert len(self.postings) >= 2, "money comes from somewhere"
        sums: dict[str, int] = {}
        for p in self.postings:
            sums[p.amount.currency] = sums.get(p.amount.currency, 0) + p.amount.amount
        assert not any(sums.values()), f"journal {self.kind} does not sum to zero: {sums}"
