"""A clone small enough to install in seconds without any network: bee itself, with two tiny wheels in its locks."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
# Builds the editable wheel of the small clone: two commands that say how they were called.
BACKEND = '''
import zipfile
CODE = """import os, sys
def main():
    print("called", os.path.basename(sys.argv[0]), *sys.argv[1:])
    print("first on PATH", os.environ["PATH"].split(os.pathsep)[0])
    sys.exit(int(os.environ.get("ENDS_WITH", "0")))
"""
def get_requires_for_build_editable(config_settings=None):
    return []
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "cleanbee-0.1.0-py3-none-any.whl"
    files = {
        "hive.py": CODE,
        "cleanbee-0.1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: cleanbee\\nVersion: 0.1.0\\n",
        "cleanbee-0.1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "cleanbee-0.1.0.dist-info/entry_points.txt": "[console_scripts]\\ncleanbee = hive:main\\nnox = hive:main\\n",
    }
    files["cleanbee-0.1.0.dist-info/RECORD"] = "".join(f"{path},,\\n" for path in files)
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
'''
PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "cleanbee"
version = "0.1.0"
"""


@dataclass(frozen=True)
class Clone:
    """The folder of the small clone, and the folder of wheels that stands for the network."""

    path: Path
    wheels: Path

    def lock(self, name: str, *packages: str, wrong: bool = False) -> None:
        """Write a lock; a wrong one names other hashes than the wheels have."""
        lines = [f"{package}==1.0 --hash=sha256:{'0' * 64 if wrong else self._hash(package)}" for package in packages]
        (self.path / "locks" / f"{name}.lock").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _hash(self, package: str) -> str:
        wheel = self.wheels / f"{package}-1.0-py3-none-any.whl"
        return hashlib.sha256(wheel.read_bytes()).hexdigest() if wheel.exists() else "1" * 64

    def bee(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Call it, with the folder of wheels as the only place to download from."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "BEE_"))}
        env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull, **environ}
        return subprocess.run(
            [sys.executable, self.path / "bee", *arguments], env=env, capture_output=True, text=True, check=False
        )

    def environments(self) -> list[Path]:
        """What bee has made."""
        return sorted((self.path / ".bee").glob("py*"))


def small_clone(folder: Path) -> Clone:
    """Bee with its locks in a new folder."""
    clone = Clone(folder / "clone", folder / "wheels")
    (clone.path / "locks").mkdir(parents=True)
    clone.wheels.mkdir()
    shutil.copy(ROOT / "bee", clone.path)
    (clone.path / "backend.py").write_text(BACKEND, encoding="utf-8")
    (clone.path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    for name in ("honey", "wax"):
        wheel(clone.wheels, name)
    clone.lock("local", "honey")
    clone.lock("dev", "honey", "wax")
    clone.lock("numba", "absent")
    return clone


def wheel(folder: Path, name: str) -> None:
    """A package with nothing in it."""
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in files)
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as packed:
        for path, text in files.items():
            packed.writestr(path, text)
