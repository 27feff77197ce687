"""What a unit tells and waits for, gathered while it works: events for the outbox, timers for later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from cleanbee.adapters.postgres.clock import Instants
from cleanbee.adapters.postgres.codec import to_doc
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.kernel import Event, NoTimer, Timer
from cleanbee.domain.platform.feed import aggregate_of

FEW = 4
"""Up to so many rows are named one by one: the driver looks at each element of an array several times."""

_TELL = """INSERT INTO outbox (aggregate, seq, kind, at, doc)
SELECT told.aggregate, told.nth + coalesce((SELECT max(o.seq) FROM outbox o WHERE o.aggregate = told.aggregate), 0),
       told.kind, told.at, told.doc::jsonb
FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::text[]) WITH ORDINALITY
    AS told (aggregate, nth, kind, at, doc, place)
ORDER BY told.place"""
_MOVE = """ON CONFLICT (kind, subject) DO UPDATE
    SET due_at = excluded.due_at, lease_token = NULL, lease_until = NULL, attempt = 0"""
_SET = f"""INSERT INTO timer (kind, subject, due_at)
SELECT kind, subject, due_at FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) WITH ORDINALITY
    AS asked (kind, subject, due_at, place)
ORDER BY place {_MOVE}"""
_FORGET = "DELETE FROM timer WHERE kind = $1 AND subject = $2"


class Told:
    """Events on their way to the outbox, each with the next number of its aggregate."""

    def __init__(self, unit: Unit, instants: Instants) -> None:
        self._instants = instants
        self._waiting: list[tuple[UUID, int, str, datetime, str]] = []
        self._count: Counter[UUID] = Counter()
        unit.late.append(self)

    async def tell(self, event: Event) -> None:
        """Take an event along."""
        aggregate = aggregate_of(event)
        at = await self._instants.now()
        self._count[aggregate] += 1
        self._waiting.append((aggregate, self._count[aggregate], event.kind, at, to_doc(event)))

    def gather(self) -> Sequence[Write]:
        """The events not written yet."""
        rows, self._waiting, self._count = self._waiting, [], Counter()
        return [Write("outbox", None, *_said(rows, _TELL, _tell))] if rows else []


class Awaited:
    """Timers to be set or forgotten; the last word about each counts."""

    def __init__(self, unit: Unit) -> None:
        self._waiting: dict[tuple[str, UUID], datetime | None] = {}
        unit.late.append(self)

    def wait(self, timer: Timer | NoTimer) -> None:
        """Take a wish along."""
        self._waiting[timer.kind, timer.subject] = timer.due_at if isinstance(timer, Timer) else None

    def gather(self) -> Sequence[Write]:
        """The wishes not written yet."""
        wishes, self._waiting = self._waiting, {}
        gone = [key for key, due_at in wishes.items() if due_at is None]
        asked = [(*key, due_at) for key, due_at in wishes.items() if due_at is not None]
        writes = [Write("timer gone", key, _FORGET, key) for key in gone]
        return [*writes, *([Write("timer", None, *_said(sorted(asked), _SET, _set))] if asked else [])]


@cache
def _tell(count: int) -> str:
    """The same as ``_TELL`` for a few events."""
    last = "coalesce((SELECT max(seq) FROM outbox WHERE aggregate = ${0}), 0)"
    rows = (f"(${n}, ${n + 1} + {last.format(n)}, ${n + 2}, ${n + 3}, ${n + 4})" for n in range(1, 5 * count, 5))
    return f"INSERT INTO outbox (aggregate, seq, kind, at, doc) VALUES {', '.join(rows)}"


@cache
def _set(count: int) -> str:
    """The same as ``_SET`` for a few timers, which come in order."""
    rows = (f"(${n}, ${n + 1}, ${n + 2})" for n in range(1, 3 * count, 3))
    return f"INSERT INTO timer (kind, subject, due_at) VALUES {', '.join(rows)} {_MOVE}"


def _said(rows: Sequence[tuple[object, ...]], many: str, few: Callable[[int], str]) -> tuple[str, tuple[object, ...]]:
    """The statement that keeps these rows, and its arguments."""
    if len(rows) > FEW:
        return many, columns(rows)
    return few(len(rows)), tuple(value for row in rows for value in row)


def columns(rows: Sequence[tuple[object, ...]]) -> tuple[list[object], ...]:
    """Rows as columns, for ``unnest``."""
    return tuple(list(column) for column in zip(*rows, strict=True))
