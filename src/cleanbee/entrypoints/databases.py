"""Which PostgreSQL and which Redis: the one rule, in one place.

A server that the user names is taken. Else tests take containers where an engine answers, and everything else takes the
embedded servers: real ones from wheels, on loopback, gone with their parent.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import assert_never

from cleanbee.adapters.embedded.container import answering_engine, postgres_container, valkey_container
from cleanbee.adapters.embedded.guarded import Server, in_a_thread
from cleanbee.adapters.embedded.postgres import postgres
from cleanbee.adapters.embedded.valkey import valkey


class Source(Enum):
    """Where a server comes from."""

    GIVEN = "given"
    CONTAINER = "container"
    EMBEDDED = "embedded"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: servers of their own by URL, a folder for data that stay, tests or not.

    Without ``data_dir`` the data are thrown away with the servers. ``major`` asks for one version of PostgreSQL.
    """

    database_url: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    data_dir: Path | None = None
    for_tests: bool = False
    major: int | None = None


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Both servers, running."""

    postgres: Server
    redis: Server


def choose(url: str, *, for_tests: bool, engine_answers: Callable[[], bool]) -> Source:
    """The rule. The engine is asked only where its answer matters."""
    if url:
        return Source.GIVEN
    if for_tests and engine_answers():
        return Source.CONTAINER
    return Source.EMBEDDED


def wanted_by(environ: dict[str, str], data_dir: Path | None = None, *, for_tests: bool = False) -> Wanted:
    """What the environment asks for: `DATABASE_URL`, `REDIS_URL`."""
    return Wanted(
        database_url=environ.get("DATABASE_URL", ""),
        redis_url=environ.get("REDIS_URL", ""),
        data_dir=data_dir,
        for_tests=for_tests,
    )


def open_databases(
    wanted: Wanted, environ: dict[str, str], fresh_password: Callable[[], str]
) -> AbstractAsyncContextManager[Databases]:
    """Both servers for as long as the context is open.

    :raises ServerWouldNotStart: with what is missing and what to do next.
    """
    return in_a_thread(databases(wanted, environ, fresh_password))


@contextmanager
def databases(wanted: Wanted, environ: dict[str, str], fresh_password: Callable[[], str]) -> Generator[Databases]:
    """The same for a caller without an event loop."""

    def engine() -> bool:
        return answering_engine(environ) is not None

    first = choose(wanted.database_url, for_tests=wanted.for_tests, engine_answers=engine)
    second = choose(wanted.redis_url, for_tests=wanted.for_tests, engine_answers=engine)
    with (
        postgres_from(first, wanted, fresh_password) as database,
        redis_from(second, wanted, fresh_password) as redis,
    ):
        yield Databases(postgres=database, redis=redis)


def postgres_from(source: Source, wanted: Wanted, fresh_password: Callable[[], str]) -> AbstractContextManager[Server]:
    """PostgreSQL from where the rule says."""
    match source:
        case Source.GIVEN:
            return nullcontext(Server(url=wanted.database_url, name="postgres (DATABASE_URL)"))
        case Source.CONTAINER:
            return postgres_container(fresh_password, wanted.major)
        case Source.EMBEDDED:
            folder = wanted.data_dir and wanted.data_dir / "postgres"
            return postgres(folder, fresh_password, major=wanted.major)
    assert_never(source)


def redis_from(source: Source, wanted: Wanted, fresh_password: Callable[[], str]) -> AbstractContextManager[Server]:
    """The Redis-protocol server from where the rule says."""
    match source:
        case Source.GIVEN:
            return nullcontext(Server(url=wanted.redis_url, name="redis (REDIS_URL)"))
        case Source.CONTAINER:
            return valkey_container(fresh_password)
        case Source.EMBEDDED:
            return valkey(wanted.data_dir and wanted.data_dir / "valkey", fresh_password)
    assert_never(source)
