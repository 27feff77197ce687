"""What happened to a booking's money, for whoever follows."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import BookingId, CustomerId, Event, Money, OperationId, PaymentId
from cleanbee.domain.payment.payment import DeclineClass


class PaymentEvent(Event, frozen=True, kw_only=True):
    """Something happened to one payment."""

    payment: PaymentId
    booking: BookingId
    customer: CustomerId


class OperationPlanned(PaymentEvent, frozen=True, kw_only=True):
    """The gateway is to be asked for something."""

    operation: OperationId


class PaymentHeld(PaymentEvent, frozen=True, kw_only=True):
    """The amount is held."""

    amount: Money


class PaymentDeclined(PaymentEvent, frozen=True, kw_only=True):
    """The bank said no."""

    kind_of_decline: DeclineClass
    decided_at: datetime | None = None


class PaymentActionRequired(PaymentEvent, frozen=True, kw_only=True):
    """The bank wants the customer."""

    link: str
    until: datetime


class PaymentInDoubt(PaymentEvent, frozen=True, kw_only=True):
    """The deadline for the card has come, and nobody knows whether the amount is held: a human is wanted."""

    reason: str = "hold_in_doubt"


class PaymentCaptured(PaymentEvent, frozen=True, kw_only=True):
    """The money came."""

    amount: Money


class PaymentPaidOtherwise(PaymentEvent, frozen=True, kw_only=True):
    """What was owed came on another way than by a card; the office says which."""

    amount: Money
    reason: str


class PaymentWrittenOff(PaymentEvent, frozen=True, kw_only=True):
    """What was owed will not come; the office says why."""

    amount: Money
    reason: str


class PaymentVoided(PaymentEvent, frozen=True, kw_only=True):
    """The hold is gone."""


class PaymentOwed(PaymentEvent, frozen=True, kw_only=True):
    """The work is done and the money did not come."""

    amount: Money
