"""Migration 0009: receipts are found by the customer too: fees have theirs."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0009_fee_receipts"
VERSION = "1.38.0"
DESCRIPTION = "Receipts by customer"

STATEMENTS = (
    "ALTER TABLE receipt ADD COLUMN customer uuid",
    """UPDATE receipt SET customer = (doc->>'customer')::uuid,
        doc = (doc - 'ranking') || jsonb_build_object('matter', doc->'ranking' || '{"type":"ranking"}'::jsonb)""",
    "ALTER TABLE receipt ALTER COLUMN customer SET NOT NULL",
    "CREATE INDEX receipt_by_customer ON receipt (customer, made_at DESC, id DESC)",
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
