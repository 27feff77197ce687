"""The house rules that import contracts cannot say, each pushed against once by a planted violation."""

from __future__ import annotations

import pytest
from tests.unit.tidy import contracts, rules, sql
from tests.unit.tidy.plants import CONTRACT_PLANTS, INNOCENT, PLANTED, project
from tests.unit.tidy.source import ROOT, Finding, Rule, Source, Tree

TREE = Tree()

# Suites that run on one adapter alone, each with its reason. This list may only shrink.
ONE_ADAPTER: dict[str, str] = {
    "GeocoderContract": "no map provider is connected yet; the gazetteer of the seed city is the one map",
    "ReshuffleContract": "the search runs in the API, where nothing is compiled; the bound of 200 links keeps it short",
    "TravelContract": "no routing provider is connected yet; the straight line with a detour is the one way",
}

pytestmark = pytest.mark.xdist_group("tidy")  # one worker reads the whole tree, once


def told(found: list[Finding]) -> str:
    return "\n".join(["", *map(str, found)])


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_house_is_tidy(rule: Rule) -> None:
    found = [finding for source in TREE.sources for finding in rule(source)]
    assert not found, told(found)


def test_raw_sql_stands_only_where_the_architecture_page_gives_a_reason() -> None:
    page = ROOT / "ARCHITECTURE.md"
    reasons = sql.listed(page.read_text(encoding="utf-8")) if page.exists() else {}
    found = [finding for source in TREE.sources for finding in sql.raw_sql_is_listed(source, reasons)]
    found += sql.the_list_is_short(TREE.sources, reasons)
    assert not found, told(found)


def test_every_memory_adapter_keeps_a_written_promise() -> None:
    found = contracts.memory_keeps_its_promises(TREE.sources)
    assert not found, told(found)


def test_every_promise_is_kept_by_two_adapters() -> None:
    found = contracts.suites_run_twice(TREE.sources, ONE_ADAPTER)
    assert not found, told(found)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_each_rule_finds_its_planted_violation(rule: Rule, path: str, text: str) -> None:
    found = rule(Source(path, text))
    assert found
    assert all(":" in finding.message for finding in found), "a finding says what to do instead"


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT)
def test_no_rule_blames_the_innocent(rule: Rule, path: str, text: str) -> None:
    assert not rule(Source(path, text)), told(rule(Source(path, text)))


def test_every_rule_has_a_planted_violation_and_an_innocent() -> None:
    for kind in (PLANTED, INNOCENT):
        assert {case.values[0] for case in kind} == set(rules.RULES)


LISTED = """
# Architecture
## Raw SQL

- `src/cleanbee/adapters/postgres/locks.py`: row locks, which Piccolo cannot say
- `src/cleanbee/adapters/postgres/migrations/`: constraints

## Later
- `src/cleanbee/adapters/postgres/other.py`: not in that section
"""
LOCK = 'QUERY = "SELECT id FROM cleaner WHERE id = ANY($1) FOR NO KEY UPDATE"'


def test_sql_in_an_unlisted_file_is_found_and_in_a_listed_one_is_not() -> None:
    reasons = sql.listed(LISTED)
    folder = "src/cleanbee/adapters/postgres/"
    assert [*reasons] == [f"{folder}locks.py", f"{folder}migrations/"]
    assert sql.raw_sql_is_listed(Source(f"{folder}other.py", LOCK), reasons)
    assert sql.raw_sql_is_listed(Source(f"{folder}other.py", 'q = f"DELETE FROM {table} WHERE true"'), reasons)
    assert not sql.raw_sql_is_listed(Source(f"{folder}locks.py", LOCK), reasons)
    assert not sql.raw_sql_is_listed(Source(f"{folder}migrations/m0001.py", LOCK), reasons)


@pytest.mark.parametrize("text", ['"""SELECT x FROM y is what this does."""', 'x = "Select a date from the list"'])
def test_prose_is_not_sql(text: str) -> None:
    assert not sql.raw_sql_lines(Source("src/cleanbee/adapters/postgres/x.py", text))


def test_the_sql_list_names_only_files_that_hold_sql_and_may_hold_it() -> None:
    locks = Source("src/cleanbee/adapters/postgres/locks.py", LOCK)
    assert not sql.the_list_is_short((locks,), {locks.path: "locks"})
    assert sql.the_list_is_short((locks,), {locks.path: "locks", "src/cleanbee/adapters/postgres/old.py": "gone"})
    http = Source("src/cleanbee/adapters/http/x.py", LOCK)
    assert sql.the_list_is_short((http,), {http.path: "in a hurry"})


def test_a_memory_adapter_with_a_suite_on_two_adapters_is_tidy() -> None:
    sources = project()
    assert not contracts.memory_keeps_its_promises(sources)
    assert not contracts.suites_run_twice(sources, {})


@pytest.mark.parametrize(("missing", "unpromised", "run_once"), CONTRACT_PLANTS)
def test_a_missing_suite_or_second_adapter_is_found(missing: str, unpromised: bool, run_once: bool) -> None:
    sources = project(without=missing)
    assert bool(contracts.memory_keeps_its_promises(sources)) is unpromised
    assert bool(contracts.suites_run_twice(sources, {})) is run_once


def test_a_part_of_an_adapter_is_judged_by_the_suite_of_the_whole() -> None:
    store, *others = project()
    rows = Source("src/cleanbee/adapters/memory/rows.py", "")
    whole = Source(store.path, "from cleanbee.adapters.memory.rows import Rows")
    assert contracts.memory_keeps_its_promises((store, rows, *others))
    assert not contracts.memory_keeps_its_promises((whole, rows, *others))


def test_the_list_of_suites_with_one_adapter_only_shrinks() -> None:
    alone = project(without="tests/integration/postgres/test_store.py")
    assert not contracts.suites_run_twice(alone, {"StoreContract": "no second store yet"})
    assert contracts.suites_run_twice(project(), {"StoreContract": "no second store yet"})
    assert contracts.suites_run_twice(project(), {"GoneContract": "a suite that is no more"})
