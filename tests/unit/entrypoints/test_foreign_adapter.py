"""Somebody else's adapter works by being installed and named: nothing of ours knows it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

FOREIGN = Path(__file__).parent / "foreign"
SENDS = """
import asyncio, os
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.entrypoints.adapters import NoSuchAdapter, open_adapter
from cleanbee.entrypoints.settings import load
from cleanbee.ports.contracts.nouns import Nouns

async def main():
    settings = load(os.environ)
    nouns = Nouns(SeededIds(1))
    notice = nouns.notice(nouns.ids.new())
    async with open_adapter("courier", settings) as courier:
        await courier.deliver(notice, "Joyce comes at nine")
        await courier.deliver(notice, "Joyce comes at nine")

try:
    asyncio.run(main())
except NoSuchAdapter as unknown:
    raise SystemExit(str(unknown))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The foreign distribution, installed into a folder of its own."""
    target = tmp_path_factory.mktemp("foreign")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(FOREIGN)], check=True, timeout=120)
    return target


def send(loft: Path, *, path: str) -> subprocess.CompletedProcess[str]:
    told = {"CLEANBEE_COURIER": "pigeon", "CLEANBEE_OPT_PIGEON_LOFT": str(loft), "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-c", SENDS], env=os.environ | told, capture_output=True, text=True, timeout=60, check=False
    )


def test_an_adapter_from_elsewhere_serves_once_its_name_is_set(installed: Path, tmp_path: Path) -> None:
    loft = tmp_path / "loft"
    done = send(loft, path=str(installed))
    assert done.returncode == 0, done.stderr
    (line,) = loft.read_text("utf-8").splitlines()
    assert line.endswith("Joyce comes at nine")


def test_a_name_that_nobody_offers_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    done = send(tmp_path / "loft", path="")
    assert done.returncode == 1
    assert "courier = pigeon" in done.stderr
    assert "files" in done.stderr


def test_an_adapter_takes_no_more_than_sixty_lines() -> None:
    assert len((FOREIGN / "pigeon.py").read_text("utf-8").splitlines()) <= 60
