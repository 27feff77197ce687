"""The cleaner is at the door."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Booked
from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.arrival import Shown, check_in
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.missed import CountedAsMissed, came_after_all, in_time, missed_by, missed_mark
from cleanbee.domain.booking.step import KeptNo
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, Place, Refusal, Refused
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.people.person import Home
from cleanbee.domain.people.preferences import apart
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.claim_slot import Wanted, claim_slot, keep_held
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.inbound.booking.assign_cleaner import slot_of
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.booking.word_of_missed import close_word
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Store, Work


class CheckInAsked(BookingAsked, frozen=True, kw_only=True):
    """Here I am: where that is, as far as the telephone knows, and the home's PIN if it was given."""

    here: Place | None = None
    pin: str | None = None

    @property
    def concerns(self) -> tuple[CleanerId, ...]:
        """Whoever comes, also when it was found meanwhile that they did not."""
        return (self.actor.id,) if isinstance(self.actor, AsCleaner) else ()


@dataclass(frozen=True)
class CheckIn:
    """On the way (or just confirmed) → at the door, when the position is the home's, or else the PIN.

    Told so late that nobody seemed to come, it puts that right while the customer is still to choose; after that it is
    kept for the office.
    """

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: CheckInAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking at the door; a wrong PIN is counted in the unit that refuses it."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Granted[KeptNo] | Refused[Refusal]:
            home = await work.homes.find(scene.booking.home)
            assert home is not None, "every booking has its home"
            secured = may_go_on(scene.booking, await work.payments.of_booking(scene.booking.id))
            far = None if ask.here is None else metres(ask.here, home.place)
            if missed_by(scene.booking) == visitor(ask.actor):
                return await self._after_all(work, scene, home, far, secured=secured)
            shown = Shown(heard=scene.now, distance_m=far, pin=ask.pin, home_pin=home.notes.pin)
            return check_in(scene.booking, visitor(ask.actor), shown, scene.policy, scene.at, secured=secured)

        try:
            return await turn_booking(self.store, ask, "check_in", once, decide)
        except ClaimOverlaps:
            raise Stale("the time was taken meanwhile: look again") from None

    async def _after_all(
        self, work: Work, scene: Scene, home: Home, far: int | None, *, secured: bool
    ) -> Granted[Booking] | Refused[Refusal]:
        """They were there in time: their time is taken again, if nobody has it, and neither side has blocked the other
        since."""
        mark = missed_mark(scene.booking)
        assert mark is not None, "somebody missed it"
        no = Refused(why=CountedAsMissed(found_at=mark.at, distance_m=far))
        cleaner = await work.cleaners.find(mark.cleaner)
        customer = await work.customers.find(scene.booking.customer)
        if cleaner is None or customer is None or apart(customer, cleaner):
            return no
        if not secured or not in_time(scene.booking, far, scene.policy, scene.at):
            return no
        wanted = Wanted(
            claim=ClaimId(self.ids.new()),
            slot=slot_of(scene.booking, cleaner.id, scene),
            cleaner=cleaner,
            home=home,
            use=Booked(booking=scene.booking.id),
            policy=scene.policy,
            notice=False,
        )
        then = min(scene.at, scene.booking.window.start)  # judged as it was: what has begun cannot be claimed any more
        held = await claim_slot(work, wanted, Moment(now=then, travel=self.travel.minutes))
        if isinstance(held, Refused):
            return no
        await keep_held(work, held.value)
        await close_word(work, scene.booking)
        return came_after_all(scene.booking, held.value.claim.id, scene.policy, scene.at, scene.now)
