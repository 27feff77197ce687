"""Calendars that change while they are searched: near every home, where the rule is asked at once, and far away."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from random import Random

from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.adapters.system.clock import present
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.kernel import ClaimId, CleanerId, Refused, Window
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.entrypoints.torture.search_run import DAYS, Home, Run
from cleanbee.entrypoints.torture.town import ZONE
from cleanbee.entrypoints.torture.versions import right
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FindSlots

CHANGE_EVERY_S, ELSEWHERE_EVERY_S = 3.0, 0.05
QUIET_M = 12_000
"""Nobody who could come to a home lives further away than this, so a change beyond changes no answer about it."""


async def keep_changing(one: Run, home: Home) -> None:
    """Somebody near is held for some hours of the days that are asked about, and freed again."""
    random = Random(f"changing {one.seed} {home.caller.number}")
    held: list[Claim] = []
    while not one.over:
        await asyncio.sleep(CHANGE_EVERY_S * random.uniform(0.5, 1.5))
        if held and random.random() < 0.5:
            await change(one, home, held.pop(0), gone=True)
            continue
        claim = _hold(one, random.choice(home.near), random)
        if await change(one, home, claim):
            held.append(claim)


async def change(one: Run, home: Home, claim: Claim | None, *, gone: bool = False) -> bool:
    """Keep a change near a home, then ask the rule what is right from now on; false where it could not be kept."""
    before = time.monotonic()
    if claim is not None and not await _kept(one, claim, gone=gone):
        return False
    after = time.monotonic()
    search = FindSlots(one.stage.store, StoredStarts(one.stage.store, StraightTravel().minutes))
    actor = AsCustomer(id=home.caller.customer.id)
    found = await search(AskedSlots(actor=actor, quote=home.caller.quote.id, from_day=one.first_day, days=DAYS))
    assert not isinstance(found, Refused), found
    home.versions.changed(right(found), before, after)
    return True


async def _kept(one: Run, claim: Claim, *, gone: bool = False) -> bool:
    """Write a claim or take it away, unless something else stands there."""
    async with one.stage.store.begin() as work:
        await work.lock(cleaners=[claim.cleaner])
        if gone:
            await work.claims.remove(claim)
        elif await work.claims.within([claim.cleaner], claim.blocked):
            return False
        else:
            await work.claims.add(claim)
    one.changes += 1
    return True


async def change_elsewhere(one: Run) -> None:
    """Updates keep flowing from everywhere else, a couple of dozen a second."""
    random = Random(f"elsewhere {one.seed}")
    held: list[Claim] = []
    near = {who.id for home in one.homes for who in one.crowd.near(home.caller.home.place, QUIET_M)}
    far: list[CleanerId] = [who.id for who in one.crowd.cleaners if who.id not in near]
    while far and not one.over:
        await asyncio.sleep(ELSEWHERE_EVERY_S)
        if len(held) > 200:
            await _kept(one, held.pop(0), gone=True)
            continue
        claim = _hold_of(one, random.choice(far), random)
        if await _kept(one, claim):
            held.append(claim)


def _hold(one: Run, cleaner: Cleaner, random: Random) -> Claim:
    return _hold_of(one, cleaner.id, random)


def _hold_of(one: Run, cleaner: CleanerId, random: Random) -> Claim:
    """Some hours of one of the days that are asked about."""
    day = one.first_day + timedelta(days=random.randrange(DAYS))
    start = resolve(LocalStart(day=day, minute=480 + 15 * random.randrange(32), zone=ZONE)).at
    window = Window(start=start, end=start + timedelta(minutes=60 * random.randrange(2, 6)))
    use = Hold(holder=one.stage.ids.new(), until=present() + timedelta(hours=2))
    return Claim(id=ClaimId(one.stage.ids.new()), cleaner=cleaner, use=use, work=window, blocked=window)
