"""Open bookings for anyone are given away together, by the best answer there is; each batch keeps its proof."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from cleanbee.domain.booking.bind import bind
from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, Refused, with_
from cleanbee.domain.matching.batch import Batch, Wanted, asks_of, batch, market_of, not_given, waits_for_batch, wanted
from cleanbee.domain.matching.reshuffle import Link, Visit
from cleanbee.domain.matching.share import Outcome
from cleanbee.ports.inbound.availability.claim_slot import keep_held
from cleanbee.ports.inbound.matching.ask_cleaner import Search, ask_cleaner, search_for
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.look_around import Around, hand_over, keep_receipt, look_around
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.assigner import Acceptance, Assigner
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Stale, Store, Work

MOST_READ = 1000
MOST_TOGETHER = 50
"""So many bookings are given away together: their cleaners are held meanwhile, and others wait for them."""


@dataclass(frozen=True)
class Looked:
    """One open booking as the batch saw it."""

    booking: BookingId
    around: Around
    wanted: Wanted


@dataclass(frozen=True)
class AssignOpen:
    """A named job: what waits is looked at in one unit, assigned outside it, and given away in one unit, or not at all.

    In the second unit every cleaner is held in id order and every rule is judged again on what stands then. Where
    somebody else was faster, it is looked and assigned again, a few times.
    """

    store: Store
    ids: Ids
    travel: Travel
    scorer: Scorer
    assigner: Assigner
    acceptance: Acceptance
    late: BindLate
    pause: Pause
    dice: Dice

    async def __call__(self) -> int:
        """How many bookings were given away. Safe to repeat: whoever is not given away stays for the next batch.

        :raises Busy: the database or a lock kept not answering in time.
        """
        with suppress(Stale):
            return await repeat(self._together, self.pause, self.dice)
        return 0

    async def _together(self) -> int:
        looked = await self._look()
        if not looked:
            return 0
        all_wanted = [one.wanted for one in looked]
        answer = self.assigner.assign(market_of(all_wanted)[0])
        try:
            async with self.store.begin() as work:
                made = batch(BatchId(self.ids.new()), all_wanted, answer, await work.now())
                return await self._give(work, looked, made)
        except ClaimOverlaps as overlap:
            raise Stale("somebody's time was taken meanwhile") from overlap

    async def _look(self) -> list[Looked]:
        found: list[Looked] = []
        async with self.store.begin() as work:
            now = await work.now()
            for booking in await work.bookings.in_phase("requested", MOST_READ):
                if len(found) < MOST_TOGETHER and waits_for_batch(
                    booking, await work.books.policy(booking.policy), now
                ):
                    search = await search_for(work, booking, (), self.travel)
                    around = await look_around(work, search, self.scorer)
                    found.append(Looked(booking.id, around, self._wanted(search, around)))
        return found

    def _wanted(self, search: Search, around: Around) -> Wanted:
        chances = self.acceptance.permille(asks_of(around.ranked))
        job = search.job
        return wanted(search.booking.id, around.ranked, chances, around.instant, job.favourites, job.pay.amount)

    async def _give(self, work: Work, looked: Sequence[Looked], made: Batch) -> int:
        """Give away what still waits, and keep the batch with what came of each; nothing waits: nothing is kept."""
        given = [made.given(place) for place in range(len(looked))]
        await work.lock(cleaners=[one for one in given if one is not None], bookings=[one.booking for one in looked])
        searches = [await self._still(work, one.booking) for one in looked]
        if not any(searches):
            return 0
        outcomes: list[Outcome] = []
        for place, search in enumerate(searches):
            if search is None:
                outcomes.append("moved_on")
                continue
            cleaner, around = given[place], looked[place].around
            outcome = (
                not_given(made, place, may_yet=around.may_yet)
                if cleaner is None
                else await self._to(work, search, cleaner)
            )
            await keep_receipt(work, search, around.ranking, self.ids, made.share(place, outcome))
            if outcome == "nobody":
                await hand_over(work, search)
            outcomes.append(outcome)
        await work.batches.add(with_(made, outcomes=tuple(outcomes)))
        return sum(one in {"bound", "offered"} for one in outcomes)

    async def _still(self, work: Work, id: BookingId) -> Search | None:
        """The booking under its lock, if it still waits to be given away with others."""
        booking = await work.bookings.find(id)
        assert booking is not None, "bookings are never deleted"
        if not waits_for_batch(booking, await work.books.policy(booking.policy), await work.now()):
            return None
        return await search_for(work, booking, (), self.travel)

    async def _to(self, work: Work, search: Search, cleaner: CleanerId) -> Outcome:
        """Whoever opted into instant work is bound, until told; everyone else is asked."""
        who = await work.cleaners.find(cleaner)
        if who is not None and who.instant:
            return await self._bind(work, search, cleaner)
        return "taken" if isinstance(await ask_cleaner(work, search, cleaner, self.ids), Refused) else "offered"

    async def _bind(self, work: Work, search: Search, cleaner: CleanerId) -> Outcome:
        booking, now = search.booking, search.scene.now
        await work.claims.drop_lapsed([cleaner], now)
        visit = Visit(booking=booking.id, job=search.job, local=booking.local, policy=search.policy)
        try:
            (bound,) = await self.late.judged(work, visit, (Link(visit=booking.id, to=cleaner),))
        except Stale:
            return "taken"
        onward = bind(booking, cleaner, bound.held.claim.id, search.policy, now)
        await keep_held(work, bound.held)
        await work.bookings.replace(booking, onward.value)
        await work.keep(onward)
        return "bound"
