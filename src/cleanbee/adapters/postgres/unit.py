"""The unit of work as the database sees it: one connection, one transaction, writes that wait to travel together.

Writes are gathered and sent in one statement before a read of the same table and before leaving, so that a walk of
ten writes costs one round trip. The transaction begins with the first lock or write: under READ COMMITTED each read
sees what is kept at its own moment, inside a transaction or before it. A fault spoils the unit: it is raised where it
shows and again at leaving, whoever swallowed it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from cleanbee.adapters.postgres.constraints import DatabaseRefused, fault_of
from cleanbee.ports.outbound.store import Busy, Stale

_ARGUMENT = re.compile(r"\$(\d+)")


class Write(NamedTuple):
    """One change: its statement, what it changes (two of the same never travel together), whether it must hit."""

    what: str
    key: object
    sql: str
    args: tuple[object, ...]
    must_hit: bool = False


class First(Protocol):
    """What has to be done with the first statement of a unit."""

    async def take(self) -> None:
        """Do it in a statement of its own."""
        ...


class Late(Protocol):
    """Whoever gathers rows of its own (events, timers) until the unit sends its writes."""

    def gather(self) -> Sequence[Write]:
        """What has to be written now; it is not given out twice."""
        ...


class Unit:
    """One open unit of work."""

    def __init__(self, connection: Any, *, sandbox: bool, begun: bool = False) -> None:
        self.connection = connection
        self.sandbox = sandbox
        self._begun = begun
        self._open = False
        self.trips = 0
        self.read_at: datetime | None = None
        self.spoilt: Exception | None = None
        self.late: list[Late] = []
        self._writes: dict[tuple[str, object], Write] = {}
        self._locked: dict[tuple[str, object], str] = {}
        self._over = False
        self.first: First | None = None

    async def write(self, write: Write) -> None:
        """Take a change along; it is sent with the others."""
        self.usable()
        if (write.what, write.key) in self._writes:
            await self.send()
        self._writes[write.what, write.key] = write
        self._locked.pop((write.what, write.key), None)

    async def fetch(self, sql: str, *args: object) -> Sequence[Any]:
        """Run a statement now, after all that was written before it."""
        await self.send()
        return await self._after_first(sql, args)

    async def fetch_of(self, table: str, sql: str, *args: object) -> Sequence[Any]:
        """Run a statement now that asks or changes one table alone: only writes to it have to go before."""
        await self.after_writes_to(table)
        return await self._after_first(sql, args)

    async def read(self, sql: str, *args: object) -> Sequence[Any]:
        """Ask now, after all that was written before it; no transaction has to begin for it."""
        await self.send()
        await self._take_first()
        return await self._ask(sql, args)

    async def read_of(self, table: str, sql: str, *args: object) -> Sequence[Any]:
        """Ask one table now: only writes to it have to go before, and no transaction has to begin for it."""
        await self.after_writes_to(table)
        await self._take_first()
        return await self._ask(sql, args)

    async def after_writes_to(self, table: str) -> None:
        """Go on when what was written to this table has been sent."""
        if any(what == table for what, _ in self._writes):
            await self.send()

    def lock_read(self, table: str, key: object, doc: str) -> None:
        """Remember a row as its lock read it: until this unit writes it or ends, it cannot change."""
        if (table, key) not in self._writes:
            self._locked[table, key] = doc

    def locked(self, table: str, key: object) -> str | None:
        """The document of a row that this unit has locked, if it has."""
        self.usable()
        return self._locked.get((table, key))

    async def send(self) -> None:
        """Send everything that waits, in one statement.

        :raises Stale: something that was to be replaced is no longer as it was read.
        """
        await self._send(self._gathered())

    async def leave(self) -> None:
        """Everything that waits is sent and kept; a fault that somebody swallowed comes out again.

        Where all that happens is one statement, it is its own transaction.
        """
        if self.spoilt is not None:
            raise self.spoilt
        await self._take_first()
        writes = self._gathered()
        if not self._open and not any(write.must_hit for write in writes):
            if writes:
                sql, args, _ = together(writes)
                await self._ask(sql, args, leaving=True)
            return
        await self._send(writes)
        await self._commit()

    async def roll_back(self) -> None:
        """Undo everything. A connection that is gone has undone it already: what went wrong before is the news."""
        if self._open:
            with suppress(Exception):
                await self.connection.execute("ROLLBACK")

    async def _send(self, writes: Sequence[Write]) -> None:
        if not writes:
            return
        sql, args, watched = together(writes)
        row = (await self._after_first(sql, args))[0]
        for index, write in enumerate(watched):
            if row[index] != 1:
                raise self.fault(Stale(f"{write.what} {write.key} has moved"))

    def _gathered(self) -> Sequence[Write]:
        writes = [*self._writes.values(), *(each for late in self.late for each in late.gather())]
        self._writes = {}
        return writes

    async def _begin(self) -> None:
        """From here on something may have to be rolled back, even where the answer to BEGIN is lost."""
        self._begun = self._open = True
        await self._say("BEGIN")

    async def _commit(self) -> None:
        """COMMIT may fail too: what it says is translated like everything else. Either way nothing stays open."""
        self._open = False
        done = await self._say("COMMIT", leaving=True)
        if done != "COMMIT":  # PostgreSQL says so politely, and has kept nothing
            raise self.fault(DatabaseRefused(f"COMMIT ended in {done}: a fault was swallowed on the way"))

    async def _say(self, word: str, *, leaving: bool = False) -> str:
        self.trips += 1
        try:
            return await self.connection.execute(word)
        except Exception as error:
            raise self.fault(fault_of(error, leaving=leaving)) from error
        except BaseException:
            self._cut_off(word)
            raise

    def _cut_off(self, what: str) -> None:
        """Cancelled in the middle: nobody knows how far it came, so this unit keeps nothing, whoever swallows it."""
        self.fault(Busy(f"{what[:40]} was cut off"))

    def fault(self, fault: Exception) -> Exception:
        """Note that something failed: nothing more can be done in this unit."""
        self.spoilt = fault
        return fault

    def end(self) -> None:
        """Nothing more can be asked of this unit."""
        self._over = True

    def usable(self) -> None:
        """Nobody asks a unit that is over or spoilt."""
        assert not self._over, "the unit of work has ended"
        assert self.spoilt is None, f"a fault spoilt this unit ({self.spoilt!r}): let it leave the unit"

    async def _after_first(self, sql: str, args: Sequence[object]) -> Sequence[Any]:
        await self._take_first()
        return await self.run(sql, args)

    async def _take_first(self) -> None:
        if self.first is not None:
            first, self.first = self.first, None
            await first.take()

    async def run(self, sql: str, args: Sequence[object]) -> Sequence[Any]:
        """Run a statement just now, whatever waits."""
        self.usable()
        if not self._begun:
            await self._begin()
        return await self._ask(sql, args)

    async def _ask(self, sql: str, args: Sequence[object], *, leaving: bool = False) -> Sequence[Any]:
        self.usable()
        self.trips += 1
        try:
            return await self.connection.fetch(sql, *args)
        except Exception as error:
            raise self.fault(fault_of(error, leaving=leaving)) from error
        except BaseException:
            self._cut_off(sql)
            raise


def together(writes: Sequence[Write]) -> tuple[str, list[object], list[Write]]:
    """Several changes as one statement: its text, its arguments, and the writes whose hits it counts.

    The parts of one statement do not see each other, and foreign keys are judged at its end.
    """
    sql = _joined(tuple((write.sql, len(write.args), write.must_hit) for write in writes))
    return sql, [arg for write in writes for arg in write.args], [write for write in writes if write.must_hit]


@lru_cache(maxsize=512)
def _joined(parts: tuple[tuple[str, int, bool], ...]) -> str:
    """The text for statements, each with the number of its arguments and whether its hits are counted."""
    named: list[str] = []
    counts: list[str] = []
    offset = 0
    for index, (sql, width, counted) in enumerate(parts):
        moved = _ARGUMENT.sub(lambda found, by=offset: f"${int(found[1]) + by}", sql)
        named.append(f"w{index} AS ({moved}{' RETURNING 1' if counted else ''})")
        offset += width
        if counted:
            counts.append(f"(SELECT count(*) FROM w{index})")
    return f"WITH {', '.join(named)} SELECT {', '.join(counts) or 'true'}"
