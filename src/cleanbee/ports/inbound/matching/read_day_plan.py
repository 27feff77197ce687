"""Days as they stand: a cleaner's own, and everybody's for the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import CleanerId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.day_stands import StandingDay, Stood, day_as_it_stands, of_the_day, span_of
from cleanbee.domain.matching.late_risk import WorkAhead
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.people.policy import Facts, may
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
                return Days(days=(await self._day(work, cleaner, mine, ask.day, now),), more=False)
            return await self._everybody(work, ask, now)

    async def _everybody(self, work: Work, ask: DayAsked, now: datetime) -> Days:
        bookings = await work.bookings.visits_within(span_of(ask.day), MOST_VISITS)
        ids = sorted({who for one in bookings if (who := visitor(one)) is not None})
        found: list[StandingDay] = []
        for id in ids[0 if ask.after is None else sum(one <= ask.after for one in ids) :]:
            cleaner = await work.cleaners.find(id)
            assert cleaner is not None, "cleaners are never deleted"
            if len(found) <= ask.limit and of_the_day(cleaner, ask.day, bookings):
                found.append(await self._day(work, cleaner, bookings, ask.day, now))
        return Days(days=tuple(found[: ask.limit]), more=len(found) > ask.limit)

    async def _day(
        self, work: Work, cleaner: Cleaner, bookings: Sequence[Booking], day: date, now: datetime
    ) -> StandingDay:
        visits = of_the_day(cleaner, day, bookings)
        guessed = [WorkAhead(minutes=one.minutes, home=one.home, cleaner=cleaner.id) for one in visits]
        stood: list[Stood] = []
        for booking, spread in zip(visits, self.estimates.spreads(guessed), strict=True):
            home, policy = await work.homes.find(booking.home), await work.books.policy(booking.policy)
            assert home is not None, "every booking has its home"
            allowed = policy.late_free_after_min
            stood.append(Stood(booking=booking, place=home.place, spread=spread, allowed_min=allowed))
        return day_as_it_stands(cleaner, day, stood, self.travel.minutes, now)
