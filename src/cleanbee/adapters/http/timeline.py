"""The money timeline as each audience sees it: of a booking, and of a price at a start."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.fee_receipts import PolicyName
from cleanbee.adapters.http.names import BOOKING, QUOTE, BookingRef, QuoteRef, encode
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import EARLIEST, LATEST, Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Money, Wire, Word, Zone, given, money, or_unset, utc
from cleanbee.domain.booking.costs import CostStep
from cleanbee.domain.kernel import BookingId, QuoteId
from cleanbee.domain.payment import dated
from cleanbee.domain.payment.timeline import Timeline
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.payment.read_timeline import QuoteTimelineAsked, TimelineAsked, TimelineView

Local = Annotated[str, Meta(max_length=16, examples=["2026-03-04T09:30"])]
Bp = Annotated[int, Meta(ge=0, le=1_000_000)]
What = Literal[
    "hold", "hold_again", "try", "confirm_by", "release", "let_go", "capture", "earned", "fee", "owed", "refund", "tip",
    "extra_time", "credit", "credit_back", "payable", "payout", "refund_failed", "charged_back",
]  # fmt: skip
State = Literal["done", "under_way", "planned", "due", "if_unsecured"]


class MoneyLine(Wire, frozen=True, kw_only=True):
    """One moment of money. ``done`` has happened, ``under_way`` is being asked for now, ``planned`` will happen if all
    goes as booked, ``due`` was to happen, ``if_unsecured`` happens only where the card is not secured before.

    ``local_at`` is the clock on the home's wall; of a payout that of the cleaner, who is paid out on that day.
    """

    what: What
    state: State
    at: Instant
    local_at: Local
    amount: Money | UnsetType = UNSET


class CostSpan(Wire, frozen=True, kw_only=True):
    """Cancelling later than ``after_at`` (absent: from now), up to and with ``until_at`` (absent: for good)."""

    after_at: Instant | UnsetType = UNSET
    local_after: Local | UnsetType = UNSET
    until_at: Instant | UnsetType = UNSET
    local_until: Local | UnsetType = UNSET
    rate_bp: Bp
    reasons: Annotated[list[Word], Meta(max_length=10)]
    fee: Money | UnsetType = UNSET
    tax: Money | UnsetType = UNSET
    pay: Money | UnsetType = UNSET
    platform: Money | UnsetType = UNSET


Lines = Annotated[list[MoneyLine], Meta(max_length=500)]
Spans = Annotated[list[CostSpan], Meta(max_length=50)]


class CustomerTimeline(Wire, frozen=True, kw_only=True, tag_field="audience", tag="customer"):
    """What you pay and when: what happened, what is to come, and what cancelling costs.

    ``once_confirmed`` is what cancelling will cost as soon as somebody is coming and the amount is held, where that is
    something else than now.
    """

    object: Literal["money_timeline"] = "money_timeline"
    booking_id: BookingRef | UnsetType = UNSET
    quote_id: QuoteRef | UnsetType = UNSET
    policy: PolicyName
    time_zone: Zone
    total: Money
    lines: Lines
    cancelling: Spans
    once_confirmed: Spans


class CleanerTimeline(Wire, frozen=True, kw_only=True, tag_field="audience", tag="cleaner"):
    """What you are paid and when, and what you get if the clean is cancelled."""

    object: Literal["money_timeline"] = "money_timeline"
    booking_id: BookingRef
    policy: PolicyName
    time_zone: Zone
    pay: Money
    lines: Lines
    cancelling: Spans
    once_confirmed: Spans


class OpsTimeline(Wire, frozen=True, kw_only=True, tag_field="audience", tag="ops"):
    """Both sides, and what the platform keeps or bears."""

    object: Literal["money_timeline"] = "money_timeline"
    booking_id: BookingRef | UnsetType = UNSET
    quote_id: QuoteRef | UnsetType = UNSET
    policy: PolicyName
    time_zone: Zone
    total: Money
    pay: Money
    customer_lines: Lines
    cleaner_lines: Lines
    cancelling: Spans
    once_confirmed: Spans


MoneyTimeline = CustomerTimeline | CleanerTimeline | OpsTimeline


class StartQuery(Given, frozen=True, kw_only=True):
    """When the clean would be: a slot's token, or a start; one of them."""

    slot: Annotated[str, Meta(min_length=1, max_length=1000)] | UnsetType = UNSET
    start_at: Instant | UnsetType = UNSET


async def _of_booking(call: Call[None, None]) -> object:
    ask = TimelineAsked(actor=call.actor, booking=BookingId(call.id("booking_id")))
    return await call.app.payment.read_timeline(ask)


async def _of_quote(call: Call[None, StartQuery]) -> object:
    slot, start = given(call.query.slot), given(call.query.start_at)
    if (slot is None) == (start is None):
        raise wrong("/start_at", "Give the token of a slot, or a start, one of them.")
    if start is not None and not EARLIEST <= start.date() <= LATEST:
        raise wrong("/start_at", "Nobody cleans then.")
    at = utc(start) if start is not None else call.opened(slot or "")
    ask = QuoteTimelineAsked(actor=call.actor, quote=QuoteId(call.id("quote_id")), at=at)
    return await call.app.payment.read_quote_timeline(ask)


def _booked(call: Call[Any, Any], view: TimelineView) -> Answer:
    return Answer(body=_shown(view, booking=encode(BOOKING, view.of), quote=UNSET), constant=False)


def _quoted(call: Call[Any, Any], view: TimelineView) -> Answer:
    return Answer(body=_shown(view, booking=UNSET, quote=encode(QUOTE, view.of)), constant=False)


def _shown(view: TimelineView, *, booking: str | UnsetType, quote: str | UnsetType) -> MoneyTimeline:
    one = view.timeline
    match view.side:
        case "customer":
            return CustomerTimeline(
                booking_id=booking,
                quote_id=quote,
                policy=one.policy,
                time_zone=one.zone,
                total=money(one.total),
                lines=_lines(one.customer, one),
                cancelling=[_to_customer(each, one.zone) for each in one.cancelling],
                once_confirmed=[_to_customer(each, one.zone) for each in one.once_confirmed],
            )
        case "cleaner":
            assert isinstance(booking, str), "cleaners see no quotes"
            return CleanerTimeline(
                booking_id=booking,
                policy=one.policy,
                time_zone=one.zone,
                pay=money(one.pay),
                lines=_lines(one.cleaner, one),
                cancelling=[_to_cleaner(each, one.zone) for each in one.cancelling],
                once_confirmed=[_to_cleaner(each, one.zone) for each in one.once_confirmed],
            )
        case "ops":
            return OpsTimeline(
                booking_id=booking,
                quote_id=quote,
                policy=one.policy,
                time_zone=one.zone,
                total=money(one.total),
                pay=money(one.pay),
                customer_lines=_lines(one.customer, one),
                cleaner_lines=_lines(one.cleaner, one),
                cancelling=[_to_ops(each, one.zone) for each in one.cancelling],
                once_confirmed=[_to_ops(each, one.zone) for each in one.once_confirmed],
            )


def _lines(lines: tuple[dated.Line, ...], of: Timeline) -> list[MoneyLine]:
    return [shown_line(one, of.cleaner_zone if one.what == "payout" else of.zone) for one in lines]


def shown_line(one: dated.Line, zone: str) -> MoneyLine:
    """A line of money by the clock of a zone."""
    return MoneyLine(
        what=one.what,
        state=one.state,
        at=utc(one.at),
        local_at=local_of(one.at, zone).text,
        amount=UNSET if one.amount is None else money(one.amount),
    )


def _to_customer(step: CostStep, zone: str) -> CostSpan:
    return _span(step, zone, fee=money(step.amount), tax=money(step.tax))


def _to_cleaner(step: CostStep, zone: str) -> CostSpan:
    return _span(step, zone, pay=money(step.cleaner))


def _to_ops(step: CostStep, zone: str) -> CostSpan:
    shares = {"pay": money(step.cleaner), "platform": money(step.platform)}
    return _span(step, zone, fee=money(step.amount), tax=money(step.tax), **shares)


def _span(step: CostStep, zone: str, **shares: Money) -> CostSpan:
    return CostSpan(
        after_at=or_unset(step.after),
        local_after=_local(step.after, zone),
        until_at=or_unset(step.until),
        local_until=_local(step.until, zone),
        rate_bp=step.rate_bp,
        reasons=list(step.reasons),
        **shares,
    )


def _local(at: datetime | None, zone: str) -> str | UnsetType:
    return UNSET if at is None else local_of(at, zone).text


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/money_timeline", operation_id="readMoneyTimeline", tag="payment",
        summary="A booking's money over time", action="timeline.read", audience="signed_in", ask=_of_booking,
        show=_booked, answers={200: MoneyTimeline},
    ),
    Route(
        method="GET", path="/v1/quotes/{quote_id}/money_timeline", operation_id="readQuoteMoneyTimeline",
        tag="payment", summary="A price's money over time, if it were booked now", action="quote.read",
        audience="anyone", ask=_of_quote, show=_quoted, query=StartQuery, answers={200: MoneyTimeline},
        no=(Code.refused, Code.slot_expired),
    ),
)  # fmt: skip
