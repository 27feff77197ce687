"""What a customer is shown, by the rule over what is kept at this moment: always right, and always there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.matching.open_times import may_come
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts, shown_starts
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class StoredStarts:
    """Reads whoever may be asked out of the store for each question."""

    store: Store
    travel: TravelMinutes

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """The rule's answer about what is kept."""
        async with self.store.begin() as work:
            candidates = await _candidates(work, ask)
        return shown_starts(candidates, ask, self.travel)


async def _candidates(work: Work, ask: AskedStarts) -> Sequence[Candidate]:
    """Whoever may be asked at all, with hours and claims: three questions to the store, however many they are."""
    if ask.only is None:
        people = await work.cleaners.reaching(ask.job.home)
    else:
        one = await work.cleaners.find(ask.only)
        people = [one] if one is not None else []
    fit = [one for one in people if may_come(one, ask)]
    ids = [one.id for one in fit]
    hours = await work.hours.of(ids)
    return candidates_of(fit, hours, await work.claims.within(ids, reading_span(ask.reach)))
