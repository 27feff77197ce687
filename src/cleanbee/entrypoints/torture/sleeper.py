"""A worker is stopped in the middle of its work, past its lease, and woken: what it held was done by another, once."""

from __future__ import annotations

import asyncio
import signal
import time
from uuid import UUID

from cleanbee.adapters.system.clock import present
from cleanbee.domain.kernel import Timer, with_
from cleanbee.domain.pricing.quote import Open
from cleanbee.entrypoints.torture.outcome import Report
from cleanbee.entrypoints.torture.stage import Stage
from cleanbee.entrypoints.torture.town import Caller, quote

TIMERS = 600
ASLEEP_S = 75.0
AWAKE_S = 5.0
LOOK_EVERY_S = 0.02
FIRED = "SELECT count(*) FROM quote WHERE phase = 'expired' AND id = ANY($1::uuid[])"
LEASED = (
    "SELECT count(*) FROM timer WHERE kind = 'quote.expire' AND lease_token IS NOT NULL AND subject = ANY($1::uuid[])"
)


async def oversleep(stage: Stage, report: Report, caller: Caller) -> None:
    """Stop one worker while leases are out, wait until they have lapsed and all is done, wake it, look for repeats."""
    due = await _due_now(stage, caller)
    asleep = await _stop_one_at_work(stage, due)
    report.expect(asleep is not None, "void: no worker was caught at work")
    if asleep is None:
        return
    await asyncio.sleep(ASLEEP_S)
    done_without = await stage.sql.fetchval(FIRED, due)
    stage.house.supervisor.signal(asleep, signal.SIGCONT)
    await asyncio.sleep(AWAKE_S)
    twice = await stage.sql.fetchval("SELECT count(*) FROM quote WHERE version > 2 AND id = ANY($1::uuid[])", due)
    steps = await stage.sql.fetchval(FIRED, due)
    report.figures["sleeper"] = {"asleep_s": ASLEEP_S, "done_meanwhile": done_without, "done": steps, "twice": twice}
    report.expect(done_without == TIMERS, f"{TIMERS - done_without} timers waited for the worker that slept")
    report.expect(twice == 0, f"the worker that overslept did {twice} things again")


async def _due_now(stage: Stage, caller: Caller) -> list[UUID]:
    now = present()
    made: list[UUID] = []
    async with stage.store.begin() as work:
        for _ in range(TIMERS):
            one = with_(quote(stage, caller.customer, caller.home), phase=Open(until=now))
            await work.quotes.add(one)
            await work.wait(Timer(kind="quote.expire", subject=one.id, due_at=now))
            made.append(one.id)
    return made


async def _stop_one_at_work(stage: Stage, due: list[UUID]) -> str | None:
    """Stop a worker while timers are leased; with two workers at it, one of them holds what the other cannot see."""
    begun = time.monotonic()
    while time.monotonic() - begun < 20.0:
        if await stage.sql.fetchval(LEASED, due):
            name = next(name for name in stage.house.supervisor.pids if name.startswith("worker"))
            return name if stage.house.supervisor.signal(name, signal.SIGSTOP) else None
        await asyncio.sleep(LOOK_EVERY_S)
    return None
