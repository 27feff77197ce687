"""Hours and claims as rows: no two claims in one statement, since what frees time has to go before what takes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Range

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.tables import HoursRow
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.availability.claim import Booked, Claim, ClaimUse, External, Hold, TimeOff
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import (
    BookingId,
    ClaimId,
    CleanerId,
    CustomerId,
    Place,
    Window,
)
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Stale

HOURS = Shape(HoursRow, Hours, lambda _: ())

TABLE = "calendar_claim"
COLUMNS = (
    "id",
    "cleaner",
    "kind",
    "booking",
    "seat",
    "holder",
    "customer",
    "expires_at",
    "note",
    "work",
    "blocked",
    "lat_e6",
    "lon_e6",
)
_ALL = ", ".join(COLUMNS)
HOURS_OF = "SELECT doc FROM hours WHERE id = ANY($1::uuid[]) ORDER BY id"
_READ = ", ".join(
    f"lower({column}) AS {column}_start, upper({column}) AS {column}_end" if column in {"work", "blocked"} else column
    for column in COLUMNS
)
"""Ranges are read as their two ends, always closed and open: the driver knows instants, and builds ranges slowly."""
_FIND = f"SELECT {_READ} FROM calendar_claim WHERE id = $1"
WITHIN = (
    f"SELECT {_READ} FROM calendar_claim WHERE cleaner = ANY($1::uuid[]) AND blocked && $2 "
    "ORDER BY cleaner, lower(blocked), id"
)
_HOLDS_OF = (
    f"SELECT {_READ} FROM calendar_claim WHERE kind = 'hold' AND customer = $1 AND expires_at > $2 "
    "ORDER BY lower(work), id"
)
_HELD_FOR = f"SELECT {_READ} FROM calendar_claim WHERE kind = 'hold' AND holder = $1 ORDER BY expires_at DESC LIMIT 1"
_DROP = "DELETE FROM calendar_claim WHERE kind = 'hold' AND cleaner = ANY($1::uuid[]) AND expires_at <= $2 RETURNING 1"
_DROP_ALL = (
    "DELETE FROM calendar_claim WHERE id IN (SELECT id FROM calendar_claim WHERE kind = 'hold' "
    "AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING 1"
)
_TYPED = (
    "$1::uuid, $2::uuid, $3::text, $4::uuid, $5::int, $6::uuid, $7::uuid, $8::timestamptz, $9::text, "
    "$10::tstzrange, $11::tstzrange, $12::int, $13::int"
)
_ADD = f"INSERT INTO calendar_claim ({_ALL}) VALUES ({_TYPED})"
_SAME = " AND ".join(f"{column} IS NOT DISTINCT FROM ${n}" for n, column in enumerate(COLUMNS, 14))
_REPLACE = (
    f"UPDATE calendar_claim SET ({_ALL}) = ROW({_TYPED}) WHERE {_SAME} "
    "AND NOT EXISTS (SELECT 1 FROM calendar_claim WHERE cleaner = $2 AND blocked && $11 AND id <> $1) RETURNING 1"
)
_REPLACE_IN_PLACE = f"UPDATE calendar_claim SET ({_ALL}) = ROW({_TYPED}) WHERE {_SAME}"
_REMOVE = "DELETE FROM calendar_claim WHERE id = $1"


class HoursRows(Aggregates[CleanerId, Hours]):
    """Working hours, one value a cleaner."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, HOURS)

    async def of(self, cleaners: Collection[CleanerId]) -> Sequence[Hours]:
        """The hours of several cleaners, by id."""
        if not cleaners:
            return ()
        rows = await self.unit.read_of(HOURS.name, HOURS_OF, list(cleaners))
        return tuple(from_doc(row[0], Hours) for row in rows)


class ClaimRows:
    """The one table of taken time; the constraint is the judge. What frees time goes before what takes it."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def find(self, key: ClaimId) -> Claim | None:
        """The claim as kept at this moment."""
        return _first(await self._unit.read_of(TABLE, _FIND, key))

    async def within(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Claim]:
        """All claims of these cleaners whose blocked time touches the span, by cleaner and start; lapsed holds too."""
        rows = await self._unit.read_of(TABLE, WITHIN, list(cleaners), Range(span.start, span.end))
        return tuple(claim_from(row) for row in rows)

    async def holds_of(self, customer: CustomerId, now: datetime) -> Sequence[Claim]:
        """The customer's holds that live at ``now``."""
        return tuple(claim_from(row) for row in await self._unit.read_of(TABLE, _HOLDS_OF, customer, now))

    async def held_for(self, holder: UUID) -> Claim | None:
        """The hold kept for this quote or offer, lapsed or not."""
        return _first(await self._unit.read_of(TABLE, _HELD_FOR, holder))

    async def drop_lapsed(self, cleaners: Collection[CleanerId], now: datetime) -> int:
        """Delete these cleaners' holds that lapsed at or before ``now``; how many there were."""
        return len(await self._unit.fetch_of(TABLE, _DROP, list(cleaners), now))

    async def drop_all_lapsed(self, now: datetime, most: int) -> int:
        """Delete anybody's lapsed holds, at most so many; how many there were."""
        return len(await self._unit.fetch_of(TABLE, _DROP_ALL, now, most))

    async def add(self, claim: Claim) -> None:
        """Keep a claim.

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        """
        await self._unit.after_writes_to(TABLE)
        await self._unit.write(Write(TABLE, claim.id, _ADD, _row(claim)))

    async def replace(self, old: Claim, new: Claim) -> None:
        """Put ``new`` in the place of ``old`` (same id).

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        :raises Stale: ``old`` is no longer kept as it was.
        """
        assert old.id == new.id, "one claim does not become another"
        if (old.cleaner, old.blocked) == (new.cleaner, new.blocked):
            args = (*_row(new), *_row(old))
            await self._unit.write(Write(TABLE, old.id, _REPLACE_IN_PLACE, args, must_hit=True))
            return
        if await self._unit.fetch_of(TABLE, _REPLACE, *_row(new), *_row(old)):
            return
        same = await self.find(old.id) == old
        raise self._unit.fault(ClaimOverlaps(str(new.id)) if same else Stale(f"claim {old.id} has moved"))

    async def remove(self, claim: Claim) -> None:
        """Free the time; freeing it twice changes nothing."""
        await self._unit.fetch_of(TABLE, _REMOVE, claim.id)


def _row(claim: Claim) -> tuple[object, ...]:
    use = claim.use
    hold = use if isinstance(use, Hold) else None
    booked = use if isinstance(use, Booked) else None
    note = use.note if isinstance(use, TimeOff) else use.source if isinstance(use, External) else ""
    place = claim.place
    return (
        claim.id,
        claim.cleaner,
        _kind(use),
        booked.booking if booked else None,
        booked.seat if booked else None,
        hold.holder if hold else None,
        hold.customer if hold else None,
        hold.until if hold else None,
        note,
        Range(claim.work.start, claim.work.end),
        Range(claim.blocked.start, claim.blocked.end),
        place.lat_e6 if place else None,
        place.lon_e6 if place else None,
    )


def _kind(use: ClaimUse) -> str:
    match use:
        case Hold():
            return "hold"
        case Booked():
            return "booked"
        case TimeOff():
            return "time_off"
        case External():
            return "external"


def _use(row: Any) -> ClaimUse:
    match row["kind"]:
        case "hold":
            return Hold(holder=row["holder"], customer=row["customer"], until=row["expires_at"])
        case "booked":
            return Booked(booking=BookingId(row["booking"]), seat=row["seat"])
        case "time_off":
            return TimeOff(note=row["note"])
        case _:
            return External(source=row["note"])


def _first(rows: Sequence[Any]) -> Claim | None:
    return claim_from(rows[0]) if rows else None


def claim_from(row: Any) -> Claim:
    """The claim that a row of `calendar_claim` keeps."""
    lat = row["lat_e6"]
    return Claim(
        id=ClaimId(row["id"]),
        cleaner=CleanerId(row["cleaner"]),
        use=_use(row),
        work=Window(start=row["work_start"], end=row["work_end"]),
        blocked=Window(start=row["blocked_start"], end=row["blocked_end"]),
        place=None if lat is None else Place(lat_e6=lat, lon_e6=row["lon_e6"]),
    )
