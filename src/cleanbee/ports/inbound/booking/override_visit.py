"""The office lets a visit go on."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.override import What, override
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.payment.plan import is_secured
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class OverrideAsked(BookingAsked, frozen=True, kw_only=True):
    """Go on without secured ``money``, or as if the position were the ``place``, and why."""

    what: What
    reason: str


@dataclass(frozen=True)
class OverrideVisit:
    """Somebody of the office vouches for a visit, under their name."""

    store: Store

    async def __call__(self, ask: OverrideAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with the office's word in it."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            assert isinstance(ask.actor, AsOps), "the policy table lets only the office vouch for a visit"
            held = is_secured(await work.payments.of_booking(scene.booking.id))
            said = (ask.actor.id, ask.reason)
            return override(scene.booking, ask.what, said, scene.policy, scene.now, held=held)

        return await turn_booking(self.store, ask, "override", once, decide)
