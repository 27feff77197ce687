"""Stories of people with us: a cleaner's way from applying to leaving, notes read too late, a name nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.unit.marketplace.market import Market

from cleanbee.domain.kernel import evolve
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Applied, Cleaner, Document
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent
from cleanbee.ports.inbound.people.turn_cleaner import StandingAsked, TurnCleaner, Verb

EVIDENCE = "Three customers sent photos on 1 March; the cleaner was heard on 2 March."
LONG = date(2040, 1, 1)
PAPERS = (Document(kind="identity", valid_until=LONG), Document(kind="insurance", valid_until=LONG))


@dataclass(frozen=True)
class RealClock:
    """Real time, which for these stories is the market's."""

    market: Market

    async def now(self) -> datetime:
        return await self.market.now()


async def turn(market: Market, verb: Verb, by: Actor | None = None, evidence: str = EVIDENCE) -> None:
    """The office (or somebody else) changes how the last cleaner stands."""
    ask = StandingAsked(actor=by or market.ops, cleaner=market.cleaners[-1], verb=verb, why="safety", evidence=evidence)
    await market.ask(TurnCleaner(market.house.store, RealClock(market))(ask))


async def written(market: Market, **facts: object) -> Cleaner:
    """The last cleaner with other facts."""
    async with market.house.store.begin() as work:
        old = await work.cleaners.find(market.cleaners[-1])
        assert old is not None
        changed = evolve(old, **facts)
        await work.cleaners.replace(old, changed)
    return changed


async def a_cleaner_applies_works_goes_away_is_suspended_and_leaves(market: Market) -> None:
    await written(market, phase=Applied())
    await turn(market, "vet")
    await turn(market, "activate")
    await written(market, documents=PAPERS)
    await turn(market, "activate")
    await turn(market, "pause", by=market.cleaner(2))
    await turn(market, "resume", by=market.cleaner(2))
    await turn(market, "review")
    await turn(market, "suspend", evidence="late")
    await turn(market, "suspend")
    await turn(market, "leave")


async def somebody_nobody_knows_asks_for_a_code(market: Market) -> None:
    sent = await market.ask(market.house.request_code(CodeAsked(address="nobody@x.example")))
    assert isinstance(sent, CodeSent)
    await market.wait(timedelta(minutes=1))
    async with market.house.store.begin() as work:
        (never,) = await work.notices.to_person(sent.sign_in, 10)
    market.reached.phase("notice", never.phase)


PEOPLE_JOURNEYS = (
    a_cleaner_applies_works_goes_away_is_suspended_and_leaves,
    somebody_nobody_knows_asks_for_a_code,
)
