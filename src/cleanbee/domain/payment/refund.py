"""Giving back what a clean's customer has paid, in part or in full: the office asks, above a limit two of it agree."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CustomerId,
    Money,
    OperationId,
    OpsId,
    PaymentId,
    RefundId,
    Refusal,
    Tagged,
    snake,
)
from cleanbee.domain.payment.events import PaymentEvent

RefundReason = Literal["quality", "not_done", "damage", "charged_wrongly", "goodwill"]


class AwaitingApproval(Tagged, frozen=True, kw_only=True):
    """It is more than one may give back alone: somebody else of the office decides."""


class Sending(Tagged, frozen=True, kw_only=True):
    """The gateway is asked for it, or is about to be; in doubt it stays here."""

    operation: OperationId


class Succeeded(Tagged, frozen=True, kw_only=True):
    """The gateway has given it back; the customer's bank has it within days that are the bank's."""

    at: datetime
    provider_id: str


class Failed(Tagged, frozen=True, kw_only=True):
    """The gateway said no: a human tries again, or drops it."""

    at: datetime
    reason: str


class Dropped(Tagged, frozen=True, kw_only=True):
    """Somebody of the office decided against it."""

    at: datetime
    by: OpsId
    reason: str


RefundPhase = AwaitingApproval | Sending | Succeeded | Failed | Dropped


class Refund(Aggregate, frozen=True, kw_only=True):
    """An amount that goes back to the card that paid for a clean.

    ``charge`` is the gateway's name of what was taken; ``note`` is for the office; ``tries`` counts how often the
    gateway was asked, each time by an operation of its own.
    """

    id: RefundId
    payment: PaymentId
    booking: BookingId
    customer: CustomerId
    charge: str
    amount: Money
    reason: RefundReason
    note: str
    asked_by: OpsId
    asked_at: datetime
    approved_by: OpsId | None = None
    tries: int = 0
    phase: RefundPhase

    def __post_init__(self) -> None:
        assert self.amount.amount > 0, "a refund gives something back"

    @property
    def counts(self) -> bool:
        """Whether the amount is given back, or still may be."""
        return isinstance(self.phase, AwaitingApproval | Sending | Succeeded)

    @property
    def phase_word(self) -> str:
        """The word of its phase."""
        return snake(type(self.phase).__name__)


class RefundEvent(PaymentEvent, frozen=True, kw_only=True):
    """Something happened to a refund."""

    refund: RefundId
    amount: Money


class RefundAsked(RefundEvent, frozen=True, kw_only=True):
    """Somebody of the office wants to give something back; ``alone``: nobody else has to agree."""

    alone: bool


class RefundApproved(RefundEvent, frozen=True, kw_only=True):
    """A second one of the office agreed, or lets the gateway be asked again."""

    by: OpsId


class RefundDropped(RefundEvent, frozen=True, kw_only=True):
    """Somebody of the office decided against it."""

    by: OpsId


class RefundGiven(RefundEvent, frozen=True, kw_only=True):
    """The gateway has given it back."""


class RefundFailed(RefundEvent, frozen=True, kw_only=True):
    """The gateway said no."""

    reason: str


class NotCaptured(Refusal, frozen=True, kw_only=True):
    """Nothing was taken for this clean yet, so nothing goes back."""


class PaidWithoutCard(Refusal, frozen=True, kw_only=True):
    """It was paid otherwise than by a card, so there is no card that it could go back to."""


class MoreThanCaptured(Refusal, frozen=True, kw_only=True):
    """More than is ``left`` of what was taken, once other refunds and what its bank took back are counted."""

    left: Money


class OtherCurrency(Refusal, frozen=True, kw_only=True):
    """It was paid in another ``currency``."""

    currency: str


class Disputed(Refusal, frozen=True, kw_only=True):
    """The customer's bank disputes the charge: what goes back is decided there."""


class NeedsSecondPerson(Refusal, frozen=True, kw_only=True):
    """Whoever asked for it does not approve it as well: above ``alone`` a second one of the office decides."""

    alone: Money
