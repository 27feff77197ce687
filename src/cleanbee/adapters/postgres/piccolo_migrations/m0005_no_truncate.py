"""Migration 0005: what only grows cannot be emptied either; triggers on rows do not see a TRUNCATE."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0005_no_truncate"
VERSION = "1.38.0"
DESCRIPTION = "What only grows cannot be emptied either"

_GUARDED = {
    "journal": "ledger_is_append_only",
    "posting": "ledger_is_append_only",
    "booking_event": "history_stands",
}


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def guard() -> None:
        unit = ENGINE.current()
        for table, function in _GUARDED.items():
            await unit.fetch(
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )

    manager.add_raw(guard)
    return manager
