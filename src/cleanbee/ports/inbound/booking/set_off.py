"""The cleaner starts on the way."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import set_off
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class SetOff:
    """Confirmed → on the way, towards secured money only."""

    store: Store

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking on the way."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            secured = may_go_on(scene.booking, await work.payments.of_booking(scene.booking.id))
            return set_off(scene.booking, visitor(ask.actor), scene.policy, scene.at, secured=secured)

        return await turn_booking(self.store, ask, "set_off", once, decide)
