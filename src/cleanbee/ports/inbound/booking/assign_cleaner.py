"""Ops have found somebody: the cleaner said yes on the phone, and ops write it down; for a while they may undo it."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Booked, SlotTaken
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.booking.fill import agreement, may_be_given_to
from cleanbee.domain.booking.give import give, may_be_given, may_undo, put_back
from cleanbee.domain.booking.step import Said, wrong_phase
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, NotFound, Refusal, Refused, with_
from cleanbee.domain.matching.eligible import rules_at_the_door
from cleanbee.domain.matching.offer import NoLongerEligible, NotTheChosenCleaner
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.claim_slot import Wanted, claim_slot, keep_held
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.inbound.availability.release_claim import release_claim
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


class UndoAsked(BookingAsked, frozen=True, kw_only=True):
    """Put back what the office did last, and why; ``among`` is whom that may concern: they are held meanwhile."""

    reason: str = ""
    among: tuple[CleanerId, ...] = ()

    @property
    def concerns(self) -> tuple[CleanerId, ...]:
        """Whoever comes again."""
        return self.among


@dataclass(frozen=True)
class AssignCleaner:
    """Requested, waiting for a choice, or confirmed by another → confirmed, when the cleaner's calendar lets it."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: AssignAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The confirmed booking; what stood before can be put back for a while."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return await self._decide(work, scene, ask)

        try:
            return await turn_booking(self.store, ask, "assign", once, decide)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _decide(self, work: Work, scene: Scene, ask: AssignAsked) -> Granted[Booking] | Refused[Refusal]:
        booking = scene.booking
        if not may_be_given(booking, ask.cleaner):
            return wrong_phase(booking)
        if not may_be_given_to(booking, ask.cleaner):
            return Refused(why=NotTheChosenCleaner())
        cleaner = await work.cleaners.find(ask.cleaner)
        if cleaner is None:
            return Refused(why=NotFound(what="cleaner"))
        said = Said(by="ops", reason=ask.reason.strip(), agreed=ask.agreed.strip())
        held = await time_of(work, scene, cleaner, said, (ClaimId(self.ids.new()), self.travel))
        if isinstance(held, Refused):
            return held
        await take_over(work, booking, held.value)
        return give(booking, cleaner.id, held.value.claim.id, scene.policy, scene.now, said)


@dataclass(frozen=True)
class UndoAssigning:
    """Confirmed → confirmed by whoever was to come before, or → requested as it was, if it stands as left."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: UndoAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as it was before the office gave it away."""
        async with self.store.begin() as work:
            peek = await work.bookings.find(ask.booking)
        was = None if peek is None or peek.undo is None else peek.undo.phase
        among = (was.cleaner,) if isinstance(was, Confirmed) else ()

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            return await self._decide(work, scene, ask.reason.strip())

        try:
            return await turn_booking(self.store, with_(ask, among=among), "undo", once, decide)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _decide(self, work: Work, scene: Scene, reason: str) -> Granted[Booking] | Refused[Refusal]:
        booking, said = scene.booking, Said(by="ops", reason=reason, agreed=WAS_THEIRS)
        if booking.undo is None or not may_undo(booking, scene.now):
            return wrong_phase(booking)
        was = booking.undo.phase
        if not isinstance(was, Confirmed):
            done = put_back(booking, None, scene.policy, scene.now, said)
            if isinstance(done, Granted):
                await release_claim(work, booking)
            return done
        cleaner = await work.cleaners.find(was.cleaner)
        assert cleaner is not None, "cleaners are never deleted"
        held = await time_of(work, scene, cleaner, said, (ClaimId(self.ids.new()), self.travel))
        if isinstance(held, Refused):
            return held
        await take_over(work, booking, held.value)
        return put_back(booking, held.value.claim.id, scene.policy, scene.now, said)


WAS_THEIRS = "it was theirs before"


async def time_of(
    work: Work, scene: Scene, cleaner: Cleaner, said: Said, by: tuple[ClaimId, Travel]
) -> Granted[Held] | Refused[Refusal]:
    """The time of somebody who agreed, when every hard rule but the pay floor lets them; nothing is kept yet."""
    booking, (claim, travel) = scene.booking, by
    home = await work.homes.find(booking.home)
    assert home is not None, "every booking has its home"
    broken = await _broken(work, booking, cleaner, home)
    if broken:
        return Refused(why=NoLongerEligible(reason=broken[0]))
    agreed = agreement(cleaner, said)
    if isinstance(agreed, Refused):
        return agreed
    wanted = Wanted(
        claim=claim,
        slot=slot_of(booking, cleaner.id, scene),
        cleaner=cleaner,
        home=home,
        use=Booked(booking=booking.id),
        policy=scene.policy,
        notice=False,
    )
    return await claim_slot(work, wanted, Moment(now=scene.now, travel=travel.minutes))


async def take_over(work: Work, booking: Booking, held: Held) -> None:
    """Keep the time of whoever comes now, and free that of whoever was to come; both are locked."""
    await release_claim(work, booking)
    await keep_held(work, held)


async def _broken(work: Work, booking: Booking, cleaner: Cleaner, home: Home) -> tuple[str, ...]:
    """The hard rules, asked even of whoever said yes on the phone; what they are paid they know."""
    quote = await work.quotes.find(booking.quote)
    assert quote is not None, "every booking has its quote"
    job = await job_for(work, quote, home, booking.window, booking.customer)
    return rules_at_the_door(cleaner, job, None)


def slot_of(booking: Booking, cleaner: CleanerId, scene: Scene) -> Slot:
    """The booking's own time, of whoever comes to it now."""
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
