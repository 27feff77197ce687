"""Migration 0030: messages between customer and cleaner, in one order without gaps, never changed."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0030_chat"
VERSION = "1.38.0"
DESCRIPTION = "Messages of a booking, and how far they were read"

STATEMENTS = (
    """CREATE TABLE message (
        id uuid CONSTRAINT message_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT message_of_booking REFERENCES booking (id),
        seq int NOT NULL CONSTRAINT message_place_counts CHECK (seq >= 1),
        cleaner uuid NOT NULL,
        by text NOT NULL CONSTRAINT message_by CHECK (by IN ('customer', 'cleaner')),
        sent_at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT one_message_per_place UNIQUE (booking, seq)
    )""",
    """CREATE FUNCTION messages_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a message stays as it was written'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'messages_only_grow';
    END $$""",
    """CREATE TRIGGER messages_only_grow BEFORE UPDATE OR DELETE ON message
        FOR EACH ROW EXECUTE FUNCTION messages_only_grow()""",
    """CREATE TRIGGER messages_are_never_emptied BEFORE TRUNCATE ON message
        FOR EACH STATEMENT EXECUTE FUNCTION messages_only_grow()""",
    """CREATE FUNCTION message_place_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq > 1 AND NOT EXISTS (
                SELECT 1 FROM message one WHERE one.booking = NEW.booking AND one.seq = NEW.seq - 1) THEN
            RAISE EXCEPTION 'a message without the one before it'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'message_place_follows';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER message_place_follows BEFORE INSERT ON message
        FOR EACH ROW EXECUTE FUNCTION message_place_follows()""",
    """CREATE TABLE read_mark (
        id uuid CONSTRAINT read_mark_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT read_mark_of_booking REFERENCES booking (id),
        doc jsonb NOT NULL
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
