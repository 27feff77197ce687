"""The bootstrap on old machines: it parses everywhere, and finds a Python that is new enough or says what it needs."""

from __future__ import annotations

import ast
import glob
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

BEE = Path(__file__).parents[3] / "bee"
# What Python 2.7 and 3.4 cannot read.
NEWER = (
    ast.JoinedStr,
    ast.AnnAssign,
    ast.NamedExpr,
    ast.AsyncFunctionDef,
    ast.Await,
    ast.Nonlocal,
    ast.YieldFrom,
    ast.Match,
)


def loaded() -> ModuleType:
    loader = SourceFileLoader("bee", str(BEE))
    spec = spec_from_loader("bee", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def python(folder: Path, name: str, version: str) -> str:
    """Something that says it is this Python."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def too_new(source: str) -> list[str]:
    """What an old Python would stumble over."""
    found = []
    for node in ast.walk(ast.parse(source)):
        signature = node.args if isinstance(node, ast.FunctionDef) else None
        if isinstance(node, NEWER):
            found.append(f"line {node.lineno}: {type(node).__name__}")
        elif signature and (signature.kwonlyargs or signature.posonlyargs or any(a.annotation for a in signature.args)):
            found.append(f"line {node.lineno}: signature of {node.name}")
        elif isinstance(node, ast.Raise) and node.cause:
            found.append(f"line {node.lineno}: raise from")
        elif isinstance(node, ast.Starred):
            found.append(f"line {node.lineno}: a star where 2.7 knows none")
    return found


def test_bee_speaks_no_new_python() -> None:
    assert too_new(BEE.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("line", ["f'{x}'", "x: int = 1", "def f(*, a): pass", "def f(a: int): pass", "[*a]"])
def test_new_python_would_be_noticed(line: str) -> None:
    assert too_new(line)


def test_every_python_on_this_machine_can_read_bee() -> None:
    """However old: each one starts it and is told the usage."""
    found = [sys.executable, *sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python")))]
    for path in found:
        done = subprocess.run([path, BEE], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{path}: {done.stderr}"
        assert "./bee up" in done.stdout


def test_the_python_that_most_wheels_are_made_for_is_preferred(tmp_path: Path) -> None:
    paths = [
        python(tmp_path, name, name[6:].replace(".", " "))
        for name in ("python3.8", "python3.11", "python3.13", "python3.14")
    ]
    assert loaded().newer_python(paths) == (paths[2], (3, 13))


def test_a_python_of_the_future_is_better_than_none(tmp_path: Path) -> None:
    paths = [python(tmp_path, "python3.9", "3 9"), python(tmp_path, "python3.15", "3 15")]
    assert loaded().newer_python(paths) == (paths[1], (3, 15))


def test_what_was_found_is_told_when_none_is_new_enough(tmp_path: Path) -> None:
    bee = loaded()
    paths = [python(tmp_path, "python3.6", "3 6"), python(tmp_path, "python2", "2 7"), str(tmp_path / "absent")]
    with pytest.raises(bee.Missing) as told:
        bee.newer_python(paths)
    assert "needs Python 3.11 or newer" in str(told.value)
    assert f"3.6 ({paths[0]})" in str(told.value)
    assert f"2.7 ({paths[1]})" in str(told.value)


def test_a_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\necho not installed >&2\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    works = python(tmp_path, "python3.12", "3 12")
    assert loaded().newer_python([str(broken), works]) == (works, (3, 12))
