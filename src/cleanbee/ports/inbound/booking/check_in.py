"""The cleaner is at the door."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import check_in
from cleanbee.domain.kernel import Granted, Place, Refusal, Refused
from cleanbee.domain.payment.plan import is_secured
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class CheckInAsked(BookingAsked, frozen=True, kw_only=True):
    """Here I am."""

    here: Place


@dataclass(frozen=True)
class CheckIn:
    """On the way (or just confirmed) → at the door, when the position is the home's."""

    store: Store

    async def __call__(self, ask: CheckInAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking at the door."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            home = await work.homes.find(scene.booking.home)
            assert home is not None, "every booking has its home"
            secured = is_secured(await work.payments.of_booking(scene.booking.id))
            far = metres(ask.here, home.place)
            return check_in(scene.booking, visitor(ask.actor), far, scene.policy, scene.now, secured=secured)

        return await turn_booking(self.store, ask, "check_in", once, decide)
