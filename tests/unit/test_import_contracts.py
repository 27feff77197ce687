"""The floors are fenced by import contracts, and each fence is pushed against once by a planted import.

The contracts are read from ``pyproject.toml`` and judged by import-linter itself; the plant is an edge in the graph of
imports, so that a hundred of them cost less than one run of the linter. One test runs the linter as people run it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from tests.unit.tidy.source import ROOT, Tree

pytestmark = pytest.mark.slow

CONFIGURATION: dict[str, Any] = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: dict[str, dict[str, Any]] = {c["name"]: c for c in CONFIGURATION["contracts_options"]}
KINDS = {
    "layers": "layers.LayersContract",
    "independence": "independence.IndependenceContract",
    "acyclic_siblings": "acyclic_siblings.AcyclicSiblingsContract",
    "forbidden": "forbidden.ForbiddenContract",
    "protected": "protected.ProtectedContract",
}
# Libraries that any adapter and entrypoint may use; every other one has a single owner.
HOUSE = {"msgspec", "structlog", "httpx", "stamina", "numpy", "prometheus_client"}

FLOORS = "Everything points inward: entrypoints > adapters > ports > domain"
PORTS = "Use cases and contracts stand above what they ask of the world"
CONTEXTS = "Contexts of the domain import only what stands below them"
ADAPTERS = "No adapter knows another"
CYCLES = "No cycles"
FRAMEWORKS = "Domain and ports know no framework"
PROMISES = "Only tests import the contracts"

# (contract, importer, imported); a module that imports itself only stands there.
PLANTS = [
    (FLOORS, "domain.booking.planted", "ports.outbound.store"),
    (FLOORS, "domain.booking.planted", "adapters.planted.store"),
    (FLOORS, "ports.inbound.booking.planted", "adapters.planted"),
    (FLOORS, "adapters.planted", "entrypoints.settings"),
    (FLOORS, "utils", "utils"),
    (PORTS, "ports.outbound.planted", "ports.inbound.booking"),
    (PORTS, "ports.outbound.planted", "ports.contracts"),
    (PORTS, "ports.services", "ports.services"),
    (CONTEXTS, "domain.booking.planted", "domain.payment.ledger"),
    (CONTEXTS, "domain.platform.planted", "domain.people.person"),
    (CONTEXTS, "domain.kernel", "domain.platform.once"),
    (CONTEXTS, "domain.shared", "domain.shared"),
    (ADAPTERS, "adapters.planted.store", "adapters.other.rows"),
    (FRAMEWORKS, "domain.booking.planted", "/litestar"),
    (FRAMEWORKS, "ports.inbound.booking.planted", "/asyncpg"),
    (FRAMEWORKS, "ports.outbound.planted", "/hypothesis"),
    (PROMISES, "entrypoints.planted", "ports.contracts"),
    (PROMISES, "adapters.planted", "ports.contracts.store"),
]
OWNED = [
    (name, "adapters.planted", f"/{library}")
    for name, contract in CONTRACTS.items()
    if contract["type"] == "protected" and name != PROMISES
    for library in contract["protected_modules"]
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("cleanbee", include_external_packages=True, cache_dir=None)


def keeps(graph: grimp.ImportGraph, name: str) -> bool:
    options = CONTRACTS[name]
    module, _, kind = KINDS[options["type"]].partition(".")
    make: type[Contract] = getattr(importlib.import_module(f"importlinter.contracts.{module}"), kind)
    contract = make(name=name, session_options=CONFIGURATION["session_options"], contract_options=options)
    return contract.check(deepcopy(graph), verbose=False).kept


def plant(graph: grimp.ImportGraph, importer: str, imported: str) -> grimp.ImportGraph:
    planted = deepcopy(graph)
    full = [name.removeprefix("/") if name.startswith("/") else f"cleanbee.{name}" for name in (importer, imported)]
    for name in full:
        parts = name.split(".")
        for place in (".".join(parts[:length]) for length in range(1, len(parts) + 1)):
            if place not in planted.modules:
                planted.add_module(place, is_squashed=not place.startswith("cleanbee"))
    if importer != imported:
        planted.add_import(importer=full[0], imported=full[1], line_number=1, line_contents=f"import {full[1]}")
    return planted


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_floors_stand(graph: grimp.ImportGraph, name: str) -> None:
    assert keeps(graph, name), "run lint-imports: it shows the chain of imports and where it begins"


@pytest.mark.parametrize(("name", "importer", "imported"), [*PLANTS, *OWNED])
def test_each_fence_stops_a_planted_import(graph: grimp.ImportGraph, name: str, importer: str, imported: str) -> None:
    assert not keeps(plant(graph, importer, imported), name)


def test_two_neighbours_that_import_each_other_are_a_cycle(graph: grimp.ImportGraph) -> None:
    there = plant(graph, "ports.inbound.booking.planted", "ports.inbound.matching.planted")
    assert keeps(there, CYCLES)
    assert not keeps(plant(there, "ports.inbound.matching.planted", "ports.inbound.booking.planted"), CYCLES)


def test_every_fence_was_pushed_against() -> None:
    assert {name for name, *_ in [*PLANTS, *OWNED]} | {CYCLES} == set(CONTRACTS)


def test_every_library_has_one_owner_or_belongs_to_the_house() -> None:
    owned = {library.removeprefix("/") for *_, library in OWNED}
    used = {
        name.partition(".")[0]: f"{source.path}:{line}"
        for source in Tree().sources
        if source.in_source and not source.under("ports/contracts/")
        for line, name in source.imports
    }
    strangers = used.keys() - owned - HOUSE - sys.stdlib_module_names - {"cleanbee"}
    message = "name the owner in a `protected` import contract"
    assert not strangers, [f"{used[name]}: {name}: {message}" for name in sorted(strangers)]


def test_the_linter_stops_a_planted_import_as_people_run_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src/cleanbee/domain/booking/planted.py").write_text("import cleanbee.ports.outbound.store\n")
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{FLOORS} BROKEN" in " ".join(run.stdout.split()), run.stdout
    assert "cleanbee.domain.booking.planted" in run.stdout
