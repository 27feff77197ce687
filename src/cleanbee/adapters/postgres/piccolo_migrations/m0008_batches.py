"""Migration 0008: open bookings assigned together, each batch with its proof; it only grows."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0008_batches"
VERSION = "1.38.0"
DESCRIPTION = "Assigned batches with their certificates"

_STATEMENTS = (
    """CREATE TABLE assignment_batch (
        id uuid CONSTRAINT assignment_batch_pkey PRIMARY KEY,
        version int NOT NULL,
        made_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    """CREATE FUNCTION batches_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what was assigned, and its proof, is kept for good'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'batches_only_grow';
    END $$""",
    """CREATE TRIGGER batches_only_grow BEFORE UPDATE OR DELETE ON assignment_batch
        FOR EACH ROW EXECUTE FUNCTION batches_only_grow()""",
    """CREATE TRIGGER batches_are_never_emptied BEFORE TRUNCATE ON assignment_batch
        FOR EACH STATEMENT EXECUTE FUNCTION batches_only_grow()""",
)


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def keep() -> None:
        unit = ENGINE.current()
        for statement in _STATEMENTS:
            await unit.fetch(statement)

    manager.add_raw(keep)
    return manager
