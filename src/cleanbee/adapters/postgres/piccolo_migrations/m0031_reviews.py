"""Migration 0031: reviews, one a booking and side; what is published stays as it is."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0031_reviews"
VERSION = "1.38.0"
DESCRIPTION = "Reviews of both sides of a clean"

STATEMENTS = (
    """CREATE TABLE review (
        id uuid CONSTRAINT review_pkey PRIMARY KEY,
        version int NOT NULL,
        booking uuid NOT NULL CONSTRAINT review_of_booking REFERENCES booking (id),
        cleaner uuid NOT NULL,
        by text NOT NULL CONSTRAINT review_by CHECK (by IN ('customer', 'cleaner')),
        stars int NOT NULL CONSTRAINT review_stars CHECK (stars BETWEEN 1 AND 5),
        phase text NOT NULL CONSTRAINT review_phase CHECK (phase IN ('sealed', 'published')),
        written_at timestamptz NOT NULL,
        doc jsonb NOT NULL,
        CONSTRAINT one_review_per_side UNIQUE (booking, by)
    )""",
    """CREATE FUNCTION published_reviews_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a published review stays as it is'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'published_reviews_stay';
    END $$""",
    """CREATE TRIGGER published_reviews_stay BEFORE UPDATE OR DELETE ON review
        FOR EACH ROW WHEN (OLD.phase = 'published') EXECUTE FUNCTION published_reviews_stay()""",
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
