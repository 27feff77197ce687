"""Migration 0001: every table, and every rule that the database keeps by itself."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE
from cleanbee.adapters.postgres.piccolo_migrations.ground import booking, money, people, platform
from cleanbee.domain.booking.moves import MOVES

ID = "m0001_the_ground"
VERSION = "1.38.0"
DESCRIPTION = "Every table, and every rule that the database keeps by itself"

_MOVE = "INSERT INTO booking_move (origin, target) SELECT * FROM unnest($1::text[], $2::text[])"


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def lay() -> None:
        unit = ENGINE.current()
        for statement in (*people.GROUND, *booking.GROUND, *money.GROUND, *platform.GROUND):
            await unit.fetch(statement)
        moves = [(origin, target) for origin, onward in MOVES.items() for target in onward]
        await unit.fetch(_MOVE, [origin for origin, _ in moves], [target for _, target in moves])

    manager.add_raw(lay)
    return manager
