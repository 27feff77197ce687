"""Migration 0002: everything that placing a booking reads, in one look behind its locks."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0002_order_look"
VERSION = "1.38.0"
DESCRIPTION = "Everything that placing a booking reads, in one look"

_LOOK = """CREATE FUNCTION order_look(
        of_quote uuid, of_home uuid, of_cleaner uuid, of_card uuid, span tstzrange, held bigint
    ) RETURNS TABLE (
        part text, quote_doc jsonb, home_doc jsonb, cleaner_doc jsonb, hours_doc jsonb, card_doc jsonb,
        id uuid, cleaner uuid, kind text, booking uuid, seat int, holder uuid, customer uuid, expires_at timestamptz,
        note text, work_start timestamptz, work_end timestamptz, blocked_start timestamptz, blocked_end timestamptz,
        lat_e6 int, lon_e6 int
    )
    -- VOLATILE on purpose: it is asked behind locks, and has to see what was kept while they were waited for
    VOLATILE LANGUAGE plpgsql ROWS 8 AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY SELECT 'docs',
            (SELECT doc FROM quote WHERE id = of_quote), (SELECT doc FROM home WHERE id = of_home),
            (SELECT doc FROM cleaner WHERE id = of_cleaner), (SELECT doc FROM hours WHERE id = of_cleaner),
            (SELECT doc FROM card WHERE id = of_card),
            NULL::uuid, NULL::uuid, NULL, NULL::uuid, NULL::int, NULL::uuid, NULL::uuid, NULL::timestamptz,
            NULL, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::timestamptz,
            NULL::int, NULL::int
        UNION ALL
        SELECT found.part, NULL, NULL, NULL, NULL, NULL,
            c.id, c.cleaner, c.kind, c.booking, c.seat, c.holder, c.customer, c.expires_at,
            c.note, lower(c.work), upper(c.work), lower(c.blocked), upper(c.blocked),
            c.lat_e6, c.lon_e6
        FROM (
            (SELECT 'hold' AS part, h AS claim FROM calendar_claim h
                WHERE kind = 'hold' AND holder = of_quote ORDER BY expires_at DESC LIMIT 1)
            UNION ALL
            SELECT 'claim', h FROM calendar_claim h WHERE cleaner = of_cleaner AND blocked && span
            UNION ALL
            SELECT 'mine', h FROM calendar_claim h
                WHERE kind = 'hold' AND customer = (SELECT owner FROM home WHERE id = of_home)
        ) AS found, LATERAL (SELECT (found.claim).*) AS c;
    END $$"""


async def forwards() -> MigrationManager:
    """What has to be done."""
    manager: Any = MigrationManager(migration_id=ID, app_name="cleanbee", description=DESCRIPTION)

    async def make() -> None:
        await ENGINE.current().fetch(_LOOK)

    manager.add_raw(make)
    return manager
