"""Fixtures: real servers, started once for a whole run, and a migrated database for each test worker.

`database_url` is a clone of one migrated template, emptied before each test; `redis_url` is flushed before each test;
`new_database` gives further clones, for whoever needs a database longer than one test (a server process, say).
`CLEANBEE_PG=15` asks for that version of PostgreSQL.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import threading
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest

from cleanbee.entrypoints.databases import Wanted, databases

if TYPE_CHECKING:
    import asyncpg

# Rows that migrations bring and tests may rely on: never emptied.
REFERENCE = frozenset({"migration", "booking_move", "ledger_chart"})
# The one row of the test clock, as the migration lays it.
CLOCK, CLOCK_AS_NEW = "sandbox_clock", "DELETE FROM sandbox_clock; INSERT INTO sandbox_clock (one) VALUES (true)"
LOOK_EVERY_S = 0.02
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Urls:
    """Where the servers of this run answer."""

    postgres: str
    redis: str


def password() -> str:
    return secrets.token_urlsafe(18)


@contextmanager
def started() -> Generator[Urls]:
    """Both servers by the one rule, on throwaway data."""
    major = os.environ.get("CLEANBEE_PG")
    wanted = Wanted(
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
        for_tests=True,
        major=int(major) if major else None,
    )
    with databases(wanted, dict(os.environ), password) as both:
        yield Urls(both.postgres.url, both.redis.url)


@contextmanager
def started_once(folder: Path) -> Generator[Urls]:
    """The same servers for all workers of a run: the first starts them, and stops them when the last is done."""
    import fcntl

    told, pause = folder / "servers.json", threading.Event()
    with ExitStack() as servers, (folder / "starting").open("w") as starting, (folder / "users").open("w") as users:
        fcntl.flock(starting, fcntl.LOCK_EX)
        mine = not told.exists()
        if mine:
            told.write_text(json.dumps(asdict(servers.enter_context(started()))), encoding="utf-8")
        urls = Urls(**json.loads(told.read_text(encoding="utf-8")))
        fcntl.flock(users, fcntl.LOCK_SH)
        fcntl.flock(starting, fcntl.LOCK_UN)
        yield urls
        while mine:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if locked_alone(users):
                told.unlink()
                return
            fcntl.flock(users, fcntl.LOCK_SH)
            fcntl.flock(starting, fcntl.LOCK_UN)
            pause.wait(LOOK_EVERY_S)


def locked_alone(users: IO[str]) -> bool:
    import fcntl

    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def apart(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it in a loop of its own, beside whatever loop the test may have."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def named(url: str, database: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


async def connected(url: str) -> asyncpg.Connection[Any]:
    import asyncpg

    return await asyncpg.connect(url, timeout=20)


async def run(url: str, *statements: str) -> None:
    connection = await connected(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def template() -> str:
    """The template's name, another one for other migrations: a server may outlive the run, and its template with it."""
    from cleanbee.adapters.postgres import piccolo_migrations

    folder = Path(piccolo_migrations.__path__[0])
    text = b"".join(file.read_bytes() for file in sorted(folder.rglob("*.py")))
    return f"cleanbee_template_{sha256(text).hexdigest()[:12]}"


async def migrated_template(url: str) -> None:
    """Make the template unless another worker made it; the server's own lock keeps two from trying at once."""
    from cleanbee.adapters.postgres.migrate import migrate

    name, connection = template(), await connected(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(20261)")
        made = await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1 AND datistemplate", name)
        if not made:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {name}")
            await migrate(named(url, name))
            await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true")
    finally:
        await connection.close()


async def emptied(url: str) -> None:
    """Truncate whatever holds rows, reference tables excepted; triggers that forbid it do not fire."""
    connection = await connected(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [row["tablename"] for row in tables if row["tablename"] not in REFERENCE | {CLOCK}]
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE \"{name}\")" for name in names)
        await connection.execute("SET lock_timeout = '10s'; SET session_replication_role = replica")
        await connection.execute(CLOCK_AS_NEW)
        filled = [row[0] for row in await connection.fetch(asked)]
        if filled:
            listed = ", ".join(f'"{name}"' for name in filled)
            await connection.execute(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Generator[Urls]:
    """PostgreSQL and Redis, running."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        with started_once(tmp_path_factory.getbasetemp().parent) as urls:
            yield urls
    else:
        with started() as urls:
            yield urls


@pytest.fixture(scope="session")
def new_database(servers: Urls, worker: str) -> Generator[Callable[[], str]]:
    """Each call makes one more migrated, empty database and gives its URL; all are dropped at the end."""
    apart(migrated_template(servers.postgres))
    made: list[str] = []

    def make() -> str:
        name = f"cleanbee_test_{os.getpid()}_{worker}_{len(made)}"
        apart(run(servers.postgres, f"CREATE DATABASE {name} TEMPLATE {template()} STRATEGY FILE_COPY"))
        made.append(name)
        return named(servers.postgres, name)

    yield make
    for name in made:
        apart(run(servers.postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test worker, as in `gw0`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def worker_database(new_database: Callable[[], str]) -> str:
    """This worker's own database; tests ask for `database_url`."""
    return new_database()


@pytest.fixture
def database_url(worker_database: str) -> str:
    """A migrated database with no rows in it but the reference tables'."""
    apart(emptied(worker_database))
    return worker_database


def on_redis(servers: Urls, worker: str) -> str:
    """The Redis database that this test worker has for itself."""
    first = int(urlsplit(servers.redis).path.strip("/") or 0)
    return named(servers.redis, str(first + int(worker.removeprefix("gw"))))


@pytest.fixture
def redis_url(servers: Urls, worker: str) -> str:
    """A Redis database of this worker's own, with nothing in it."""
    import redis

    url = on_redis(servers, worker)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
