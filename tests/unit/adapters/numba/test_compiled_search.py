"""The compiled search keeps the rules exactly, whatever town it is asked about."""

from __future__ import annotations

import pytest

from cleanbee.adapters.numba.search import NumbaSearch
from cleanbee.ports.contracts.search import PACE, SearchContract
from cleanbee.ports.outbound.search import Search

pytestmark = pytest.mark.slow


class TestNumbaSearch(SearchContract):
    def open_search(self) -> Search:
        return NumbaSearch(PACE, warm=False)
