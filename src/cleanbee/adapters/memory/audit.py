"""Who was shown what, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.people.audit import Disclosure
from cleanbee.ports.outbound.people import Noted


def audit() -> Table[UUID, Disclosure]:
    """The table of the audit."""
    return Table("audit_entry")


class MemoryAudit:
    """Only ever added to."""

    def __init__(self, unit: Unit, table: Table[UUID, Disclosure]) -> None:
        self._unit = unit
        self._rows: Rows[UUID, Disclosure] = unit.rows(table)

    async def note(self, *shown: Disclosure) -> None:
        """Keep what somebody is being shown in this unit."""
        for one in shown:
            await self._unit.turn()
            await self._rows.insert(self._unit.ids.new(), one)

    async def newest(self, most: int, subject: UUID | None = None, before: int | None = None) -> Sequence[Noted]:
        """The last of them, newest first; of one home or quote, or of all; those after a place in that order."""
        await self._unit.turn()
        found = [
            Noted(place=place, shown=one)
            for place, one in enumerate(self._rows.all(), 1)
            if subject in {None, one.subject} and (before is None or place < before)
        ]
        return found[::-1][:most]
