"""A whole house in one process tree: both databases, the sandbox, API and worker processes, all gone with us."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from cleanbee.adapters.embedded.folder import erase
from cleanbee.adapters.embedded.port import free_port
from cleanbee.adapters.system.chance import SystemDice
from cleanbee.entrypoints.databases import Databases, Wanted, open_databases
from cleanbee.entrypoints.readiness import ask, wait_until_ready, wait_until_there
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.supervisor import Child, Say, Supervisor

READY_WITHIN_S = 60.0
MOST_STARTS = 4


class PortTaken(Exception):
    """Somebody else listens there."""


class SeedFailed(Exception):
    """The city could not be loaded; its command said why."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to build: how many of each process, whether to begin afresh, whether to load the city.

    Without the compiler (extra `numba`) there are no search processes, however many are asked for.

    Without ``data_dir`` everything is thrown away at the end; ``port`` is the first API's, the next ones follow it
    unless ``ports`` names each.
    """

    data_dir: Path | None
    sandbox_dir: Path
    ports: tuple[int, ...] = (8000,)
    workers: int = 1
    searches: int = 0
    fresh: bool = False
    seed: bool = True


@dataclass(frozen=True, kw_only=True)
class House:
    """A house that is open: its processes, its settings as its children have them, and what building it took."""

    supervisor: Supervisor
    settings: Settings = field(repr=False)
    urls: tuple[str, ...]
    servers: Databases
    migrations: int
    now: str
    city: str
    seconds: float


@asynccontextmanager
async def open_house(plan: Plan, told: Settings, environ: Mapping[str, str], say: Say) -> AsyncGenerator[House]:
    """Build a house, wait until every API process is ready, and take it down at the end in the opposite order.

    :raises PortTaken: somebody else listens there.
    :raises ServerWouldNotStart: no PostgreSQL or no queue server.
    :raises NotReady: the sandbox, or an API process, did not become ready within a minute.
    """
    began = time.monotonic()
    for port in plan.ports:
        check_free(told.host, port)
    if plan.fresh:
        clear(plan)
    dice = SystemDice()
    async with open_databases(wanted(plan, told), dict(environ), dice.token) as servers:
        owner = of_house(plan, told, servers, (dice.token(), dice.token()))
        migrations = await _migrate(owner)
        settings = owner if "database_url" in told.sources else await _as_app(owner, dice.token())
        async with Supervisor(say) as supervisor:
            parts = children(plan, settings)
            for child in parts["before"]:
                supervisor.start(child)
            sandbox_port = int(settings.sandbox_url.rpartition(":")[2])
            await wait_until_there("127.0.0.1", sandbox_port, READY_WITHIN_S, lambda: _keeps_dying(supervisor))
            city = await _seed(supervisor, settings) if plan.seed else ""
            for child in parts["after"]:
                supervisor.start(child)
            urls = tuple(f"http://{told.host}:{port}" for port in plan.ports)
            for port in plan.ports:
                await wait_until_ready(told.host, port, READY_WITHIN_S, lambda: _keeps_dying(supervisor))
            stamped = await ask(told.host, plan.ports[0], "/v1")
            yield House(
                supervisor=supervisor,
                settings=settings,
                urls=urls,
                servers=servers,
                migrations=migrations,
                city=city,
                now=stamped.headers.get("cleanbee-now", "") if stamped else "",
                seconds=time.monotonic() - began,
            )


def wanted(plan: Plan, told: Settings) -> Wanted:
    """Which servers: those that were named, else our own."""
    named = told.sources
    return Wanted(
        database_url=told.database_url if "database_url" in named else "",
        redis_url=told.redis_url,
        data_dir=plan.data_dir,
    )


def of_house(plan: Plan, told: Settings, servers: Databases, token: tuple[str, str]) -> Settings:
    """The settings that every process of this house gets."""
    return told.with_(
        database_url=servers.postgres.url,
        redis_url=servers.redis.url,
        data_dir=plan.sandbox_dir,
        port=plan.ports[0],
        search_urls=told.search_urls or ",".join(f"http://127.0.0.1:{free_port()}" for _ in range(searches(plan))),
        sandbox_url=f"http://127.0.0.1:{free_port()}",
        sandbox_token=token[0],
        sandbox_hook_secrets=token[1],
        hooks_url=told.hooks_url or f"http://127.0.0.1:{plan.ports[0]}",
        drain_notice_s=0.0,
        drain_most_s=5.0,
    )


def children(plan: Plan, settings: Settings) -> dict[str, list[Child]]:
    """The processes that may start before the city is loaded, and those that may only after it."""
    environment = settings.environment()
    sandbox_port = settings.sandbox_url.rpartition(":")[2]
    before = [Child("sandbox", ("sandbox", "--port", sandbox_port), environment)]
    many = len(plan.ports) > 1
    for place, port in enumerate(plan.ports, 1):
        name = f"api-{place}" if many else "api"
        before.append(Child(name, ("serve", "--port", str(port)), environment))
    names = [f"worker-{place}" for place in range(1, plan.workers + 1)] if plan.workers > 1 else ["worker"]
    compiled = {"CLEANBEE_SCORER": "numba", "CLEANBEE_ASSIGNER": "numba"} if find_spec("numba") else {}
    if compiled and find_spec("highspy"):
        compiled["CLEANBEE_PLANNER"] = "numba"
    after = [Child(name, ("worker",), environment | compiled) for name in names[: plan.workers]]
    if searches(plan):
        for place, url in enumerate(settings.search_urls.split(","), 1):
            name = f"search-{place}" if plan.searches > 1 else "search"
            after.append(Child(name, ("search", "--port", url.rpartition(":")[2]), environment))
    return {"before": before, "after": after}


def searches(plan: Plan) -> int:
    """How many search processes there will be."""
    return plan.searches if find_spec("numba") else 0


def check_free(host: str, port: int) -> None:
    """Nobody may listen there.

    :raises PortTaken: somebody does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise PortTaken(f"port {port} of {host} is taken") from taken


def clear(plan: Plan) -> None:
    """Forget everything that earlier runs kept in this folder or elsewhere for it, and nothing else.

    :raises ServerWouldNotStart: another house is open on it.
    """
    if plan.data_dir is not None:
        erase(plan.data_dir)
    shutil.rmtree(plan.sandbox_dir / "sandbox", ignore_errors=True)


def _keeps_dying(supervisor: Supervisor) -> bool:
    """A process that had to be started so often before it was ready once will not be ready the next time."""
    return max(supervisor.starts.values()) > MOST_STARTS


async def _migrate(settings: Settings) -> int:
    from cleanbee.adapters.postgres.migrate import known, migrate

    await migrate(settings.database_url)
    return len(known())


async def _as_app(owner: Settings, password: str) -> Settings:
    """The same settings for processes that connect as the application, on a server that is ours alone."""
    from cleanbee.adapters.postgres.app_role import admit_app

    return owner.with_(database_url=await admit_app(owner.database_url, password=password))


async def _seed(supervisor: Supervisor, settings: Settings) -> str:
    code, said = await supervisor.run(Child("seed", ("seed",), settings.environment()))
    if code != os.EX_OK:
        raise SeedFailed(f"`cleanbee seed` ended with {code}")
    return said
