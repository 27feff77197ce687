"""The legal moves of a booking, as data: the database, the tests and the docs read this one table."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Phase
from cleanbee.domain.kernel import snake

MOVES: dict[str, tuple[str, ...]] = {
    "new": ("awaiting_card", "requested", "confirmed"),
    "awaiting_card": ("requested", "confirmed", "cancelled", "expired"),
    "requested": ("requested", "offered", "confirmed", "awaiting_choice", "cancelled", "expired"),
    "offered": ("confirmed", "requested", "awaiting_choice", "cancelled", "expired"),
    "awaiting_choice": ("requested", "confirmed", "at_door", "cancelled"),
    "confirmed": ("en_route", "at_door", "confirmed", "requested", "offered", "awaiting_choice", "cancelled"),
    "en_route": ("en_route", "at_door", "awaiting_choice", "cancelled"),
    "at_door": ("at_door", "in_progress", "locked_out", "cancelled"),
    "in_progress": ("in_progress", "completed"),
    "locked_out": ("settled",),
    "completed": ("settled",),
    "settled": (),
    "cancelled": (),
    "expired": (),
}

AHEAD = frozenset({"awaiting_card", "requested", "offered", "awaiting_choice", "confirmed"})
"""The visit is still to come, and nobody is on the way to it."""

TERMINAL = frozenset(name for name, onward in MOVES.items() if not onward)


def phase_name(phase: Phase) -> str:
    """The phase's word in storage, on the wire and in ``MOVES``."""
    return snake(type(phase).__name__)
