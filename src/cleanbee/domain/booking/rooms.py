"""The rooms of a visit: what the home was sold with, each ticked off once as it is done."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking, InProgress, NotOnTeam, RoomToClean
from cleanbee.domain.booking.events import RoomTicked
from cleanbee.domain.booking.step import news, wrong_phase
from cleanbee.domain.kernel import CleanerId, Granted, NotInPhase, Refusal, Refused, evolve, with_
from cleanbee.domain.people.person import Rooms

EVERY_HOME = ("kitchen", "living_room")
"""What the minutes for the home itself are for."""


class RoomUnknown(Refusal, frozen=True, kw_only=True):
    """The clean was not sold with this room; ``rooms`` are those that it was sold with."""

    rooms: tuple[str, ...]


def rooms_to_clean(sold: Rooms) -> tuple[RoomToClean, ...]:
    """Every room of a home of this size, none of them done."""
    bedrooms = (f"bedroom_{number}" for number in range(1, sold.bedrooms + 1))
    bathrooms = (f"bathroom_{number}" for number in range(1, sold.bathrooms + 1))
    return tuple(RoomToClean(code=code) for code in (*EVERY_HOME, *bedrooms, *bathrooms))


def tick_room(
    booking: Booking, cleaner: CleanerId, room: str, at: datetime
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase | RoomUnknown]:
    """This room is done, as of then; ticking it twice changes nothing."""
    if not isinstance(booking.phase, InProgress):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    here = next((one for one in booking.rooms if one.code == room), None)
    if here is None:
        return Refused(why=RoomUnknown(rooms=tuple(one.code for one in booking.rooms)))
    if here.ticked_at is not None:
        return Granted(value=booking)
    onward = evolve(booking, rooms=tuple(with_(one, ticked_at=at) if one is here else one for one in booking.rooms))
    return Granted(value=onward, events=(news(RoomTicked, onward, room=room),))


def may_tick(booking: Booking) -> bool:
    """Whether a room is left."""
    return any(one.ticked_at is None for one in booking.rooms)
