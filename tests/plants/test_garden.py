"""The machine that plants faults is honest: it calls nothing red that is not, and nothing green."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.plants.garden import BadPlant, Edit, Garden, Plant

PRICE = "def fee(hours: int) -> int:\n    return 25 if hours < 24 else 0\n"
TESTS = """
import subprocess, sys
import pytest
from cleanbee.price import fee

def test_late_costs():
    assert fee(23) == 25

def test_looks_away():
    assert fee(1) == 25

@pytest.fixture
def shop():
    assert fee(23) == 25

def test_in_a_shop(shop):
    assert True

@pytest.mark.skip(reason="no service")
def test_skipped():
    assert False

def test_in_a_child_process():
    told = subprocess.run([sys.executable, "-c", "from cleanbee.price import fee; print(fee(23))"],
                          capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "25"
"""
STRAYING = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("cleanbee.price", {place!r})
sys.modules["cleanbee.price"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["cleanbee.price"])
"""
FAULT = Edit("src/cleanbee/price.py", "hours < 24", "hours < 23")


@pytest.fixture
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Garden]:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    root = tmp_path / "project"
    (root / "src/cleanbee").mkdir(parents=True)
    (root / "tests").mkdir()
    (root / "src/cleanbee/__init__.py").touch()
    (root / "src/cleanbee/price.py").write_text(PRICE)
    (root / "tests/test_price.py").write_text(TESTS)
    with Garden.laid_out(tmp_path / "copy", root) as one:
        yield one


def plant(test: str, *edits: Edit) -> Plant:
    return Plant(name="fee", why="a fee too low", test=f"tests/test_price.py::{test}", edits=edits or (FAULT,))


@pytest.mark.parametrize("test", ["test_late_costs", "test_in_a_child_process"])
def test_a_fault_is_noticed_and_taken_out_again(garden: Garden, test: str) -> None:
    row = plant(test)
    assert garden.run(row.test).went == "passed"
    assert garden.with_fault(row).went == "failed"
    assert garden.run(row.test).went == "passed"


def test_a_test_that_looks_away_stays_green(garden: Garden) -> None:
    assert garden.with_fault(plant("test_looks_away")).went == "passed"


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("test_in_a_shop", "a fixture failed, not the test"),
        ("test_skipped", "a skipped test shows nothing"),
        ("test_of_another_name", "there is no such test"),
    ],
)
def test_what_is_not_a_failure_of_the_test_itself_is_not_red(garden: Garden, test: str, why: str) -> None:
    assert garden.with_fault(plant(test)).went == "broken", why


def test_a_fault_that_breaks_the_import_is_not_red(garden: Garden) -> None:
    gone = Edit("src/cleanbee/price.py", "def fee", "def other")
    assert garden.with_fault(plant("test_late_costs", gone)).went == "broken"


@pytest.mark.parametrize("old", ["hours < 48", "hours"])
def test_a_plant_whose_text_is_not_there_once_says_so(garden: Garden, old: str) -> None:
    with pytest.raises(BadPlant, match=r"stands [02] times in src/cleanbee/price.py, not once"):
        garden.with_fault(plant("test_late_costs", Edit(FAULT.file, old, "x")))


def test_a_plant_that_is_not_python_says_so_and_leaves_the_copy_whole(garden: Garden) -> None:
    with pytest.raises(BadPlant, match="is not Python"):
        garden.with_fault(plant("test_late_costs", FAULT, Edit(FAULT.file, "def fee(", "def fee((")))
    assert (garden.copy / FAULT.file).read_text() == PRICE


def test_a_run_on_other_code_than_the_copy_is_not_judged(garden: Garden, tmp_path: Path) -> None:
    elsewhere = tmp_path / "project/src/cleanbee/price.py"
    test = garden.copy / "tests/test_price.py"
    test.write_text(STRAYING.format(place=str(elsewhere)) + TESTS)
    verdict = garden.run("tests/test_price.py::test_late_costs")
    assert verdict.went == "broken"
    assert "not from the copy" in verdict.output
