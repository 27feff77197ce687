"""What it means when Stripe does not simply answer: sent or not, refused or unknown."""

from __future__ import annotations

import logging

import httpx
import msgspec
import stripe

from cleanbee.adapters.stripe.declines import turned_down
from cleanbee.adapters.stripe.shapes import Problem
from cleanbee.domain.payment.fact import NoAnswer, TurnedDown
from cleanbee.ports.outbound.payment import GatewayDown

log = logging.getLogger("cleanbee.stripe")

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What keeps a call from being sent at all."""

CONFLICT, BROKEN = 409, 500


def meaning(fault: stripe.StripeError) -> NoAnswer | TurnedDown:
    """What is known after a call that did not go well.

    An error of Stripe's own (5xx) is no answer, also where it is repeated under the same key: the effect may be there.

    :raises GatewayDown: nothing was sent, or it was turned away unheard (limits, a key of ours that is not right).
    """
    refuse_unheard(fault)
    if isinstance(fault, stripe.APIConnectionError) or (fault.http_status or BROKEN) >= BROKEN:
        return NoAnswer()
    if fault.http_status == CONFLICT:
        return NoAnswer()
    if isinstance(fault, stripe.IdempotencyError):
        return TurnedDown(kind="try_again", reason="key_used_for_something_else")
    if isinstance(fault, stripe.CardError):
        return turned_down(problem_of(fault))
    if isinstance(fault, stripe.InvalidRequestError):
        return _wrongly_asked(problem_of(fault))
    return NoAnswer()


def refuse_unheard(fault: stripe.StripeError) -> None:
    """Leave what was not heard to whoever tries later.

    :raises GatewayDown: nothing was sent, or it was turned away unheard.
    """
    if isinstance(fault.__cause__, NOT_SENT):
        raise GatewayDown("Stripe could not be reached") from None
    if isinstance(fault, stripe.RateLimitError):
        raise GatewayDown("Stripe asks us to slow down") from None
    if isinstance(fault, stripe.AuthenticationError | stripe.PermissionError):
        log.error("Stripe does not accept our key (%s)", fault.http_status)
        raise GatewayDown("Stripe does not accept our key") from None


def problem_of(fault: stripe.StripeError) -> Problem:
    """The error as Stripe tells it, without what it repeats of the question."""
    body = fault.json_body
    told: object = body.get("error") if isinstance(body, dict) else None  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType] the SDK leaves it open
    try:
        return msgspec.convert(told, type=Problem)
    except msgspec.ValidationError:
        return Problem(code=fault.code)


def _wrongly_asked(problem: Problem) -> TurnedDown:
    """Stripe understood and refused for good: a card that it does not know is a card to be replaced."""
    card = problem.param in {"payment_method", "customer", "source"}
    return TurnedDown(kind="new_card" if card else "try_again", reason=problem.code or "invalid_request")
