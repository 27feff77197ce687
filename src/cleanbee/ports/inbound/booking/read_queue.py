"""What needs a human, by the minutes that are left, each with the cheapest that could be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.missed import missed_by
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.day_stands import by_visitor, span_of
from cleanbee.domain.matching.needs import Need, Repair, contested, in_order, one_each, running_late, waiting
from cleanbee.domain.payment.open_item import CONTESTED
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.booking.booking_view import BookingView, outlines_of
from cleanbee.ports.inbound.matching.repairs import Repairs
from cleanbee.ports.inbound.matching.standing_days import Days, surroundings
from cleanbee.ports.inbound.payment.all_visits import all_of
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Store, Work

MOST_WAITING = 5_000
"""So many bookings that wait are looked at, of each kind: more than anybody works off."""
AT_ONCE = 2_000
"""So many visits of a day are read at a time: looked at are all of them."""


class QueueAsked(Value, frozen=True, kw_only=True):
    """At most ``limit`` of what needs a human, those after a place in the order of the list; or one booking's alone."""

    actor: Actor
    after: Place | None = None
    limit: int = 20
    booking: BookingId | None = None


@dataclass(frozen=True)
class Needed:
    """One need as it is shown: the booking around it, whose clean it is, and what would help; ``who`` counts as not
    having come, and says they did.
    """

    need: Need
    view: BookingView
    customer: str
    minutes_left: int
    repairs: tuple[Repair, ...]
    who: str = ""


@dataclass(frozen=True)
class Queue:
    """Part of what needs a human, whether more follows, and how many do in all."""

    needs: tuple[Needed, ...]
    more: bool
    total: int


@dataclass(frozen=True)
class ReadQueue:
    """Bookings nobody was found for, customers who are to choose, visits that will begin late."""

    store: Store
    travel: Travel
    estimates: Estimates
    scorer: Scorer
    at_once: int = AT_ONCE

    async def __call__(self, ask: QueueAsked) -> Queue | Refused[NotFound | NotAllowed]:
        """At most ``limit`` of them; what would help is looked for around these alone, around all at once."""
        allowed = may(ask.actor, "queue.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            needs = [*await self._waiting(work, now), *await self._late(work, now)]
            every = in_order(one_each(needs, await self._contested(work)))
            found = [one for one in every if ask.booking in {None, one.booking.id}]
            rest = [one for one in found if ask.after is None or _place(one) > (ask.after.at, ask.after.id)]
            part = rest[: ask.limit]
            needs = await self._needed(work, part, ask.actor, now)
            return Queue(needs=needs, more=len(rest) > ask.limit, total=len(found))

    async def _waiting(self, work: Work, now: datetime) -> list[Need]:
        called = await work.bookings.needing_human(None, MOST_WAITING)
        choosing = await work.bookings.in_phase("awaiting_choice", MOST_WAITING)
        return [need for one in (*called, *choosing) if (need := waiting(one, now)) is not None]

    async def _contested(self, work: Work) -> list[Need]:
        told = {
            item.finding.booking: item
            for item in await work.open_items.open()
            if item.finding.kind == CONTESTED and item.finding.booking is not None
        }
        bookings = [await work.bookings.find(id) for id in told]
        return [contested(one, told[one.id].finding.text, told[one.id].since) for one in bookings if one is not None]

    async def _late(self, work: Work, now: datetime) -> list[Need]:
        day = span_of(now.date())
        visits = [one async for one in all_of(work.bookings.visits_within, day, self.at_once)]
        around, days = await surroundings(work, visits), Days(self.travel, self.estimates)
        theirs = by_visitor(visits)
        found: list[Need] = []
        for cleaner in around.people.values():
            day = days.stands(cleaner, local_of(now, cleaner.zone).day, theirs[cleaner.id], around, now)
            found += [need for visit in day.visits if (need := running_late(visit, now)) is not None]
        return found

    async def _needed(self, work: Work, part: list[Need], actor: Actor, now: datetime) -> tuple[Needed, ...]:
        bookings = [one.booking for one in part]
        names = {one.id: one.name for one in await work.customers.find_many({one.customer for one in bookings})}
        missed = {one.booking.id: who for one in part if one.evidence and (who := missed_by(one.booking)) is not None}
        people = {one.id: one.name for one in await work.cleaners.find_many(set(missed.values()))}
        views = await outlines_of(work, bookings, actor, now)
        theirs = [one for one in part if not isinstance(may(actor, "booking.assign", facts_of(one.booking)), Refused)]
        repairs = await Repairs(self.travel, self.estimates, self.scorer)(work, theirs, now)
        return tuple(
            Needed(
                need=need,
                who=people[missed[need.booking.id]] if need.booking.id in missed else "",
                view=view,
                customer=names[need.booking.customer],
                minutes_left=need.minutes_left(now),
                repairs=repairs.get(need.booking.id, ()),
            )
            for need, view in zip(part, views, strict=True)
        )


def _place(one: Need) -> tuple[datetime, UUID]:
    return one.due, one.booking.id
