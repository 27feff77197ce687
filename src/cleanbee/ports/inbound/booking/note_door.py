"""Evidence at a closed door."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import note_door
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class DoorAsked(BookingAsked, frozen=True, kw_only=True):
    """The customer was tried on this channel: ``phone``, ``sms``, ``chat`` or ``bell``."""

    channel: str


@dataclass(frozen=True)
class NoteDoor:
    """Keeps what the cleaner did to get in."""

    store: Store

    async def __call__(self, ask: DoorAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with the evidence."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return note_door(scene.booking, visitor(ask.actor), ask.channel, scene.policy, scene.now)

        return await turn_booking(self.store, ask, "note_door", once, decide)
