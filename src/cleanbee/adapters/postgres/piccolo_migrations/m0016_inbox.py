"""Migration 0016: messages of the gateway's wait in the inbox until they are acted on; what does not fit has a row."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0016_inbox"
VERSION = "1.38.0"
DESCRIPTION = "The inbox keeps what it received; open items of the books"

STATEMENTS = (
    # A row without ``due_at`` was acted on: so were all that stood here before.
    """ALTER TABLE inbox
        ADD COLUMN received_at timestamptz,
        ADD COLUMN happened_at timestamptz,
        ADD COLUMN due_at timestamptz,
        ADD COLUMN lease_token uuid,
        ADD COLUMN lease_until timestamptz,
        ADD COLUMN attempt int NOT NULL DEFAULT 0,
        ADD COLUMN doc jsonb,
        ADD CONSTRAINT inbox_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
        ADD CONSTRAINT inbox_waits_whole CHECK (
            due_at IS NULL OR (doc IS NOT NULL AND received_at IS NOT NULL AND happened_at IS NOT NULL))""",
    "CREATE INDEX inbox_due ON inbox (due_at) WHERE due_at IS NOT NULL",
    """CREATE TABLE open_item (
        id uuid CONSTRAINT open_item_pkey PRIMARY KEY,
        version int NOT NULL,
        kind text NOT NULL,
        about text NOT NULL,
        since timestamptz NOT NULL,
        until timestamptz,
        doc jsonb NOT NULL
    )""",
    "CREATE UNIQUE INDEX one_open_item ON open_item (kind, about) WHERE until IS NULL",
    "CREATE INDEX open_item_since ON open_item (since, id)",
    "CREATE INDEX journal_source ON journal (source)",
    "CREATE INDEX journal_at ON journal (at)",
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
