"""The authorisation matrix once more, on PostgreSQL: what a store forgets to look at, everybody may do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from tests.integration.adapters.http.served_city import kept_in
from tests.unit.adapters.http.small_city import small_city
from tests.unit.adapters.http.test_matrix import (
    Scene,
    set_scene,
    test_everybody_may_do_what_the_policy_says_and_nothing_else,
)

__all__ = ["test_everybody_may_do_what_the_policy_says_and_nothing_else"]
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(new_database: Callable[[], str]) -> AsyncIterator[Scene]:
    async with kept_in(new_database()) as kept, small_city(kept=kept) as city:
        yield await set_scene(city)
