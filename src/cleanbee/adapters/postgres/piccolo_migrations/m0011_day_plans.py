"""Migration 0011: plans of days that the office asked for; what was made once is never made again."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0011_day_plans"
VERSION = "1.38.0"
DESCRIPTION = "Plans of days"

_STATEMENTS = (
    """CREATE TABLE day_plan (
        id uuid CONSTRAINT day_plan_pkey PRIMARY KEY,
        version int NOT NULL,
        day date NOT NULL,
        phase text NOT NULL CONSTRAINT day_plan_phase CHECK (phase IN ('planning', 'planned', 'failed')),
        doc jsonb NOT NULL
    )""",
    "CREATE INDEX day_plan_of_day ON day_plan (day, id)",
    """CREATE FUNCTION made_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a plan that is made, or given up, stays as it is'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'made_once';
    END $$""",
    """CREATE TRIGGER made_once BEFORE UPDATE ON day_plan
        FOR EACH ROW WHEN (OLD.phase <> 'planning') EXECUTE FUNCTION made_once()""",
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
