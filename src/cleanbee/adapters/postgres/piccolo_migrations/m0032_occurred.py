"""Migration 0032: when a step of a visit happened, beside when it was kept: it may be told a day later."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0032_occurred"
VERSION = "1.38.0"
DESCRIPTION = "When the steps of visits happened"

STATEMENTS = ("ALTER TABLE booking_event ADD COLUMN occurred_at timestamptz",)


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        unit = ENGINE.current()
        for statement in STATEMENTS:
            await unit.fetch(statement)

    manager.add_raw(keep)
    return manager
