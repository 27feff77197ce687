"""Nobody opened."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reckoning import reckon_lockout
from cleanbee.domain.booking.visit import report_lockout
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.payment.plan import chargeable_amount
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.matching.keep_fee import keep_fee
from cleanbee.ports.inbound.payment.earn import earn
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class ReportLockout:
    """At the door → locked out, with complete evidence; the visit is paid in full."""

    store: Store
    ids: Ids

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with its evidence."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            done = report_lockout(scene.booking, visitor(ask.actor), scene.policy, scene.now)
            if isinstance(done, Granted):
                payment = await work.payments.of_booking(scene.booking.id)
                assert payment is not None, "every booking has its payment"
                reckoned = reckon_lockout(scene.booking, scene.policy, chargeable_amount(payment), scene.now)
                await keep_fee(work, scene.booking, reckoned, self.ids)
                await earn(work, scene, done, self.ids)
            return done

        return await turn_booking(self.store, ask, "report_lockout", once, decide)
