"""Two search processes under load; one is killed with -9 every ten seconds, once both; no answer may be wrong."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import httpx
import msgspec

from cleanbee.adapters.http.names import QUOTE, encode
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.adapters.search.follower import MOST_LAG_S
from cleanbee.adapters.system.clock import present
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.kernel import ClaimId, CleanerId, Refused, Window
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.entrypoints.readiness import ask as ask_once
from cleanbee.entrypoints.torture.market import Crowd, crowd, somewhere
from cleanbee.entrypoints.torture.outcome import Asked, Report, percentile
from cleanbee.entrypoints.torture.stage import Stage, client
from cleanbee.entrypoints.torture.town import ZONE, Caller, settle, sign_in
from cleanbee.entrypoints.torture.versions import Heard, Versions, right, said
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FindSlots

APIS, WORKERS, SEARCHES = 1, 1, 2
HOMES, EACH = 4, 4
SECONDS, SHORT_SECONDS = 120.0, 30.0
KILL_EVERY_S = 10.0
BACK_WITHIN_S, LAG_MOST_S = 8.0, 1.0
FIRST_READY_S = 180.0
THINK_S, CHANGE_EVERY_S, LOOK_EVERY_S = 0.4, 3.0, 0.1
ELSEWHERE_EVERY_S = 0.05
FIRST_DAY, DAYS = 4, 1
LEAST_FROM_SEARCH, LEAST_FROM_FALLBACK = 1_000, 100
QUIET_M = 12_000
"""Nobody who could come to a home lives further away than this, so a change beyond changes no answer about it."""


@dataclass
class Home:
    """Who asks from there, what was heard, what was right, and who lives near and is held now and then."""

    caller: Caller
    near: list[Cleaner]
    heard: list[Heard] = field(default_factory=list[Heard])
    versions: Versions = field(default_factory=Versions)


@dataclass
class Run:
    """One run: where it happens, when it is over, and what the watchers saw."""

    stage: Stage
    homes: list[Home]
    crowd: Crowd
    seed: int
    over: bool = False
    wrong: list[str] = field(default_factory=list[str])
    took: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    kills: Counter[str] = field(default_factory=Counter[str])
    back_after: list[float] = field(default_factory=list[float])
    lost: list[str] = field(default_factory=list[str])
    changes: int = 0
    lags: list[float] = field(default_factory=list[float])

    @property
    def first_day(self) -> date:
        """The first day that is asked about."""
        return local_of(present(), ZONE).day + timedelta(days=FIRST_DAY)


async def run(stage: Stage, asked: Asked) -> Report:
    """People the market, ask and change and kill, and judge every answer by the rule."""
    report = Report("search")
    if not stage.house.settings.search_urls:
        report.findings.append("void: there is no search process here: pip install 'cleanbee[numba]'")
        return report
    there = await crowd(stage.house.servers.postgres.url, asked.cleaners, asked.seed)
    one = Run(stage, await _homes(stage, there, asked.seed), there, asked.seed)
    door = client(stage.house.urls[0], HOMES * EACH + 1)
    try:
        for name in _names(stage):
            stage.house.supervisor.signal(name, signal.SIGKILL)
        report.figures["first_ready_s"] = await _all_ready(stage)
        for home in one.homes:
            await sign_in(door, home.caller)
            await _change(one, home, None)
        async with asyncio.TaskGroup() as group:
            group.create_task(_kill(one, SHORT_SECONDS if asked.short else SECONDS))
            group.create_task(_watch(one))
            group.create_task(_change_elsewhere(one))
            for home in one.homes:
                group.create_task(_keep_changing(one, home))
                for n in range(EACH):
                    group.create_task(_keep_asking(one, home, door, n))
    finally:
        await door.aclose()
    _judge(one, report, asked)
    return report


async def _homes(stage: Stage, there: Crowd, seed: int) -> list[Home]:
    """Homes far from each other, with somebody who asks from each."""
    random = Random(f"homes {seed}")
    half = there.side_m // 2
    corners = [somewhere(random, half // 4) for _ in range(HOMES)]
    far = round(max(half, 1) * 0.5 / 0.111195)
    ways = ((-1, -1), (-1, 1), (1, -1), (1, 1))
    places = [
        msgspec.structs.replace(one, lat_e6=one.lat_e6 + north * far, lon_e6=one.lon_e6 + east * far * 8 // 5)
        for one, (north, east) in zip(corners, ways, strict=True)
    ]
    _, callers = await settle(stage, 0, HOMES, places)
    return [Home(caller, there.near(caller.home.place, 2_000)) for caller in callers]


def _names(stage: Stage) -> list[str]:
    return sorted(name for name in stage.house.supervisor.pids if name.startswith("search"))


async def _all_ready(stage: Stage) -> float:
    """Wait until every replica has caught up; how long that took."""
    begun = time.monotonic()
    await asyncio.sleep(1.0)
    for port in _ports(stage):
        while (lag := await _lag(port)) is None or lag >= LAG_MOST_S:
            assert time.monotonic() - begun < FIRST_READY_S, "the search processes do not become ready"
            await asyncio.sleep(LOOK_EVERY_S)
    return round(time.monotonic() - begun, 1)


def _ports(stage: Stage) -> list[int]:
    return [int(url.rpartition(":")[2]) for url in stage.house.settings.search_urls.split(",")]


async def _lag(port: int) -> float | None:
    """How far a replica lags by its own word; None where it says nothing."""
    answer = await ask_once("127.0.0.1", port, "/readyz")
    if answer is None or answer.status != 200:
        return None
    return float(msgspec.json.decode(answer.body)["lag_s"])


# --- asking ----------------------------------------------------------------------------------------------------------


async def _keep_asking(one: Run, home: Home, door: httpx.AsyncClient, n: int) -> None:
    random = Random(f"asking {one.seed} {home.caller.number} {n}")
    query = {"quote_id": encode(QUOTE, home.caller.quote.id), "from": str(one.first_day), "days": str(DAYS)}
    while not one.over:
        await asyncio.sleep(THINK_S * random.uniform(0.5, 1.5))
        asked = time.monotonic()
        try:
            answer = await door.get("/v1/availability", params=query, headers=home.caller.headers)
        except httpx.HTTPError as fault:
            one.wrong.append(f"no answer: {fault!r}")
            continue
        answered = time.monotonic()
        engine = answer.headers.get("cleanbee-engine", "none")
        one.took.setdefault(engine, []).append(answered - asked)
        one.stage.evidence.note(
            home=home.caller.number, engine=engine, status=answer.status_code, ms=round((answered - asked) * 1000, 1)
        )
        if answer.status_code != 200:
            one.wrong.append(f"{answer.status_code} {answer.text[:200]}")
            continue
        body = msgspec.json.decode(answer.content)
        slots = sum(len(day["slots"]) for day in body["days"])
        home.heard.append(Heard(engine, asked, answered, said(body), slots))


# --- changing --------------------------------------------------------------------------------------------------------


async def _keep_changing(one: Run, home: Home) -> None:
    """Somebody near is held for some hours of the days that are asked about, and freed again."""
    random = Random(f"changing {one.seed} {home.caller.number}")
    held: list[Claim] = []
    while not one.over:
        await asyncio.sleep(CHANGE_EVERY_S * random.uniform(0.5, 1.5))
        if held and random.random() < 0.5:
            await _change(one, home, held.pop(0), gone=True)
            continue
        claim = _hold(one, random.choice(home.near), random)
        if await _change(one, home, claim):
            held.append(claim)


async def _change(one: Run, home: Home, claim: Claim | None, *, gone: bool = False) -> bool:
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


async def _change_elsewhere(one: Run) -> None:
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


# --- killing ---------------------------------------------------------------------------------------------------------


async def _kill(one: Run, seconds: float) -> None:
    """One after the other, every ten seconds; in the middle of the run both at once."""
    names, ports = _names(one.stage), _ports(one.stage)
    rounds = max(2, int(seconds // KILL_EVERY_S))
    begun = time.monotonic()
    async with asyncio.TaskGroup() as watching:
        for n in range(rounds):
            await asyncio.sleep(max(0.0, begun + n * KILL_EVERY_S + KILL_EVERY_S / 2 - time.monotonic()))
            both = n == rounds // 2
            for name, port in zip(names, ports, strict=True):
                if (both or name == names[n % len(names)]) and one.stage.house.supervisor.signal(name, signal.SIGKILL):
                    one.kills[name] += 1
                    watching.create_task(_back(one, name, port))
        await asyncio.sleep(max(0.0, begun + seconds - time.monotonic()))
    one.over = True


async def _back(one: Run, name: str, port: int) -> None:
    """How long after its death a replica lags less than a second again."""
    died = time.monotonic()
    await asyncio.sleep(LOOK_EVERY_S)
    while time.monotonic() - died < KILL_EVERY_S * 2:
        lag = await _lag(port)
        if lag is not None and lag < LAG_MOST_S:
            one.back_after.append(time.monotonic() - died)
            return
        await asyncio.sleep(LOOK_EVERY_S)
    one.lost.append(name)


async def _watch(one: Run) -> None:
    """How far the replicas lag while they live."""
    while not one.over:
        for port in _ports(one.stage):
            if (lag := await _lag(port)) is not None:
                one.lags.append(lag)
        await asyncio.sleep(LOOK_EVERY_S * 5)


# --- judging ---------------------------------------------------------------------------------------------------------


def _judge(one: Run, report: Report, asked: Asked) -> None:
    heard = [(home, answer) for home in one.homes for answer in home.heard]
    engines = Counter(answer.engine for _, answer in heard)
    off = [(home, answer) for home, answer in heard if not home.versions.was_right(answer, MOST_LAG_S)]
    report.attempts = len(heard)
    report.figures |= {
        "cleaners": asked.cleaners,
        "answers": dict(engines),
        "kills": dict(one.kills),
        "changes": one.changes,
        "right_answers": sum(len(home.versions.known) for home in one.homes),
        "slots_shown": sum(answer.slots for _, answer in heard),
        "back_after_s": [round(each, 1) for each in one.back_after],
        "lag_p99_s": round(percentile(one.lags, 0.99), 3),
    }
    for engine, took in one.took.items():
        for share in (0.5, 0.99):
            report.figures[f"{engine}_p{round(share * 100)}_ms"] = round(percentile(took, share) * 1000, 1)
    report.expect(not off, f"{len(off)} wrong answers, first: {_told(off)}")
    report.expect(not one.wrong, f"{len(one.wrong)} requests went wrong, first: {one.wrong[:1]}")
    report.expect(report.attempts > 0, "void: nothing was answered")
    report.expect(any(answer.slots for _, answer in heard), "void: nobody was ever shown a slot")
    report.expect(one.kills.total() > 0, "void: nothing was killed")
    report.expect(not one.lost, f"{len(one.lost)} replicas did not come back: {one.lost}")
    late = [round(each, 1) for each in one.back_after if each > BACK_WITHIN_S]
    report.expect(not late, f"{len(late)} replicas lagged more than {LAG_MOST_S:.0f} s for {late} s after their death")
    if not asked.short:
        for engine, least in (("search", LEAST_FROM_SEARCH), ("reference", LEAST_FROM_FALLBACK)):
            report.expect(engines[engine] >= least, f"void: {engines[engine]} answers by {engine}, {least} wanted")


def _told(off: list[tuple[Home, Heard]]) -> str:
    if not off:
        return "none"
    home, answer = off[0]
    began = home.versions.known[0].begins
    ever = [n for n, one in enumerate(home.versions.known) if one.digest == answer.digest]
    return f"home {home.caller.number} by {answer.engine} at {answer.asked - began:.2f} s, right as version {ever}"
