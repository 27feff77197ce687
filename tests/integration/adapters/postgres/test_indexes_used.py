"""What is asked with every message of the gateway's, and each hour of what was posted lately, is found by an index,
whatever the plan was made for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from cleanbee.adapters.postgres.after_capture import disputes_opened
from cleanbee.adapters.postgres.aggregates import compiled
from cleanbee.adapters.postgres.payment import charges_named
from cleanbee.adapters.postgres.watch import OVER_CAPTURED, OVERPAID, UNBALANCED

ASKED = (
    ("operation_charge", *compiled(charges_named(["ch_1", "ch_2"]))),
    ("dispute_undecided", *compiled(disputes_opened(False, None, 20))),
    ("journal_at", UNBALANCED, "of a span"),
    ("journal_at", OVER_CAPTURED, "of a span"),
    ("journal_at", OVERPAID, "of a span"),
)


@pytest.fixture(scope="module")
def untouched(new_database: Callable[[], str]) -> str:
    """A database in which nobody ever wrote: of rows that come and go the server keeps figures, made whenever it has
    time for that, and its plans follow them.
    """
    return new_database()


@pytest.mark.parametrize(("index", "sql", "args"), ASKED)
async def test_a_question_is_answered_from_its_index_even_by_a_plan_for_any_arguments(
    untouched: str, index: str, sql: str, args: Any
) -> None:
    connection: Any = await asyncpg.connect(untouched)
    try:
        await connection.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        await connection.execute(f"PREPARE asked AS {sql}")
        wanted = 2 if args == "of a span" else len(args)
        nothing = f"({', '.join(['NULL'] * wanted)})" if wanted else ""
        lines = [row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE asked {nothing}")]
    finally:
        await connection.close()
    plan = "\n".join(lines)
    assert f" on {index}" in plan or f" using {index}" in plan, plan
    assert "Seq Scan" not in plan
