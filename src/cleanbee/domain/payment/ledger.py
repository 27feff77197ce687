"""Double entry: every event of money is one journal whose postings sum to zero per currency."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import JournalId, Money, Value
from cleanbee.domain.payment.accounts import CHART

MOST_POSTINGS = 64


class Posting(Value, frozen=True, kw_only=True):
    """One line: an amount on an account of the chart, debit positive, credit negative, never zero.

    Accounts of one person carry ``owner`` (``cleaner:payable`` of a cleaner); house accounts carry none.
    """

    account: str
    amount: Money
    owner: UUID | None = None

    def __post_init__(self) -> None:
        assert self.amount.amount != 0, "a posting moves something"
        assert self.account in CHART, f"{self.account} is not on the chart of accounts"
        house = CHART[self.account].whose == "house"
        assert house == (self.owner is None), f"{self.account} is {'the house' if house else 'one person'}'s"


class Journal(Value, frozen=True, kw_only=True):
    """One fact of money, posted once per (kind, source), never changed; ``booking`` where it is about one.

    What was wrong is taken back by another journal, once: the one it ``reverses`` is named.
    """

    id: JournalId
    kind: str
    source: UUID
    booking: UUID | None
    at: datetime
    postings: tuple[Posting, ...]
    reverses: JournalId | None = None

    def __post_init__(self) -> None:
        assert 2 <= len(self.postings) <= MOST_POSTINGS, "money comes from somewhere, and lines can be counted"
        sums: dict[str, int] = {}
        for p in self.postings:
            sums[p.amount.currency] = sums.get(p.amount.currency, 0) + p.amount.amount
        assert not any(sums.values()), f"journal {self.kind} does not sum to zero: {sums}"
