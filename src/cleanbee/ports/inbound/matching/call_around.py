"""Asking several about one booking at once, in the caller's unit: nobody's time is kept, the first yes counts."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.availability.diary import Fit, reading_span
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.booking.fill import mark_offered
from cleanbee.domain.kernel import CleanerId, Granted, OfferId, Refused, with_
from cleanbee.domain.matching.asking import offer, round_of
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.offer import Offer
from cleanbee.ports.inbound.matching.ask_cleaner import Search, as_now, asking_of, fit_of
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def call_around(
    work: Work, search: Search, order: Sequence[CleanerId], ids: Ids, reason: str = ""
) -> tuple[Offer, ...]:
    """The offers that were made (the office says why), in this order, the booking being locked; none: nobody could be
    asked any more."""
    booking = search.booking
    found = [await work.cleaners.find(id) for id in order]
    people = [one for one in found if one is not None]
    claims = await work.claims.within(order, reading_span(booking.window))
    candidates = candidates_of(people, await work.hours.of(order), claims)
    earlier = await work.offers.of_booking(booking.id)
    job = await as_now(work, search.job)
    this_round = round_of(earlier, search.asked)
    made: list[Granted[Offer]] = []
    for candidate in candidates:
        fits = fit_of(search, candidate)
        if isinstance(fits, Fit) and not person_rules(candidate.cleaner, job):
            asking = asking_of(search, candidate, fits, (OfferId(ids.new()), this_round))
            answer = offer(with_(asking, reason=reason), earlier, None, search.policy, search.scene.now)
            if isinstance(answer, Granted):
                made.append(answer)
    offered = mark_offered(booking, {one.value.id: one.value.cleaner for one in made}) if made else None
    if offered is None or isinstance(offered, Refused):
        return ()
    await work.bookings.replace(booking, offered.value)
    await work.keep(offered)
    for one in made:
        await work.offers.add(one.value)
        await work.keep(one)
    return tuple(one.value for one in made)
