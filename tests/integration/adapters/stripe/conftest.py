"""One localstripe for all tests of a worker, and a front of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import stripe
from tests.integration.adapters.stripe.front import Front, front
from tests.integration.adapters.stripe.third_party import localstripe

from cleanbee.adapters.stripe.secret import Secret
from cleanbee.adapters.stripe.transport import open_client


@pytest.fixture(scope="session")
def upstream() -> Iterator[str]:
    with localstripe() as url:
        yield url


@pytest.fixture
async def served(upstream: str) -> AsyncIterator[Front]:
    async with front(upstream) as one:
        yield one


@pytest.fixture
async def client(served: Front) -> AsyncIterator[stripe.StripeClient]:
    async with open_client(Secret("sk_test_cleanbee"), served.url) as one:
        yield one
