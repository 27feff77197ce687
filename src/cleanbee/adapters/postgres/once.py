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

TAKE = """INSERT INTO idempotency_key (principal, key, fingerprint) VALUES ($1, $2, $3)
ON CONFLICT (principal, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, answer_name = NULL, answer = NULL, sealed = NULL,
        kept_until = clock_timestamp() + interval '7 days'
    WHERE idempotency_key.kept_until < clock_timestamp()
RETURNING 1"""
_READ = "SELECT fingerprint, answer_name, answer FROM idempotency_key WHERE principal = $1 AND key = $2"
_ANSWER = "UPDATE idempotency_key SET answer_name = $3, answer = $4 WHERE principal = $1 AND key = $2"
_SEALED = "SELECT sealed FROM idempotency_key WHERE principal = $1 AND key = $2 AND fingerprint = $3"
_SEAL = (
    "UPDATE idempotency_key SET sealed = coalesce(sealed, $4) "
    "WHERE principal = $1 AND key = $2 AND fingerprint = $3 RETURNING sealed"
)


class KeyTaking:
    """A key that a unit takes with its first statement, before any other lock, and at the latest when it is left.

    A unit before that left without an answer is gone on with.
    """

    def __init__(self, unit: Unit, once: Once) -> None:
        self._unit = unit
        self._once = once

    @property
    def args(self) -> tuple[str, str, str]:
        """What ``TAKE`` is asked with."""
        return self._once.principal, self._once.key, self._once.fingerprint

    async def take(self) -> None:
        """Take the key in a statement of its own.

        :raises Seen: it was answered before.
        :raises Mismatch: it stands for another request.
        :raises Running: another unit is at it.
        """
        try:
            mine = await self._unit.run(TAKE, self.args)
        except Busy as fault:
            self.tell_apart(fault)
            raise
        if not mine:
            await self.look()

    async def look(self) -> None:
        """The key was there already (its row is locked now): what stands under it?

        :raises Seen: an answer.
        :raises Mismatch: another request.
        """
        rows: Any = await self._unit.run(_READ, self.args[:2])
        row = rows[0]
        if row["fingerprint"] != self._once.fingerprint:
            raise self._unit.fault(Mismatch(self._once.key))
        if row["answer_name"] is not None:
            raise self._unit.fault(Seen(answer_from(row["answer_name"], row["answer"])))

    def tell_apart(self, fault: Busy) -> None:
        """Waiting too long for the key means that the same request is under way; for anything else, it is busy.

        :raises Running: it was the key.
        """
        cause: Any = fault.__cause__
        if isinstance(cause, asyncpg.LockNotAvailableError) and "idempotency_key" in str(cause.context):  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType] -- untyped
            raise self._unit.fault(Running(self._once.key)) from fault


async def keep_answer(unit: Unit, once: Once, answer: Value) -> None:
    """Keep the answer with the effect."""
    args = (once.principal, once.key, answer_name(answer), to_doc(answer))
    await unit.write(Write("idempotency_key", (once.principal, once.key), _ANSWER, args))


async def sealed(pool: Pool, once: Once) -> bytes | None:
    """The rendered answer, if it was sealed."""
    rows = await pool.fetch(_SEALED, once.principal, once.key, once.fingerprint)
    return rows[0][0] if rows else None


async def seal(pool: Pool, once: Once, rendered: bytes) -> bytes | None:
    """Keep the rendered answer; the first writer wins and is returned; None when no unit kept this request."""
    rows = await pool.fetch(_SEAL, once.principal, once.key, once.fingerprint, rendered)
    return rows[0][0] if rows else None
