"""The leanest transaction that leaves the same rows under the same constraints: no ports, no decisions, bare asyncpg.

Four round trips: begin, lock, one statement that writes everything, commit. Documents are made before the clock runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from cleanbee.entrypoints.bench.market import Order
from cleanbee.ports.outbound.ids import Ids

TRIPS = 4
_LOCK = """WITH c AS MATERIALIZED (SELECT id FROM cleaner WHERE id = $1 FOR NO KEY UPDATE),
    p AS MATERIALIZED (
        SELECT id FROM customer WHERE id = $2 AND (SELECT count(*) FROM c) >= 0 FOR NO KEY UPDATE
    )
SELECT clock_timestamp() FROM p"""
_WRITE = """WITH once AS (
    INSERT INTO idempotency_key (principal, key, fingerprint, answer_name, answer) VALUES ($1, $2, $3, 'lean', $4)
), sold AS (
    UPDATE quote SET version = 2, phase = 'accepted' WHERE id = $5 AND version = 1 AND phase = 'open' RETURNING id
), booked AS (
    INSERT INTO booking (id, version, phase, customer, home, cleaner, start_at, needs_human, doc)
    SELECT $6, 1, 'confirmed', $7, $8, $9, lower($10::tstzrange), false, $11 FROM sold
), step AS (
    INSERT INTO booking_event (booking, seq, origin, target, at) VALUES ($6, 1, 'new', 'confirmed', $12)
), seat AS (
    INSERT INTO booking_seat (booking, seat, work) VALUES ($6, 0, $10)
), claim AS (
    INSERT INTO calendar_claim (id, cleaner, kind, booking, seat, note, work, blocked, lat_e6, lon_e6)
    VALUES ($13, $9, 'booked', $6, 0, '', $10, $14, $15, $16)
), money AS (
    INSERT INTO payment (id, version, booking, phase, doc) VALUES ($17, 1, $6, 'card_saved', $18)
), news AS (
    INSERT INTO outbox (aggregate, seq, kind, at, doc)
    VALUES ($6, 1, 'booking_placed', $12, $19), ($6, 2, 'booking_confirmed', $12, $20)
), later AS (
    INSERT INTO timer (kind, subject, due_at)
    VALUES ('booking.no_show', $6, $21), ('payment.try', $17, $22), ('payment.release', $17, $23)
)
DELETE FROM timer WHERE kind = 'quote.expire' AND subject = $5"""


@dataclass(frozen=True)
class Prepared:
    """One booking's arguments, ready to be sent."""

    cleaner: UUID
    customer: UUID
    args: tuple[object, ...]


def prepare(order: Order, ids: Ids, now: datetime, docs: tuple[str, str, str, str, str]) -> Prepared:
    """The arguments of one booking; ``docs`` are answer, booking, payment and the two events as they are kept."""
    who, slot, id, payment = order.party, order.slot, ids.new(), ids.new()
    start, end = slot.window.start, slot.window.end
    answer, booking, money, placed, confirmed = docs
    place = who.home.place
    args = (
        f"customer:{who.customer.id}", str(id), "0" * 64, answer, order.quote.id,
        id, who.customer.id, who.home.id, who.cleaner.id, asyncpg.Range(start, end), booking, now,
        ids.new(), asyncpg.Range(start, end + timedelta(minutes=15)), place.lat_e6, place.lon_e6,
        payment, money, placed, confirmed,
        start + timedelta(minutes=30), start - timedelta(hours=48), start - timedelta(hours=6),
    )  # fmt: skip
    return Prepared(who.cleaner.id, who.customer.id, args)


async def book(pool: Any, one: Prepared) -> None:
    """The whole transaction."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetch(_LOCK, one.cleaner, one.customer)
        await connection.execute(_WRITE, *one.args)


def text(value: object) -> str:
    """A document as the store keeps it."""
    return msgspec.json.encode(value).decode()
