"""The post itself: every letter is brought until it is taken, and who takes a forged one is found out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from random import Random

from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.entrypoints.simulator.loop import StepLoop
from cleanbee.entrypoints.simulator.post import Post, Round
from cleanbee.entrypoints.simulator.processes import Process
from cleanbee.entrypoints.simulator.time import Time
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.entrypoints.simulator.world import BEGIN

SEAL = MemoryHooks("the bank's")
IDS = SeededIds(1)
LETTERS = [Message(id=f"{n}", at=BEGIN, news=PayoutArrived(operation=OperationId(IDS.new()))) for n in range(60)]


async def nothing_more() -> Sequence[Message]:
    return ()


async def at(_: datetime) -> None:
    """No clock to set."""


def brought(read: bool) -> tuple[Post, list[Message | None]]:
    """All letters, brought to somebody who reads the seal, or does not."""
    taken: list[Message | None] = []

    async def day() -> Post:
        time = Time(BEGIN, Random(1), at)
        post = Post(time, Random(1), Trace())

        async def take(raw: bytes, seal: str) -> None:
            taken.append(SEAL.read(raw, seal, time.now) if read else None)

        async def everything() -> None:
            post.begin(Round([Process("api")], take, SEAL, nothing_more))
            for letter in LETTERS:
                post.send(letter)
                post.send(letter)
            while post.under_way:
                await time.sleep(3600)

        await time.run(everything())
        return post

    with asyncio.Runner(loop_factory=lambda: StepLoop(Random(1))) as runner:
        return runner.run(day()), taken


def test_every_letter_comes_as_it_was_written_and_forged_ones_are_refused() -> None:
    post, taken = brought(read=True)
    assert post.bugs == [] and post.refused > 5
    assert {one.id for one in taken if one} == {one.id for one in LETTERS}
    assert all(one in LETTERS for one in taken) and len(taken) == post.brought > 2 * len(LETTERS)


def test_whoever_takes_a_forged_letter_is_found_out() -> None:
    post, _ = brought(read=False)
    assert post.refused == 0 and len(post.bugs) > 5
    assert all(one.startswith("M8 a forged message was taken") for one in post.bugs)
