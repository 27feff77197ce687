"""Customers' credit: what they have been promised off later cleans, and what became of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    BOOKING,
    CREDIT,
    CUSTOMER,
    JOURNAL,
    BookingRef,
    CreditRef,
    CustomerRef,
    decode,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Money, Name, Page, Text, Wire, given, money, utc
from cleanbee.domain.kernel import BookingId, CustomerId, JournalId
from cleanbee.domain.payment import credit as domain
from cleanbee.domain.payment.journals.words import in_words
from cleanbee.ports.inbound.payment.credits import CreditAsked, CreditBackAsked, CreditGiven, WalletView
from cleanbee.ports.inbound.payment.promotions import CodeRedeemed
from cleanbee.ports.outbound.payment import LedgerLine, LinePlace


class Credit(Wire, frozen=True, kw_only=True):
    """One grant: how much, what is left of it, and until when it can be used."""

    id: CreditRef
    amount: Money
    left: Money
    reason: Text
    granted_at: Instant
    until_at: Instant


class CreditAside(Wire, frozen=True, kw_only=True):
    """What is kept for a booking that is not done yet."""

    booking_id: BookingRef
    amount: Money


class CreditLine(Wire, frozen=True, kw_only=True):
    """One line of the history: what came (positive) or went, and ``total``, what stood there after it."""

    kind: Name
    meaning: Name
    at: Instant
    booking_id: BookingRef | UnsetType = UNSET
    amount: Money
    total: Money


class CreditPage(Page[CreditLine], frozen=True, kw_only=True):
    """A customer's credit: ``available`` can be used now, ``balance`` is all that is promised. Newest lines first."""

    customer_id: CustomerRef
    available: Money
    balance: Money
    credits: Annotated[list[Credit], Meta(max_length=10_000)]
    set_aside: Annotated[list[CreditAside], Meta(max_length=10_000)]


class GrantedCredit(Wire, frozen=True, kw_only=True):
    """A customer's credit after a grant."""

    object: Literal["credit"] = "credit"
    customer_id: CustomerRef
    available: Money
    balance: Money
    credits: Annotated[list[Credit], Meta(max_length=10_000)]


class CreditQuery(PageQuery, frozen=True, kw_only=True):
    """Whose: the office names a customer."""

    customer_id: CustomerRef | UnsetType = UNSET


class CreditPromised(Given, frozen=True, kw_only=True):
    """To whom, how much in whole minor units of the currency that we sell in, and why."""

    customer_id: CustomerRef
    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class CodeTyped(Given, frozen=True, kw_only=True):
    """A code as it was typed: small letters and blanks around it do not matter."""

    code: Annotated[str, Meta(min_length=1, max_length=60)]


class CreditReturned(Given, frozen=True, kw_only=True):
    """How much of what credit had paid, in whole minor units, and why."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


async def _read(call: Call[None, CreditQuery]) -> object:
    before = place_in(call, _name(call), _place)
    ask = CreditAsked(actor=call.actor, customer=_whose(call), before=before, limit=call.query.limit)
    return await call.app.payment.read_credit(ask)


async def _refund(call: Call[CreditReturned, None]) -> object:
    booking = BookingId(call.id("booking_id"))
    ask = CreditBackAsked(actor=call.actor, booking=booking, amount=call.body.amount, reason=call.body.reason)
    return await call.app.payment.refund_credit(ask, call.once)


async def _redeem(call: Call[CodeTyped, None]) -> object:
    return await call.app.payment.redeem_code(CodeRedeemed(actor=call.actor, code=call.body.code), call.once)


async def _grant(call: Call[CreditPromised, None]) -> object:
    told = call.body
    customer = CustomerId(call.named(CUSTOMER, told.customer_id, "/customer_id"))
    ask = CreditGiven(actor=call.actor, customer=customer, amount=told.amount, reason=told.reason)
    return await call.app.payment.grant_credit(ask, call.once)


def _whose(call: Call[None, CreditQuery]) -> CustomerId:
    """The one who is named, else the asker: who is no customer has none."""
    told = given(call.query.customer_id)
    if told is not None:
        return CustomerId(call.named(CUSTOMER, told, "/customer_id"))
    return CustomerId(getattr(call.actor, "id", UUID(int=0)))


def _name(call: Call[None, CreditQuery]) -> str:
    """Each customer's history is a list of its own."""
    return f"credits/{_whose(call).hex}"


def _place(text: str) -> LinePlace | None:
    journal, _, line = text.partition(":")
    found = decode(JOURNAL, journal)
    return None if found is None or not line.isdecimal() else LinePlace(journal=JournalId(found), line=int(line))


def _page(call: Call[None, CreditQuery], view: WalletView) -> Answer:
    more: str | UnsetType = UNSET
    if view.more:
        last = view.lines[-1].place
        more = cursor_at(call, _name(call), f"{encode(JOURNAL, last.journal)}:{last.line}")
    body = CreditPage(
        customer_id=encode(CUSTOMER, view.wallet.id),
        available=money(view.available),
        balance=money(view.balance),
        credits=[_credit(one) for one in view.wallet.credits if not one.left.is_zero],
        set_aside=[_aside(one) for one in view.wallet.aside],
        data=[_line(one) for one in view.lines],
        has_more=view.more,
        next_cursor=more,
    )
    return Answer(body=body)


def _granted(call: Call[Any, None], view: WalletView) -> Answer:
    body = GrantedCredit(
        customer_id=encode(CUSTOMER, view.wallet.id),
        available=money(view.available),
        balance=money(view.balance),
        credits=[_credit(one) for one in view.wallet.credits if not one.left.is_zero],
    )
    return Answer(body=body, status=201)


def _credit(one: domain.Credit) -> Credit:
    return Credit(
        id=encode(CREDIT, one.id),
        amount=money(one.amount),
        left=money(one.left),
        reason=one.reason,
        granted_at=utc(one.granted_at),
        until_at=utc(one.until),
    )


def _aside(one: domain.SetAside) -> CreditAside:
    return CreditAside(booking_id=encode(BOOKING, one.booking), amount=money(one.amount))


def _line(line: LedgerLine) -> CreditLine:
    """The books have credit on the other side: what came is positive here."""
    return CreditLine(
        kind=line.kind,
        meaning=in_words(line.kind),
        at=utc(line.at),
        booking_id=UNSET if line.booking is None else encode(BOOKING, line.booking),
        amount=money(-line.amount),
        total=money(-line.total),
    )


ROUTES = (
    Route(
        method="GET", path="/v1/credits", operation_id="readCredits", tag="payment",
        summary="Credit: what can be used, what is set aside, and what became of it", action="credit.read",
        audience="signed_in", query=CreditQuery, ask=_read, show=_page, answers={200: CreditPage},
        no=(Code.cursor_invalid,),
    ),
    Route(
        method="POST", path="/v1/credits", operation_id="grantCredit", tag="payment",
        summary="Promise a customer something off later cleans", action="credit.grant", audience="ops", rate="write",
        keyed=True, body=CreditPromised, ask=_grant, show=_granted, answers={201: GrantedCredit}, no=(Code.refused,),
        example={"customer_id": "cus_01kj8w3v5m7q2r4t6x8z0a1b2c", "amount": 1500, "reason": "The cleaner was late"},
    ),
    Route(
        method="POST", path="/v1/credits/redeem", operation_id="redeemCode", tag="payment",
        summary="Redeem a code: what it promises is yours as credit", action="credit.redeem", audience="customer",
        rate="auth", keyed=True, body=CodeTyped, ask=_redeem, show=_granted, answers={201: GrantedCredit},
        no=(Code.refused,), example={"code": "WELCOME10"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/refund_credit", operation_id="refundCredit", tag="payment",
        summary="What a credit had paid for a clean goes back to credit", action="credit.refund", audience="ops",
        rate="write", keyed=True, body=CreditReturned, ask=_refund, show=_granted, answers={201: GrantedCredit},
        no=(Code.refused,), example={"amount": 1500, "reason": "The oven was not done"},
    ),
)  # fmt: skip
