"""What is asked with every message of the gateway's is found by an index, whatever the plan was made for."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from cleanbee.adapters.postgres.after_capture import disputes_opened
from cleanbee.adapters.postgres.aggregates import compiled
from cleanbee.adapters.postgres.payment import charges_named

ASKED = (
    ("operation_charge", charges_named(["ch_1", "ch_2"])),
    ("dispute_undecided", disputes_opened(False, None, 20)),
)


@pytest.mark.parametrize(("index", "query"), ASKED, ids=[index for index, _ in ASKED])
async def test_a_question_is_answered_from_its_index_even_by_a_plan_for_any_arguments(
    database_url: str, index: str, query: Any
) -> None:
    sql, args = compiled(query)
    connection: Any = await asyncpg.connect(database_url)
    try:
        await connection.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        await connection.execute(f"PREPARE asked AS {sql}")
        nothing = f"({', '.join('NULL' for _ in args)})" if args else ""
        lines = [row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE asked {nothing}")]
    finally:
        await connection.close()
    plan = "\n".join(lines)
    assert f" on {index}" in plan or f" using {index}" in plan, plan
    assert "Seq Scan" not in plan
