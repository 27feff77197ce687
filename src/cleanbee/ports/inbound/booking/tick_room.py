"""A room is done."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.rooms import tick_room
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class TickAsked(BookingAsked, frozen=True, kw_only=True):
    """Which room, by its word."""

    room: str


@dataclass(frozen=True)
class TickRoom:
    """Ticks one room of a visit off, for the cleaner and for the customer to see."""

    store: Store

    async def __call__(self, ask: TickAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with the room done."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return tick_room(scene.booking, visitor(ask.actor), ask.room, scene.at)

        return await turn_booking(self.store, ask, "tick_room", once, decide)
