"""Two search processes under load; one is killed with -9 every ten seconds, twice both; no answer may be wrong."""

from __future__ import annotations

import asyncio
import signal
from random import Random

import msgspec

from cleanbee.entrypoints.torture.market import Crowd, crowd, somewhere
from cleanbee.entrypoints.torture.outcome import Asked, Report
from cleanbee.entrypoints.torture.search_asking import keep_asking
from cleanbee.entrypoints.torture.search_changes import change, change_elsewhere, keep_changing
from cleanbee.entrypoints.torture.search_kills import all_ready, kill, names_of, watch
from cleanbee.entrypoints.torture.search_run import Home, Run
from cleanbee.entrypoints.torture.search_verdict import judge
from cleanbee.entrypoints.torture.stage import Stage, client
from cleanbee.entrypoints.torture.town import settle, sign_in

APIS, WORKERS, SEARCHES = 1, 1, 2
HOMES, EACH = 4, 4
SECONDS, SHORT_SECONDS = 120.0, 30.0


async def run(stage: Stage, asked: Asked) -> Report:
    """People the market, ask and change and kill, and judge every answer by the rule."""
    report = Report("search")
    if not stage.house.settings.search_urls:
        report.findings.append("void: there is no search process here: pip install 'cleanbee[numba]'")
        return report
    there = await crowd(stage.house.servers.postgres.url, asked.cleaners, asked.seed)
    one = Run(stage, await _homes(stage, there, asked.seed), there, asked.seed)
    door = client(stage.house.urls[0], HOMES * EACH + 1)
    try:
        for name in names_of(stage):
            stage.house.supervisor.signal(name, signal.SIGKILL)
        report.figures["first_ready_s"] = await all_ready(stage)
        for home in one.homes:
            await sign_in(door, home.caller)
            await change(one, home, None)
        async with asyncio.TaskGroup() as group:
            group.create_task(kill(one, SHORT_SECONDS if asked.short else SECONDS))
            group.create_task(watch(one))
            group.create_task(change_elsewhere(one))
            for home in one.homes:
                group.create_task(keep_changing(one, home))
                for n in range(EACH):
                    group.create_task(keep_asking(one, home, door, n))
    finally:
        await door.aclose()
    judge(one, report, asked)
    return report


async def _homes(stage: Stage, there: Crowd, seed: int) -> list[Home]:
    """Homes far from each other, with somebody who asks from each."""
    random = Random(f"homes {seed}")
    half = there.side_m // 2
    corners = [somewhere(random, half // 4) for _ in range(HOMES)]
    far = round(max(half, 1) * 0.5 / 0.111195)
    ways = ((-1, -1), (-1, 1), (1, -1), (1, 1))
    places = [
        msgspec.structs.replace(one, lat_e6=one.lat_e6 + north * far, lon_e6=one.lon_e6 + east * far * 8 // 5)
        for one, (north, east) in zip(corners, ways, strict=True)
    ]
    _, callers = await settle(stage, 0, HOMES, places)
    return [Home(caller, there.near(caller.home.place, 2_000)) for caller in callers]
