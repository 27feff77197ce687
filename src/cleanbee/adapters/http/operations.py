"""What we meant the gateway to do: read, and closed by hand where it says nothing for good."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, OPERATION, BookingRef, OperationRef, encode
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Money, Text, Version, Wire, money, or_unset, utc
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment import payment as domain
from cleanbee.domain.payment.abandon import word_of
from cleanbee.ports.inbound.payment.abandon_operation import AbandonAsked, OperationAsked

Said = Annotated[str, Meta(min_length=1, max_length=500)]


class Operation(Wire, frozen=True, kw_only=True):
    """One effect that we mean the gateway to have. ``unknown``: nobody knows whether it has happened.

    ``first_at``: when it was first asked for. ``reason`` and ``evidence``: why it failed, or was closed by hand.
    """

    object: Literal["operation"] = "operation"
    id: OperationRef
    kind: domain.OperationKind
    phase: Literal["planned", "sent", "succeeded", "failed", "unknown", "abandoned"]
    amount: Money
    booking_id: BookingRef | UnsetType = UNSET
    gateway_id: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    first_at: Instant | UnsetType = UNSET
    reason: Text | UnsetType = UNSET
    evidence: Text | UnsetType = UNSET
    version: Version


class AbandonGiven(Given, frozen=True, kw_only=True):
    """Why it is closed, and what you saw at the gateway: nothing there, or what became of it."""

    reason: Said
    evidence: Said


async def _read(call: Call[None, None]) -> object:
    ask = OperationAsked(actor=call.actor, operation=OperationId(call.id("operation_id")))
    return await call.app.payment.read_operation(ask)


async def _abandon(call: Call[AbandonGiven, None]) -> object:
    ask = AbandonAsked(
        actor=call.actor,
        operation=OperationId(call.id("operation_id")),
        reason=call.body.reason,
        evidence=call.body.evidence,
        at_version=call.at_version,
    )
    return await call.app.payment.abandon_operation(ask, call.once)


def _shown(call: Call[AbandonGiven, None] | Call[None, None], one: domain.Operation) -> Answer:
    return Answer(body=shown_operation(one), version=one.version)


def shown_operation(one: domain.Operation) -> Operation:
    """An operation as the office reads it."""
    phase = one.phase
    first = phase.first_at if isinstance(phase, domain.Sent | domain.Unknown) else None
    return Operation(
        id=encode(OPERATION, one.id),
        kind=one.kind,
        phase=word_of(one),  # pyright: ignore[reportArgumentType] the phases of an operation
        amount=money(one.amount),
        booking_id=UNSET if one.booking is None else encode(BOOKING, one.booking),
        gateway_id=or_unset(one.provider_id),
        first_at=UNSET if first is None else utc(first),
        reason=phase.reason if isinstance(phase, domain.Failed | domain.Abandoned) else UNSET,
        evidence=phase.evidence if isinstance(phase, domain.Abandoned) else UNSET,
        version=one.version,
    )


ROUTES = (
    Route(
        method="GET", path="/v1/operations/{operation_id}", operation_id="readOperation", tag="payment",
        summary="What we meant the gateway to do, and what is known of it", action="operation.read", audience="ops",
        ask=_read, show=_shown, answers={200: Operation},
    ),
    Route(
        method="POST", path="/v1/operations/{operation_id}/abandon", operation_id="abandonOperation", tag="payment",
        summary="Close an operation of which the gateway says nothing, as not having happened",
        action="operation.abandon", audience="ops", rate="write", keyed=True, match="must", body=AbandonGiven,
        ask=_abandon, show=_shown, answers={200: Operation}, no=(Code.refused, Code.illegal_transition),
        example={"reason": "The bank does not answer for two days", "evidence": "No such charge in its dashboard"},
    ),
)  # fmt: skip
