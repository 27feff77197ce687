"""Migration 0021: what banks took back, each once by the gateway's name of the dispute."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0021_disputes"
VERSION = "1.38.0"
DESCRIPTION = "Disputes"

STATEMENTS = (
    """CREATE TABLE dispute (
        id uuid CONSTRAINT dispute_pkey PRIMARY KEY,
        version int NOT NULL,
        name text NOT NULL,
        booking uuid NOT NULL CONSTRAINT dispute_of_booking REFERENCES booking (id),
        phase text NOT NULL CONSTRAINT dispute_phase CHECK (phase IN (
            'open', 'sending', 'contested', 'won', 'lost')),
        opened_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    "CREATE UNIQUE INDEX dispute_named ON dispute (name)",
    "CREATE INDEX dispute_by_booking ON dispute (booking)",
    "CREATE INDEX dispute_opened ON dispute (opened_at, id)",
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
