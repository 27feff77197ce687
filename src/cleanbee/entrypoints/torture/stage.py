"""The house under test, opened for one run: databases, sandbox, API and worker processes on free ports."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from cleanbee.adapters.embedded.port import free_port
from cleanbee.adapters.http.seals import Seals
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.entrypoints.house import House, Plan, open_house
from cleanbee.entrypoints.settings import load
from cleanbee.entrypoints.torture.outcome import Evidence

ANSWER_S = 30.0

CONNECTIONS = 4


@dataclass(frozen=True)
class Stage:
    """Everything a scenario works with; ``sql`` is a connection of our own, beside the house's."""

    house: House
    store: PostgresStore
    sql: Any
    ids: SystemIds
    seals: Seals
    evidence: Evidence
    folder: Path
    log: Path
    in_line: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))
    """For what the scenario keeps by itself while a hundred callers are at it: nobody is told that it is busy."""

    def gateway_lines(self) -> list[str]:
        """What the sandbox's bank was asked and answered, a line each, written before each answer."""
        file = self.folder / "sandbox" / "gateway.jsonl"
        return file.read_text("utf-8").splitlines() if file.exists() else []


@asynccontextmanager
async def open_stage(
    evidence: Evidence, *, apis: int, workers: int, searches: int = 0, bank_ms: int = 0
) -> AsyncGenerator[Stage]:
    """Open a house without a city in a folder of its own; its processes' lines go to a file there."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cleanbee-torture-")))
        log = folder / "processes.log"
        lines = stack.enter_context(log.open("w", encoding="utf-8", buffering=1))
        told = load(os.environ).with_(
            limits=False, courier="sandbox", hasher="quick", pool=24, sandbox_answer_ms=bank_ms
        )
        plan = Plan(
            data_dir=None,
            sandbox_dir=folder,
            ports=tuple(free_port() for _ in range(apis)),
            workers=workers,
            searches=searches,
            seed=False,
        )
        house = await stack.enter_async_context(
            open_house(plan, told, os.environ, lambda name, text: print(f"{name}│ {text}", file=lines))
        )
        url = house.settings.database_url
        store = await stack.enter_async_context(
            open_postgres(PostgresSettings(url=url, pool_max=CONNECTIONS, sandbox=True))
        )
        driver: Any = asyncpg  # its functions carry no types
        sql: Any = await driver.connect(url)
        stack.push_async_callback(sql.close)
        yield Stage(house, store, sql, SystemIds(), Seals(house.settings.secret_key), evidence, folder, log)


def client(url: str, connections: int) -> httpx.AsyncClient:
    """A client with at most so many connections to one API process."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.AsyncClient(base_url=url, limits=limits, timeout=httpx.Timeout(ANSWER_S, pool=120.0))
