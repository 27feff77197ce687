"""Many who want anyone race for days on which few can come: as many are confirmed as could be with all time to think.

On each day four cleaners have one visit in question, and each caller can be served by some of them only. Every caller
asks once for every day, all at once; first come first served would leave cleaners idle whose callers came too late.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from random import Random

from cleanbee.adapters.http.names import BOOKING, decode
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.entrypoints.torture.audit import at_the_gateway, in_the_database
from cleanbee.entrypoints.torture.outcome import Asked, Report, percentile
from cleanbee.entrypoints.torture.rest import until_at_rest
from cleanbee.entrypoints.torture.stage import Stage
from cleanbee.entrypoints.torture.storm import sign_all_in
from cleanbee.entrypoints.torture.town import Caller, new_quote, settle, slot, starts, veto
from cleanbee.entrypoints.torture.wire import Broken, Line

APIS, WORKERS = 2, 1
CLEANERS, CALLERS, CONNECTIONS = 4, 6, 48
FIRST_DAY = 12
"""So far ahead that no card is asked for now: whoever is served is confirmed at once."""
TOWNS, SHORT_TOWNS = 8, 2
DAYS, SHORT_DAYS = 20, 6
MORNING = 9 * 60
AGAIN = {"busy", "version_conflict", "idempotency_in_progress"}
"""What somebody hears who should ask again: they do, under the same key."""
MOST_TRIES = 5
Able = list[set[int]]


@dataclass(frozen=True)
class Town:
    """Four cleaners, and callers each of whom some of them go to (``able``, by place)."""

    cleaners: list[Cleaner]
    callers: list[Caller]
    able: Able

    def first_come(self, random: Random) -> int:
        """How many are served who take whoever of theirs is free when they come, in an order by chance."""
        free, served = set(range(CLEANERS)), 0
        for able in random.sample(self.able, len(self.able)):
            taken = sorted(able & free)
            free -= set(taken[:1])
            served += bool(taken)
        return served


async def run(stage: Stage, asked: Asked) -> Report:
    """Race, wait until all is quiet, and compare with the best that could have been done."""
    report, random = Report("anyone"), Random(asked.seed)
    towns = await _settled(stage, SHORT_TOWNS if asked.short else TOWNS, random)
    days = starts(range(FIRST_DAY, FIRST_DAY + (SHORT_DAYS if asked.short else DAYS)), (MORNING,))
    doors = [Line(url, CONNECTIONS // APIS) for url in stage.house.urls]
    race = Race(stage, asked.seed)
    try:
        await sign_all_in(stage, [caller for town in towns for caller in town.callers])
        begun = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for town in towns:
                for caller, able in zip(town.callers, town.able, strict=True):
                    group.create_task(race.run(doors, caller, [town.cleaners[n] for n in sorted(able)], days))
        seconds = time.monotonic() - begun
    finally:
        for door in doors:
            await door.aclose()
    report.attempts = race.attempts
    report.figures |= {
        "optimum": sum(most(town.able) for town in towns) * len(days),
        "first_come_would_serve": sum(town.first_come(random) for town in towns for _ in days),
        "answers": dict(race.answers),
        "seconds": round(seconds, 1),
        "p50_ms": round(percentile(race.took, 0.5) * 1000, 1),
        "p99_ms": round(percentile(race.took, 0.99) * 1000, 1),
    }
    await until_at_rest(stage, report, 120.0)
    await _judge(stage, report, race)
    return report


async def _settled(stage: Stage, count: int, random: Random) -> list[Town]:
    """Towns in which each caller is served by one or two of the four, by the seed."""
    cleaners, callers = await settle(stage, CLEANERS * count, CALLERS * count, towns=count)
    towns: list[Town] = []
    for n in range(count):
        here, came = cleaners[n::count], callers[n::count]
        able = [set(random.sample(range(CLEANERS), random.choice((1, 2, 2)))) for _ in came]
        for place, one in enumerate(here):
            await veto(stage, one, [caller for caller, who in zip(came, able, strict=True) if place not in who])
        towns.append(Town(here, came, able))
    return towns


class Race:
    """Who asks for what, and what came of it."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self._stage = stage
        self._seed = seed
        self.attempts = 0
        self.took: list[float] = []
        self.answers: Counter[str] = Counter()
        self.unexpected: list[str] = []
        self.promised: list[str] = []

    async def run(self, doors: list[Line], caller: Caller, able: list[Cleaner], days: list[LocalStart]) -> None:
        """One caller asks once for every day, as all others do at the same time."""
        random = Random(f"{self._seed} {caller.number}")
        for day in days:
            door, cleaner = random.choice(doors), random.choice(able)
            token = self._stage.seals.slot(slot(cleaner, day, caller.quote))
            key = f"torture-{caller.number}-{day.text}"
            for _ in range(MOST_TRIES):
                if await self._try(door, caller, token, key) not in AGAIN:
                    break
            await new_quote(self._stage, caller)

    async def _try(self, door: Line, caller: Caller, token: str, key: str) -> str:
        body = {"slot": token, "home_id": caller.home_ref, "card_id": "card_ok", "wish": "anyone"}
        begun = time.perf_counter()
        try:
            answer = await door.post("/v1/bookings", body, caller.headers | {"idempotency-key": key})
        except Broken as broken:
            self.unexpected.append(str(broken))
            return "broken"
        finally:
            self.attempts += 1
        told = answer.body
        booked = answer.status in {201, 202}
        word = told["phase"]["name"] if booked else str(told.get("reason") or told.get("code"))
        self.took.append(time.perf_counter() - begun)
        self.answers[word] += 1
        self._stage.evidence.note(caller=caller.number, key=key, answer=word, booking=told.get("id"))
        if word == "confirmed":
            self.promised.append(told["id"])
        elif not booked and word not in AGAIN:
            self.unexpected.append(f"{answer.status} {str(told)[:200]}")
        return word


def most(able: Able) -> int:
    """How many can be served at once, each by one of theirs: every way is tried."""
    best: set[frozenset[int]] = {frozenset()}
    for one in able:
        best |= {taken | {cleaner} for taken in best for cleaner in one if cleaner not in taken}
    return max(len(taken) for taken in best)


async def _judge(stage: Stage, report: Report, race: Race) -> None:
    optimum = report.figures["optimum"]
    report.expect(race.attempts > 0, "nothing was attempted")
    report.expect(not race.unexpected, f"{len(race.unexpected)} unexpected answers, first: {race.unexpected[:1]}")
    confirmed = {row["id"] for row in await stage.sql.fetch("SELECT id FROM booking WHERE phase = 'confirmed'")}
    dropped = [one for one in race.promised if decode(BOOKING, one) not in confirmed]
    report.expect(not dropped, f"{len(dropped)} promised bookings were dropped")
    rebound = await stage.sql.fetchval(
        "SELECT count(*) FROM booking_event WHERE origin = 'confirmed' AND target = 'confirmed'"
    )
    report.figures |= {"winners": len(confirmed), "passed_on": rebound}
    report.expect(len(confirmed) >= optimum, f"{len(confirmed)} are served where {optimum} could be")
    report.expect(rebound > 0, "no promised visit was ever passed on: nothing was tried")
    await in_the_database(stage.sql, report)
    await at_the_gateway(stage.sql, stage.gateway_lines(), report)
