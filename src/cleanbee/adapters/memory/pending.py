"""Claims that open units have written and not yet kept: whoever wants the same time waits for them to end."""

from __future__ import annotations

from cleanbee.adapters.memory.locks import Holder
from cleanbee.adapters.memory.rows import Rows
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.kernel import ClaimId


class Pending:
    """What the open units have written on the table of claims."""

    def __init__(self) -> None:
        self._open: dict[Holder, Rows[ClaimId, Claim]] = {}

    def note(self, unit: Unit, rows: Rows[ClaimId, Claim]) -> None:
        """This unit has written claims."""
        self._open[unit.holder] = rows

    def forget(self, unit: Unit) -> None:
        """The unit has ended."""
        self._open.pop(unit.holder, None)

    def at(self, unit: Unit, claim: Claim) -> Holder | None:
        """An open unit that has just taken, moved or freed time which this claim wants."""
        for holder, rows in self._open.items():
            if holder is unit.holder:
                continue
            for key, written in rows.mine.items():
                for one in (written, rows.table.rows.get(key)):
                    if one is not None and key != claim.id and _clash(one, claim):
                        return holder
        return None


def _clash(one: Claim, other: Claim) -> bool:
    return one.cleaner == other.cleaner and one.blocked.overlaps(other.blocked)
