"""Messages from outside in memory, each taken once."""

from __future__ import annotations

from cleanbee.adapters.memory.rows import Rows, Table, Taken
from cleanbee.adapters.memory.unit import Unit

Message = tuple[str, str]


def inbox() -> Table[Message, Message]:
    """The table of messages."""
    return Table("inbox")


class MemoryInbox:
    """Messages from outside, each taken once."""

    def __init__(self, unit: Unit, table: Table[Message, Message]) -> None:
        self._unit = unit
        self._rows: Rows[Message, Message] = unit.rows(table)

    async def take(self, source: str, message: str) -> bool:
        """Note a message; false when it was noted before."""
        await self._unit.turn()
        try:
            await self._rows.insert((source, message), (source, message))
        except Taken:
            return False
        return True
