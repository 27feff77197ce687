"""Migration 0003: the receipts of decisions about people."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0003_receipts"
VERSION = "1.38.0"
DESCRIPTION = "The receipts of decisions about people"

_STATEMENTS = (
    """CREATE TABLE receipt (
        id uuid CONSTRAINT receipt_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT receipt_of_booking REFERENCES booking (id),
        cleaners uuid[] NOT NULL,
        made_at timestamptz NOT NULL,
        answer_by timestamptz,
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX receipt_booking ON receipt (booking, made_at)",
    "CREATE INDEX receipt_about ON receipt USING gin (cleaners)",
    "CREATE INDEX receipt_waiting ON receipt (answer_by, id) WHERE answer_by IS NOT NULL",
)


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        unit = ENGINE.current()
        for statement in _STATEMENTS:
            await unit.fetch(statement)

    manager.add_raw(keep)
    return manager
