"""The compiled mirror shows exactly what the rule shows, whatever town it mirrors."""

from __future__ import annotations

import pytest

from cleanbee.adapters.numba.mirror import NumbaMirror
from cleanbee.ports.contracts.mirror import PACE, MirrorContract
from cleanbee.ports.outbound.market import Everyone
from cleanbee.ports.outbound.search import Mirror

pytestmark = pytest.mark.slow


class TestNumbaMirror(MirrorContract):
    def mirror(self, everyone: Everyone) -> Mirror:
        return NumbaMirror(everyone, PACE, warm=False)
