"""Stripe's words for no, sorted by what helps: to try again, to see the customer, or another card."""

from __future__ import annotations

from cleanbee.adapters.stripe.shapes import Problem
from cleanbee.domain.payment.fact import TurnedDown
from cleanbee.domain.payment.payment import DeclineClass

TRY_AGAIN = frozenset(
    {
        "approve_with_id",
        "authentication_not_handled",
        "card_velocity_exceeded",
        "insufficient_funds",
        "issuer_not_available",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
        "withdrawal_count_limit_exceeded",
    }
)
"""The card is good and its bank may say yes later: funds, limits of a day, an issuer that is away."""

NEEDS_YOU = frozenset(
    {
        "authentication_required",
        "offline_pin_required",
        "online_or_offline_pin_required",
        "payment_intent_authentication_failure",
        "setup_intent_authentication_failure",
    }
)
"""The bank wants to see the card's owner."""

ADVICE: dict[str, DeclineClass] = {
    "try_again_later": "try_again",
    "do_not_try_again": "new_card",
    "confirm_card_data": "new_card",
}
"""What the card networks advise. Their word goes first: trying against it is counted, and costs."""


def turned_down(problem: Problem) -> TurnedDown:
    """The refusal in our words; a reason that we do not know is never tried again blindly."""
    reason = problem.decline_code or problem.code or problem.type or "declined"
    return TurnedDown(kind=_class(problem, reason), reason=reason)


def _class(problem: Problem, reason: str) -> DeclineClass:
    if reason in NEEDS_YOU or problem.code in NEEDS_YOU:
        return "needs_you"
    if problem.advice_code in ADVICE:
        return ADVICE[problem.advice_code]
    return "try_again" if reason in TRY_AGAIN else "new_card"
