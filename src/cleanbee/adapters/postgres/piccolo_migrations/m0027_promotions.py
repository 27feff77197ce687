"""Migration 0027: promotions, and who redeemed them."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0027_promotions"
VERSION = "1.38.0"
DESCRIPTION = "Promotions"

STATEMENTS = (
    """CREATE TABLE promotion (
        id uuid CONSTRAINT promotion_pkey PRIMARY KEY,
        version int NOT NULL,
        code text NOT NULL CONSTRAINT promotion_code UNIQUE,
        most int NOT NULL,
        redeemed int NOT NULL,
        made_at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT promotion_within_most CHECK (0 <= redeemed AND redeemed <= most)
    )""",
    "CREATE INDEX promotion_made ON promotion (made_at, id)",
    """CREATE TABLE redemption (
        id uuid CONSTRAINT redemption_pkey PRIMARY KEY,
        version int NOT NULL,
        promotion uuid NOT NULL CONSTRAINT redemption_of_promotion REFERENCES promotion (id),
        customer uuid NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT one_redemption_per_customer UNIQUE (promotion, customer)
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
