"""The one way from phase to phase: a legal move, the event that says so, and one's own timers forgotten."""

from __future__ import annotations

from typing import TypeVar

from cleanbee.domain.booking.booking import Booking, By, Phase
from cleanbee.domain.booking.events import BookingEvent
from cleanbee.domain.booking.moves import MOVES, phase_name
from cleanbee.domain.kernel import CleanerId, Granted, NoTimer, NotInPhase, Refusal, Refused, Timer, Value, evolve

E = TypeVar("E", bound=BookingEvent)


class KeptNo(Value, frozen=True, kw_only=True):
    """A no that leaves a trace: why, and the booking as it is after it."""

    booking: Booking
    why: Refusal


class Said(Value, frozen=True, kw_only=True):
    """Who steps in and why, in their words; ``agreed``: how the office heard the cleaner's yes, if it took one."""

    by: By = "customer"
    reason: str = ""
    agreed: str = ""


NOBODY_SAID = Said()

OWN_TIMERS: dict[str, tuple[str, ...]] = {
    "awaiting_card": ("booking.card_until",),
    "requested": ("booking.fill_by",),
    "offered": ("booking.fill_by",),
    "awaiting_choice": ("booking.choice_until",),
    "confirmed": ("booking.late", "booking.no_show"),
    "en_route": ("booking.late", "booking.no_show"),
    "at_door": ("booking.auto_complete",),
    "in_progress": ("booking.auto_complete",),
}


def cleaner_of(booking: Booking) -> CleanerId | None:
    """Who comes, came or is being asked, as far as the phase knows one."""
    return getattr(booking.phase, "cleaner", None)


def wrong_phase(booking: Booking) -> Refused[NotInPhase]:
    """The answer to a verb by which this phase is not left."""
    return Refused(why=NotInPhase(phase=phase_name(booking.phase)))


def unexplained(by: By, reason: str) -> bool:
    """Whether the office steps in without saying why; others may do with what is theirs as they like."""
    return by == "ops" and not reason.strip()


def news(kind: type[E], booking: Booking, cleaner: CleanerId | None = None, **facts: object) -> E:
    """An event about the booking as it is now."""
    return kind(
        booking=booking.id,
        version=booking.version,
        customer=booking.customer,
        cleaner=cleaner if cleaner is not None else cleaner_of(booking),
        **facts,
    )


def step_to(
    booking: Booking, phase: Phase, *timers: Timer, **changes: object
) -> tuple[Booking, tuple[Timer | NoTimer, ...]]:
    """The booking in its next phase, with the old phase's timers forgotten and the new one's set."""
    here, there = phase_name(booking.phase), phase_name(phase)
    assert there in MOVES[here], f"{here} does not lead to {there}"
    kept = {timer.kind for timer in timers}
    forgotten = tuple(NoTimer(kind=kind, subject=booking.id) for kind in OWN_TIMERS.get(here, ()) if kind not in kept)
    return evolve(booking, phase=phase, **changes), (*forgotten, *timers)


def stepped(booking: Booking, timers: tuple[Timer | NoTimer, ...], *events: BookingEvent) -> Granted[Booking]:
    """A granted step."""
    return Granted(value=booking, events=events, timers=timers)
