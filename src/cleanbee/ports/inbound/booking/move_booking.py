"""Moving a clean to another time of the same cleaner."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.availability.diary import Scene as DiaryScene
from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.move import move as move_claim
from cleanbee.domain.availability.slot import Slot, SlotExpired
from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.booking.change import consent, move
from cleanbee.domain.booking.step import Said, wrong_phase
from cleanbee.domain.kernel import Granted, OperationId, Refusal, Refused, Window
from cleanbee.domain.payment.climb import Climb
from cleanbee.domain.payment.dues import moved
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import by
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.payment.wallet import open_wallet
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class MoveAsked(BookingAsked, frozen=True, kw_only=True):
    """Move to this slot of the same cleaner, for this reason in the asker's words; ``agreed`` says how the office heard
    the cleaner's yes."""

    slot: Slot
    reason: str = ""
    agreed: str = ""


@dataclass(frozen=True)
class MoveBooking:
    """Confirmed → confirmed at another time: claim, neighbours and money dates in one unit."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: MoveAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The moved booking."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            said = Said(by=by(ask.actor), reason=ask.reason, agreed=consent(ask.actor, ask.agreed))
            return await self._decide(work, scene, ask.slot, said)

        try:
            return await turn_booking(self.store, ask, "move", once, decide)
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _decide(self, work: Work, scene: Scene, slot: Slot, said: Said) -> Granted[Booking] | Refused[Refusal]:
        booking = scene.booking
        if not isinstance(booking.phase, Confirmed):
            return wrong_phase(booking)
        fits = slot.cleaner == booking.phase.cleaner and slot.window.minutes == booking.minutes
        if scene.now >= slot.until or slot.booking != booking.id or not fits:
            return Refused(why=SlotExpired())
        decided = move(booking, slot, booking.phase.claim, scene.policy, scene.now, said)
        if isinstance(decided, Refused):
            return decided
        held = await self._claim(work, scene, slot)
        if isinstance(held, Refused):
            return held
        await _keep_moved(work, booking.phase, held)
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None, "every booking has its payment"
        climb = Climb(
            booking=decided.value, policy=scene.policy, wallet=await open_wallet(work, payment), now=scene.now
        )
        fresh = (OperationId(self.ids.new()), OperationId(self.ids.new()))
        due = moved(payment, climb, fresh, present=said.by == "customer")
        await keep_due(work, payment, decided.value, due)
        return decided

    async def _claim(self, work: Work, scene: Scene, slot: Slot) -> Held | Refused[Refusal]:
        assert isinstance(scene.booking.phase, Confirmed)
        claim = await work.claims.find(scene.booking.phase.claim)
        cleaner = await work.cleaners.find(slot.cleaner)
        hours = await work.hours.find(slot.cleaner)
        home = await work.homes.find(scene.booking.home)
        assert claim is not None and cleaner is not None and hours is not None and home is not None
        await work.claims.drop_lapsed([slot.cleaner], scene.now)
        both = Window(start=min(claim.work.start, slot.window.start), end=max(claim.work.end, slot.window.end))
        claims = await work.claims.within([slot.cleaner], reading_span(both))
        diary = DiaryScene(home=home.place, policy=scene.policy, travel=self.travel.minutes, now=scene.now)
        found = move_claim(claim, cleaner, hours, claims, (slot.local, slot.window), diary)
        return found if isinstance(found, Refused) else found.value


async def _keep_moved(work: Work, was: Confirmed, held: Held) -> None:
    """The old claim goes first; neighbours that shrink, the new claim, neighbours that grow."""
    old = await work.claims.find(was.claim)
    assert old is not None, "a confirmed booking has its claim"
    await work.claims.remove(old)
    shrink = [(a, b) for a, b in held.neighbours if b.blocked.minutes < a.blocked.minutes]
    for a, b in shrink:
        await work.claims.replace(a, b)
    await work.claims.add(held.claim)
    for a, b in held.neighbours:
        if (a, b) not in shrink:
            await work.claims.replace(a, b)
