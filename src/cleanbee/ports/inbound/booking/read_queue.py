"""What needs a human, by the minutes that are left, each with the cheapest that could be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Confirmed, Requested
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import CleanerId, Money, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.day_stands import by_visitor, of_the_day, span_of
from cleanbee.domain.matching.needs import (
    Lateness,
    Need,
    Repair,
    can_ask,
    can_assign,
    cheapest,
    in_order,
    lateness_of,
    running_late,
    waiting,
)
from cleanbee.domain.matching.rank import Ranked
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.booking.booking_view import BookingView, outline_of
from cleanbee.ports.inbound.matching.ask_cleaner import search_for
from cleanbee.ports.inbound.matching.look_around import look_around
from cleanbee.ports.inbound.matching.standing_days import Days, Surroundings, surroundings
from cleanbee.ports.inbound.payment.all_visits import all_of
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Store, Work

MOST_WAITING = 500
AT_ONCE = 2_000
"""So many visits of a day are read at a time: looked at are all of them."""
LOOKED_AT = 8
"""So many of the best who could come are looked at for one booking."""


class QueueAsked(Value, frozen=True, kw_only=True):
    """At most ``limit`` of what needs a human, those after a place in the order of the list."""

    actor: Actor
    after: Place | None = None
    limit: int = 20


@dataclass(frozen=True)
class Needed:
    """One need as it is shown: the booking around it, whose clean it is, and what would help."""

    need: Need
    view: BookingView
    customer: str
    minutes_left: int
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Queue:
    """Part of what needs a human, and whether more does."""

    needs: tuple[Needed, ...]
    more: bool


@dataclass(frozen=True)
class _Look:
    """One look: who looks, when, and everybody's visits around the days that were read for it already."""

    work: Work
    actor: Actor
    now: datetime
    at_once: int
    days: dict[date, list[Booking]] = field(default_factory=dict[date, list[Booking]])

    async def visits(self, day: date) -> list[Booking]:
        """Everybody's visits around a day, by start."""
        if day not in self.days:
            self.days[day] = [one async for one in all_of(self.work.bookings.visits_within, span_of(day), self.at_once)]
        return self.days[day]


@dataclass(frozen=True)
class ReadQueue:
    """Bookings nobody was found for, customers who are to choose, visits that will begin late."""

    store: Store
    travel: Travel
    estimates: Estimates
    scorer: Scorer
    at_once: int = AT_ONCE

    async def __call__(self, ask: QueueAsked) -> Queue | Refused[NotFound | NotAllowed]:
        """At most ``limit`` of them; what is proposed is what would be granted at this moment."""
        allowed = may(ask.actor, "queue.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            look = _Look(work, ask.actor, await work.now(), self.at_once)
            found = in_order([*await self._waiting(look), *await self._late(look)])
            rest = [one for one in found if ask.after is None or _place(one) > (ask.after.at, ask.after.id)]
            part = rest[: ask.limit]
            names = {
                one.id: one.name for one in await work.customers.find_many({each.booking.customer for each in part})
            }
            needs = [await self._needed(look, one, names[one.booking.customer]) for one in part]
            return Queue(needs=tuple(needs), more=len(rest) > ask.limit)

    async def _waiting(self, look: _Look) -> list[Need]:
        called = await look.work.bookings.needing_human(None, MOST_WAITING)
        choosing = await look.work.bookings.in_phase("awaiting_choice", MOST_WAITING)
        return [need for one in (*called, *choosing) if (need := waiting(one, look.now)) is not None]

    async def _late(self, look: _Look) -> list[Need]:
        now, visits = look.now, await look.visits(look.now.date())
        around, days = await surroundings(look.work, visits), Days(self.travel, self.estimates)
        theirs = by_visitor(visits)
        found: list[Need] = []
        for cleaner in around.people.values():
            day = days.stands(cleaner, local_of(now, cleaner.zone).day, theirs[cleaner.id], around, now)
            found += [need for visit in day.visits if (need := running_late(visit, now)) is not None]
        return found

    async def _needed(self, look: _Look, need: Need, customer: str) -> Needed:
        return Needed(
            need=need,
            view=await outline_of(look.work, need.booking, look.actor, look.now),
            customer=customer,
            minutes_left=need.minutes_left(look.now),
            repairs=await self._repairs(look, need),
        )

    async def _repairs(self, look: _Look, need: Need) -> tuple[Repair, ...]:
        booking, work, now = need.booking, look.work, look.now
        if isinstance(may(look.actor, "booking.assign", facts_of(booking)), Refused):
            return ()
        if not isinstance(booking.phase, Requested | AwaitingChoice | Confirmed) or now > booking.window.start:
            return ()
        search = await search_for(work, booking, _asked(booking), self.travel)
        around = await look_around(work, search, self.scorer)
        ranked = {one.cleaner: one for one in around.ranked}
        best = [id for id in around.order if id in ranked]
        instant = [id for id in best if id in around.instant][:LOOKED_AT]
        people = await work.cleaners.find_many({*best[:LOOKED_AT], *instant})
        earlier = await work.offers.of_booking(booking.id)
        wanted = {each.id for each in people}
        theirs = [one for one in await look.visits(booking.local.day) if visitor(one) in wanted]
        known = await surroundings(work, [*theirs, booking], [one.id for one in people])
        found: list[Repair] = []
        for one in people:
            how = "assign" if can_assign(booking, one, now) else "ask" if can_ask(booking, one, earlier, now) else None
            if how is not None:
                after = self._after(booking, ranked[one.id], theirs, known, now)
                cost = Money(amount=0, currency=booking.price.total.currency)
                added = ranked[one.id].inputs.added_min
                found.append(Repair(how=how, cleaner=one, cost=cost, added_min=added, after=after))
        return cheapest(found, need.late)

    def _after(
        self, booking: Booking, who: Ranked, visits: Sequence[Booking], known: Surroundings, now: datetime
    ) -> Lateness:
        """How late the booking would begin with them, their day being what it is."""
        cleaner = known.people[who.cleaner]
        day = local_of(booking.window.start, cleaner.zone).day
        others = [one for one in of_the_day(cleaner, day, visits) if one.id != booking.id]
        whole = sorted([*others, booking], key=lambda one: (one.window.start, one.id))
        stands = Days(self.travel, self.estimates).of(cleaner, day, whole, known, now)
        return next(lateness_of(one) for one in stands.visits if one.booking.id == booking.id)


def _asked(booking: Booking) -> tuple[CleanerId, ...]:
    """Who said no, or does not come, in this round."""
    return booking.phase.asked if isinstance(booking.phase, Requested | AwaitingChoice) else ()


def _place(one: Need) -> tuple[datetime, UUID]:
    return one.due, one.booking.id
