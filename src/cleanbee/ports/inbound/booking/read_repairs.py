"""Who could come to a booking instead, seen before anything moves: how late, how far, at what cost."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.step import wrong_phase
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, NotInPhase, Refused, Value
from cleanbee.domain.matching.needs import mendable
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.matching.repairs import Everyone, Repairs
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Store


class RepairsAsked(Value, frozen=True, kw_only=True):
    """Who asks, about which booking."""

    actor: Actor
    booking: BookingId


@dataclass(frozen=True)
class Instead:
    """A booking as it stands, and everyone who was looked at for it."""

    booking: Booking
    everyone: Everyone


@dataclass(frozen=True)
class ReadRepairs:
    """Everyone around who could come; what is shown is what would be granted at this moment."""

    store: Store
    travel: Travel
    estimates: Estimates
    scorer: Scorer

    async def __call__(self, ask: RepairsAsked) -> Instead | Refused[NotFound | NotAllowed | NotInPhase]:
        """Them, the best first; nothing is kept."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="booking"))
            allowed = may(ask.actor, "booking.assign", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            now = await work.now()
            if not mendable(booking, now):
                return wrong_phase(booking)
            found = await Repairs(self.travel, self.estimates, self.scorer).everyone(work, booking, now)
            return Instead(booking=booking, everyone=found)
