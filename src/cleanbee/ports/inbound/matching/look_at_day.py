"""A whole day as one unit reads it: everybody who works, all that is promised, and what is still open."""

from __future__ import annotations

from datetime import date

from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import Window, with_
from cleanbee.domain.matching import day_market
from cleanbee.domain.matching.day_market import Known
from cleanbee.domain.matching.day_stands import span_of
from cleanbee.ports.inbound.matching.ask_cleaner import search_for
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.store import Work

EVERYWHERE = (-90_000_000, -180_000_000, 90_000_000, 180_000_000)
MOST_VISITS, MOST_OPEN = 20_000, 1_000


async def look_at_day(work: Work, day: date, travel: Travel) -> Known:
    """The day as it is kept just now."""
    span = span_of(day)
    bookings = list(await work.bookings.visits_within(span, MOST_VISITS))
    waiting = await work.bookings.in_phase("requested", MOST_OPEN)
    bookings += [one for one in waiting if span.holds(one.window.start)]
    people = {one.id: one for one in await work.cleaners.serving(*EVERYWHERE)}
    for one in bookings:
        who = visitor(one)
        if who is not None and who not in people and (found := await work.cleaners.find(who)) is not None:
            people[who] = found
    ids = sorted(people)
    claims = await work.claims.within(ids, Window(start=span.start, end=span.end))
    candidates = candidates_of([people[one] for one in ids], await work.hours.of(ids), claims)
    seen: list[day_market.Work] = []
    for booking in bookings:
        search = await search_for(work, booking, (), travel)
        job = with_(search.job, home=search.scene.home)
        seen.append(day_market.Work(booking=booking, job=job, policy=search.policy))
    return Known(day=day, people=candidates, work=seen, travel=travel.minutes, now=await work.now())
