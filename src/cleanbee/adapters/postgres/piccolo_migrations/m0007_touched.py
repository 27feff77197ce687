"""Migration 0007: who was touched, so that a copy of the market can follow it; and how far somebody goes.

Each write to a cleaner, their hours or their time leaves one row with its transaction. Whoever follows asks for the
rows whose transactions they have not seen yet: nothing waits for a relay, and whoever commits late is not left out.
"""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0007_touched"
VERSION = "1.38.0"
DESCRIPTION = "Who was touched, so that a copy of the market can follow it"

_STATEMENTS = (
    # How far somebody goes, so that who comes to a home is told without opening thousands of documents.
    "ALTER TABLE cleaner ADD COLUMN area_m int GENERATED ALWAYS AS ((doc ->> 'area_m')::int) STORED",
    """CREATE TABLE touched (
        cleaner uuid NOT NULL,
        by xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL DEFAULT clock_timestamp()
    )""",
    "CREATE INDEX touched_by ON touched (by)",
    "CREATE INDEX touched_at ON touched USING brin (at)",
    """CREATE FUNCTION note_touched_time() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            INSERT INTO touched (cleaner) VALUES (OLD.cleaner);
        END IF;
        IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.cleaner <> OLD.cleaner) THEN
            INSERT INTO touched (cleaner) VALUES (NEW.cleaner);
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION note_touched_self() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO touched (cleaner) VALUES (CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END);
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER note_touched AFTER INSERT OR UPDATE OR DELETE ON calendar_claim
        FOR EACH ROW EXECUTE FUNCTION note_touched_time()""",
    """CREATE TRIGGER note_touched AFTER INSERT OR UPDATE OR DELETE ON hours
        FOR EACH ROW EXECUTE FUNCTION note_touched_self()""",
    """CREATE TRIGGER note_touched AFTER INSERT OR UPDATE OR DELETE ON cleaner
        FOR EACH ROW EXECUTE FUNCTION note_touched_self()""",
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
