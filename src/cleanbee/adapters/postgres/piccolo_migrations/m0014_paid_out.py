"""Migration 0014: an operation that pays a cleaner out is about no one booking."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0014_paid_out"
VERSION = "1.38.0"
DESCRIPTION = "Operations of payouts name no booking"

STATEMENTS = (
    "ALTER TABLE payment_operation ALTER COLUMN payment DROP NOT NULL",
    "ALTER TABLE payment_operation ALTER COLUMN booking DROP NOT NULL",
    """ALTER TABLE payment_operation ADD CONSTRAINT operation_is_about CHECK (
        (payment IS NULL) = (booking IS NULL) AND (payment IS NULL) = (kind = 'pay_out'))""",
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
