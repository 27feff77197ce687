"""Days as they stand: a cleaner's own, and everybody's for the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cleanbee.domain.kernel import CleanerId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.day_stands import StandingDay, by_visitor, of_the_day, span_of
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.inbound.matching.standing_days import Days as StandingDays
from cleanbee.ports.inbound.matching.standing_days import surroundings
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.store import Store, Work

MOST_VISITS = 20_000


class DayAsked(Value, frozen=True, kw_only=True):
    """Which local day, whose (None: everybody's), and which part of a long list: at most so many after a cleaner."""

    actor: Actor
    day: date
    cleaner: CleanerId | None = None
    after: CleanerId | None = None
    limit: int = 20


class Days(Value, frozen=True, kw_only=True):
    """Days with visits in them, by cleaner; a cleaner who is asked for is there without one."""

    days: tuple[StandingDay, ...]
    more: bool


@dataclass(frozen=True)
class ReadDayPlan:
    """Days worked out of the visits as they are kept: there is no second truth about them."""

    store: Store
    travel: Travel
    estimates: Estimates

    async def __call__(self, ask: DayAsked) -> Days | Refused[NotFound | NotAllowed]:
        """At most ``limit`` days."""
        allowed = may(ask.actor, "day_plan.read", None if ask.cleaner is None else Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            if ask.cleaner is not None:
                cleaner = await work.cleaners.find(ask.cleaner)
                if cleaner is None:
                    return Refused(why=NotFound(what="day_plan"))
                mine = await work.bookings.of_cleaner(cleaner.id, span_of(ask.day), None, MOST_VISITS)
                around = await surroundings(work, mine)
                return Days(days=(self._days.stands(cleaner, ask.day, mine, around, now),), more=False)
            return await self._everybody(work, ask, now)

    @property
    def _days(self) -> StandingDays:
        return StandingDays(self.travel, self.estimates)

    async def _everybody(self, work: Work, ask: DayAsked, now: datetime) -> Days:
        bookings = await work.bookings.visits_within(span_of(ask.day), MOST_VISITS)
        around, theirs = await surroundings(work, bookings), by_visitor(bookings)
        busy = [id for id, one in sorted(around.people.items()) if of_the_day(one, ask.day, theirs[id])]
        rest = [id for id in busy if ask.after is None or id > ask.after]
        found = [self._days.stands(around.people[id], ask.day, theirs[id], around, now) for id in rest[: ask.limit]]
        return Days(days=tuple(found), more=len(rest) > ask.limit)
