"""Ops have found somebody: the cleaner said yes on the phone, and ops write it down."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Booked, SlotTaken
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Requested
from cleanbee.domain.booking.fill import agreement, confirm, may_be_given_to
from cleanbee.domain.booking.step import Said, wrong_phase
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, NotFound, Refusal, Refused
from cleanbee.domain.matching.eligible import rules_at_the_door
from cleanbee.domain.matching.offer import NoLongerEligible, NotTheChosenCleaner
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.claim_slot import Wanted, claim_slot, keep_held
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.inbound.availability.sought import job_for
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class AssignAsked(BookingAsked, frozen=True, kw_only=True):
    """Give the clean to this cleaner, and why; ``agreed`` says how the office heard their yes."""

    cleaner: CleanerId
    agreed: str = ""
    reason: str = ""

    @property
    def concerns(self) -> tuple[CleanerId, ...]:
        """The one who is to come."""
        return (self.cleaner,)


@dataclass(frozen=True)
class AssignCleaner:
    """Requested, or waiting for a choice → confirmed, when the cleaner's calendar lets it."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: AssignAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The confirmed booking."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return await self._decide(work, scene, ask)

        try:
            return await turn_booking(self.store, ask, "assign", once, decide)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _decide(self, work: Work, scene: Scene, ask: AssignAsked) -> Granted[Booking] | Refused[Refusal]:
        booking, id = scene.booking, ask.cleaner
        if not isinstance(booking.phase, Requested | AwaitingChoice):
            return wrong_phase(booking)
        if not may_be_given_to(booking, id):
            return Refused(why=NotTheChosenCleaner())
        cleaner = await work.cleaners.find(id)
        home = await work.homes.find(booking.home)
        if cleaner is None or home is None:
            return Refused(why=NotFound(what="cleaner"))
        broken = await self._broken(work, booking, cleaner, home)
        if broken:
            return Refused(why=NoLongerEligible(reason=broken[0]))
        said = Said(by="ops", reason=ask.reason.strip(), agreed=ask.agreed.strip())
        agreed = agreement(cleaner, said)
        if isinstance(agreed, Refused):
            return agreed
        wanted = Wanted(
            claim=ClaimId(self.ids.new()),
            slot=_slot(booking, id, scene),
            cleaner=cleaner,
            home=home,
            use=Booked(booking=booking.id),
            policy=scene.policy,
            notice=False,
        )
        held = await claim_slot(work, wanted, Moment(now=scene.now, travel=self.travel.minutes))
        if isinstance(held, Refused):
            return held
        await keep_held(work, held.value)
        return confirm(booking, id, held.value.claim.id, scene.policy, scene.now, said)

    async def _broken(self, work: Work, booking: Booking, cleaner: Cleaner, home: Home) -> tuple[str, ...]:
        """The hard rules, asked even of whoever said yes on the phone; what they are paid they know."""
        quote = await work.quotes.find(booking.quote)
        assert quote is not None, "every booking has its quote"
        job = await job_for(work, quote, home, booking.window, booking.customer)
        return rules_at_the_door(cleaner, job, None)


def _slot(booking: Booking, cleaner: CleanerId, scene: Scene) -> Slot:
    return Slot(
        quote=booking.quote,
        cleaner=cleaner,
        window=booking.window,
        local=booking.local,
        price=booking.price.total,
        policy=booking.policy,
        until=scene.now,
        booking=booking.id,
    )
