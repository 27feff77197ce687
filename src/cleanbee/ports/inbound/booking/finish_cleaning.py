"""Work is done."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import finish
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.payment.earn import earn
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class FinishCleaning:
    """At work → done; the shares are earned in the same unit."""

    store: Store
    ids: Ids

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The completed booking."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            done = finish(scene.booking, visitor(ask.actor), scene.at)
            if isinstance(done, Granted):
                await earn(work, scene, done, self.ids)
            return done

        return await turn_booking(self.store, ask, "finish", once, decide)
