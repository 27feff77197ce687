"""The cleaner cannot come after all."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.change import withdraw
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class Withdraw:
    """Confirmed → somebody else is looked for, or the customer chooses; the cleaner's time is free again."""

    store: Store

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking that looks for somebody else, or waits for a choice."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            done = withdraw(scene.booking, visitor(ask.actor), scene.policy, scene.now)
            if isinstance(done, Granted):
                await release_claim(work, scene.booking)
            return done

        return await turn_booking(self.store, ask, "withdraw", once, decide)
