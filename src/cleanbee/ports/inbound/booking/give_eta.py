"""The cleaner says when they arrive."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import give_eta
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class EtaAsked(BookingAsked, frozen=True, kw_only=True):
    """Arriving in so many minutes."""

    minutes: int


@dataclass(frozen=True)
class GiveEta:
    """Keeps the expected arrival; a no-show is judged by it."""

    store: Store

    async def __call__(self, ask: EtaAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with its new expected arrival."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return give_eta(scene.booking, visitor(ask.actor), ask.minutes, scene.policy, scene.at)

        return await turn_booking(self.store, ask, "give_eta", once, decide)
