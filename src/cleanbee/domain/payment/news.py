"""What the gateway tells unasked: what came of an operation, a dispute, a payout that arrived or came back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import Money, OperationId, Tagged, Value
from cleanbee.domain.payment.fact import Fact


class OperationNews(Tagged, frozen=True, kw_only=True):
    """What is known of one of our operations by now."""

    operation: OperationId
    fact: Fact


class DisputeOpened(Tagged, frozen=True, kw_only=True):
    """The customer's bank took a charge back: the amount and the gateway's fee left our balance at once.

    ``charge`` is the gateway's name of the charge, as in ``Taken``; without evidence by ``evidence_by`` it is lost.
    """

    dispute: str
    charge: str
    amount: Money
    fee: Money
    reason: str
    evidence_by: datetime


class DisputeClosed(Tagged, frozen=True, kw_only=True):
    """The bank has decided; where it was won the amount is back on our balance, and with ``fee_back`` the fee too."""

    dispute: str
    charge: str
    won: bool
    fee_back: bool = False


class PayoutArrived(Tagged, frozen=True, kw_only=True):
    """The cleaner's bank has the money."""

    operation: OperationId


class PayoutReturned(Tagged, frozen=True, kw_only=True):
    """The cleaner's bank sent the money back: it is on our balance again."""

    operation: OperationId
    reason: str


News = OperationNews | DisputeOpened | DisputeClosed | PayoutArrived | PayoutReturned


class Message(Value, frozen=True, kw_only=True):
    """One message of the gateway's: its id is the same however often it comes."""

    id: str
    at: datetime
    news: News


TransactionKind = Literal[
    "charge", "refund", "refund_failed", "payout", "payout_return", "dispute", "dispute_won", "other",
]  # fmt: skip
"""``other``: the gateway's kind that nobody here has a word for; it moved our balance all the same."""


class Transaction(Value, frozen=True, kw_only=True):
    """One line of the gateway's own books: how our balance changed there.

    ``amount`` is signed, before the fee; ``fee`` is what the gateway kept, a dispute's too: the balance changes by what
    is left. ``charge`` names the charge that it is about, ``operation`` ours behind it, ``word`` the gateway's word for
    what it is, where it is kept.
    """

    id: str
    kind: TransactionKind
    amount: Money
    fee: Money
    at: datetime
    operation: OperationId | None = None
    charge: str | None = None
    word: str = ""

    @property
    def net(self) -> Money:
        """By how much the balance changed."""
        return self.amount - self.fee
