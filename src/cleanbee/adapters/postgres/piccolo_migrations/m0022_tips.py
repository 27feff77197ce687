"""Migration 0022: tips, each a charge of its own."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0022_tips"
VERSION = "1.38.0"
DESCRIPTION = "Tips"

STATEMENTS = (
    """CREATE TABLE tip (
        id uuid CONSTRAINT tip_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT tip_of_booking REFERENCES booking (id),
        phase text NOT NULL CONSTRAINT tip_phase CHECK (phase IN ('asking', 'wanted', 'given', 'declined')),
        asked_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX tip_by_booking ON tip (booking)",
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
