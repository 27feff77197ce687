"""What does not fit between our books and the gateway's, and the comparison on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, OPEN_ITEM, OPERATION, BookingRef, OpenItemRef, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, moment, part_of, place_in
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Given, Instant, Money, Page, Text, Wire, given, money, or_unset, utc
from cleanbee.domain.payment import open_item as domain
from cleanbee.ports.inbound.payment.open_items import ItemsAsked
from cleanbee.ports.inbound.payment.reconcile_gateway import ReconcileAsked, Reconciled

_LIST = "open_items"
Kind = Literal[
    "missing_here", "missing_there", "amount_differs", "unknown_transaction", "operation_in_doubt", "late_webhook",
    "message_unhandled", "message_waits", "hold_in_doubt", "invariant_broken", "refund_failed", "dispute_open",
    "no_show_contested",
]  # fmt: skip


class ItemsQuery(PageQuery, frozen=True, kw_only=True):
    """Which part of the list; with ``closed`` also what fits again by now."""

    closed: bool = False


class OpenItem(Wire, frozen=True, kw_only=True):
    """What does not fit, or waits for a human. ``about``: a transaction of the gateway's, a journal, an operation, a
    message, a refund, a dispute, or a rule.

    ``amount``: by how much the gateway's books are above ours. It closes by itself when it fits again (``until_at``).
    """

    object: Literal["open_item"] = "open_item"
    id: OpenItemRef
    kind: Kind
    about: Annotated[str, Meta(max_length=300, examples=["txn_hold_01kj"])]
    text: Text
    amount: Money | UnsetType = UNSET
    booking_id: BookingRef | UnsetType = UNSET
    at: Instant | UnsetType = UNSET
    since_at: Instant
    until_at: Instant | UnsetType = UNSET


class OpenItemPage(Page[OpenItem], frozen=True, kw_only=True):
    """Open items, newest first."""


class ReconcileGiven(Given, frozen=True, kw_only=True):
    """Since when; absent: three days, and further where an item is open."""

    since: Instant | UnsetType = UNSET


class Reconciliation(Wire, frozen=True, kw_only=True):
    """What was compared. The difference is 0, or the items say where it lies (the first hundred of them)."""

    object: Literal["reconciliation"] = "reconciliation"
    since_at: Instant
    until_at: Instant
    transactions: Count
    fees_posted: Count
    difference: Annotated[int, Meta(ge=0)]
    items: Annotated[list[OpenItem], Meta(max_length=100)]


async def _list(call: Call[None, ItemsQuery]) -> object:
    name = _name(call.query.closed)
    after = place_in(call, name, moment)
    ask = ItemsAsked(actor=call.actor, closed_too=call.query.closed, after=after, limit=call.query.limit + 1)
    return await call.app.payment.read_open_items(ask)


def _name(closed: bool) -> str:
    return f"{_LIST}/all" if closed else _LIST


def _page(call: Call[None, ItemsQuery], found: Sequence[domain.OpenItem]) -> Answer:
    part, more = part_of(found, None, call.query.limit, lambda one: (one.since, one.id))
    last = f"{part[-1].since.isoformat()} {part[-1].id}" if more else ""
    cursor = cursor_at(call, _name(call.query.closed), last) if more else UNSET
    return Answer(body=OpenItemPage(data=[_shown(one) for one in part], has_more=more, next_cursor=cursor))


def _shown(one: domain.OpenItem) -> OpenItem:
    found = one.finding
    return OpenItem(
        id=encode(OPEN_ITEM, one.id),
        kind=found.kind,
        about=_about(found)[:300],
        text=found.text[:2000],
        amount=UNSET if found.amount is None else money(found.amount),
        booking_id=UNSET if found.booking is None else encode(BOOKING, found.booking),
        at=or_unset(None if found.at is None else utc(found.at)),
        since_at=utc(one.since),
        until_at=or_unset(None if one.until is None else utc(one.until)),
    )


def _about(found: domain.Finding) -> str:
    """As it is called on the wire: what can be read there has its id."""
    return encode(OPERATION, UUID(found.about)) if found.kind == "operation_in_doubt" else found.about


async def _reconcile(call: Call[ReconcileGiven, None]) -> object:
    since = given(call.body.since)
    if since is not None and since > await call.app.clock.now():
        raise wrong("/since", "That is still to come.")
    return await call.app.payment.reconcile_gateway(ReconcileAsked(actor=call.actor, since=since))


def _reconciled(call: Call[ReconcileGiven, None], told: Reconciled) -> Answer:
    body = Reconciliation(
        since_at=utc(told.since),
        until_at=utc(told.until),
        transactions=told.transactions,
        fees_posted=told.fees,
        difference=told.difference,
        items=[_shown(one) for one in told.items[:100]],
    )
    return Answer(body=body)


ROUTES = (
    Route(
        method="GET", path="/v1/ledger/open_items", operation_id="listOpenItems", tag="payment",
        summary="What does not fit between our books and the gateway's", action="open_item.read", audience="ops",
        query=ItemsQuery, ask=_list, show=_page, answers={200: OpenItemPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="POST", path="/v1/ledger/reconcile", operation_id="reconcileLedger", tag="payment",
        summary="Compare our books with the gateway's now", action="ledger.reconcile", audience="ops", rate="write",
        ask=_reconcile, show=_reconciled, body=ReconcileGiven, answers={200: Reconciliation},
        no=(Code.dependency_down,), example={"since": "2026-03-01T00:00:00Z"},
    ),
)  # fmt: skip
