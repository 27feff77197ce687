"""What a plan proposed and the house may do alone: a visit of which nobody has been told passes to another cleaner."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import wrong_phase
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import BookingId, CleanerId, Granted, NotFound, NotInPhase, Refused, Value, snake
from cleanbee.domain.matching.plan import Move, Plan, Planned


class PassedOn(Value, frozen=True, kw_only=True):
    """Who had it and who takes it, as the plan has it."""

    was: CleanerId
    to: CleanerId
    move: Move


def proposed(plan: Plan, booking: BookingId) -> Granted[PassedOn] | Refused[NotInPhase | NotFound]:
    """The move that the plan proposes for this visit; a comparison proposes nothing."""
    if not isinstance(plan.phase, Planned):
        return Refused(why=NotInPhase(phase=snake(type(plan.phase).__name__)))
    moves = plan.phase.found.moves if plan.kind == "replan" else ()
    for move in moves:
        if move.booking == booking and move.how == "pass_on" and move.was is not None and move.goes_to is not None:
            return Granted(value=PassedOn(was=move.was, to=move.goes_to, move=move))
    return Refused(why=NotFound(what="move"))


def still_stands(booking: Booking, passing: PassedOn, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """Whether the visit is as the plan saw it, and still nobody has been told."""
    same = visitor(booking) == passing.was and booking.window.start == passing.move.start
    return Granted(value=booking) if same and may_pass(booking, now) else wrong_phase(booking)
