"""The queue server is wiped every ten seconds while five thousand timers fall due; each must fire, and fire once."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from cleanbee.adapters.system.clock import present
from cleanbee.domain.kernel import Timer, with_
from cleanbee.domain.pricing.quote import Open
from cleanbee.entrypoints.house import Plan, children
from cleanbee.entrypoints.torture.audit import in_the_database
from cleanbee.entrypoints.torture.outcome import Asked, Report
from cleanbee.entrypoints.torture.rest import until_at_rest
from cleanbee.entrypoints.torture.stage import Stage
from cleanbee.entrypoints.torture.town import Caller, quote, settle

APIS, WORKERS = 1, 0
TIMERS, SHORT_TIMERS = 5_000, 500
SECONDS, SHORT_SECONDS = 60, 12
WIPE_EVERY_S = 10
LEAST_IN_EACH = 200
UNATTENDED = 200
KIND = "quote.expire"
FIRED = "SELECT count(*) FROM quote WHERE phase = 'expired' AND id = ANY($1::uuid[])"


async def run(stage: Stage, asked: Asked) -> Report:
    """Without a worker nothing moves; with one everything does, however often its queue is wiped."""
    report = Report("redis")
    many, seconds = (SHORT_TIMERS, SHORT_SECONDS) if asked.short else (TIMERS, SECONDS)
    _, (caller,) = await settle(stage, 1, 1)
    early = await _unattended(stage, report, caller)
    begun = present() + timedelta(seconds=2)
    spread = [begun + timedelta(seconds=n * seconds / many) for n in range(many)]
    later = await _quotes(stage, caller, spread)
    _start_workers(stage)
    wipes, windows = await _wipe(stage, later, seconds, begun)
    await until_at_rest(stage, report, 60.0)
    fired = await stage.sql.fetchval(FIRED, [*early, *later])
    twice = await stage.sql.fetchval("SELECT count(*) FROM quote WHERE phase = 'expired' AND version <> 2")
    left = await stage.sql.fetchval("SELECT count(*) FROM timer WHERE kind = $1 AND due_at <= clock_timestamp()", KIND)
    report.attempts = len(early) + len(later)
    report.figures |= {"wipes": wipes, "fired": fired, "fired_in_each_window": windows, "fired_twice": twice}
    report.expect(fired == report.attempts, f"{fired} of {report.attempts} timers fired")
    report.expect(twice == 0, f"{twice} timers fired more than once")
    report.expect(left == 0, f"{left} due timers are left")
    report.expect(wipes > 0, "void: the queue server was never wiped")
    if not asked.short:
        thin = [n for n in windows if n < LEAST_IN_EACH]
        report.expect(not thin, f"void: fewer than {LEAST_IN_EACH} fired in a window of ten seconds: {windows}")
    await in_the_database(stage.sql, report)
    return report


async def _unattended(stage: Stage, report: Report, caller: Caller) -> list[UUID]:
    """Timers that are due while no worker runs stay as they are."""
    now = present()
    early = await _quotes(stage, caller, [now] * UNATTENDED)
    async with asyncio.timeout(10):
        await asyncio.sleep(6)
    moved = await stage.sql.fetchval(FIRED, early)
    report.figures["fired_without_a_worker"] = moved
    report.expect(moved == 0, f"{moved} timers fired although no worker ran")
    return early


async def _quotes(stage: Stage, caller: Caller, ends: list[datetime]) -> list[UUID]:
    """Quotes that run out at these instants, each with its timer."""
    made: list[UUID] = []
    for begin in range(0, len(ends), 100):
        async with stage.store.begin() as work:
            for end in ends[begin : begin + 100]:
                one = with_(quote(stage, caller.customer, caller.home), phase=Open(until=end))
                await work.quotes.add(one)
                await work.wait(Timer(kind=KIND, subject=one.id, due_at=end))
                made.append(one.id)
    return made


def _start_workers(stage: Stage) -> None:
    plan = Plan(data_dir=None, sandbox_dir=stage.folder, ports=(stage.house.settings.port,), workers=1, seed=False)
    for child in children(plan, stage.house.settings)["after"]:
        stage.house.supervisor.start(child)


async def _wipe(stage: Stage, later: list[UUID], seconds: int, begun: datetime) -> tuple[int, list[int]]:
    """Wipe the queue server every ten seconds while timers fall due; how many fired in each of these spans."""
    driver: Any = Redis  # its functions carry no types
    client = driver.from_url(stage.house.settings.redis_url)
    wipes, windows, before = 0, list[int](), 0
    first = time.monotonic() + (begun - present()).total_seconds()
    try:
        for n in range(1, seconds // WIPE_EVERY_S + 1):
            await asyncio.sleep(max(0.0, first + n * WIPE_EVERY_S - time.monotonic()))
            fired = await stage.sql.fetchval(FIRED, later)
            windows.append(fired - before)
            before = fired
            await client.flushall()
            wipes += 1
            stage.evidence.note(wiped=wipes, fired=fired)
    finally:
        await client.aclose()
    return wipes, windows
