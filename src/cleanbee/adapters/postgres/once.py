"""Doing a thing once: the key's row is kept with the effect, and whoever comes second waits for it."""

from __future__ import annotations

from typing import Any

import asyncpg

from cleanbee.adapters.postgres.codec import answer_from, answer_name, to_doc
from cleanbee.adapters.postgres.pool import Pool
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.kernel import Value
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Busy, Mismatch, Running, Seen

_TAKE = """INSERT INTO idempotency_key (principal, key, fingerprint) VALUES ($1, $2, $3)
ON CONFLICT (principal, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, answer_name = NULL, answer = NULL, sealed = NULL,
        kept_until = clock_timestamp() + interval '7 days'
    WHERE idempotency_key.kept_until < clock_timestamp()
RETURNING 1"""
_READ = "SELECT fingerprint, answer_name, answer FROM idempotency_key WHERE principal = $1 AND key = $2 FOR UPDATE"
_ANSWER = "UPDATE idempotency_key SET answer_name = $3, answer = $4 WHERE principal = $1 AND key = $2"
_SEALED = "SELECT sealed FROM idempotency_key WHERE principal = $1 AND key = $2 AND fingerprint = $3"
_SEAL = (
    "UPDATE idempotency_key SET sealed = coalesce(sealed, $4) "
    "WHERE principal = $1 AND key = $2 AND fingerprint = $3 RETURNING sealed"
)


async def take(unit: Unit, once: Once) -> None:
    """Take the key for this unit; a unit before that left without an answer is gone on with.

    :raises Seen: it was answered before.
    :raises Mismatch: it stands for another request.
    :raises Running: another unit is at it.
    """
    try:
        if await unit.fetch(_TAKE, once.principal, once.key, once.fingerprint):
            return
        rows: Any = await unit.fetch(_READ, once.principal, once.key)
    except Busy as fault:
        if isinstance(fault.__cause__, asyncpg.LockNotAvailableError):
            raise unit.fault(Running(once.key)) from fault
        raise
    row = rows[0]
    if row["fingerprint"] != once.fingerprint:
        raise Mismatch(once.key)
    if row["answer_name"] is not None:
        raise Seen(answer_from(row["answer_name"], row["answer"]))


async def keep_answer(unit: Unit, once: Once, answer: Value) -> None:
    """Keep the answer with the effect."""
    args = (once.principal, once.key, answer_name(answer), to_doc(answer))
    await unit.write(Write("idempotency_key", (once.principal, once.key), _ANSWER, args))


async def sealed(pool: Pool, once: Once) -> bytes | None:
    """The rendered answer, if it was sealed."""
    rows = await pool.fetch(_SEALED, once.principal, once.key, once.fingerprint)
    return rows[0][0] if rows else None


async def seal(pool: Pool, once: Once, rendered: bytes) -> bytes:
    """Keep the rendered answer; the first writer wins, and what won is returned."""
    rows = await pool.fetch(_SEAL, once.principal, once.key, once.fingerprint, rendered)
    assert rows, "only what was answered is sealed"
    return rows[0][0]
