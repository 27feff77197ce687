"""A small city for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.unit.adapters.http.small_city import City, small_city


@pytest.fixture
async def city() -> AsyncIterator[City]:
    async with small_city() as one:
        yield one
