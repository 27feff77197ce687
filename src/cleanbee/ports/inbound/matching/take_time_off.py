"""A cleaner takes time off; a promise in it that nobody has been told of passes to another first, if it can."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim, PromisesInside, SlotTaken
from cleanbee.domain.availability.time_off import days_of, take_time_off, ways_now
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Granted, NotAllowed, NotFound, Refused
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked
from cleanbee.ports.inbound.availability.claim_slot import in_order
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Store, Work

TimeOffNo = PromisesInside | SlotTaken | NotFound | NotAllowed


class MayPass(Exception):
    """Everything promised inside may pass to another: nothing is decided yet."""

    def __init__(self, bookings: Sequence[BookingId]) -> None:
        super().__init__("the promises inside may pass to others")
        self.bookings = tuple(bookings)


@dataclass(frozen=True)
class TakeTimeOff:
    """Keeps time for the cleaner, unless something is promised in it that cannot pass to another."""

    store: Store
    ids: Ids
    travel: Travel
    late: BindLate

    async def __call__(self, ask: TimeOffAsked, once: Once | None = None) -> Claim | Refused[TimeOffNo]:
        """The time off, or the promises inside it."""
        allowed = may(ask.actor, "time_off.take", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        try:
            try:
                return await self._taken(ask, once)
            except MayPass as inside:
                among = await self._nearby(ask, inside.bookings)
            with suppress(Stale, ClaimOverlaps):
                return await self._taken(ask, once, among)
            return await self._taken(ask, once, ())
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _taken(
        self, ask: TimeOffAsked, once: Once | None, among: Sequence[CleanerId] | None = None
    ) -> Claim | Refused[TimeOffNo]:
        """One unit: what is promised inside passes to one of ``among`` (None: nobody is looked for yet), or stays.

        :raises MayPass: everything promised inside may pass to another, and nobody is looked for yet.
        :raises Stale: nobody can take it on any more.
        """
        async with self.store.begin(once) as work:
            await work.lock(cleaners=(ask.cleaner, *(among or ())))
            await work.claims.drop_lapsed([ask.cleaner], await work.now())
            decided = await self._decided(work, ask)
            if isinstance(decided, Refused) and isinstance(decided.why, PromisesInside) and among != ():
                passing = await self._passing(work, decided.why.bookings)
                if passing and among is None:
                    raise MayPass([one.id for one in passing])
                for one in passing:
                    await self._pass(work, one, among or ())
                decided = await self._decided(work, ask) if passing else decided
                if passing and isinstance(decided, Refused):
                    raise Stale("what stays has another way in once the promises have passed on")
            answer = decided.value if isinstance(decided, Granted) else decided
            work.answer(answer)
            return answer

    async def _decided(self, work: Work, ask: TimeOffAsked) -> Granted[Claim] | Refused[PromisesInside | SlotTaken]:
        """Judged against the ways as they are on the day as it is now; granted, it is kept with them."""
        cleaner, now = await work.cleaners.find(ask.cleaner), await work.now()
        claims = await work.claims.within([ask.cleaner], days_of(ask.span))
        policy = await work.books.policy()
        changed = () if cleaner is None else ways_now(ask.span, cleaner, claims, policy, self.travel.minutes, now)
        as_now = {old.id: new for old, new in changed}
        standing = [as_now.get(one.id, one) for one in claims]
        id = ClaimId(self.ids.new())
        decided = take_time_off(id, ask.cleaner, ask.span, ask.note, standing, now)
        if isinstance(decided, Granted):
            for old, new in in_order(changed):
                await work.claims.replace(old, new)
            await work.claims.add(decided.value)
            await work.keep(decided)
        return decided

    async def _passing(self, work: Work, inside: Sequence[BookingId]) -> Sequence[Booking]:
        """The promises inside, if each of them may pass to another; else none does."""
        found = [await work.bookings.find(id) for id in inside]
        now = await work.now()
        return [one for one in found if one is not None] if all(one and may_pass(one, now) for one in found) else ()

    async def _pass(self, work: Work, booking: Booking, among: Sequence[CleanerId]) -> None:
        """:raises Stale: nobody among them can take it on."""
        visit = await self.late.visit(work, booking)
        found = await self.late.seek(work, visit, among)
        if not found.chain:
            raise Stale("nobody can take on what is promised inside")
        bound = await self.late.judged(work, visit, found.chain)
        await self.late.make_room(work, bound)
        await self.late.keep(work, bound, await work.now())

    async def _nearby(self, ask: TimeOffAsked, bookings: Sequence[BookingId]) -> tuple[CleanerId, ...]:
        """Who could be part of it, by what is kept just now: those of a chain first, then the nearest."""
        among: dict[CleanerId, None] = {}
        async with self.store.begin() as work:
            for id in bookings:
                booking = await work.bookings.find(id)
                if booking is not None and may_pass(booking, await work.now()):
                    found = await self.late.seek(work, await self.late.visit(work, booking), besides=ask.cleaner)
                    among |= dict.fromkeys((*(link.to for link in found.chain), *found.nearby))
        among.pop(ask.cleaner, None)
        return tuple(among)
