"""Migration 0034: what people are found by when they call, beside their values."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0034_sought"
VERSION = "1.38.0"
DESCRIPTION = "What people are found by"

STATEMENTS = tuple(
    statement
    for table in ("customer", "cleaner")
    for statement in (
        f"ALTER TABLE {table} ADD COLUMN sought text NOT NULL DEFAULT ''",
        f"""UPDATE {table} SET sought = regexp_replace(
            ' ' || lower(concat_ws(' ', doc ->> 'name', phone, email)), '\\s+', ' ', 'g')""",
    )
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
