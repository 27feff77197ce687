"""A process that has imported what no plant can touch, and has each test run by a child of its own.

``garden.py`` talks to it: a line of JSON for each run, answered with a line that says how the child ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

BROUGHT = (
    "pytest",
    "pytest_asyncio.plugin",
    "hypothesis.stateful",
    "hypothesis.strategies",
    "hypothesis.internal.conjecture.engine",
    "_hypothesis_pytestplugin",
    "msgspec",
    "httpx",
    "litestar",
    "litestar.openapi.plugins",
    "multidict",
    "prometheus_client",
    "asyncpg",
    "piccolo.table",
)
"""What most tests import, none of which is ours: for a quick test that takes longer than the test."""
OURS = ("cleanbee", "tests")


def main() -> None:
    """Run what is asked for, one after the other, until nobody asks any more."""
    for name in BROUGHT:
        import_module(name)
    assert not [name for name in sys.modules if name.startswith(OURS)], "ours is imported from the copy, by each child"
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.exit(run(json.loads(line)))
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


def run(asked: dict[str, Any]) -> int:
    """In the child: one run of pytest, in the time that it has."""
    import pytest

    with open(os.devnull, "rb") as nothing, open(asked["said"], "wb") as said:
        os.dup2(nothing.fileno(), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.environ.update(asked["environment"])
    signal.alarm(asked["seconds"])
    return int(pytest.main(asked["arguments"]))


if __name__ == "__main__":
    main()
