"""Notices in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table, Taken, newest_first
from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.messaging.notice import Dead, Notice, Queued
from cleanbee.ports.outbound.kept import Place


def notices() -> Table[NoticeId, Notice]:
    """The table of notices, unique by person, template, subject and occasion."""
    return Table(
        "notice",
        unique={"notice_once": lambda one: (one.to.person, one.template, one.subject, one.occasion)},
        index={
            "person": lambda one: one.to.person,
            "queued": lambda one: True if isinstance(one.phase, Queued) else None,
            "dead": lambda one: True if isinstance(one.phase, Dead) else None,
        },
    )


class MemoryNotices(Aggregates[NoticeId, Notice]):
    """Notices."""

    async def enqueue(self, notice: Notice) -> bool:
        """Keep it once; false when the same was kept before (nothing changes then)."""
        await self._unit.turn()
        try:
            await self._rows.insert(notice.id, notice)
        except Taken:
            return False
        return True

    async def next_due(self) -> datetime | None:
        """From when the earliest queued notice may go out."""
        await self._unit.turn()
        waiting = (one.phase for one in self._rows.where("queued", True))
        return min((phase.not_before for phase in waiting if isinstance(phase, Queued)), default=None)

    async def due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Queued notices that may go out at ``now``, oldest first."""
        await self._unit.turn()
        due = [
            one
            for one in self._rows.where("queued", True)
            if isinstance(one.phase, Queued) and one.phase.not_before <= now
        ]
        return sorted(due, key=lambda one: (one.made_at, one.id))[:limit]

    async def to_person(self, person: UUID, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """What a person was told, newest first, those after a place in that order."""
        await self._unit.turn()
        return newest_first(self._rows.where("person", person), after, limit)

    async def given_up(self, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """Notices that nobody carries any more, newest first, those after a place in that order."""
        await self._unit.turn()
        return newest_first(self._rows.where("dead", True), after, limit)
