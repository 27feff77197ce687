"""Giving back what was paid for a clean: asked by the office, agreed to by a second one, read by its customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from cleanbee.adapters.http.booking import ReasonGiven
from cleanbee.adapters.http.names import (
    BOOKING,
    OPS,
    REFUND,
    BookingRef,
    OpsRef,
    RefundRef,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import (
    Currency,
    Given,
    Instant,
    Money,
    Page,
    Text,
    Version,
    Wire,
    given,
    money,
    or_unset,
    utc,
)
from cleanbee.domain import kernel
from cleanbee.domain.kernel import BookingId, RefundId
from cleanbee.domain.payment import refund as domain
from cleanbee.domain.payment.give_back import Wish
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.ports.inbound.payment.refunds import RefundsAsked, RefundTurned, RefundWished
from cleanbee.ports.outbound.kept import Place

PhaseWord = Literal["awaiting_approval", "sending", "succeeded", "failed", "dropped"]
WhyWord = Literal["quality", "not_done", "damage", "charged_wrongly", "goodwill"]
_LIST = "refunds"


class Amount(Given, frozen=True, kw_only=True):
    """An amount in whole minor units of its currency."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    currency: Currency


class RefundGiven(Given, frozen=True, kw_only=True):
    """How much is to go back, all that is left where nothing is said; and why. The note is for the office."""

    amount: Amount | UnsetType = UNSET
    reason: WhyWord
    note: Annotated[str, Meta(max_length=2000)] = ""


class Refund(Wire, frozen=True, kw_only=True):
    """An amount that goes back to the card that paid. Who asked, who agreed and why is shown to the office.

    ``no``: why it was dropped, or what the gateway said.
    """

    object: Literal["refund"] = "refund"
    id: RefundRef
    booking_id: BookingRef
    amount: Money
    phase: PhaseWord
    asked_at: Instant
    given_at: Instant | UnsetType = UNSET
    reason: WhyWord | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    asked_by: OpsRef | UnsetType = UNSET
    approved_by: OpsRef | UnsetType = UNSET
    dropped_by: OpsRef | UnsetType = UNSET
    no: Text | UnsetType = UNSET
    version: Version


class RefundPage(Page[Refund], frozen=True, kw_only=True):
    """Refunds, newest first."""


class RefundsQuery(PageQuery, frozen=True, kw_only=True):
    """Which: those that wait for approval, those that failed, or all."""

    phase: PhaseWord | UnsetType = UNSET


def shown_refund(one: domain.Refund, actor: Actor) -> Refund:
    """A refund as this reader may see it."""
    phase = one.phase
    shown = Refund(
        id=encode(REFUND, one.id),
        booking_id=encode(BOOKING, one.booking),
        amount=money(one.amount),
        phase=one.phase_word,  # pyright: ignore[reportArgumentType] the phases of a refund
        asked_at=utc(one.asked_at),
        given_at=utc(phase.at) if isinstance(phase, domain.Succeeded) else UNSET,
        version=one.version,
    )
    return replace(shown, **_inside(one)) if isinstance(actor, AsOps) else shown


def _inside(one: domain.Refund) -> dict[str, object]:
    phase = one.phase
    dropped = phase if isinstance(phase, domain.Dropped) else None
    no = phase.reason if isinstance(phase, domain.Dropped | domain.Failed) else None
    return {
        "reason": one.reason,
        "note": one.note or UNSET,
        "asked_by": encode(OPS, one.asked_by),
        "approved_by": UNSET if one.approved_by is None else encode(OPS, one.approved_by),
        "dropped_by": UNSET if dropped is None else encode(OPS, dropped.by),
        "no": or_unset(no),
    }


async def _ask(call: Call[RefundGiven, None]) -> object:
    told = call.body
    amount = given(told.amount)
    asked = None if amount is None else kernel.Money(amount=amount.amount, currency=amount.currency)
    ask = RefundWished(
        actor=call.actor,
        booking=BookingId(call.id("booking_id")),
        wish=Wish(amount=asked, reason=told.reason, note=told.note),
        at_version=call.at_version,
    )
    return await call.app.payment.ask_refund(ask, call.once)


async def _approve(call: Call[None, None]) -> object:
    return await call.app.payment.approve_refund(_turned(call), call.once)


async def _drop(call: Call[ReasonGiven, None]) -> object:
    return await call.app.payment.drop_refund(_turned(call, call.body.reason), call.once)


async def _read(call: Call[None, None]) -> object:
    return await call.app.payment.read_refund(_turned(call))


async def _list(call: Call[None, RefundsQuery]) -> object:
    after = place_in(call, _name(call), moment)
    ask = RefundsAsked(actor=call.actor, phase=given(call.query.phase), after=after, limit=call.query.limit + 1)
    return await call.app.payment.list_refunds(ask)


def _turned(call: Call[Any, None], reason: str = "") -> RefundTurned:
    refund = RefundId(call.id("refund_id"))
    return RefundTurned(actor=call.actor, refund=refund, reason=reason, at_version=call.at_version)


def _name(call: Call[None, RefundsQuery]) -> str:
    return f"{_LIST}/{given(call.query.phase) or 'all'}"


def _asked(call: Call[RefundGiven, None], one: domain.Refund) -> Answer:
    return Answer(body=shown_refund(one, call.actor), status=201, version=one.version)


def _one(call: Call[Any, None], one: domain.Refund) -> Answer:
    return Answer(body=shown_refund(one, call.actor), version=one.version)


def _page(call: Call[None, RefundsQuery], found: Sequence[domain.Refund]) -> Answer:
    part, more = part_of(found, None, call.query.limit, lambda one: (one.asked_at, one.id))
    last = Place(at=part[-1].asked_at, id=part[-1].id) if more else None
    data = [shown_refund(one, call.actor) for one in part]
    return Answer(body=RefundPage(data=data, has_more=more, next_cursor=moment_at(call, _name(call), last)))


ROUTES = (
    Route(
        method="POST", path="/v1/bookings/{booking_id}/refunds", operation_id="askRefund", tag="payment",
        summary="Give back what was paid; above a limit a second one of the office has to agree", action="refund.ask",
        audience="ops", rate="write", keyed=True, match="must", body=RefundGiven, ask=_ask, show=_asked,
        answers={201: Refund}, no=(Code.refused,),
        example={"amount": {"amount": 2000, "currency": "EUR"}, "reason": "quality", "note": "The oven was forgotten"},
    ),
    Route(
        method="GET", path="/v1/refunds", operation_id="listRefunds", tag="payment",
        summary="Refunds: those that wait for somebody, or all", action="refund.list", audience="ops",
        query=RefundsQuery, ask=_list, show=_page, answers={200: RefundPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/refunds/{refund_id}", operation_id="readRefund", tag="payment", summary="One refund",
        action="refund.read", audience="signed_in", ask=_read, show=_one, answers={200: Refund},
    ),
    Route(
        method="POST", path="/v1/refunds/{refund_id}/approve", operation_id="approveRefund", tag="payment",
        summary="Agree to a refund that somebody else asked for, or try one again that failed",
        action="refund.approve", audience="ops", rate="write", keyed=True, match="must", ask=_approve, show=_one,
        answers={200: Refund}, no=(Code.refused, Code.illegal_transition),
    ),
    Route(
        method="POST", path="/v1/refunds/{refund_id}/drop", operation_id="dropRefund", tag="payment",
        summary="Decide against a refund that waits, or that failed", action="refund.drop", audience="ops",
        rate="write", keyed=True, match="must", body=ReasonGiven, ask=_drop, show=_one, answers={200: Refund},
        no=(Code.refused, Code.illegal_transition), example={"reason": "It was cleaned again instead"},
    ),
)  # fmt: skip
