"""Operations: one intended effect at the gateway, under one id, whatever is lost or repeated."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.kernel import Granted, Money, OperationId, Value, evolve, with_
from cleanbee.domain.payment.events import OperationPlanned
from cleanbee.domain.payment.payment import (
    Card,
    Operation,
    OperationKind,
    Payment,
    Planned,
    Sent,
    Unknown,
)

LEASE = timedelta(seconds=8)
"""A little longer than a call may take: whoever repeats a request whose caller died waits no longer than this."""
KEY_LIFE = timedelta(hours=23)
LOOK_UP_EVERY = timedelta(minutes=15)


class Asking(Value, frozen=True, kw_only=True):
    """When a card is asked, and whether its owner is there to answer the bank."""

    at: datetime
    present: bool


def plan(
    id: OperationId,
    kind: OperationKind,
    payment: Payment,
    amount: Money,
    source: Card | str,
    *,
    by: Asking | None = None,
) -> Operation:
    """A new operation on a card (to hold) or on a hold, by the gateway's id (to capture, to void).

    Its intent is unique for ever: one authorisation a version of the payment, one capture and one void a hold.
    """
    of = f"{payment.booking}:{payment.version}" if isinstance(source, Card) else source
    return Operation(
        id=id,
        kind=kind,
        intent=f"{kind}:{of}",
        payment=payment.id,
        booking=payment.booking,
        card_token=source.token if isinstance(source, Card) else "",
        card=source.mark if isinstance(source, Card) else "",
        asked_at=None if by is None else by.at,
        amount=amount,
        customer_present=by is not None and by.present,
        provider_id=source if isinstance(source, str) else None,
        phase=Planned(),
    )


def planned_event(operation: Operation, payment: Payment) -> OperationPlanned:
    """The news that wakes whoever sends."""
    return OperationPlanned(
        payment=payment.id, booking=payment.booking, customer=payment.customer, operation=operation.id
    )


def send(operation: Operation, now: datetime) -> Granted[Operation]:
    """The attempt is kept before the call begins."""
    match operation.phase:
        case Sent(first_at=first, attempts=attempts) | Unknown(first_at=first, attempts=attempts):
            phase = Sent(first_at=first, attempts=attempts + 1, next_at=now + LEASE)
        case _:
            phase = Sent(first_at=now, attempts=1, next_at=now + LEASE)
    return Granted(value=evolve(operation, phase=phase))


def sent_at_birth(operation: Operation, now: datetime) -> Operation:
    """An operation whose call follows right after the unit that plans it: the attempt is kept with the plan."""
    return with_(operation, phase=Sent(first_at=now, attempts=1, next_at=now + LEASE))


def may_repeat(operation: Operation, now: datetime) -> bool:
    """Whether the gateway still remembers our key: after 23 hours it is only looked up, never created again."""
    match operation.phase:
        case Sent(first_at=first) | Unknown(first_at=first):
            return now - first < KEY_LIFE
        case _:
            return True


def only_looked_up(operation: Operation, now: datetime) -> Operation:
    """In doubt again, and its key too old to be sent: whatever the gateway says of it, nothing is done twice."""
    return evolve(operation, phase=Unknown(first_at=now - KEY_LIFE, attempts=1, next_at=now))


def unknown(operation: Operation, now: datetime) -> Operation:
    """No answer: nobody knows; the same key again after a growing pause, later a look-up every 15 minutes.

    What is in doubt already keeps its time: old news that come again and again put no look off.
    """
    match operation.phase:
        case Sent(first_at=first, attempts=attempts):
            pause = min(timedelta(seconds=5 * 2 ** min(attempts, 8)), LOOK_UP_EVERY)
            return evolve(operation, phase=Unknown(first_at=first, attempts=attempts, next_at=now + pause))
        case _:
            return operation
