"""Migration 0012: bookings kept while one cleaner alone could be asked are read as those that ask several."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0012_offers_of_bookings"
VERSION = "1.38.0"
DESCRIPTION = "Kept bookings that are offered name everyone who is asked"

STATEMENTS = (
    """UPDATE booking SET doc = jsonb_set(doc, '{phase}', (doc->'phase') - 'offer' - 'cleaner' || jsonb_build_object(
            'offers', jsonb_build_array(doc#>'{phase,offer}'), 'to', jsonb_build_array(doc#>'{phase,cleaner}')))
        WHERE phase = 'offered' AND doc->'phase' ? 'offer'""",
    """UPDATE idempotency_key SET answer = jsonb_set(answer, '{booking,phase}',
            (answer#>'{booking,phase}') - 'offer' - 'cleaner' || jsonb_build_object(
                'offers', jsonb_build_array(answer#>'{booking,phase,offer}'),
                'to', jsonb_build_array(answer#>'{booking,phase,cleaner}')))
        WHERE answer#>>'{booking,phase,type}' = 'offered' AND answer#>'{booking,phase}' ? 'offer'""",
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
