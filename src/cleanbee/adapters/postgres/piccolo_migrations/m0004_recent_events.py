"""Migration 0004: events are also found by when they happened, so that a replay need not begin with the first."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0004_recent_events"
VERSION = "1.38.0"
DESCRIPTION = "Events are also found by when they happened"


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def index() -> None:
        await ENGINE.current().fetch("CREATE INDEX outbox_at ON outbox (at)")

    manager.add_raw(index)
    return manager
