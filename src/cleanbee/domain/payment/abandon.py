"""An operation of which the gateway says nothing for good is closed by a human, who saw there what became of it."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Granted, NotInPhase, ReasonMissing, Refusal, Refused, evolve, snake
from cleanbee.domain.payment.fact import TurnedDown
from cleanbee.domain.payment.operation import KEY_LIFE, may_repeat
from cleanbee.domain.payment.payment import Abandoned, Operation, Unknown

GIVEN_UP = TurnedDown(kind="try_again", reason="abandoned")
"""What follows for the payment, refund or payout: as if the gateway had refused. What did happen all the same is taken
in by ``after_all`` when the gateway tells of it, and is named by the comparison of the two books where it does not."""


class StillTried(Refusal, frozen=True, kw_only=True):
    """It may still be done: until this instant it is asked for again under its own key."""

    until: datetime


def may_abandon(
    operation: Operation, reason: str, evidence: str, now: datetime
) -> Granted[Operation] | Refused[NotInPhase | ReasonMissing | StillTried]:
    """Whether a human may close it: in doubt, too old to be asked for again, with a reason and with what was seen."""
    if not (reason.strip() and evidence.strip()):
        return Refused(why=ReasonMissing())
    if not isinstance(operation.phase, Unknown):
        return Refused(why=NotInPhase(phase=word_of(operation)))
    if may_repeat(operation, now):
        return Refused(why=StillTried(until=operation.phase.first_at + KEY_LIFE))
    return Granted(value=operation)


def abandoned(operation: Operation, reason: str, evidence: str, now: datetime) -> Operation:
    """Closed, with why, and with what was seen there, the look that was just taken included."""
    seen = f"{evidence.strip()} (asked once more at {now.isoformat(timespec='seconds')}: no answer)"
    return evolve(operation, phase=Abandoned(reason=reason.strip(), evidence=seen))


def word_of(operation: Operation) -> str:
    """The word of its phase."""
    return snake(type(operation.phase).__name__)
