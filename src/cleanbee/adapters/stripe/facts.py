"""Stripe's objects as facts about our operations: the same reading of an answer, a look-up and a message."""

from __future__ import annotations

from cleanbee.adapters.stripe.declines import turned_down
from cleanbee.adapters.stripe.shapes import (
    CAPTURE,
    Charge,
    Dispute,
    Intent,
    Payout,
    Problem,
    Refund,
    instant,
    money,
    operation_in,
)
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    EvidenceTaken,
    Fact,
    Held,
    LetGo,
    NeverHappened,
    NoAnswer,
    OnItsWay,
    Refunded,
    Taken,
    TurnedDown,
)


def asked(intent: Intent, *, at_once: bool = False) -> Fact:
    """What became of a hold, or of a charge that takes ``at_once``."""
    match intent.status:
        case "requires_capture":
            return _held(intent)
        case "succeeded" if at_once:
            return Taken(provider_id=intent.id, amount=money(intent.amount_received or intent.amount, intent.currency))
        case "succeeded":
            return _held(intent)
        case "requires_action":
            return _wanted(intent)
        case "requires_payment_method":
            return turned_down(intent.last_payment_error or Problem(code="declined"))
        case "canceled" if intent.latest_charge is None:
            return TurnedDown(kind="needs_you", reason="authentication_expired")
        case "canceled":
            return TurnedDown(kind="try_again", reason="hold_lapsed")
        case _:
            return NoAnswer()


def _held(intent: Intent) -> Fact:
    """A hold is one whose end the bank has named: without that word nobody knows how long it stands."""
    charge = intent.latest_charge
    until = capture_before(charge) if isinstance(charge, Charge) else None
    if until is None:
        return NoAnswer()
    return Held(provider_id=intent.id, amount=money(intent.amount, intent.currency), capture_before=instant(until))


def capture_before(charge: Charge) -> int | None:
    """Until when the bank lets a hold be taken, in its own words."""
    details = charge.payment_method_details
    return None if details is None or details.card is None else details.card.capture_before


def _wanted(intent: Intent) -> Fact:
    redirect = intent.next_action.redirect_to_url if intent.next_action is not None else None
    if redirect is None or redirect.url is None:
        return NoAnswer()
    return CustomerWanted(provider_id=intent.id, link=redirect.url)


def captured(intent: Intent, capture: OperationId) -> Fact:
    """What became of a capture: the hold says whose it was."""
    match intent.status:
        case "succeeded" if operation_in(intent.metadata, CAPTURE) == capture:
            return Taken(provider_id=intent.id, amount=money(intent.amount_received or intent.amount, intent.currency))
        case "succeeded":
            return TurnedDown(kind="try_again", reason="captured_already")
        case "canceled":
            return TurnedDown(kind="try_again", reason="hold_lapsed")
        case "requires_capture":
            return NeverHappened()
        case _:
            return NoAnswer()


def let_go(intent: Intent) -> Fact:
    """What became of letting a hold go; one that ran out by itself is gone as well."""
    match intent.status:
        case "canceled":
            return LetGo(provider_id=intent.id)
        case "succeeded":
            return TurnedDown(kind="try_again", reason="captured_already")
        case _:
            return NeverHappened()


def given_back(refund: Refund) -> Fact:
    """What became of a refund; one on its way counts as given until the customer's bank stops it: then it failed."""
    if refund.status in {"failed", "canceled"}:
        reason = refund.failure_reason or "refund_failed"
        return TurnedDown(kind="try_again", reason=reason, provider_id=refund.id)
    return Refunded(provider_id=refund.id, amount=money(refund.amount, refund.currency))


def contested(dispute: Dispute, operation: OperationId) -> Fact:
    """What became of our evidence: the dispute says whose it was that was submitted."""
    if dispute.evidence_details.submission_count == 0:
        return NeverHappened()
    if operation_in(dispute.metadata) != operation:
        return TurnedDown(kind="try_again", reason="evidence_sent_already")
    return EvidenceTaken(provider_id=dispute.id)


def on_its_way(payout: Payout) -> Fact:
    """What became of a payout."""
    if payout.status in {"failed", "canceled"}:
        return TurnedDown(kind="new_card", reason=payout.failure_code or "payout_failed")
    amount = money(payout.amount, payout.currency)
    return OnItsWay(provider_id=payout.id, amount=amount, arrives_at=instant(payout.arrival_date))
