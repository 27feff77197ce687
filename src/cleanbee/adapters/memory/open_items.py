"""Open items in memory."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import OpenItemId
from cleanbee.domain.payment.open_item import ItemKind, OpenItem
from cleanbee.ports.outbound.kept import Place


def open_items() -> Table[OpenItemId, OpenItem]:
    """The table of open items: one is open of each name."""
    return Table("open_item", unique={"one_open_item": lambda one: one.name if one.until is None else None})


class MemoryOpenItems(Aggregates[OpenItemId, OpenItem]):
    """What does not fit."""

    async def find_open(self, kind: ItemKind, about: str) -> OpenItem | None:
        """The one that is open about this."""
        await self._unit.turn()
        return next(iter(self._rows.where("one_open_item", (kind, about))), None)

    async def open(self) -> Sequence[OpenItem]:
        """All that are open, oldest first."""
        await self._unit.turn()
        return sorted((one for one in self._rows.all() if one.until is None), key=lambda one: (one.since, one.id))

    async def newest(self, after: Place | None, limit: int, *, closed_too: bool) -> Sequence[OpenItem]:
        """By when they opened, the last first, after a place in that order: those that are open, or all."""
        await self._unit.turn()
        wanted = (one for one in self._rows.all() if closed_too or one.until is None)
        rest = [one for one in wanted if after is None or (one.since, one.id) < (after.at, after.id)]
        return sorted(rest, key=lambda one: (one.since, one.id), reverse=True)[:limit]
