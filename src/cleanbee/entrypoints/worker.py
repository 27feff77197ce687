"""The worker process: does what is due, by the queues it is told to serve."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from cleanbee.adapters.jobs.worker import Runner, work
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.queues import Queue


def runners(app: App, queues: Sequence[Queue]) -> dict[str, Runner]:
    """A runner for each queue that has something to run: its drains, then its timers."""
    found: dict[str, Runner] = {}
    for queue in queues:
        names = (f"timers.{queue.name}", *queue.drains)
        drains = [app.drains[name] for name in names if name in app.drains]
        if drains:
            found[queue.name] = Runner(queue.name, drains, app.queue)
    return found


async def run(settings: Settings, queues: Sequence[Queue], stop: asyncio.Event) -> None:
    """Work until told to stop; what is under way is finished."""
    async with open_app(settings) as app:
        await app.platform.run_jobs.plan()
        await work(settings.redis_url, runners(app, queues), stop)
