"""The statements that keep a booking's steps and seats: written with the booking itself, in one round trip."""

from __future__ import annotations

STEP_STATEMENT = (
    "INSERT INTO booking_event (booking, seq, origin, target, at, occurred_at) VALUES ($1, $2, $3, $4, $5, $6)"
)

FIRST_SEAT_STATEMENT = "INSERT INTO booking_seat (booking, seat, work) VALUES ($1, $2, $3)"

SEAT_STATEMENT = f"{FIRST_SEAT_STATEMENT} ON CONFLICT (booking, seat) DO UPDATE SET work = excluded.work"
