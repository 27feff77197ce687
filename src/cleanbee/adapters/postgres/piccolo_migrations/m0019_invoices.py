"""Migration 0019: invoices, one a booking, numbered without gaps by seller and year, and never changed."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0019_invoices"
VERSION = "1.38.0"
DESCRIPTION = "Invoices, numbered without gaps"

STATEMENTS = (
    """CREATE TABLE invoice (
        id uuid CONSTRAINT invoice_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT one_invoice_per_booking UNIQUE,
        seller text NOT NULL,
        year int NOT NULL,
        place int NOT NULL CONSTRAINT invoice_place_counts CHECK (place >= 1),
        doc jsonb NOT NULL,
        CONSTRAINT one_invoice_per_place UNIQUE (seller, year, place)
    )""",
    """CREATE FUNCTION invoices_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an invoice stays as it was written'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoices_only_grow';
    END $$""",
    """CREATE TRIGGER invoices_only_grow BEFORE UPDATE OR DELETE ON invoice
        FOR EACH ROW EXECUTE FUNCTION invoices_only_grow()""",
    """CREATE TRIGGER invoices_are_never_emptied BEFORE TRUNCATE ON invoice
        FOR EACH STATEMENT EXECUTE FUNCTION invoices_only_grow()""",
    """CREATE FUNCTION invoice_place_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.place > 1 AND NOT EXISTS (SELECT 1 FROM invoice one
                WHERE one.seller = NEW.seller AND one.year = NEW.year AND one.place = NEW.place - 1) THEN
            RAISE EXCEPTION 'an invoice without the one before it'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_place_follows';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER invoice_place_follows BEFORE INSERT ON invoice
        FOR EACH ROW EXECUTE FUNCTION invoice_place_follows()""",
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
