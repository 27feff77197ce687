"""Confirm now, bind late: room for one more visit by passing promised ones on, all in the caller's unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.reach import box_around
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.booking.rebind import may_pass, rebind
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, ReceiptId, Window
from cleanbee.domain.matching.asking import pay_per_h
from cleanbee.domain.matching.passed import passed
from cleanbee.domain.matching.receipt import write_passed
from cleanbee.domain.matching.reshuffle import Chain, Link, Neighbourhood, Visit, judge
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.availability.claim_slot import keep_held
from cleanbee.ports.inbound.matching.ask_cleaner import search_for
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.reshuffle import Reshuffle
from cleanbee.ports.outbound.store import Stale, Work

MOST_LOOKED_AT = 40
"""So many promised visits around the time are read at most: those nearest to it."""

MOST_HELD = 20
"""So many cleaners are held at most while a chain is looked for among them; a booking limits what others wait for."""


@dataclass(frozen=True)
class Passes:
    """A promised booking that passes on, the visit that takes its place where it leaves, and, in minor units, what it
    comes to an hour for whoever takes it on, and what they ask for."""

    booking: Booking
    instead: BookingId | None
    pay_per_h: int
    floor: int


@dataclass(frozen=True)
class Bound:
    """One link as it is to be kept: the claim it makes, and what passes on by it, if it was promised before."""

    held: Held
    passes: Passes | None = None


@dataclass(frozen=True)
class Found:
    """What a look found: a chain (empty where there is none), and who nearby could have been part of one."""

    chain: Chain
    nearby: tuple[CleanerId, ...]


@dataclass(frozen=True)
class BindLate:
    """Looks for a chain in one unit; in another one, with its cleaners held, looks again, judges and keeps it."""

    ids: Ids
    travel: Travel
    reshuffle: Reshuffle

    async def seek(
        self,
        work: Work,
        arriving: Visit,
        among: Collection[CleanerId] | None = None,
        besides: CleanerId | None = None,
    ) -> Found:
        """A chain by what is kept just now (if some are named, among these alone, and never with ``besides``); advice
        until they are held."""
        people = await work.cleaners.serving(*box_around(arriving.job.home))
        window = arriving.job.window
        opted_in = [one for one in people if one.instant and one.id != besides and (among is None or one.id in among)]
        willing = [one.id for one in opted_in]
        around = await self._around(work, opted_in, window)
        late = await work.bookings.late(willing, reading_span(window))
        late = sorted(late, key=lambda one: (abs(one.window.start - window.start), one.id))[:MOST_LOOKED_AT]
        visits = {one.id: await self.visit(work, one) for one in late if may_pass(one, around.now)}
        chain = self.reshuffle.chain(arriving, _with(around, visits))
        nearest = sorted(opted_in, key=lambda one: (self.travel.minutes(one.base, arriving.job.home), one.id))
        return Found(chain=chain, nearby=tuple(one.id for one in nearest[:MOST_HELD]))

    async def judged(self, work: Work, arriving: Visit, chain: Chain) -> tuple[Bound, ...]:
        """Every link judged on what stands now, its cleaners being locked: what each of them is to keep.

        What arrives with a claim is a promised visit that leaves its cleaner, and passes on like the others.

        :raises Stale: a link no longer holds.
        """
        found = [await work.cleaners.find(link.to) for link in chain]
        people = [one for one in found if one is not None]
        around = await self._around(work, people, arriving.job.window)
        passing: dict[BookingId, Booking] = {}
        visits = {arriving.booking: arriving}
        for link in chain if arriving.claim is not None else chain[1:]:
            booking = await work.bookings.find(link.visit)
            if booking is None or not may_pass(booking, around.now):
                raise Stale("a visit of the chain may no longer pass to another")
            passing[booking.id], visits[booking.id] = booking, await self.visit(work, booking)
        bound: list[Bound] = []
        instead = {link.gone: link.visit for link in chain}
        for link in chain:
            gone = None if link.gone is None else visits[link.gone]
            person = around.people.get(link.to)
            held = None if person is None else judge(visits[link.visit], person, gone, self._claim(), around)
            if held is None:
                raise Stale("a link of the chain no longer holds")
            assert person is not None, "only somebody can hold it"
            booking = passing.get(link.visit)
            if booking is None:
                bound.append(Bound(held=held))
                continue
            job = visits[link.visit].job
            per_h = pay_per_h(job.pay, job.window.minutes, held.travel_pay_min or 0).amount
            floor = person.cleaner.pay_floor_per_h
            bound.append(Bound(held=held, passes=Passes(booking, instead.get(link.visit), per_h, floor)))
        return tuple(bound)

    async def passing(self, work: Work, booking: Booking, to: CleanerId) -> Bound:
        """The one link by which a promised booking passes to this cleaner, both cleaners being locked.

        :raises Stale: a hard rule forbids it.
        """
        visit = await self.visit(work, booking)
        (bound,) = await self.judged(work, visit, (Link(visit=booking.id, to=to),))
        return bound

    async def make_room(self, work: Work, bound: tuple[Bound, ...]) -> None:
        """All old claims go before any new one comes."""
        for one in bound:
            if one.passes is not None:
                phase = one.passes.booking.phase
                assert isinstance(phase, Confirmed), "what passes on is promised"
                old = await work.claims.find(phase.claim)
                if old is None:
                    raise Stale("a claim of the chain is gone")
                await work.claims.remove(old)

    async def keep(self, work: Work, bound: tuple[Bound, ...], now: datetime) -> None:
        """The promised visits at their new cleaners, each with its receipt; whoever places what arrives keeps that."""
        for one in bound:
            if one.passes is not None:
                was = one.passes.booking
                onward = rebind(was, one.held.claim.cleaner, one.held.claim.id, now)
                await work.bookings.replace(was, onward.value)
                await keep_held(work, one.held)
                await work.keep(onward)
                told = passed(was, onward.value, one.passes.instead, one.passes.pay_per_h, one.passes.floor)
                await work.receipts.add(write_passed(ReceiptId(self.ids.new()), told, onward.value, now))

    def _claim(self) -> ClaimId:
        return ClaimId(self.ids.new())

    async def _around(self, work: Work, people: Sequence[Cleaner], window: Window) -> Neighbourhood:
        ids = [one.id for one in people]
        hours = await work.hours.of(ids)
        claims = await work.claims.within(ids, reading_span(window))
        told: dict[CleanerId, Candidate] = {one.cleaner.id: one for one in candidates_of(people, hours, claims)}
        return Neighbourhood(people=told, visits={}, travel=self.travel.minutes, now=await work.now())

    async def visit(self, work: Work, booking: Booking) -> Visit:
        """A promised booking as the visit that may pass to another."""
        search = await search_for(work, booking, (), self.travel)
        assert isinstance(booking.phase, Confirmed), "only what is confirmed can pass on"
        claim = await work.claims.find(booking.phase.claim)
        return Visit(booking=booking.id, job=search.job, local=booking.local, policy=search.policy, claim=claim)


def _with(around: Neighbourhood, visits: dict[BookingId, Visit]) -> Neighbourhood:
    return Neighbourhood(people=around.people, visits=visits, travel=around.travel, now=around.now)
