"""Migration 0015: cleaners' payouts, the accounts they go to, and what each payout has drawn from the ledger, once."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0015_payouts"
VERSION = "1.38.0"
DESCRIPTION = "Payouts with their lines, and the accounts they go to"

STATEMENTS = (
    """CREATE TABLE payout_account (
        id uuid CONSTRAINT payout_account_pkey PRIMARY KEY,
        version int NOT NULL,
        doc jsonb NOT NULL
    )""",
    """CREATE TABLE payout (
        id uuid CONSTRAINT payout_pkey PRIMARY KEY,
        version int NOT NULL,
        cleaner uuid NOT NULL,
        week date NOT NULL CONSTRAINT payout_week_begins_on_monday CHECK (extract(isodow FROM week) = 1),
        currency text NOT NULL,
        phase text NOT NULL CONSTRAINT payout_phase CHECK (phase IN (
            'accrued', 'blocked', 'scheduled', 'in_flight', 'paid', 'returned', 'netted')),
        made_at timestamptz NOT NULL,
        doc jsonb NOT NULL
    )""",
    """CREATE UNIQUE INDEX one_open_payout ON payout (cleaner, week, currency)
        WHERE phase IN ('accrued', 'blocked')""",
    """CREATE INDEX payout_unsent ON payout (cleaner)
        WHERE phase IN ('accrued', 'blocked', 'scheduled', 'returned')""",
    "CREATE INDEX payout_of_cleaner ON payout (cleaner, made_at, id)",
    "CREATE INDEX payout_made ON payout (made_at, id)",
    """CREATE TABLE payout_line (
        journal uuid NOT NULL CONSTRAINT payout_line_of_journal REFERENCES journal (id),
        cleaner uuid NOT NULL,
        payout uuid NOT NULL CONSTRAINT payout_line_of_payout REFERENCES payout (id),
        booking uuid,
        kind text NOT NULL,
        amount bigint NOT NULL CONSTRAINT payout_line_moves_something CHECK (amount <> 0),
        currency text NOT NULL,
        CONSTRAINT payout_line_pkey PRIMARY KEY (journal, cleaner)
    )""",
    "CREATE INDEX payout_line_by_payout ON payout_line (payout)",
    """CREATE FUNCTION payout_lines_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what a payout has drawn stays drawn'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'payout_lines_only_grow';
    END $$""",
    """CREATE TRIGGER payout_lines_only_grow BEFORE UPDATE OR DELETE ON payout_line
        FOR EACH ROW EXECUTE FUNCTION payout_lines_only_grow()""",
    """CREATE TRIGGER payout_lines_are_never_emptied BEFORE TRUNCATE ON payout_line
        FOR EACH STATEMENT EXECUTE FUNCTION payout_lines_only_grow()""",
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
