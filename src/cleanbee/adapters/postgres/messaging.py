"""Notices as rows, each kept once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import NoticeRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import NoticeId, snake
from cleanbee.domain.messaging.notice import Notice, Queued
from cleanbee.ports.outbound.kept import Place

NOTICE = Shape(
    NoticeRow,
    Notice,
    lambda one: (
        one.to.person,
        one.template,
        one.subject,
        one.occasion,
        snake(type(one.phase).__name__),
        one.phase.not_before if isinstance(one.phase, Queued) else None,
        one.made_at,
    ),
)
_ENQUEUE = f"{NOTICE.insert} ON CONFLICT (person, template, subject, occasion) DO NOTHING RETURNING 1"


class NoticeRows(Aggregates[NoticeId, Notice]):
    """Notices, unique by (person, template, subject, occasion)."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, NOTICE)

    async def enqueue(self, notice: Notice) -> bool:
        """Keep it once; false when the same was kept before (nothing changes then)."""
        return bool(await self.unit.fetch(_ENQUEUE, *NOTICE.row(notice)))

    async def next_due(self) -> datetime | None:
        """From when the earliest queued notice may go out."""
        row: Any = NoticeRow
        waiting = row.select(row.not_before).where(row.phase == "queued")
        return await self.value(waiting.order_by(row.not_before).limit(1))

    async def due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Queued notices that may go out at ``now``, oldest first."""
        row: Any = NoticeRow
        query = row.select(row.doc).where((row.phase == "queued") & (row.not_before <= now))
        return await self.many(query.order_by(row.made_at, row.id).limit(limit))

    async def to_person(self, person: UUID, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """What a person was told, newest first, those after a place in that order."""
        return await self._newest(NoticeRow.person == person, after, limit)

    async def given_up(self, limit: int, after: Place | None = None) -> Sequence[Notice]:
        """Notices that nobody carries any more, newest first, those after a place in that order."""
        return await self._newest(NoticeRow.phase == "dead", after, limit)

    async def _newest(self, which: Any, after: Place | None, limit: int) -> Sequence[Notice]:
        row: Any = NoticeRow
        query = row.select(row.doc).where(which)
        if after is not None:
            query = query.where((row.made_at < after.at) | ((row.made_at == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.made_at, row.id, ascending=False).limit(limit))
