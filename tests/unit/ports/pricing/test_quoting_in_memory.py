"""Quotes over the store in memory."""

from __future__ import annotations

import pytest
from tests.unit.ports.people.town import Build, in_memory
from tests.unit.ports.pricing.quoting_walks import QuotingWalks


class TestQuoting(QuotingWalks):
    """In memory."""

    @pytest.fixture
    def build(self) -> Build:
        return in_memory
