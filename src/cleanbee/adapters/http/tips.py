"""A tip for who cleaned, charged now."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking import CardWord
from cleanbee.adapters.http.magic import card_of
from cleanbee.adapters.http.names import BOOKING, TIP, BookingRef, TipRef, encode
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Currency, Given, Instant, Money, Wire, money, utc
from cleanbee.domain import kernel
from cleanbee.domain.kernel import BookingId, Refused
from cleanbee.domain.payment import tip as domain
from cleanbee.ports.inbound.payment.tips import TipWished


class TipAmount(Given, frozen=True, kw_only=True):
    """An amount in whole minor units of its currency."""

    amount: Annotated[int, Meta(ge=50, le=100_000_000)]
    currency: Currency


class TipGiven(Given, frozen=True, kw_only=True):
    """How much, and from which card."""

    amount: TipAmount
    card_id: CardWord


class Tip(Wire, frozen=True, kw_only=True):
    """What you gave who cleaned: all of it is theirs. ``wanted``: your bank wants you, behind ``action_url``."""

    object: Literal["tip"] = "tip"
    id: TipRef
    booking_id: BookingRef
    amount: Money
    phase: Literal["asking", "wanted", "given", "declined"]
    asked_at: Instant
    given_at: Instant | UnsetType = UNSET
    action_url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET


def shown_tip(one: domain.Tip) -> Tip:
    """A tip as its customer and the office see it."""
    return Tip(
        id=encode(TIP, one.id),
        booking_id=encode(BOOKING, one.booking),
        amount=money(one.amount),
        phase=one.phase_word,  # pyright: ignore[reportArgumentType] the phases of a tip
        asked_at=utc(one.asked_at),
        given_at=utc(one.phase.at) if isinstance(one.phase, domain.Given) else UNSET,
        action_url=one.phase.link if isinstance(one.phase, domain.Wanted) else UNSET,
    )


async def _give(call: Call[TipGiven, None]) -> object:
    card = await card_of(call, call.body.card_id)
    if isinstance(card, Refused):
        return card
    amount = kernel.Money(amount=call.body.amount.amount, currency=call.body.amount.currency)
    ask = TipWished(actor=call.actor, booking=BookingId(call.id("booking_id")), amount=amount, card=card)
    return await call.app.payment.give_tip(ask, call.once)


def _given(call: Call[TipGiven, None], one: domain.Tip) -> Answer:
    """201; 202 while the bank has not answered; 402 when it said no, and nothing was taken."""
    match one.phase:
        case domain.Declined(kind=kind):
            booking = f"/v1/bookings/{encode(BOOKING, one.booking)}"
            raise No(Code.payment_declined, {"reason": kind, "facts": {"tip": "declined"}, "resource": booking})
        case domain.Asking():
            return Answer(body=shown_tip(one), status=202)
        case domain.Given() | domain.Wanted():
            return Answer(body=shown_tip(one), status=201)


ROUTES = (
    Route(
        method="POST", path="/v1/bookings/{booking_id}/tip", operation_id="giveTip", tag="payment",
        summary="Give who cleaned a tip: all of it is theirs", action="booking.tip", audience="customer", rate="write",
        keyed=True, body=TipGiven, ask=_give, show=_given, answers={201: Tip, 202: Tip},
        no=(Code.refused, Code.payment_declined, Code.dependency_down),
        example={"amount": {"amount": 800, "currency": "EUR"}, "card_id": "card_ok"},
    ),
)  # fmt: skip
