"""The leanest transaction that leaves the same rows under the same constraints: no ports, no decisions, bare asyncpg.

Begin, lock, one statement that writes everything, commit, over connections with the settings that ours have. It is told
everything before the clock runs: it reads nothing, judges nothing and encodes no document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from cleanbee.adapters.postgres.codec import answer_name, to_doc
from cleanbee.domain.booking.booking import Confirmed
from cleanbee.domain.booking.events import BookingConfirmed, BookingPlaced
from cleanbee.domain.kernel import BookingId, PaymentId, evolve, with_
from cleanbee.domain.pricing.quote import Accepted
from cleanbee.entrypoints.bench.market import Order
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.outbound.ids import Ids

_LOCK = """WITH c AS MATERIALIZED (SELECT id FROM cleaner WHERE id = $1 FOR NO KEY UPDATE),
    p AS MATERIALIZED (
        SELECT id FROM customer WHERE id = $2 AND (SELECT count(*) FROM c) >= 0 FOR NO KEY UPDATE
    )
SELECT clock_timestamp() FROM p"""
_WRITE = """WITH once AS (
    INSERT INTO idempotency_key (principal, key, fingerprint, answer_name, answer) VALUES ($1, $2, $3, $25, $4)
), sold AS (
    UPDATE quote SET version = 2, phase = 'accepted', doc = $24 WHERE id = $5 AND version = 1 AND phase = 'open'
    RETURNING id
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
    VALUES ('booking.late', $6, $26), ('booking.no_show', $6, $21),
           ('payment.try', $17, $22), ('payment.release', $17, $23)
)
DELETE FROM timer WHERE kind = 'quote.expire' AND subject = $5"""


@dataclass(frozen=True)
class Prepared:
    """One booking's arguments, ready to be sent."""

    cleaner: UUID
    customer: UUID
    args: tuple[object, ...]


def prepare(order: Order, ids: Ids, sample: BookingView) -> Prepared:
    """The arguments of one booking, its documents after the ``sample`` that the use case left."""
    view, claim, now = _documents(order, ids, sample), ids.new(), sample.now
    booking, payment, who, slot = view.booking, view.payment, order.party, order.slot
    start, end, home = slot.window.start, slot.window.end, who.home
    accepted = evolve(order.quote, phase=Accepted())
    placed = BookingPlaced(booking=booking.id, version=1, customer=who.customer.id, cleaner=who.cleaner.id)
    confirmed = BookingConfirmed(booking=booking.id, version=1, customer=who.customer.id, cleaner=who.cleaner.id)
    args = (
        f"customer:{who.customer.id}", str(booking.id), "0" * 64, to_doc(view), order.quote.id,
        booking.id, who.customer.id, home.id, who.cleaner.id, asyncpg.Range(start, end), to_doc(booking), now,
        claim, asyncpg.Range(start, end + timedelta(minutes=15)), home.place.lat_e6, home.place.lon_e6,
        payment.id, to_doc(payment), to_doc(placed), to_doc(confirmed),
        start + timedelta(minutes=30), start - timedelta(hours=48), start - timedelta(hours=6),
        to_doc(accepted), answer_name(view), start + timedelta(minutes=15),
    )  # fmt: skip
    return Prepared(who.cleaner.id, who.customer.id, args)


def _documents(order: Order, ids: Ids, sample: BookingView) -> BookingView:
    """What the use case would answer for this order: the sample, about these people and this time."""
    who, slot, phase = order.party, order.slot, sample.booking.phase
    assert isinstance(phase, Confirmed), "the bench books visits that need no card yet"
    booking = with_(
        sample.booking,
        id=BookingId(ids.new()),
        customer=who.customer.id,
        home=who.home.id,
        quote=order.quote.id,
        window=slot.window,
        local=slot.local,
        earliest_start=slot.window.start,
        phase=with_(phase, cleaner=who.cleaner.id),
    )
    payment = with_(
        sample.payment, id=PaymentId(ids.new()), booking=booking.id, customer=who.customer.id, card=who.card.id
    )
    return with_(sample, booking=booking, home=who.home, cleaner=who.cleaner, payment=payment)


async def book(pool: Any, one: Prepared) -> None:
    """The whole transaction."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetch(_LOCK, one.cleaner, one.customer)
        await connection.execute(_WRITE, *one.args)
