"""A customer keeps a slot for ten minutes: time for a code, a card, the bank's question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Claim, Hold, HoldRefusal, SlotTaken
from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.hold import hold, may_hold
from cleanbee.domain.availability.slot import Slot, SlotExpired, may_be_held
from cleanbee.domain.kernel import ClaimId, CustomerId, NotAllowed, NotFound, Refused, Value, with_
from cleanbee.domain.matching.eligible import rules_at_the_door
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.pricing.price import keep_open
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.availability.claim_slot import keep_held
from cleanbee.ports.inbound.availability.sought import job_for
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class HoldAsked(Value, frozen=True, kw_only=True):
    """Keep this slot, whose seal was checked."""

    actor: Actor
    slot: Slot


HoldNo = HoldRefusal | SlotExpired | NotFound | NotAllowed


@dataclass(frozen=True)
class HoldSlot:
    """Keeps a slot for whoever has the quote. A quote keeps one slot: holding another gives the first back."""

    store: Store
    ids: Ids
    travel: Travel

    async def __call__(self, ask: HoldAsked, once: Once | None = None) -> Claim | Refused[HoldNo]:
        """The hold with its end, or why the slot cannot be kept."""
        try:
            async with self.store.begin(once) as work:
                answer = await self._held(work, ask)
                work.answer(answer)
                return answer
        except ClaimOverlaps:
            return Refused(why=SlotTaken())

    async def _held(self, work: Work, ask: HoldAsked) -> Claim | Refused[HoldNo]:
        slot = ask.slot
        peek = await work.claims.held_for(slot.quote)
        me = ask.actor.id if isinstance(ask.actor, AsCustomer) else None
        cleaners = {slot.cleaner} if peek is None else {slot.cleaner, peek.cleaner}
        await work.lock(cleaners=cleaners, customers=() if me is None else (me,))
        quote = await work.quotes.find(slot.quote)
        if quote is None:
            return Refused(why=NotFound(what="quote"))
        allowed = may(ask.actor, "hold.make", Facts(owner=quote.customer))
        if isinstance(allowed, Refused):
            return allowed
        now = await work.now()
        good = may_be_held(slot, quote, now)
        if isinstance(good, Refused):
            return good
        await work.claims.drop_lapsed(cleaners, now)
        earlier = await work.claims.held_for(slot.quote)
        if earlier is not None and (earlier.cleaner, earlier.work) == (slot.cleaner, slot.window):
            return earlier
        return await self._keep(work, slot, quote, earlier, me, now)

    async def _keep(
        self, work: Work, slot: Slot, quote: Quote, earlier: Claim | None, me: CustomerId | None, now: datetime
    ) -> Claim | Refused[HoldNo]:
        policy = await work.books.policy(slot.policy)
        if me is not None:
            holds = [one for one in await work.claims.holds_of(me, now) if earlier is None or one.id != earlier.id]
            allowed = may_hold(holds, policy, now)
            if isinstance(allowed, Refused):
                return allowed
        cleaner, hours = await work.cleaners.find(slot.cleaner), await work.hours.find(slot.cleaner)
        if cleaner is None or hours is None:
            return Refused(why=NotFound(what="cleaner"))
        homes = () if me is None else await work.homes.of(me)
        home = next((one for one in homes if one.place == quote.asked.place and one.archived_at is None), None)
        job = with_(await job_for(work, quote, home, slot.window, me), customer=me)
        claims = await work.claims.within([slot.cleaner], reading_span(slot.window))
        decided = hold(
            ids_claim=ClaimId(self.ids.new()),
            cleaner=cleaner,
            hours=hours,
            claims=[one for one in claims if earlier is None or one.id != earlier.id],
            home=quote.asked.place,
            start_local=slot.local,
            window=slot.window,
            use=Hold(holder=quote.id, customer=me, until=now + timedelta(minutes=policy.hold_min)),
            policy=policy,
            travel=self.travel.minutes,
            now=now,
        )
        if isinstance(decided, Refused):
            return decided
        if rules_at_the_door(cleaner, job, decided.value.travel_pay_min):
            return Refused(why=SlotTaken())
        if earlier is not None:
            await work.claims.remove(earlier)
        await keep_held(work, decided.value)
        stays = keep_open(quote, now + timedelta(minutes=policy.hold_min))
        if stays.value != quote:
            await work.quotes.replace(quote, stays.value)
            await work.keep(stays)
        return decided.value.claim
