"""Migration 0017: each policy says its own ladder, a card's tries are found by its mark, a debt is paid otherwise."""

from __future__ import annotations

from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from cleanbee.adapters.postgres.engine import ENGINE

ID = "m0017_ladder"
VERSION = "1.38.0"
DESCRIPTION = "The hold ladder is a part of each policy; tries are counted a card"

# What was sold stays as it was sold: the numbers of every policy that stands, and the rungs that were code.
LADDERS_OF_BEFORE = """UPDATE policy
    SET doc = (doc - 'first_try_before_min' - 'release_before_min' - 'unpaid_cleaner_bp')
    || jsonb_build_object('ladder', jsonb_build_object(
        'version', 'cleanbee-ladder.1',
        'rungs_before_min', (
            SELECT jsonb_agg(minutes ORDER BY minutes DESC) FROM (
                SELECT (doc ->> 'first_try_before_min')::int AS minutes
                UNION SELECT unnest(ARRAY[2160, 1440, 720])
            ) AS rung
            WHERE minutes <= (doc ->> 'first_try_before_min')::int
            AND minutes > (doc ->> 'release_before_min')::int),
        'release_before_min', (doc ->> 'release_before_min')::int,
        'grace_min', 15,
        'most_absent_tries', 4,
        'tries_within_min', 10080,
        'unpaid_cleaner_bp', (doc ->> 'unpaid_cleaner_bp')::int,
        'try_again', jsonb_build_object('same_card', true, 'stand_in', true),
        'needs_you', jsonb_build_object('same_card', false, 'stand_in', true),
        'new_card', jsonb_build_object('same_card', false, 'stand_in', true)))
    WHERE NOT doc ? 'ladder'"""

# A card's mark is its owner's and the gateway's name for it; of cards that are saved from now on, its fingerprint.
TRIES_OF_BEFORE = """UPDATE payment_operation AS asked SET doc = asked.doc || jsonb_build_object(
        'card', card.owner || ':' || (asked.doc ->> 'card_token'),
        'asked_at', coalesce(asked.doc -> 'phase' -> 'first_at', asked.doc -> 'phase' -> 'at'))
    FROM payment, card
    WHERE asked.kind = 'authorise' AND payment.id = asked.payment
    AND card.owner = (payment.doc ->> 'customer')::uuid AND card.doc ->> 'token' = asked.doc ->> 'card_token'
    AND NOT asked.doc ? 'asked_at'"""

STATEMENTS = (
    "INSERT INTO ledger_chart (account, whose, side, floor, memo) VALUES ('bank', 'house', 'debit', false, false)",
    LADDERS_OF_BEFORE,
    TRIES_OF_BEFORE,
    "CREATE INDEX operation_card ON payment_operation ((doc ->> 'card'), id) WHERE kind = 'authorise'",
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
