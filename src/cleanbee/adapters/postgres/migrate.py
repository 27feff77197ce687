"""Bringing a database to the shape this version needs: one process at a time, each migration whole or not at all."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from pkgutil import iter_modules
from typing import Any

import asyncpg
from piccolo.apps.migrations.tables import Migration

from cleanbee.adapters.postgres import piccolo_migrations
from cleanbee.adapters.postgres.connect import connect
from cleanbee.adapters.postgres.constraints import fault_of
from cleanbee.adapters.postgres.engine import ENGINE
from cleanbee.adapters.postgres.unit import Unit

APP = "cleanbee"
ONE_AT_A_TIME = 7_326_000
"""The advisory lock that whoever migrates holds for as long as they are connected."""

_WAIT = "SELECT pg_advisory_lock($1)"
_MAY_CHANGE = """SELECT has_schema_privilege('public', 'CREATE') AND coalesce(
    (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('migration')), true)"""


class NotTheOwner(Exception):
    """Migrations are missing, and whoever connects like this may not change the database's shape."""


def known() -> tuple[str, ...]:
    """The migrations this version brings, in order."""
    return tuple(sorted(module.name for module in iter_modules(piccolo_migrations.__path__) if not module.ispkg))


async def migrate(url: str) -> int:
    """Run what has not run yet; how many ran. Safe to repeat, and safe to run from many processes at once.

    :raises Busy: the server does not answer, or tables stayed locked.
    :raises NotTheOwner: something has to run, and not under this role.
    """
    if not (lacking := await missing(url)):
        return 0
    async with _connection(url) as connection:
        await connection.fetch(_WAIT, ONE_AT_A_TIME)
        if not await connection.fetchval(_MAY_CHANGE):
            raise NotTheOwner(f"{len(lacking)} migrations are missing, and this role does not own the tables")
        await connection.execute("SET lock_timeout = '1s'")
        with _shown(connection), _piccolo_told(), redirect_stdout(StringIO()):
            await Migration.create_table(if_not_exists=True)
            ran = set(await Migration.get_migrations_which_ran(APP))
            waiting = [name for name in known() if name not in ran]
            for name in waiting:
                await _run(connection, name)
    return len(waiting)


async def missing(url: str) -> tuple[str, ...]:
    """The migrations that have not run there yet.

    :raises Busy: the server does not answer.
    """
    async with _connection(url) as connection:
        if not (await connection.fetchval("SELECT to_regclass('migration') IS NOT NULL")):
            return known()
        with _shown(connection), _piccolo_told():
            ran = set(await Migration.get_migrations_which_ran(APP))
    return tuple(name for name in known() if name not in ran)


async def _run(connection: Any, name: str) -> None:
    """One migration and the note that it ran, in one transaction."""
    module: Any = import_module(f"{piccolo_migrations.__name__}.{name}")
    try:
        async with connection.transaction():
            manager = await module.forwards()
            await manager.run()
            await Migration.insert(Migration(name=name, app_name=APP))
    except asyncpg.PostgresError as error:
        raise fault_of(error) from error


@asynccontextmanager
async def _connection(url: str) -> AsyncGenerator[Any]:
    connection = await connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@contextmanager
def _shown(connection: Any) -> Generator[None]:
    """Let Piccolo's queries run on this connection."""
    shown = ENGINE.current_transaction.set(Unit(connection, sandbox=False, begun=True))  # pyright: ignore[reportArgumentType] -- all Piccolo asks of it
    try:
        yield
    finally:
        ENGINE.current_transaction.reset(shown)


@contextmanager
def _piccolo_told() -> Generator[None]:
    """Tell Piccolo where its engine is, whatever the environment says otherwise."""
    before = os.environ.get("PICCOLO_CONF")
    os.environ["PICCOLO_CONF"] = "cleanbee.adapters.postgres.piccolo_conf"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PICCOLO_CONF"]
        else:
            os.environ["PICCOLO_CONF"] = before
