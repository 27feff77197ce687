"""A world lived from its first booking to its rest: what was done, what was found, and the hash of all of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from cleanbee.entrypoints.simulator.audit import at_rest, safe
from cleanbee.entrypoints.simulator.audit_bank import difference
from cleanbee.entrypoints.simulator.audit_books import Memory, phase_name_of
from cleanbee.entrypoints.simulator.found import Found, find_all
from cleanbee.entrypoints.simulator.kinds import KINDS, Kind
from cleanbee.entrypoints.simulator.life import DAY, GaveUp, Life
from cleanbee.entrypoints.simulator.loop import StepLoop
from cleanbee.entrypoints.simulator.processes import Broken
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.entrypoints.simulator.world import BEGIN, Kept, Rates, World
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.store import Busy, Stale

T = TypeVar("T")
MOVING_IN = 14 * DAY
LOOK_EVERY = timedelta(days=4)
COMPARE_EVERY = timedelta(days=3)

Opened = Callable[[], AbstractAsyncContextManager[Kept]]


@dataclass
class Lived:
    """What one world came to."""

    hash: str = ""
    steps: int = 0
    calls: int = 0
    faulted: int = 0
    first_calls: int = 0
    first_faulted: int = 0
    looked_up: int = 0
    crashes: int = 0
    outages: int = 0
    messages: int = 0
    looks: int = 0
    compared: int = 0
    refused: int = 0
    difference: int = 0
    kinds: Counter[str] = field(default_factory=Counter[str])
    ended: Counter[str] = field(default_factory=Counter[str])
    payouts: Counter[str] = field(default_factory=Counter[str])
    refunds: Counter[str] = field(default_factory=Counter[str])
    disputes: Counter[str] = field(default_factory=Counter[str])
    tips: Counter[str] = field(default_factory=Counter[str])
    cards: Counter[str] = field(default_factory=Counter[str])
    findings: list[str] = field(default_factory=list[str])
    found: Found | None = None


@dataclass(frozen=True)
class Plan:
    """Which world: its seed, how many lives of which kinds, how bad it is."""

    seed: str
    lives: int
    rates: Rates = field(default_factory=Rates)
    kinds: Sequence[Kind] = KINDS


def live(plan: Plan, keep: Callable[[str], None] | None = None, opened: Opened | None = None) -> Lived:
    """Live a world to its end. Over a store in memory the same plan gives the same world, bit for bit.

    Over another store (``opened``) the seed decides who does what, and the store how long that takes.
    """
    loop = StepLoop(None if opened is not None else Random(f"{plan.seed} loop"))
    trace = Trace(keep)
    return _run(loop, _Living(plan, loop, trace).live(opened))


def _run(loop: StepLoop, walk: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(walk)


class _Living:
    def __init__(self, plan: Plan, loop: StepLoop, trace: Trace) -> None:
        self._plan, self._loop, self._trace = plan, loop, trace
        self._lived = Lived()
        self._memory = Memory()

    async def live(self, opened: Opened | None) -> Lived:
        world = World(self._loop, self._plan.seed, self._plan.rates, self._trace)
        if opened is None:
            await world.time.run(self._world(world, world.kept_in_memory()))
        else:
            async with opened() as kept:
                await world.time.run(self._world(world, kept))
        return self._lived

    async def _world(self, world: World, kept: Kept) -> None:
        await world.open(kept)
        world.begin()
        lives = list(self._cast(world))
        for life, _ in lives:
            await life.move_in()
        looking = world.time.spawn(self._look_now_and_then(world, [one.told for one, _ in lives]))
        comparing = world.time.spawn(self._compare_now_and_then(world))
        await world.time.together(*(self._life(one, kind) for one, kind in lives))
        world.time.kill(looking)
        world.time.kill(comparing)
        await world.come_to_rest()
        named = (await world.compared(BEGIN)).items
        self._lived.findings += [f"M9 the reconciler names {one.name}: {one.finding.text}" for one in named]
        found = await find_all(world, [one.told for one, _ in lives])
        self._lived.findings += [*at_rest(found), *self._memory.nothing_posted_changes(found), *world.bugs]
        self._lived.found = found
        self._sum_up(world, found)

    def _cast(self, world: World) -> Sequence[tuple[Life, Kind]]:
        """Who is in it: each kind about as often as its weight asks."""
        kinds, dice = self._plan.kinds, world.dice("cast")
        drawn = dice.choices(kinds, [one.weight for one in kinds], k=self._plan.lives)
        return [
            (Life(world, n, kind.name, instant=kind.instant, account=kind.account), kind)
            for n, kind in enumerate(drawn)
        ]

    async def _life(self, life: Life, kind: Kind) -> None:
        await life.wait(timedelta(), MOVING_IN)
        try:
            await kind.walk(life)
        except GaveUp as never:
            self._lived.findings.append(f"never answered: {never}")
        self._lived.kinds[kind.name] += 1

    async def _look_now_and_then(self, world: World, told: Sequence[Any]) -> None:
        while True:
            await world.time.sleep(LOOK_EVERY.total_seconds())
            found = await find_all(world, told)
            self._lived.findings += [*safe(found), *self._memory.nothing_posted_changes(found)]
            self._lived.looks += 1

    async def _compare_now_and_then(self, world: World) -> None:
        """The house's own look at both books, in processes that may die over it, while much is under way."""
        dice = world.dice("finance")
        while True:
            await world.time.sleep(COMPARE_EVERY.total_seconds() * dice.uniform(0.5, 1.5))
            up = [one for one in world.apis if one.up]
            if up:
                with suppress(Broken, Busy, Stale, GatewayDown):
                    await dice.choice(up).serve(world.compared())
                    self._lived.compared += 1

    def _sum_up(self, world: World, found: Found) -> None:
        lived = self._lived
        lived.hash, lived.steps = self._trace.hash, self._loop.steps
        lived.calls, lived.faulted = len(found.log), sum(one.faulted for one in found.log)
        first = {one.key: one for one in reversed(found.log)}.values()
        lived.first_calls, lived.first_faulted = len(first), sum(one.faulted for one in first)
        lived.looked_up = sum(one.look_up for one in found.log)
        lived.crashes, lived.outages = world.crashes.happened, world.line.outages
        lived.messages, lived.difference = world.post.brought, difference(found)
        lived.refused = world.post.refused
        lived.payouts.update(f"{phase_name_of(one.phase)}, {min(one.tries, 2)} tries" for one in found.payouts)
        lived.refunds.update(one.phase_word for one in found.refunds)
        lived.disputes.update(one.phase_word for one in found.disputes)
        lived.tips.update(one.phase_word for one in found.tips)
        for told in found.told:
            lived.cards.update(told.cards)
        for kept in found.kept.values():
            lived.ended[f"{phase_name_of(kept.booking.phase)}, {phase_name_of(kept.payment.phase)}"] += 1
