"""The city for every test of this folder."""

from __future__ import annotations

import pytest
from tests.unit.seed.city import City


@pytest.fixture(scope="session")
def city() -> City:
    """The seed city as it is shipped."""
    return City()
