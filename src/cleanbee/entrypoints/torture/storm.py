"""Two hundred callers on a hundred connections race for forty slots, through two API processes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from random import Random

import httpx

from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.entrypoints.torture.audit import at_the_gateway, in_the_database
from cleanbee.entrypoints.torture.cpu import each_ms, used_s
from cleanbee.entrypoints.torture.outcome import Asked, Report, percentile
from cleanbee.entrypoints.torture.rest import until_at_rest
from cleanbee.entrypoints.torture.stage import Stage, client
from cleanbee.entrypoints.torture.town import Caller, new_quote, settle, sign_in, slot, starts
from cleanbee.entrypoints.torture.wire import Broken, Line

APIS, WORKERS = 2, 1
CALLERS, CONNECTIONS = 200, 100
CLEANERS = 10
ATTEMPTS, SHORT_ATTEMPTS = 10_000, 1_000
# What somebody hears who was not the first.
LOST = {"slot_taken", "outside_hours", "day_full"}

Hot = tuple[Cleaner, LocalStart]


async def run(stage: Stage, asked: Asked) -> Report:
    """Race, wait until all is quiet, and judge by what the database and the bank say."""
    report = Report("storm")
    cleaners, callers = await settle(stage, CLEANERS, CALLERS)
    hot = [(cleaner, local) for cleaner in cleaners for local in starts(range(2, 4), (7 * 60, 13 * 60))]
    doors = [Line(url, CONNECTIONS // APIS) for url in stage.house.urls]
    try:
        await sign_all_in(stage, callers)
        race = Race(stage, hot, SHORT_ATTEMPTS if asked.short else ATTEMPTS, asked.seed)
        apis = [pid for name, pid in stage.house.supervisor.pids.items() if name.startswith("api")]
        begun, api_s, own_s = time.monotonic(), used_s(apis), time.process_time()
        async with asyncio.TaskGroup() as group:
            for caller in callers:
                group.create_task(race.run(doors[caller.number % APIS], caller))
        seconds = time.monotonic() - begun
        api_ms, own_ms = each_ms(api_s, used_s(apis), race.attempts), each_ms(own_s, time.process_time(), race.attempts)
    finally:
        for door in doors:
            await door.aclose()
    report.attempts = race.attempts
    report.figures |= {
        "hot_slots": len(hot),
        "winners": len(race.won),
        "answers": dict(race.answers),
        "seconds": round(seconds, 1),
        "attempts_per_s": round(race.attempts / seconds, 1),
        "p50_ms": round(percentile(race.took, 0.5) * 1000, 1),
        "p99_ms": round(percentile(race.took, 0.99) * 1000, 1),
        "p50_ms_of_the_server": round(percentile(race.served, 0.5) * 1000, 1),
        "p99_ms_of_the_server": round(percentile(race.served, 0.99) * 1000, 1),
        "api_cpu_ms_each": api_ms,
        "client_cpu_ms_each": own_ms,
    }
    await until_at_rest(stage, report, 120.0)
    await _judge(stage, report, race)
    return report


class Race:
    """Who tries what, and what came of it."""

    def __init__(self, stage: Stage, hot: list[Hot], attempts: int, seed: int) -> None:
        self._stage = stage
        self._hot = hot
        self._left = attempts
        self._seed = seed
        self.attempts = 0
        self.took: list[float] = []
        self.served: list[float] = []
        self.answers: Counter[str] = Counter()
        self.unexpected: list[str] = []
        self.won: list[str] = []

    async def run(self, door: Line, caller: Caller) -> None:
        """One caller tries hot slots, by its own dice, until all attempts are used up."""
        random = Random(f"{self._seed} {caller.number}")
        while self._left > 0:
            self._left -= 1
            await self._try(door, caller, random.choice(self._hot), f"torture-{caller.number}-attempt-{self._left}")

    async def _try(self, door: Line, caller: Caller, hot: Hot, key: str) -> None:
        token = self._stage.seals.slot(slot(*hot, caller.quote))
        body = {"slot": token, "home_id": caller.home_ref, "card_id": "card_ok", "wish": "prefer"}
        begun = time.perf_counter()
        try:
            answer = await door.post("/v1/bookings", body, caller.headers | {"idempotency-key": key})
        except Broken as broken:
            self._note(caller, hot, "broken", None, time.perf_counter() - begun)
            self.unexpected.append(str(broken))
            return
        told = answer.body
        self.served.append(answer.served_s)
        word = "booked" if answer.status in {201, 202} else str(told.get("reason") or told.get("code"))
        self._note(caller, hot, word, told.get("id"), answer.waited_s + answer.served_s)
        if word == "booked":
            self.won.append(told["id"])
            await new_quote(self._stage, caller)
        elif word not in LOST:
            self.unexpected.append(f"{answer.status} {str(told)[:200]}")

    def _note(self, caller: Caller, hot: Hot, word: str, id: str | None, took: float) -> None:
        self.attempts += 1
        self.took.append(took)
        self.answers[word] += 1
        self._stage.evidence.note(
            caller=caller.number,
            cleaner=hot[0].id,
            start=hot[1].text,
            answer=word,
            booking=id,
            ms=round(took * 1000, 1),
        )


async def sign_all_in(stage: Stage, callers: list[Caller]) -> None:
    """Everybody signs in, twenty at a time."""
    queue = asyncio.Semaphore(20)

    async def one(door: httpx.AsyncClient, caller: Caller) -> None:
        async with queue:
            await sign_in(door, caller)

    async with client(stage.house.urls[0], 20) as door, asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(one(door, caller))


async def _judge(stage: Stage, report: Report, race: Race) -> None:
    hot = report.figures["hot_slots"]
    report.expect(race.attempts > 0, "nothing was attempted")
    report.expect(race.answers["booked"] == hot, f"{race.answers['booked']} winners for {hot} slots")
    report.expect(not race.unexpected, f"{len(race.unexpected)} unexpected answers, first: {race.unexpected[:1]}")
    confirmed = await stage.sql.fetchval("SELECT count(*) FROM booking WHERE phase = 'confirmed'")
    report.expect(confirmed == hot, f"{confirmed} bookings are confirmed for {hot} slots")
    holds = await stage.sql.fetchval("SELECT count(*) FROM calendar_claim WHERE kind = 'hold'")
    report.expect(holds == 0, f"{holds} holds are left behind")
    await in_the_database(stage.sql, report)
    await at_the_gateway(stage.sql, stage.gateway_lines(), report)
