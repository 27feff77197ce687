"""A compiled kernel is kept on disk; a rule that changes in another file is never answered as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanbee.adapters.numba.search_kernels import compiled

RULE = "from toy.compiled import compiled\n\n@compiled\ndef rule(days):\n    return days * {a_day}\n"
ASKED = "from toy.compiled import door\nfrom toy.rule import rule\n\n@door\ndef asked(days):\n    return rule(days)\n"
LOOK = "from toy.asked import asked; print(asked(2), sum(asked.stats.cache_hits.values()))"


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A little package of kernels: one that is called, and the rule that it calls, in two files."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "compiled.py").write_bytes(Path(compiled.__file__).read_bytes())
    (folder / "__init__.py").touch()
    (folder / "asked.py").write_text(ASKED)
    (folder / "rule.py").write_text(RULE.format(a_day=24))
    return folder


def asked(toy: Path) -> str:
    """What a process of its own answers, and whether it found the kernel on disk."""
    environment = {**os.environ, "PYTHONPATH": str(toy.parent), "NUMBA_CACHE_DIR": str(toy.parent / "kept")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # the text changes within the second that byte code tells apart
    command = [sys.executable, "-c", LOOK]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_a_rule_that_changes_next_door_is_answered_anew_and_what_stays_is_read_from_disk(toy: Path) -> None:
    assert asked(toy).split() == ["48", "0"]
    assert asked(toy).split() == ["48", "1"]
    (toy / "rule.py").write_text(RULE.format(a_day=25))
    assert asked(toy).split() == ["50", "0"]
