"""The library alone: what a plain install brings, proved on the wheel in an environment of its own."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISED = {"msgspec", "tzdata"}
LOAD = """
import json, pathlib, pkgutil, importlib, sys
names = []
import cleanbee
for package in ("cleanbee.domain", "cleanbee.ports.inbound", "cleanbee.ports.outbound", "cleanbee.adapters.memory"):
    module = importlib.import_module(package)
    names.append(package)
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        importlib.import_module(found.name)
        names.append(found.name)
import cleanbee.ports
site = next(p for p in sys.path if p.endswith("site-packages"))
tops = {name.partition(".")[0] for name, m in list(sys.modules.items())
        if (getattr(m, "__file__", None) or "").startswith(site)}
seed = pathlib.Path(cleanbee.__file__).parent / "_seed"
print(json.dumps({"modules": names, "loaded": sorted(tops), "contracts": "cleanbee.ports.contracts" in sys.modules,
                  "from": cleanbee.__file__, "seed": sorted(p.name for p in seed.iterdir())}))
"""


def run(*command: str | Path, **more: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload] -- options by name
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str] | str | bool]:
    """What a new environment with the wheel and the two promised packages loads. No index is asked: these two are
    copied from the environment that runs the tests, as they stand in its lock."""
    folder = tmp_path_factory.mktemp("bare")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env" / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel)
    for name in PROMISED:
        copy(name, site)
    run(sys.executable, "-m", "pip", "--python", python, "check")
    return json.loads(run(python, "-I", "-c", LOAD, cwd=folder))


def copy(name: str, site: Path) -> None:
    """One installed distribution, file by file."""
    for file in importlib.metadata.files(name) or []:
        if ".." not in file.parts:
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file.locate(), target)


def test_a_plain_install_loads_msgspec_and_nothing_else(bare: dict[str, list[str]]) -> None:
    assert len(bare["modules"]) > 60
    assert set(bare["loaded"]) - {"cleanbee"} <= PROMISED
    assert "msgspec" in bare["loaded"]


def test_the_installed_wheel_was_loaded_and_not_this_clone(bare: dict[str, str]) -> None:
    assert not bare["from"].startswith(str(ROOT / "src"))


def test_who_imports_the_ports_does_not_load_the_contracts(bare: dict[str, bool]) -> None:
    assert bare["contracts"] is False


def test_the_seed_city_travels_in_the_wheel(bare: dict[str, list[str]]) -> None:
    assert {file.name for file in (ROOT / "seed").iterdir()} == set(bare["seed"])


def test_the_plain_install_asks_for_two_packages() -> None:
    asked = {
        word.partition(">")[0].partition("<")[0].strip()
        for word in importlib.metadata.requires("cleanbee") or []
        if "extra ==" not in word
    }
    assert asked == PROMISED
