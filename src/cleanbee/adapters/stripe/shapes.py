"""What we read of Stripe's objects, and nothing else: the same shapes in answers and in messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from stripe import StripeObject

from cleanbee.domain.kernel import Money, OperationId

OPERATION = "operation"
CAPTURE = "capture"
"""Under these words our operations' ids stand in the metadata of what they made, and of the hold that they took."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """An object of Stripe's, as far as we read it."""


class CardPart(Shape, frozen=True, kw_only=True):
    """How the card was asked; ``capture_before`` stands only on a hold."""

    capture_before: int | None = None


class MethodPart(Shape, frozen=True, kw_only=True):
    """How was paid."""

    card: CardPart | None = None


class Charge(Shape, frozen=True, kw_only=True):
    """One try at the bank. Its metadata are those that the intent had when it was made."""

    id: str
    amount: int
    currency: str
    captured: bool = False
    status: str = "succeeded"
    payment_intent: str | None = None
    metadata: Mapping[str, str] = {}
    payment_method_details: MethodPart | None = None


class Redirect(Shape, frozen=True, kw_only=True):
    """Where the customer is sent."""

    url: str | None = None


class NextAction(Shape, frozen=True, kw_only=True):
    """What the bank wants of the customer."""

    redirect_to_url: Redirect | None = None


class Problem(Shape, frozen=True, kw_only=True):
    """Why something did not work."""

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    advice_code: str | None = None
    param: str | None = None


class Intent(Shape, frozen=True, kw_only=True):
    """A payment from the wish to the money; ``latest_charge`` is an id where it was not asked for in full."""

    id: str
    status: str
    amount: int
    currency: str
    created: int
    amount_received: int | None = None
    metadata: Mapping[str, str] = {}
    latest_charge: Charge | str | None = None
    next_action: NextAction | None = None
    last_payment_error: Problem | None = None


class Refund(Shape, frozen=True, kw_only=True):
    """Money given back."""

    id: str
    amount: int
    currency: str
    status: str | None = None
    failure_reason: str | None = None
    payment_intent: str | None = None
    metadata: Mapping[str, str] = {}


class Transfer(Shape, frozen=True, kw_only=True):
    """Money moved to a cleaner's connected account."""

    id: str
    amount: int
    currency: str
    reversed: bool = False
    metadata: Mapping[str, str] = {}


class Payout(Shape, frozen=True, kw_only=True):
    """Money on its way from a connected account to the cleaner's bank."""

    id: str
    amount: int
    currency: str
    arrival_date: int
    status: str
    failure_code: str | None = None
    metadata: Mapping[str, str] = {}


class PaymentMethod(Shape, frozen=True, kw_only=True):
    """A saved card, as people know it."""

    id: str
    card: Mapping[str, Any] = {}


class SetupIntent(Shape, frozen=True, kw_only=True):
    """A card on its way to being saved, with its owner's consent to later charges."""

    id: str
    status: str
    usage: str = "off_session"
    customer: str | None = None
    payment_method: PaymentMethod | str | None = None
    metadata: Mapping[str, str] = {}


class Session(Shape, frozen=True, kw_only=True):
    """A page of Stripe's where a card is typed in; what was set up on it, once it was."""

    id: str
    setup_intent: SetupIntent | None = None


class Source(Shape, frozen=True, kw_only=True):
    """What a line of Stripe's own books is about: a charge, a refund, a transfer, a dispute."""

    id: str
    payment_intent: Intent | str | None = None
    metadata: Mapping[str, str] = {}


class Line(Shape, frozen=True, kw_only=True):
    """One line of Stripe's own books."""

    id: str
    amount: int
    fee: int
    currency: str
    created: int
    type: str
    reporting_category: str = ""
    source: Source | str | None = None


class EvidenceDetails(Shape, frozen=True, kw_only=True):
    """Until when we may answer a dispute, and how often we have."""

    due_by: int | None = None
    submission_count: int = 0


class Dispute(Shape, frozen=True, kw_only=True):
    """A charge that the customer's bank took back."""

    id: str
    amount: int
    currency: str
    reason: str
    status: str
    charge: str
    payment_intent: str | None = None
    balance_transactions: tuple[Line, ...] = ()
    evidence_details: EvidenceDetails = EvidenceDetails()
    metadata: Mapping[str, str] = {}


class EventData(Shape, frozen=True, kw_only=True):
    """What a message is about, as it was when the message was made."""

    object: msgspec.Raw


class Event(Shape, frozen=True, kw_only=True):
    """A message of Stripe's."""

    id: str
    type: str
    created: int
    data: EventData


T = TypeVar("T", bound=Shape)


def read(answer: StripeObject, shape: type[T]) -> T:
    """What we read of an answer.

    :raises msgspec.ValidationError: it is not what was asked for.
    """
    return msgspec.convert(answer.to_dict(), type=shape)


def money(amount: int, currency: str) -> Money:
    """Stripe counts in minor units, as we do, and writes currencies small."""
    return Money(amount=amount, currency=currency.upper())


def instant(seconds: int) -> datetime:
    """Stripe counts seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def operation_in(metadata: Mapping[str, Any], word: str = OPERATION) -> OperationId | None:
    """Our operation behind an object; None for an object that is not ours."""
    try:
        return OperationId(UUID(str(metadata[word])))
    except (KeyError, ValueError):
        return None
