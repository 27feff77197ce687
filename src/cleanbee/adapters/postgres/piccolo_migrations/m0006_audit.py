"""Migration 0006: who was shown where somebody lives or how to get in; it only grows."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0006_audit"
VERSION = "1.38.0"
DESCRIPTION = "Who was shown where somebody lives or how to get in"

_STATEMENTS = (
    """CREATE TABLE audit_entry (
        place bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_entry_pkey PRIMARY KEY,
        subject uuid NOT NULL,
        who text NOT NULL,
        at timestamptz NOT NULL,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX audit_entry_subject ON audit_entry (subject, place)",
    "CREATE INDEX audit_entry_who ON audit_entry (who, place)",
    """CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'who was shown what is kept for good'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_only_grows';
    END $$""",
    """CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION audit_only_grows()""",
    """CREATE TRIGGER audit_entry_is_never_emptied BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()""",
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
