"""Search processes that are killed, and how long after it they are back."""

from __future__ import annotations

import asyncio
import signal
import time

import msgspec

from cleanbee.entrypoints.readiness import ask as ask_once
from cleanbee.entrypoints.torture.search_run import Run
from cleanbee.entrypoints.torture.stage import Stage

KILL_EVERY_S, LOOK_EVERY_S = 10.0, 0.1
LAG_MOST_S, FIRST_READY_S = 1.0, 180.0


def names_of(stage: Stage) -> list[str]:
    """The search processes, in order."""
    return sorted(name for name in stage.house.supervisor.pids if name.startswith("search"))


async def all_ready(stage: Stage) -> float:
    """Wait until every replica has caught up; how long that took."""
    begun = time.monotonic()
    await asyncio.sleep(1.0)
    for port in ports_of(stage):
        while (lag := await _lag(port)) is None or lag >= LAG_MOST_S:
            assert time.monotonic() - begun < FIRST_READY_S, "the search processes do not become ready"
            await asyncio.sleep(LOOK_EVERY_S)
    return round(time.monotonic() - begun, 1)


def ports_of(stage: Stage) -> list[int]:
    """Where they listen, in the same order."""
    return [int(url.rpartition(":")[2]) for url in stage.house.settings.search_urls.split(",")]


async def _lag(port: int) -> float | None:
    """How far a replica lags by its own word; None where it says nothing."""
    answer = await ask_once("127.0.0.1", port, "/readyz")
    if answer is None or answer.status != 200:
        return None
    return float(msgspec.json.decode(answer.body)["lag_s"])


async def kill(one: Run, seconds: float) -> None:
    """One after the other, every ten seconds; twice in the run both at once: enough for the fallback to say."""
    names, ports = names_of(one.stage), ports_of(one.stage)
    rounds = max(2, int(seconds // KILL_EVERY_S))
    begun = time.monotonic()
    async with asyncio.TaskGroup() as watching:
        for n in range(rounds):
            await asyncio.sleep(max(0.0, begun + n * KILL_EVERY_S + KILL_EVERY_S / 2 - time.monotonic()))
            both = n in {rounds // 3, 2 * rounds // 3}
            for name, port in zip(names, ports, strict=True):
                if (both or name == names[n % len(names)]) and one.stage.house.supervisor.signal(name, signal.SIGKILL):
                    one.kills[name] += 1
                    watching.create_task(_back(one, name, port))
        await asyncio.sleep(max(0.0, begun + seconds - time.monotonic()))
    one.over = True


async def _back(one: Run, name: str, port: int) -> None:
    """How long after its death a replica lags less than a second again."""
    died = time.monotonic()
    await asyncio.sleep(LOOK_EVERY_S)
    while time.monotonic() - died < KILL_EVERY_S * 2:
        lag = await _lag(port)
        if lag is not None and lag < LAG_MOST_S:
            one.back_after.append(time.monotonic() - died)
            return
        await asyncio.sleep(LOOK_EVERY_S)
    one.lost.append(name)


async def watch(one: Run) -> None:
    """How far the replicas lag while they live."""
    while not one.over:
        for port in ports_of(one.stage):
            if (lag := await _lag(port)) is not None:
                one.lags.append(lag)
        await asyncio.sleep(LOOK_EVERY_S * 5)
