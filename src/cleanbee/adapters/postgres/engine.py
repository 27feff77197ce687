"""The door through which Piccolo's queries reach the connection of the unit of work that is open."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

from piccolo.engine.postgres import PostgresEngine

if TYPE_CHECKING:
    from piccolo.querystring import QueryString


class Current(Protocol):
    """What Piccolo sees as its current transaction."""

    @property
    def connection(self) -> Any:
        """The asyncpg connection."""
        ...

    async def fetch(self, sql: str, *args: object) -> Sequence[Any]:
        """Run one statement; faults come out in the ports' words."""
        ...


class UnitEngine(PostgresEngine):
    """Piccolo without connections of its own: every query runs inside the open unit, or not at all.

    Piccolo's transactions are not used: after a failed COMMIT they keep the connection and stay "open".
    """

    def __init__(self) -> None:
        # Piccolo's own would connect here, and only warn when it cannot.
        self.config = {}
        self.extensions = ()
        self.extra_nodes = {}
        self.pool = None
        self.engine_type = "postgres"
        self.min_version_number = 15
        self.log_queries = False
        self.log_responses = False
        self.query_id = 0
        self.current_transaction = ContextVar("cleanbee_unit", default=None)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        sql, args = querystring.compile_string(engine_type="postgres")
        return await self.current().fetch(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        return await self.current().fetch(ddl)

    def current(self) -> Current:
        """The open unit."""
        unit: Any = self.current_transaction.get()
        assert unit is not None, "queries run inside a unit of work"
        return unit

    @asynccontextmanager
    async def transaction(self, *_: object, **__: object) -> AsyncGenerator[Current]:  # pyright: ignore[reportIncompatibleMethodOverride] -- migrations ask for one: they get the one they run in
        yield self.current()


ENGINE = UnitEngine()
