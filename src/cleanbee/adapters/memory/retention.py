"""Rows whose time is over, in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cleanbee.adapters.memory.rows import Rows
from cleanbee.adapters.memory.tables import Tables
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.people.sign_in import Session
from cleanbee.domain.platform.retention import Lapsing


class MemoryRetention:
    """Forgets what has ended. Keys last as long as the process, shorter than one is kept; nobody is touched."""

    def __init__(self, unit: Unit, tables: Tables) -> None:
        self._unit = unit
        self._tables = tables

    async def purge(self, what: Lapsing, before: datetime, most: int) -> int:
        """Delete what ended before this instant, at most so many; how many went."""
        await self._unit.turn()
        match what:
            case "idempotency_keys" | "touches":
                return 0
            case "sign_ins":
                rows = self._unit.rows(self._tables.sign_ins)
                return self._forget(rows, lambda one: one.until < before, lambda one: one.id, most)
            case "sessions":
                kept = self._unit.rows(self._tables.sessions)
                return self._forget(kept, lambda one: _ended(one) < before, lambda one: one.id, most)
            case "feed":
                feed = self._unit.rows(self._tables.places)
                last = max((one.place for one in feed.all()), default=0)
                return self._forget(
                    feed, lambda one: one.kept.at < before and one.place < last, lambda one: one.place, most
                )

            case "inbox":
                inbox = self._unit.rows(self._tables.inbox)
                return self._forget(
                    inbox, lambda one: one.due_at is None and one.received_at < before, lambda one: one.name, most
                )

    def _forget(
        self, rows: Rows[Any, Any], over: Callable[[Any], bool], key_of: Callable[[Any], Any], most: int
    ) -> int:
        ended = [key_of(one) for one in rows.all() if over(one)]
        free = [key for key in ended if rows.free_to_write(key)][:most]
        for key in free:
            rows.forget(key)
        return len(free)


def _ended(session: Session) -> datetime:
    ends = min(session.refresh_until, session.ends_at)
    return ends if session.revoked_at is None else min(ends, session.revoked_at)
