"""Migration 0018: refunds of what was paid for a clean, with whoever has to agree to them."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0018_refunds"
VERSION = "1.38.0"
DESCRIPTION = "Refunds"

STATEMENTS = (
    """CREATE TABLE refund (
        id uuid CONSTRAINT refund_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT refund_of_booking REFERENCES booking (id),
        phase text NOT NULL CONSTRAINT refund_phase CHECK (phase IN (
            'awaiting_approval', 'sending', 'succeeded', 'failed', 'dropped')),
        asked_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX refund_by_booking ON refund (booking)",
    "CREATE INDEX refund_asked ON refund (asked_at, id)",
    "CREATE INDEX refund_waits ON refund (asked_at, id) WHERE phase IN ('awaiting_approval', 'failed')",
)


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        unit = ENGINE.current()
        for statement in STATEMENTS:
            await unit.fetch(statement)

    manager.add_raw(keep)
    return manager
