"""Generated programs of use cases are answered alike by the store in memory and by PostgreSQL."""

from __future__ import annotations

import inspect
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.test_marketplace_on_postgres import on_postgres
from tests.unit.marketplace.machine import Marketplace

Step = tuple[str, dict[str, Any]]


def rules() -> dict[str, Any]:
    """Everything people can do, by name."""
    found = inspect.getmembers(Marketplace, lambda one: hasattr(one, "hypothesis_stateful_rule"))
    return {name: one.hypothesis_stateful_rule for name, one in found}


RULES = rules()
STEPS: st.SearchStrategy[Step] = st.one_of(
    *(st.tuples(st.just(name), st.fixed_dictionaries(dict(rule.arguments))) for name, rule in RULES.items())
)
PROGRAMS = st.lists(STEPS, min_size=5, max_size=25)


def played(machine: Marketplace, seed: int, program: list[Step]) -> tuple[list[object], Any]:
    """What everybody was told, step by step, and what was true in the end."""
    try:
        machine.people_move_in(seed=seed)
        for name, arguments in program:
            if all(holds(machine) for holds in RULES[name].preconditions):
                getattr(machine, name)(**arguments)
        market = machine.market

        async def books() -> object:
            async with market.house.store.begin() as work:
                return await work.journals.balances()

        end = [machine.run(look()) for look in (market.all_bookings, market.claims, books)]
        return market.told, [list(each) for each in end]
    finally:
        machine.teardown()


def alike(url: str, seed: int, program: list[Step]) -> Counter[str]:
    """Play a program twice and compare; how often each kind of answer was given."""
    told, end = played(Marketplace(), seed, program)
    told_there, end_there = played(on_postgres(url)(), seed, program)
    for number, (here, there) in enumerate(zip(told, told_there, strict=False)):
        assert here == there, f"answer {number} of {len(told)} differs"
    assert len(told) == len(told_there)
    assert end == end_there
    return Counter(type(answer).__name__ for answer in told)


def first(name: str) -> st.SearchStrategy[Step]:
    """One certain thing that people do."""
    return st.tuples(st.just(name), st.fixed_dictionaries(dict(RULES[name].arguments)))


def compared(url: str, examples: int) -> Counter[str]:
    """So many programs, each of which begins with somebody who books."""
    answers: Counter[str] = Counter()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 1_000), first("a_customer_looks_and_books"), PROGRAMS)
    def compare(seed: int, begin: Step, program: list[Step]) -> None:
        answers.update(alike(url, seed, [begin, *program]))

    compare()
    return answers


def test_programs_are_answered_alike_in_memory_and_on_postgres(database_url: str) -> None:
    answers = compared(database_url, 10)
    assert answers["BookingView"] >= 10 and answers["Refused"] >= 10, f"too little happened: {answers}"


@pytest.mark.soak
def test_many_programs_are_answered_alike_in_memory_and_on_postgres(database_url: str) -> None:
    answers = compared(database_url, 300)
    assert answers["BookingView"] >= 300, f"too little happened: {answers}"
