"""Working hours and the one table of taken time, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.pending import Pending
from cleanbee.adapters.memory.rows import Moved, Rows, Table, Taken
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.availability.claim import Booked, Claim, Hold
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import ClaimId, CleanerId, CustomerId, Window
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Stale


def hours() -> Table[CleanerId, Hours]:
    """The table of working hours."""
    return Table("hours")


def claims() -> Table[ClaimId, Claim]:
    """The table of taken time."""
    return Table(
        "claim",
        unique={"claim_seat": _seat},
        index={"cleaner": lambda claim: claim.cleaner, "holder": _holder, "customer": _customer},
    )


class MemoryHours(Aggregates[CleanerId, Hours]):
    """Working hours, one value a cleaner."""

    async def of(self, cleaners: Collection[CleanerId]) -> Sequence[Hours]:
        """The hours of several cleaners, by id."""
        await self._unit.turn()
        found = [self._rows.get(one) for one in sorted(set(cleaners))]
        return [one for one in found if one is not None]


class MemoryClaims:
    """Claims; two of one cleaner never overlap (``no_double_booking``)."""

    def __init__(self, unit: Unit, table: Table[ClaimId, Claim], pending: Pending) -> None:
        self._unit = unit
        self._rows: Rows[ClaimId, Claim] = unit.rows(table)
        self._pending = pending

    async def find(self, key: ClaimId) -> Claim | None:
        """The claim as kept at this moment."""
        await self._unit.turn()
        return self._rows.get(key)

    async def within(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Claim]:
        """All claims of these cleaners whose blocked time touches the span, by cleaner and start; lapsed holds too."""
        await self._unit.turn()
        found = [one for cleaner in set(cleaners) for one in self._of(cleaner) if one.blocked.overlaps(span)]
        return sorted(found, key=lambda one: (one.cleaner, one.blocked.start))

    async def holds_of(self, customer: CustomerId, now: datetime) -> Sequence[Claim]:
        """The customer's holds that live at ``now``, by start."""
        await self._unit.turn()
        live = [one for one in self._rows.where("customer", customer) if not _lapsed(one, now)]
        return sorted(live, key=lambda one: (one.work.start, one.id))

    async def held_for(self, holder: UUID) -> Claim | None:
        """The hold kept for this quote or offer, lapsed or not."""
        await self._unit.turn()
        return next(iter(self._rows.where("holder", holder)), None)

    async def drop_lapsed(self, cleaners: Collection[CleanerId], now: datetime) -> int:
        """Delete these cleaners' holds that lapsed at or before ``now``; how many there were."""
        await self._unit.turn()
        dead = [one.id for cleaner in sorted(set(cleaners)) for one in self._of(cleaner) if _lapsed(one, now)]
        return sum([await self._rows.delete(one) for one in dead])

    async def drop_all_lapsed(self, now: datetime, most: int) -> int:
        """Delete anybody's lapsed holds, at most so many, passing over those that another unit is at."""
        await self._unit.turn()
        dropped = 0
        for one in [one for one in self._rows.all() if _lapsed(one, now)]:
            if dropped < most and self._rows.free_to_write(one.id):
                dropped += await self._rows.delete(one.id)
        return dropped

    async def add(self, claim: Claim) -> None:
        """Keep a claim.

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        :raises Stale: its id, or its booking's seat, is taken.
        """
        await self._unit.turn()
        try:
            await self._no_double_booking(claim)
            await self._rows.insert(claim.id, claim)
        except Taken as taken:
            raise self._unit.fault(Stale(taken.constraint)) from None
        self._pending.note(self._unit, self._rows)

    async def replace(self, old: Claim, new: Claim) -> None:
        """Put ``new`` in the place of ``old`` (same id).

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        :raises Stale: ``old`` is no longer kept as it was.
        """
        await self._unit.turn()
        assert old.id == new.id, "a claim keeps its id"
        await self._unit.hold((self._rows.table.name, old.id))
        try:
            if self._rows.get(old.id) == old:
                await self._no_double_booking(new)
            await self._rows.update(new.id, new, expect=lambda kept: kept == old)
        except (Taken, Moved) as fault:
            raise self._unit.fault(Stale(str(fault))) from None
        self._pending.note(self._unit, self._rows)

    async def remove(self, claim: Claim) -> None:
        """Free the time; freeing it twice changes nothing."""
        await self._unit.turn()
        await self._rows.delete(claim.id)
        self._pending.note(self._unit, self._rows)

    async def _no_double_booking(self, claim: Claim) -> None:
        """Nobody else has this time, nor is about to: whoever writes an overlapping claim now is waited for."""
        while (other := self._pending.at(self._unit, claim)) is not None:
            try:
                await self._unit.locks.wait_for(self._unit.holder, other)
            except Exception as fault:
                raise self._unit.fault(fault) from None
        if any(one.id != claim.id and one.blocked.overlaps(claim.blocked) for one in self._of(claim.cleaner)):
            raise self._unit.fault(ClaimOverlaps("no_double_booking"))

    def _of(self, cleaner: CleanerId) -> list[Claim]:
        return self._rows.where("cleaner", cleaner)


def _lapsed(claim: Claim, now: datetime) -> bool:
    return isinstance(claim.use, Hold) and claim.use.until <= now


def _seat(claim: Claim) -> tuple[UUID, CleanerId] | None:
    return (claim.use.booking, claim.cleaner) if isinstance(claim.use, Booked) else None


def _holder(claim: Claim) -> UUID | None:
    return claim.use.holder if isinstance(claim.use, Hold) else None


def _customer(claim: Claim) -> UUID | None:
    return claim.use.customer if isinstance(claim.use, Hold) else None
