"""Plants a fault into a copy of the project, and asks whether the named test notices.

A plant is a row in ``plants.toml``. A test that has never been seen red proves nothing, so each row names the test
that must fail, and fail as an assertion of that test: not at collection, not in a fixture, not by being absent.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).with_name("plants.toml")
COPIED = ("src", "tests", "seed", "locks", "pyproject.toml", "noxfile.py", "bee", "README.md", "ARCHITECTURE.md")
SECONDS = 300
WITNESS = Path(__file__).with_name("plant_witness.py")
NURSERY = Path(__file__).with_name("nursery.py")
UNUSED = ("cacheprovider", "schemathesis", "anyio", "xdist")
"""Plugins that no named test needs; they take longer to start than most tests to run."""
KERNELS = (".nbi", ".nbc")
"""Kernels compiled before. Each is kept under a digest of the text that it was made from, whatever its date: those of a
planted file are compiled anew, all others need not be."""
OUTER = ("PYTEST_ADDOPTS", "PYTEST_XDIST", "PYTHONPYCACHEPREFIX", "NUMBA_CACHE_DIR")
"""What belongs to the run around the copy: how it is told what to run, and where it keeps its compiled files."""


class BadPlant(Exception):
    """The row itself is wrong: its text is not there once, or what it plants is not Python."""


@dataclass(frozen=True)
class Edit:
    """One exact text in one file, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Plant:
    """A fault that somebody could write on a tired evening, and the test that must notice it."""

    name: str
    why: str
    test: str
    edits: tuple[Edit, ...]
    plain: bool = False


@dataclass(frozen=True)
class Verdict:
    """How a test went: ``passed``, ``failed`` (in the test itself), or ``broken`` (it could not be judged)."""

    went: str
    output: str


def read(rows: Path = ROWS) -> tuple[Plant, ...]:
    """All plants in the file; a row has ``file/old/new``, or several of them as ``[[plant.edit]]``."""
    table: dict[str, Any] = tomllib.loads(rows.read_text(encoding="utf-8"))
    return tuple(
        Plant(
            name=row["name"],
            why=row["why"],
            test=row["test"],
            edits=tuple(Edit(edit["file"], edit["old"], edit["new"]) for edit in row.get("edit", [row])),
            plain=row.get("plain", False),
        )
        for row in table.get("plant", [])
    )


@dataclass
class Garden:
    """One copy of the project, into which one fault at a time is planted and taken out again."""

    copy: Path
    more: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    _nursery: subprocess.Popen[str] | None = field(default=None, repr=False)

    @classmethod
    @contextmanager
    def laid_out(cls, copy: Path, root: Path = ROOT, **more: str) -> Generator[Garden]:
        """A copy of what the tests need, without leftovers but compiled kernels; ``more`` stands in its environment."""
        copy.mkdir(parents=True, exist_ok=True)
        for name in COPIED:
            original = root / name
            if original.is_dir():
                shutil.copytree(original, copy / name, ignore=leftovers)
            elif original.exists():
                shutil.copy2(original, copy / name)
        shutil.copy2(WITNESS, copy)
        garden = cls(copy, more)
        garden.compile()
        try:
            yield garden
        finally:
            if garden._nursery is not None:
                garden._nursery.communicate()

    def compile(self) -> None:
        """Compile the copy once for all its runs. Each file's text is compared when it is imported, not its date: a
        fault as long as what it replaces, planted within the same second, is never overlooked.
        """
        compiling = ("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "src", "tests")
        subprocess.run([sys.executable, *compiling], cwd=self.copy, env=self.environment(), check=True)

    def with_fault(self, plant: Plant) -> Verdict:
        """How the plant's test goes while its fault stands in the copy.

        :raises BadPlant: an old text does not occur exactly once, or the planted file does not compile.
        """
        before: dict[Path, str] = {}
        try:
            for edit in plant.edits:
                path = self.copy / edit.file
                text = path.read_text(encoding="utf-8") if path.exists() else ""
                before.setdefault(path, text)
                path.write_text(planted(plant, edit, text), encoding="utf-8")
            return self.run(plant.test, plain=plant.plain)
        finally:
            for path, text in before.items():
                path.write_text(text, encoding="utf-8")

    def run(self, *tests: str, profile: str = "plants", plain: bool = False) -> Verdict:
        """Run tests in the copy, in one process of their own, on the copy's code; passed when each has passed.

        ``plain``: nothing is compiled, kernels run as Python.
        """
        report, said = self.copy / "report.xml", self.copy / "said.txt"
        report.unlink(missing_ok=True)
        plugins = ["-p", WITNESS.stem, *(word for name in UNUSED for word in ("-p", f"no:{name}"))]
        options = ["-q", "-x", *plugins, f"--junitxml={report}"]
        code = self.in_a_child(
            arguments=[*options, f"--rootdir={self.copy}", *tests],
            environment={"HYPOTHESIS_PROFILE": profile, "NUMBA_DISABLE_JIT": str(int(plain))},
            seconds=SECONDS,
            said=str(said),
        )
        return Verdict(went(code, report), said.read_text(encoding="utf-8", errors="replace")[-6_000:])

    def in_a_child(self, **asked: Any) -> int:
        """The exit code of one run in a process of its own; below 0: the signal that ended it."""
        nursery = self._nursery = self._nursery or subprocess.Popen(
            [sys.executable, "-P", str(NURSERY)],
            cwd=self.copy,
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert nursery.stdin is not None and nursery.stdout is not None
        nursery.stdin.write(json.dumps(asked) + "\n")
        return int(nursery.stdout.readline())

    def environment(self) -> dict[str, str]:
        """The caller's, turned to the copy; nothing of the test run around it."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(OUTER)},
            "PYTHONPATH": os.pathsep.join([str(self.copy / "src"), str(self.copy)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PLANTED_COPY": str(self.copy),
            **self.more,
        }


def leftovers(folder: str, names: list[str]) -> set[str]:
    """Of these names what is not copied."""
    kept = KERNELS if Path(folder).name == "__pycache__" else ("",)
    return {name for name in names if name.startswith(".") or not name.endswith(kept)}


def planted(plant: Plant, edit: Edit, text: str) -> str:
    """The file's text with the fault in it."""
    times = text.count(edit.old)
    if times != 1:
        raise BadPlant(
            f"{plant.name}: its old text stands {times} times in {edit.file}, not once. The code has moved: "
            f"give the row in tests/plants/plants.toml the text as it is now, so that the fault can still be planted"
        )
    faulty = text.replace(edit.old, edit.new)
    if edit.file.endswith(".py"):
        try:
            compile(faulty, edit.file, "exec")
        except SyntaxError as error:
            raise BadPlant(f"{plant.name}: what it plants into {edit.file} is not Python: {error}") from error
    return faulty


def went(code: int, report: Path) -> str:
    """Judge a run by its exit code and its report: only a failure inside the test itself counts as one."""
    if code not in {0, 1} or not report.exists():
        return "broken"
    counted = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        for key in counted:
            counted[key] += int(suite.get(key, "0"))
    if code == 1:
        return "failed" if counted["failures"] else "broken"
    return "passed" if counted["tests"] and not counted["skipped"] else "broken"
