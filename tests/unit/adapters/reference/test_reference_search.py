"""The rules in a loop keep the searches' promise."""

from __future__ import annotations

from cleanbee.adapters.reference.search import ReferenceSearch, open_search
from cleanbee.ports.contracts.search import PACE, SearchContract
from cleanbee.ports.contracts.towns import Town
from cleanbee.ports.outbound.search import Search


class TestReferenceSearch(SearchContract):
    def open_search(self) -> Search:
        return ReferenceSearch(PACE.minutes)


async def test_it_opens_without_any_settings() -> None:
    async with open_search(None) as search:
        town = Town(7)
        for fact in (*town.cleaners, *town.hours, *town.claims):
            search.learn(fact)
        assert (await search.who(town.who())).able >= 0
