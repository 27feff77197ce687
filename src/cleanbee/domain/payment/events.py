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


class PaymentCaptured(PaymentEvent, frozen=True, kw_only=True):
    """The money came."""

    amount: Money


class PaymentVoided(PaymentEvent, frozen=True, kw_only=True):
    """The hold is gone."""


class PaymentOwed(PaymentEvent, frozen=True, kw_only=True):
    """The work is done and the money did not come."""

    amount: Money
