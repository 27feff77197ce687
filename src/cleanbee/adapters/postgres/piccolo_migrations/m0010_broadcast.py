"""Migration 0010: several may be asked about one clean at once; who alone is asked is still alone."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0010_broadcast"
VERSION = "1.38.0"
DESCRIPTION = "Offers to several at once"

_STATEMENTS = (
    "ALTER TABLE offer ADD COLUMN broadcast boolean NOT NULL DEFAULT false",
    "CREATE UNIQUE INDEX one_open_offer ON offer (booking, seat) WHERE phase = 'open' AND NOT broadcast",
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
