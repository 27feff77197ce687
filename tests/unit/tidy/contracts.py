"""Every adapter in memory has a contract suite, and every suite runs on a second adapter too.

A suite is a class in ``ports/contracts`` whose name ends in ``Contract``. It runs on an adapter when a class in
``tests/`` has it as its parent and the adapter's package name stands in that class's name or in its file's path
(``tests/integration/postgres/test_contracts.py``, ``class TestMemoryStore(StoreContract)``).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tests.unit.tidy.source import Finding, Source, dotted

Sources = tuple[Source, ...]
CONTRACTS = "src/cleanbee/ports/contracts/"
MEMORY = "src/cleanbee/adapters/memory/"


def suites(sources: Sources) -> dict[str, str]:
    """Suite → the file that defines it."""
    return {
        node.name: source.path
        for source in sources
        if source.path.startswith(CONTRACTS)
        for node in source.nodes
        if isinstance(node, ast.ClassDef) and node.name.endswith("Contract")
    }


def runs(sources: Sources) -> dict[str, set[str]]:
    """Suite → the adapters on which some test class runs it."""
    adapters = {
        source.path.split("/")[3]
        for source in sources
        if source.path.startswith("src/cleanbee/adapters/") and source.path.count("/") > 3
    }
    found: dict[str, set[str]] = {name: set() for name in suites(sources)}
    for source in sources:
        if not source.in_tests:
            continue
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                words = f"{source.path} {node.name}".lower()
                for parent in {dotted(base).rpartition(".")[2] for base in node.bases} & found.keys():
                    found[parent] |= {adapter for adapter in adapters if adapter in words}
    return found


def memory_keeps_its_promises(sources: Sources) -> list[Finding]:
    """A file in adapters/memory without a suite of its name that runs on memory.

    A file that such a file imports is a part of it, and is judged by its suite.
    """
    ran = runs(sources)
    by_file = {path.rpartition("/")[2]: name for name, path in suites(sources).items()}
    files = {source.path.removeprefix(MEMORY): source for source in sources if source.path.startswith(MEMORY)}
    judged = {name for name in files if "memory" in ran.get(by_file.get(name.rpartition("/")[2], ""), set())}
    while parts := {part for name in judged for part in _parts(files[name]) & files.keys()} - judged:
        judged |= parts
    return [
        source.finding(1, f"no promise of it is tried: write ports/contracts/{name} and run it in tests/ on memory")
        for name, source in files.items()
        if name not in judged and not name.endswith("__init__.py")
    ]


def _parts(source: Source) -> set[str]:
    """The files of adapters/memory from which a file imports, as paths below that folder."""
    prefix = "cleanbee.adapters.memory."
    inner = [name.removeprefix(prefix).split(".") for _, name in source.imports if name.startswith(prefix)]
    return {"/".join(words[:length]) + ".py" for words in inner for length in range(1, len(words) + 1)}


def suites_run_twice(sources: Sources, alone: Mapping[str, str]) -> list[Finding]:
    """A suite that runs on one adapter alone and is not excused, or is excused without need (the list only shrinks)."""
    ran = runs(sources)
    found = [
        Finding(path, 1, f"{name} runs on {sorted(ran[name]) or 'nothing'}: run it on a second adapter in tests/")
        for name, path in suites(sources).items()
        if len(ran[name]) < 2 and name not in alone
    ]
    found += [
        Finding(CONTRACTS, 1, f"{name} needs no excuse any more: strike it from the list of suites with one adapter")
        for name in alone
        if name not in ran or len(ran[name]) >= 2
    ]
    return found
