"""Days as they stand, for many cleaners at once: what is around their visits is read in a few questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import CleanerId, HomeId
from cleanbee.domain.matching.day_stands import StandingDay, Stood, day_as_it_stands, of_the_day
from cleanbee.domain.matching.late_risk import WorkAhead
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class Surroundings:
    """The homes, cleaners and policies of some bookings."""

    homes: Mapping[HomeId, Home]
    people: Mapping[CleanerId, Cleaner]
    policies: Mapping[str, Policy]


async def surroundings(work: Work, bookings: Sequence[Booking], also: Iterable[CleanerId] = ()) -> Surroundings:
    """What is around these bookings; ``also`` are cleaners who are wanted whether or not they come to one."""
    homes = await work.homes.find_many({one.home for one in bookings})
    comers = {who for one in bookings if (who := visitor(one)) is not None}
    people = await work.cleaners.find_many(comers | set(also))
    policies = {version: await work.books.policy(version) for version in {one.policy for one in bookings}}
    return Surroundings(homes={one.id: one for one in homes}, people={one.id: one for one in people}, policies=policies)


@dataclass(frozen=True)
class Days:
    """Works out days; asks nobody but those who guess ways and lengths."""

    travel: Travel
    estimates: Estimates

    def stands(
        self, cleaner: Cleaner, day: date, bookings: Sequence[Booking], around: Surroundings, now: datetime
    ) -> StandingDay:
        """The cleaner's local day out of these bookings, of which only their own count."""
        return self.of(cleaner, day, of_the_day(cleaner, day, bookings), around, now)

    def of(
        self, cleaner: Cleaner, day: date, visits: Sequence[Booking], around: Surroundings, now: datetime
    ) -> StandingDay:
        """The day out of exactly these visits, which come by start."""
        guessed = [WorkAhead(minutes=one.minutes, home=one.home, cleaner=cleaner.id) for one in visits]
        stood = [
            Stood(
                booking=booking,
                place=around.homes[booking.home].place,
                spread=spread,
                allowed_min=around.policies[booking.policy].late_free_after_min,
            )
            for booking, spread in zip(visits, self.estimates.spreads(guessed), strict=True)
        ]
        return day_as_it_stands(cleaner, day, stood, self.travel.minutes, now)
