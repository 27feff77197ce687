"""The cleaner is at the door."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.step import KeptNo
from cleanbee.domain.kernel import Granted, Place, Refusal, Refused
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class CheckInAsked(BookingAsked, frozen=True, kw_only=True):
    """Here I am: where that is, as far as the telephone knows, and the home's PIN if it was given."""

    here: Place | None = None
    pin: str | None = None


@dataclass(frozen=True)
class CheckIn:
    """On the way (or just confirmed) → at the door, when the position is the home's, or else the PIN."""

    store: Store

    async def __call__(self, ask: CheckInAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking at the door; a wrong PIN is counted in the unit that refuses it."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Granted[KeptNo] | Refused[Refusal]:
            home = await work.homes.find(scene.booking.home)
            assert home is not None, "every booking has its home"
            secured = may_go_on(scene.booking, await work.payments.of_booking(scene.booking.id))
            far = None if ask.here is None else metres(ask.here, home.place)
            shown = Shown(heard=scene.now, distance_m=far, pin=ask.pin, home_pin=home.notes.pin)
            return check_in(scene.booking, visitor(ask.actor), shown, scene.policy, scene.at, secured=secured)

        return await turn_booking(self.store, ask, "check_in", once, decide)
