"""Migration 0025: who took a charge, and which disputes are open, are found without looking through all."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0025_found_by_name"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of charges and open disputes"

STATEMENTS = (
    """CREATE INDEX operation_charge ON payment_operation ((doc ->> 'provider_id'))
        WHERE kind IN ('capture', 'charge')""",
    """CREATE INDEX dispute_undecided ON dispute (opened_at, id)
        WHERE phase IN ('open', 'sending', 'contested')""",
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
