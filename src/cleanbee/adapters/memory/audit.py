"""Who was shown what and who stepped in, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.people.audit import AuditLine
from cleanbee.ports.outbound.people import Noted


def audit() -> Table[UUID, AuditLine]:
    """The table of the audit."""
    return Table("audit_entry")


class MemoryAudit:
    """Only ever added to."""

    def __init__(self, unit: Unit, table: Table[UUID, AuditLine]) -> None:
        self._unit = unit
        self._rows: Rows[UUID, AuditLine] = unit.rows(table)

    async def note(self, *shown: AuditLine) -> None:
        """Keep what somebody is being shown, or does, in this unit."""
        for one in shown:
            await self._unit.turn()
            await self._rows.insert(self._unit.ids.new(), one)

    async def newest(self, most: int, subject: UUID | None = None, before: int | None = None) -> Sequence[Noted]:
        """The last of them, newest first; of one subject, or of all; those after a place in that order."""
        await self._unit.turn()
        found = [
            Noted(place=place, shown=one)
            for place, one in enumerate(self._rows.all(), 1)
            if subject in {None, one.subject} and (before is None or place < before)
        ]
        return found[::-1][:most]
