"""The walks of the gateway's messages, over memory; and their law with any dice."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.ports.payment.hook_walks import HookWalks, in_memory, live

pytestmark = pytest.mark.slow


class TestHookWalksOverMemory(HookWalks):
    """In memory."""


async def ends(dice: Random) -> tuple[dict[str, object], dict[str, object]]:
    return await live(await in_memory(), None), await live(await in_memory(), dice)


@given(st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_any_order_repetition_and_lateness_ends_in_the_same_payments_bookings_and_books(dice: Random) -> None:
    calm, wild = asyncio.run(ends(dice))
    assert wild == calm
