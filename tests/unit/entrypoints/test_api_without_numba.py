"""The compiler never enters the process that answers customers: it takes seconds and ninety megabytes."""

from __future__ import annotations

import subprocess
import sys

import pytest

WALK = """
import sys
from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.postgres import store
from cleanbee.adapters.search import client
from cleanbee.entrypoints.cli import serve
from cleanbee.entrypoints import api, adapters, in_memory, wiring
from cleanbee.entrypoints.settings import Settings
create_app(wiring.build(in_memory.memory_ports(), Settings()))
found = {"numba", "llvmlite", "numpy"} & sys.modules.keys()
assert not found, f"imported by the API: {sorted(found)}"
"""


@pytest.mark.slow
def test_the_api_is_put_together_without_numba() -> None:
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
