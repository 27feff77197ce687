"""When can I book, from one API process through the search process: a hundred thousand cleaners, updates flowing.

Requests come at their own pace, whoever still waits: an answer's time counts from when it was due.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import httpx

from cleanbee.adapters.http.names import QUOTE, encode
from cleanbee.adapters.system.clock import present
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.kernel import ClaimId, Window
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.entrypoints.bench.goals import Goal, Judged, judged
from cleanbee.entrypoints.bench.outcome import Asked, percentile
from cleanbee.entrypoints.readiness import wait_until_ready
from cleanbee.entrypoints.torture.cpu import each_ms, used_s
from cleanbee.entrypoints.torture.market import Crowd, crowd, somewhere
from cleanbee.entrypoints.torture.outcome import Evidence
from cleanbee.entrypoints.torture.stage import Stage, client, open_stage
from cleanbee.entrypoints.torture.town import ZONE, Caller, settle, sign_in

CLEANERS, CALLERS = 100_000, 20
A_SECOND, UPDATES_A_SECOND = 100, 20
SECONDS, QUICK_SECONDS = 60, 10
WARM_UP_S = 3
GOAL_MS = 25.0
CONNECTIONS = 64
SPANS = ((1, A_SECOND), (7, A_SECOND // 5))
"""So many days at so many requests a second: one day of a calendar, and a whole week, seven times the answer."""


@dataclass
class Took:
    """How long answers took (seconds), by whom they were given, and how many were none."""

    seconds: list[float] = field(default_factory=list[float])
    engines: Counter[str] = field(default_factory=Counter[str])
    failed: int = 0
    size: int = 0


async def run(asked: Asked) -> Judged:
    """Ask at a fixed pace for one day and for a week; the goal is judged on the one day at a hundred a second."""
    figures: dict[str, object] = {"cleaners": CLEANERS, "updates_a_second": UPDATES_A_SECOND}
    goals: list[Goal] = []
    async with open_stage(Evidence(None), apis=1, workers=1, searches=1) as stage:
        there, callers = await _people(stage, asked.seed)
        door = client(stage.house.urls[0], CONNECTIONS)
        try:
            for caller in callers:
                await sign_in(door, caller)
            flowing = asyncio.ensure_future(_update(stage, there, asked.seed))
            for days, pace in SPANS:
                seconds = QUICK_SECONDS if asked.quick else SECONDS
                await _ask(door, callers, (days, pace), WARM_UP_S)
                api, found = _pids(stage, "api"), _pids(stage, "search")
                before = used_s(api), used_s(found)
                took = await _ask(door, callers, (days, pace), seconds)
                count = len(took.seconds)
                p50, p99 = (percentile(took.seconds, share) * 1000 for share in (0.5, 0.99))
                cpu = each_ms(before[0], used_s(api), count), each_ms(before[1], used_s(found), count)
                figures[f"{days}_days"] = (
                    f"{pace}/s: p50 {p50:.1f}, p99 {p99:.1f} ms; {took.size // max(1, count)} bytes; "
                    f"{dict(took.engines)}; CPU an answer: API {cpu[0]}, search {cpu[1]} ms"
                )
                goals.append(
                    Goal(f"p99 of {days} days at {pace}/s, ms", GOAL_MS, p99, most=True, stretch=pace < A_SECOND)
                )
                goals.append(Goal(f"answers of {days} days that were none", 0, took.failed, most=True))
            flowing.cancel()
        finally:
            await door.aclose()
    figures["load"] = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end, ours included"
    return judged("bench availability", goals, figures)


async def _people(stage: Stage, seed: int) -> tuple[Crowd, Sequence[Caller]]:
    """The market, read by a search process that starts over it, and customers all over the town."""
    assert stage.house.settings.search_urls, "there is no search process here: pip install 'cleanbee[numba]'"
    there = await crowd(stage.house.servers.postgres.url, CLEANERS, seed)
    random = Random(f"callers {seed}")
    _, callers = await settle(stage, 0, CALLERS, [somewhere(random, there.side_m) for _ in range(CALLERS)])
    stage.house.supervisor.signal("search", 9)
    await asyncio.sleep(1.0)
    await wait_until_ready("127.0.0.1", int(stage.house.settings.search_urls.rpartition(":")[2]), 120.0)
    return there, callers


def _pids(stage: Stage, name: str) -> list[int]:
    return [pid for child, pid in stage.house.supervisor.pids.items() if child.startswith(name)]


async def _ask(door: httpx.AsyncClient, callers: Sequence[Caller], span: tuple[int, int], seconds: int) -> Took:
    """So many days, so many times a second, from one customer after the other."""
    took, (days, pace) = Took(), span
    first = local_of(present(), ZONE).day + timedelta(days=4)
    begun = time.perf_counter()

    async def one(n: int, due: float) -> None:
        caller = callers[n % len(callers)]
        query = {"quote_id": encode(QUOTE, caller.quote.id), "from": str(first), "days": str(days)}
        answer = await door.get("/v1/availability", params=query, headers=caller.headers)
        took.seconds.append(time.perf_counter() - due)
        took.engines[answer.headers.get("cleanbee-engine", "none")] += 1
        took.failed += answer.status_code != 200
        took.size += len(answer.content)

    async with asyncio.TaskGroup() as group:
        for n in range(pace * seconds):
            due = begun + n / pace
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(n, due))
    return took


async def _update(stage: Stage, there: Crowd, seed: int) -> None:
    """Somebody somewhere is held, and freed a while later."""
    random, held = Random(f"updates {seed}"), list[Claim]()
    day = local_of(present(), ZONE).day + timedelta(days=4)
    while True:
        await asyncio.sleep(1 / UPDATES_A_SECOND)
        start = resolve(LocalStart(day=day, minute=480 + 15 * random.randrange(32), zone=ZONE)).at
        window = Window(start=start, end=start + timedelta(hours=2))
        use = Hold(holder=stage.ids.new(), until=present() + timedelta(hours=2))
        who = random.choice(there.cleaners).id
        claim = Claim(id=ClaimId(stage.ids.new()), cleaner=who, use=use, work=window, blocked=window)
        async with stage.store.begin() as work:
            await work.lock(cleaners=[who])
            if len(held) > 100:
                await work.claims.remove(held.pop(0))
            if not await work.claims.within([who], window):
                await work.claims.add(claim)
                held.append(claim)
