"""Leases on due timers and on events, and the places of the feed: who takes what, without waiting for each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.codec import event_from
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import EventId, Timer
from cleanbee.domain.platform.feed import FeedEntry, Kept
from cleanbee.ports.outbound.platform import Leased

LEASE_S = 60
RELAY = 7_326_001
"""The advisory lock under which one relay at a time gives out places."""

_LEASE = f"lease_token = $1, lease_until = clock_timestamp() + interval '{LEASE_S} s', attempt = attempt + 1"
_LEASE_TIMERS = f"""WITH due AS MATERIALIZED (
    SELECT kind, subject FROM timer
    WHERE kind = ANY($2::text[]) AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
    ORDER BY due_at, kind, subject LIMIT $4 FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE timer SET {_LEASE} FROM due WHERE timer.kind = due.kind AND timer.subject = due.subject
    RETURNING timer.kind, timer.subject, timer.due_at, timer.attempt
)
SELECT * FROM leased ORDER BY due_at, kind, subject"""
_TIMER = "SELECT kind, subject, due_at FROM timer WHERE kind = $1 AND subject = $2"
_TIMER_DONE = "DELETE FROM timer WHERE kind = $1 AND subject = $2 AND lease_token = $3 RETURNING 1"
_NEXT_DUE = "SELECT min(due_at) FROM timer"
_KEPT = "id, aggregate, seq, at, kind, doc"
_LEASE_EVENTS = f"""WITH heads AS MATERIALIZED (
    SELECT o.id FROM outbox o
    WHERE o.handed_on_at IS NULL AND (o.lease_until IS NULL OR o.lease_until <= clock_timestamp())
      AND NOT EXISTS (SELECT 1 FROM outbox before
                      WHERE before.aggregate = o.aggregate AND before.seq < o.seq AND before.handed_on_at IS NULL)
    ORDER BY o.num LIMIT $2 FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE outbox SET {_LEASE} FROM heads WHERE outbox.id = heads.id RETURNING outbox.*
)
SELECT {_KEPT}, attempt FROM leased ORDER BY num"""
_HANDED_ON = (
    "UPDATE outbox SET handed_on_at = clock_timestamp(), lease_token = NULL, lease_until = NULL "
    "WHERE id = $1 AND lease_token = $2 AND handed_on_at IS NULL RETURNING 1"
)
_RELAY = "SELECT pg_try_advisory_xact_lock($1)"
_PLACE = """WITH waiting AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY num) AS nth
    FROM (SELECT id, num FROM outbox WHERE NOT placed ORDER BY num LIMIT $1) AS unplaced
), marked AS (
    UPDATE outbox SET placed = true FROM waiting WHERE outbox.id = waiting.id
)
INSERT INTO feed (place, event)
SELECT waiting.nth + coalesce((SELECT max(place) FROM feed), 0), waiting.id FROM waiting RETURNING 1"""
_AFTER = (
    f"SELECT feed.place, {_KEPT} FROM feed JOIN outbox ON outbox.id = feed.event "
    "WHERE feed.place > $1 ORDER BY feed.place LIMIT $2"
)
_BEFORE = """SELECT coalesce(
    (SELECT min(feed.place) - 1 FROM outbox JOIN feed ON feed.event = outbox.id WHERE outbox.at >= $1),
    (SELECT max(place) FROM feed), 0)"""
_LAST = "SELECT coalesce(max(place), 0) FROM feed"
_PENDING = "SELECT count(*) FROM outbox WHERE handed_on_at IS NULL"


class TimerRows:
    """Every future moment, as rows."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def find(self, kind: str, subject: UUID) -> Timer | None:
        """The timer, if it is set."""
        rows = await self._unit.read(_TIMER, kind, subject)
        return _timer(rows[0]) if rows else None

    async def lease_due(self, now: datetime, kinds: Collection[str], most: int, token: UUID) -> Sequence[Leased]:
        """Lease due timers of these kinds, earliest first, for 60 s of real time; leased ones are passed over."""
        rows = await self._unit.fetch(_LEASE_TIMERS, token, list(kinds), now, most)
        return tuple(Leased(token=token, attempt=row["attempt"], timer=_timer(row)) for row in rows)

    async def done(self, leased: Leased) -> bool:
        """Forget a timer that was acted on; false when the lease was lost."""
        timer = leased.timer
        assert timer is not None, "a leased timer"
        return bool(await self._unit.fetch(_TIMER_DONE, timer.kind, timer.subject, leased.token))

    async def next_due(self) -> datetime | None:
        """When the earliest timer is due."""
        return (await self._unit.read(_NEXT_DUE))[0][0]


class FeedRows:
    """The outbox and the places the relay gives to committed events."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def lease_events(self, most: int, token: UUID) -> Sequence[Leased]:
        """Lease events not handed on yet: the first of each aggregate, one aggregate with one worker at a time."""
        rows = await self._unit.fetch(_LEASE_EVENTS, token, most)
        return tuple(Leased(token=token, attempt=row["attempt"], event=_kept(row)) for row in rows)

    async def handed_on(self, leased: Leased) -> bool:
        """Mark an event as handed on; false when the lease was lost."""
        assert leased.event is not None, "a leased event"
        return bool(await self._unit.fetch(_HANDED_ON, leased.event.id, leased.token))

    async def place_new(self, most: int) -> int:
        """Give committed events their places in the feed (one relay at a time); how many were placed."""
        if not (await self._unit.fetch(_RELAY, RELAY))[0][0]:
            return 0
        return len(await self._unit.fetch(_PLACE, most))

    async def after(self, place: int, most: int) -> Sequence[FeedEntry]:
        """Feed entries with a place beyond this one, in order."""
        rows = await self._unit.read(_AFTER, place, most)
        return tuple(FeedEntry(place=row["place"], kept=_kept(row)) for row in rows)

    async def place_before(self, at: datetime) -> int:
        """The place right before the first event that happened at this instant or later; where none did, the last."""
        return (await self._unit.read(_BEFORE, at))[0][0]

    async def last_place(self) -> int:
        """The highest place given, 0 at first."""
        return (await self._unit.read(_LAST))[0][0]

    async def pending(self) -> int:
        """How many events are not handed on yet."""
        return (await self._unit.read(_PENDING))[0][0]


def _timer(row: Any) -> Timer:
    return Timer(kind=row["kind"], subject=row["subject"], due_at=row["due_at"])


def _kept(row: Any) -> Kept:
    return Kept(
        id=EventId(row["id"]),
        aggregate=row["aggregate"],
        seq=row["seq"],
        at=row["at"],
        event=event_from(row["kind"], row["doc"]),
    )
