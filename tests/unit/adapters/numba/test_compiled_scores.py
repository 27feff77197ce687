"""The compiled scorer keeps the rule exactly, whatever it is asked."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from cleanbee.adapters.numba.scorer import NumbaScorer
from cleanbee.ports.contracts.scorer import ScorerContract
from cleanbee.ports.outbound.matching import Scorer

pytestmark = pytest.mark.slow


@cache
def compiled() -> NumbaScorer:
    """Compiled once for all questions."""
    return NumbaScorer()


class TestNumbaScorer(ScorerContract):
    def open_scorer(self) -> Scorer:
        return compiled()


def test_numba_is_not_imported_until_the_adapter_is_opened() -> None:
    walk = (
        "import sys, cleanbee.adapters.numba.scorer as s\n"
        "assert 'numba' not in sys.modules and 'numpy' not in sys.modules, 'imported too early'\n"
        "s.NumbaScorer()\n"
        "assert 'numba' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", walk], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
