"""Migration 0028: a no-show that is put right: whoever had been at the door all along."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0028_came_after_all"
VERSION = "1.38.0"
DESCRIPTION = "From a choice back to the door"

LEGAL = "INSERT INTO booking_move (origin, target) VALUES ('awaiting_choice', 'at_door') ON CONFLICT DO NOTHING"


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        await ENGINE.current().fetch(LEGAL)

    manager.add_raw(keep)
    return manager
