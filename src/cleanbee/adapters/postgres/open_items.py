"""Open items as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import OpenItemRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import OpenItemId
from cleanbee.domain.payment.open_item import ItemKind, OpenItem
from cleanbee.ports.outbound.kept import Place

OPEN_ITEM = Shape(OpenItemRow, OpenItem, lambda one: (*one.name, one.since, one.until))


class OpenItemRows(Aggregates[OpenItemId, OpenItem]):
    """What does not fit."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, OPEN_ITEM)

    async def find_open(self, kind: ItemKind, about: str) -> OpenItem | None:
        """The one that is open about this."""
        row: Any = OpenItemRow
        return await self.first((row.kind == kind) & (row.about == about) & row.until.is_null())

    async def open(self) -> Sequence[OpenItem]:
        """All that are open, oldest first."""
        row: Any = OpenItemRow
        return await self.many(row.select(row.doc).where(row.until.is_null()).order_by(row.since, row.id))

    async def newest(self, after: Place | None, limit: int, *, closed_too: bool) -> Sequence[OpenItem]:
        """By when they opened, the last first, after a place in that order: those that are open, or all."""
        row: Any = OpenItemRow
        query = row.select(row.doc)
        if not closed_too:
            query = query.where(row.until.is_null())
        if after is not None:
            query = query.where((row.since < after.at) | ((row.since == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.since, row.id, ascending=False).limit(limit))
