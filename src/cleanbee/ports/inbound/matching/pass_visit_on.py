"""The office carries out one move of a plan: a visit of which nobody has been told passes on, in one unit."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, NotInPhase, Refused, VersionMoved
from cleanbee.domain.matching.pass_on import PassedOn, proposed, still_stands
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.plan_day import PlanAsked
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Stale, Store, Work


class PassOnAsked(PlanAsked, frozen=True, kw_only=True):
    """Which move of which plan, and the version of the plan that was read."""

    booking: BookingId
    at_version: int | None = None


PassOnNo = NotAllowed | NotFound | NotInPhase | VersionMoved | SlotTaken


@dataclass(frozen=True)
class PassVisitOn:
    """Confirmed → confirmed by another: both cleaners and the booking held, every rule judged again on what stands."""

    store: Store
    late: BindLate

    async def __call__(self, ask: PassOnAsked, once: Once | None = None) -> Booking | Refused[PassOnNo]:
        """The booking with its new cleaner; refused where it is no longer as the plan saw it, or no longer fits."""
        allowed = may(ask.actor, "plan.pass_on")
        if isinstance(allowed, Refused):
            return allowed
        try:
            async with self.store.begin(once) as work:
                answer = await self._passed(work, ask)
                work.answer(answer)
                return answer
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _passed(self, work: Work, ask: PassOnAsked) -> Booking | Refused[PassOnNo]:
        plan = await work.plans.find(ask.plan)
        if plan is None or plan.day != ask.day:
            return Refused(why=NotFound(what="plan"))
        if ask.at_version not in {None, plan.version}:
            return Refused(why=VersionMoved(current=plan.version))
        move = proposed(plan, ask.booking)
        if isinstance(move, Refused):
            return move
        passing = move.value
        await work.lock(cleaners=(passing.was, passing.to), bookings=(ask.booking,))
        return await self._kept(work, ask, passing)

    async def _kept(self, work: Work, ask: PassOnAsked, passing: PassedOn) -> Booking | Refused[PassOnNo]:
        booking, now = await work.bookings.find(ask.booking), await work.now()
        assert booking is not None, "bookings are never deleted"
        stands = still_stands(booking, passing, now)
        if isinstance(stands, Refused):
            return stands
        await work.claims.drop_lapsed([passing.to], now)
        try:
            link = await self.late.passing(work, booking, passing.to)
        except Stale:
            return Refused(why=SlotTaken())
        await self.late.make_room(work, (link,))
        await self.late.keep(work, (link,), now)
        onward = await work.bookings.find(booking.id)
        assert onward is not None, "it was kept just now"
        return onward
