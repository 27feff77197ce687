"""What would help each of several bookings, found in a fixed number of questions however many they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import Scene, reading_span
from cleanbee.domain.availability.reach import box_around, in_box
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Requested
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, HomeId, QuoteId, Window, joined, with_
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.day_stands import of_the_day, span_of
from cleanbee.domain.matching.job import job_of, one_person
from cleanbee.domain.matching.needs import (
    Lateness,
    Need,
    Repair,
    best_first,
    cheapest,
    how_to_send,
    lateness_of,
    mendable,
    mended,
    paid,
)
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.rank import Excluded, Ranked
from cleanbee.domain.matching.shortlist import read_within
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.inbound.matching.ask_cleaner import Search, as_sold
from cleanbee.ports.inbound.matching.look_around import Around, stand
from cleanbee.ports.inbound.matching.standing_days import Days, Surroundings, surroundings
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.store import Work

MOST_SHOWN = 100
"""So many of the best who could come to one booking are shown."""
LOOKED_AT = 8
"""So many of the best who could come are looked at for one booking, and of those who agreed beforehand."""


@dataclass(frozen=True)
class _Town:
    """All that decides who could come to some bookings, as one unit read it."""

    quotes: Mapping[QuoteId, Quote]
    books: Mapping[str, PriceBook]
    customers: Mapping[CustomerId, Customer]
    visits: Mapping[HomeId, Mapping[CleanerId, Visits]]
    offers: Mapping[BookingId, Sequence[Offer]]
    people: Sequence[Cleaner]
    claims: Sequence[Claim]
    around: Surroundings


@dataclass(frozen=True)
class _Chances:
    """One booking, and those who could come to it that are looked at more closely, with their way."""

    booking: Booking
    ranked: Mapping[CleanerId, Ranked]
    people: tuple[Cleaner, ...]
    excluded: tuple[Excluded, ...]
    earlier: Sequence[Offer]

    @property
    def day(self) -> Window:
        """Every instant that is the booking's day somewhere."""
        return span_of(self.booking.local.day)


@dataclass(frozen=True)
class Everyone:
    """Who could be sent to a booking, the best hundred, however late; and whom which rules keep out."""

    could: tuple[Repair, ...]
    cannot: tuple[Excluded, ...]


@dataclass(frozen=True)
class Repairs:
    """For each need the best few repairs; what is proposed is what would be granted at this moment."""

    travel: Travel
    estimates: Estimates
    scorer: Scorer

    async def __call__(
        self, work: Work, needs: Iterable[Need], now: datetime
    ) -> Mapping[BookingId, tuple[Repair, ...]]:
        """Those of needs that can still be mended; the others are not there."""
        every = tuple(needs)
        late = {one.booking.id: one.late for one in every if mendable(one.booking, now)}
        bookings = [one.booking for one in every if one.booking.id in late]
        found = await self._found(work, bookings, LOOKED_AT, now)
        return {one.booking.id: cheapest(repairs, late[one.booking.id]) for one, repairs in found}

    async def everyone(self, work: Work, booking: Booking, now: datetime) -> Everyone:
        """The best who could be sent to one booking; nobody where it cannot be mended any more."""
        found = await self._found(work, [booking] if mendable(booking, now) else [], MOST_SHOWN, now)
        for one, repairs in found:
            return Everyone(could=best_first(repairs), cannot=one.excluded)
        return Everyone(could=(), cannot=())

    async def _found(
        self, work: Work, bookings: Sequence[Booking], most: int, now: datetime
    ) -> list[tuple[_Chances, list[Repair]]]:
        """Around each booking those who could come, so many of the best looked at."""
        if not bookings:
            return []
        town = await _read(work, bookings)
        hours = await work.hours.of([one.id for one in town.people])
        candidates = candidates_of(town.people, hours, town.claims)
        chances: list[_Chances] = []
        for booking in bookings:
            search = _search(town, booking, self.travel, now)
            box = box_around(search.job.home)
            near = [one for one in candidates if in_box(one.cleaner.base, box)]
            known = town.visits.get(booking.home, {})
            around = stand(search, read_within(near, search.job.window), known, self.scorer)
            chances.append(_chances(booking, around, town, most))
        days = await _days(work, chances)
        looked = {who.id for one in chances for who in one.people}
        known_around = await surroundings(work, [*days, *bookings], looked)
        return [(one, self._repairs(one, days, known_around, now)) for one in chances]

    def _repairs(self, one: _Chances, days: Sequence[Booking], known: Surroundings, now: datetime) -> list[Repair]:
        booking, found = one.booking, list[Repair]()
        for cleaner in one.people:
            how = how_to_send(booking, cleaner, one.earlier, now)
            if how is None:
                continue
            then = mended(booking, cleaner, known.policies[booking.policy], now)
            found.append(
                Repair(
                    how=how,
                    cleaner=cleaner,
                    pay=paid(then),
                    cost=paid(then) - paid(booking),
                    added_min=one.ranked[cleaner.id].inputs.added_min,
                    after=self._after(booking, known.people[cleaner.id], days, known, now),
                )
            )
        return found

    def _after(
        self, booking: Booking, cleaner: Cleaner, visits: Sequence[Booking], known: Surroundings, now: datetime
    ) -> Lateness:
        """How late the booking would begin with them, their day being what it is."""
        day = local_of(booking.window.start, cleaner.zone).day
        others = [one for one in of_the_day(cleaner, day, visits) if one.id != booking.id]
        whole = sorted([*others, booking], key=lambda one: (one.window.start, one.id))
        stands = Days(self.travel, self.estimates).of(cleaner, day, whole, known, now)
        return next(lateness_of(one) for one in stands.visits if one.booking.id == booking.id)


async def _read(work: Work, bookings: Sequence[Booking]) -> _Town:
    around = await surroundings(work, bookings)
    quotes = await work.quotes.find_many({one.quote for one in bookings})
    customers = await work.customers.find_many({one.customer for one in bookings})
    people = await work.cleaners.serving(*_hull(around.homes.values()))
    ids = [one.id for one in people]
    spans = joined(reading_span(one.window) for one in bookings)
    claims = {claim.id: claim for span in spans for claim in await work.claims.within(ids, span)}
    offers: dict[BookingId, list[Offer]] = {}
    for offer in await work.offers.of_bookings([one.id for one in bookings]):
        offers.setdefault(offer.booking, []).append(offer)
    return _Town(
        quotes={one.id: one for one in quotes},
        books={version: await work.books.price_book(version) for version in {one.book for one in quotes}},
        customers={one.id: one for one in customers},
        visits=await work.bookings.visits_at_each({one.home for one in bookings}),
        offers=offers,
        people=people,
        claims=tuple(claims.values()),
        around=around,
    )


def _hull(homes: Collection[Home]) -> tuple[int, int, int, int]:
    """A box that holds everybody within reach of any of these homes."""
    south, west, north, east = zip(*(box_around(one.place) for one in homes), strict=True)
    return min(south), min(west), max(north), max(east)


def _search(town: _Town, booking: Booking, travel: Travel, now: datetime) -> Search:
    """The booking's job at its own price, as ``search_for`` would read it by itself."""
    quote, home = town.quotes[booking.quote], town.around.homes[booking.home]
    customer, policy = town.customers.get(booking.customer), town.around.policies[booking.policy]
    job = job_of(quote, town.books[quote.book], booking.window, customer, home.pets)
    own = frozenset(one.id for one in town.people if customer is not None and one_person(customer, one))
    scene = Scene(home=home.place, policy=policy, travel=travel.minutes, now=now)
    job = as_sold(with_(job, own=own), booking, quote)
    return Search(booking=booking, asked=_asked(booking), job=job, policy=policy, scene=scene)


def _asked(booking: Booking) -> tuple[CleanerId, ...]:
    """Who said no, or does not come, in this round."""
    return booking.phase.asked if isinstance(booking.phase, Requested | AwaitingChoice) else ()


def _chances(booking: Booking, around: Around, town: _Town, most: int) -> _Chances:
    ranked = {one.cleaner: one for one in around.ranked}
    best = [id for id in around.order if id in ranked]
    looked = {*best[:most], *[id for id in best if id in around.instant][:most]}
    return _Chances(
        booking=booking,
        ranked=ranked,
        people=tuple(one for one in town.people if one.id in looked),
        excluded=around.ranking.excluded,
        earlier=town.offers.get(booking.id, ()),
    )


async def _days(work: Work, chances: Sequence[_Chances]) -> Sequence[Booking]:
    """What those who are looked at do on the days that are meant."""
    found: dict[BookingId, Booking] = {}
    for span in joined(one.day for one in chances):
        people = {who.id for one in chances if span.overlaps(one.day) for who in one.people}
        found |= {one.id: one for one in await work.bookings.visits_of(people, span)}
    return tuple(found.values())
