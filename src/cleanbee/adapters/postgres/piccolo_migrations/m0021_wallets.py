"""Migration 0021: customers' credit, one wallet each."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0021_wallets"
VERSION = "1.38.0"
DESCRIPTION = "Wallets: credit of customers"

STATEMENTS = (
    """CREATE TABLE wallet (
        id uuid CONSTRAINT wallet_pkey PRIMARY KEY,
        version int NOT NULL,
        doc jsonb NOT NULL
    )""",
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
