"""Stripe's messages: known by the signature over their raw bytes, and read as news about what is ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import stripe

from cleanbee.adapters.stripe import facts
from cleanbee.adapters.stripe.declines import turned_down
from cleanbee.adapters.stripe.secret import Secret
from cleanbee.adapters.stripe.shapes import (
    CAPTURE,
    Charge,
    Dispute,
    Event,
    Intent,
    Payout,
    Problem,
    Refund,
    instant,
    money,
    operation_in,
)
from cleanbee.domain.kernel import Money
from cleanbee.domain.payment.fact import Held, NoAnswer, Taken
from cleanbee.domain.payment.news import (
    DisputeClosed,
    DisputeOpened,
    Message,
    News,
    OperationNews,
    PayoutArrived,
    PayoutReturned,
)
from cleanbee.ports.outbound.payment import HookRefused

OLDEST = timedelta(seconds=300)
INQUIRY = "warning_"


class StripeHooks:
    """Reads what was signed under one of its secrets: two are live while they are changed."""

    header = "stripe-signature"

    def __init__(self, secrets: Sequence[Secret[str]]) -> None:
        if not secrets or not all(one.opened for one in secrets):
            raise ValueError("a secret is needed: without one everybody could write")
        self._secrets = tuple(secrets)

    def read(self, raw: bytes, signature: str, now: datetime) -> Message | None:
        """The message, once its bytes, its second and its age are found right; None for one about nothing of ours.

        :raises HookRefused: forged, altered, or older than 300 s.
        """
        if not any(_signed(raw, signature, one) for one in self._secrets):
            raise HookRefused("the signature is not that of these bytes")
        if abs(now - instant(_second(signature))) > OLDEST:
            raise HookRefused("signed too long ago")
        try:
            event = msgspec.json.decode(raw, type=Event)
            news = news_of(event)
        except msgspec.MsgspecError as wrong:
            raise HookRefused("not a message of Stripe's") from wrong
        return None if news is None else Message(id=event.id, at=instant(event.created), news=news)


def _signed(raw: bytes, signature: str, secret: Secret[str]) -> bool:
    """Whether Stripe's SDK finds the signature right; how old it may be is judged by our own clock."""
    try:
        return bool(stripe.WebhookSignature.verify_header(raw, signature, secret.opened))  # pyright: ignore[reportUnknownMemberType] the SDK leaves the tolerance untyped
    except (stripe.SignatureVerificationError, UnicodeError):
        return False


def _second(signature: str) -> int:
    """The second that was signed: the first one named, as the SDK takes it."""
    named = [part.partition("=")[2] for part in signature.split(",") if part.startswith("t=")]
    return int(named[0])


def news_of(event: Event) -> News | None:
    """What a message tells us; None where it is about nothing of ours."""
    if event.type == MONEY_LEFT:
        return _withdrawn(event.data.object, instant(event.created))
    reading = READINGS.get(event.type)
    return None if reading is None else reading(event.data.object)


def _held(raw: msgspec.Raw) -> News | None:
    """A charge that waits to be taken: its own message names the hold's end, the intent's does not."""
    charge = msgspec.json.decode(raw, type=Charge)
    operation, until = operation_in(charge.metadata), facts.capture_before(charge)
    if operation is None or charge.payment_intent is None or charge.captured or until is None:
        return None
    amount = money(charge.amount, charge.currency)
    held = Held(provider_id=charge.payment_intent, amount=amount, capture_before=instant(until))
    return OperationNews(operation=operation, fact=held)


def _taken(raw: msgspec.Raw) -> News | None:
    """An intent whose money came: by the capture that it names, or at once by the charge that made it."""
    intent = msgspec.json.decode(raw, type=Intent)
    operation = operation_in(intent.metadata, CAPTURE) or operation_in(intent.metadata)
    if operation is None:
        return None
    amount = money(intent.amount_received or intent.amount, intent.currency)
    return OperationNews(operation=operation, fact=Taken(provider_id=intent.id, amount=amount))


def _wanted(raw: msgspec.Raw) -> News | None:
    intent = msgspec.json.decode(raw, type=Intent)
    operation, fact = operation_in(intent.metadata), facts.asked(intent)
    return None if operation is None or isinstance(fact, NoAnswer) else OperationNews(operation=operation, fact=fact)


def _refused(raw: msgspec.Raw) -> News | None:
    intent = msgspec.json.decode(raw, type=Intent)
    operation = operation_in(intent.metadata)
    if operation is None:
        return None
    no = turned_down(intent.last_payment_error or Problem(code="declined"))
    return OperationNews(operation=operation, fact=no)


def _given_back(raw: msgspec.Raw) -> News | None:
    refund = msgspec.json.decode(raw, type=Refund)
    operation = operation_in(refund.metadata)
    return None if operation is None else OperationNews(operation=operation, fact=facts.given_back(refund))


def _arrived(raw: msgspec.Raw) -> News | None:
    operation = operation_in(msgspec.json.decode(raw, type=Payout).metadata)
    return None if operation is None else PayoutArrived(operation=operation)


def _returned(raw: msgspec.Raw) -> News | None:
    payout = msgspec.json.decode(raw, type=Payout)
    operation = operation_in(payout.metadata)
    reason = payout.failure_code or "payout_failed"
    return None if operation is None else PayoutReturned(operation=operation, reason=reason)


def _withdrawn(raw: msgspec.Raw, at: datetime) -> News | None:
    """The money has left: an inquiry, which takes nothing yet, says so by another message.

    One that names no time for evidence takes none: that time is over with the message.
    """
    dispute = msgspec.json.decode(raw, type=Dispute)
    by = dispute.evidence_details.due_by
    if dispute.status.startswith(INQUIRY):
        return None
    fee = sum(line.fee for line in dispute.balance_transactions)
    return DisputeOpened(
        dispute=dispute.id,
        charge=dispute.payment_intent or dispute.charge,
        amount=money(dispute.amount, dispute.currency),
        fee=Money(amount=fee, currency=dispute.currency.upper()),
        reason=dispute.reason,
        evidence_by=at if by is None else instant(by),
    )


def _closed(raw: msgspec.Raw) -> News | None:
    dispute = msgspec.json.decode(raw, type=Dispute)
    if dispute.status not in {"won", "lost"}:
        return None
    charge = dispute.payment_intent or dispute.charge
    won = dispute.status == "won"
    fees = [line.fee for line in dispute.balance_transactions]
    fee_back = won and len(fees) > 1 and sum(fees) <= 0
    return DisputeClosed(dispute=dispute.id, charge=charge, won=won, fee_back=fee_back)


MONEY_LEFT = "charge.dispute.funds_withdrawn"
READINGS: Mapping[str, Callable[[msgspec.Raw], News | None]] = {
    "charge.succeeded": _held,
    "payment_intent.succeeded": _taken,
    "payment_intent.requires_action": _wanted,
    "payment_intent.payment_failed": _refused,
    "refund.created": _given_back,
    "refund.updated": _given_back,
    "refund.failed": _given_back,
    "payout.paid": _arrived,
    "payout.failed": _returned,
    "charge.dispute.closed": _closed,
}
"""Which messages are read by what they are about alone; the endpoint at Stripe is set to send these and ``MONEY_LEFT``.

A hold that was let go is told by our own call and by look-ups: the message about it does not name whose call it was."""
