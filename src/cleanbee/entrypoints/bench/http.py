"""Availability and booking through the real server, beside the emptiest endpoint it has, in turns in one run."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from cleanbee.adapters.http.names import QUOTE, encode
from cleanbee.entrypoints.bench.outcome import Asked, Measured, percentile
from cleanbee.entrypoints.torture.cpu import each_ms, used_s
from cleanbee.entrypoints.torture.outcome import Evidence
from cleanbee.entrypoints.torture.stage import Stage, client, open_stage
from cleanbee.entrypoints.torture.town import Caller, new_quote, settle, sign_in, slot, starts

CLEANERS = 24
CALLERS = 4
ROUNDS, QUICK_ROUNDS = 12, 4
EACH = 24
DAYS = 7

Ask = Callable[[httpx.AsyncClient, Caller, int], Awaitable[None]]


@dataclass
class Endpoint:
    """One endpoint, how long each answer took (seconds), and how much processor time of the API process it cost."""

    ask: Ask
    took: list[float] = field(default_factory=list[float])
    asked: int = 0
    used_s: float | None = 0.0

    @property
    def cpu_ms(self) -> float | None:
        """Milliseconds of the API process for each answer; None where the system does not tell."""
        return each_ms(0.0, self.used_s, self.asked)


async def run(asked: Asked) -> Measured:
    """A few callers ask each endpoint in turns; the ratio is the empty endpoint's median to availability's."""
    async with open_stage(Evidence(None), apis=1, workers=1) as stage:
        cleaners, callers = await settle(stage, CLEANERS, CALLERS)
        door = client(stage.house.urls[0], CALLERS)
        try:
            for caller in callers:
                await sign_in(door, caller)
            free = iter([(one, local) for local in starts(range(6, 40), (7 * 60, 12 * 60)) for one in cleaners])

            async def empty(http: httpx.AsyncClient, _: Caller, __: int) -> None:
                (await http.get("/livez")).raise_for_status()

            async def availability(http: httpx.AsyncClient, caller: Caller, _: int) -> None:
                day = starts(range(6, 7), (0,))[0].day
                query = f"quote_id={encode(QUOTE, caller.quote.id)}&from={day}&days={DAYS}"
                (await http.get(f"/v1/availability?{query}", headers=caller.headers)).raise_for_status()

            async def booking(http: httpx.AsyncClient, caller: Caller, n: int) -> None:
                token = stage.seals.slot(slot(*next(free), caller.quote))
                body = {"slot": token, "home_id": caller.home_ref, "card_id": "card_ok"}
                key = {"idempotency-key": f"bench-booking-{caller.number}-{n}"}
                begun = time.perf_counter()
                answer = await http.post("/v1/bookings", json=body, headers=caller.headers | key)
                endpoints["booking"].took.append(time.perf_counter() - begun)
                answer.raise_for_status()
                await new_quote(stage, caller)

            endpoints = {"empty": Endpoint(empty), "availability": Endpoint(availability), "booking": Endpoint(booking)}
            rounds = QUICK_ROUNDS if asked.quick else ROUNDS
            for n in range(rounds):
                for name, endpoint in endpoints.items():
                    before = _api_s(stage)
                    await _round(door, callers, endpoint, n, timed=name != "booking")
                    endpoint.asked += len(callers) * EACH
                    endpoint.used_s = _more(endpoint.used_s, before, _api_s(stage))
        finally:
            await door.aclose()
        return _measured(endpoints)


async def _round(door: httpx.AsyncClient, callers: list[Caller], endpoint: Endpoint, n: int, *, timed: bool) -> None:
    async def one(caller: Caller) -> None:
        for k in range(EACH):
            begun = time.perf_counter()
            await endpoint.ask(door, caller, n * EACH + k)
            if timed:
                endpoint.took.append(time.perf_counter() - begun)

    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(one(caller))


def _api_s(stage: Stage) -> float | None:
    return used_s(pid for name, pid in stage.house.supervisor.pids.items() if name.startswith("api"))


def _more(so_far: float | None, before: float | None, after: float | None) -> float | None:
    return None if so_far is None or before is None or after is None else so_far + after - before


def _measured(endpoints: dict[str, Endpoint]) -> Measured:
    medians = {name: statistics.median(one.took) for name, one in endpoints.items()}
    figures: dict[str, object] = {"callers": CALLERS, "cleaners": CLEANERS, "days_searched": DAYS}
    for name, one in endpoints.items():
        figures |= {
            f"{name}_p50_ms": round(percentile(one.took, 0.5) * 1000, 2),
            f"{name}_p99_ms": round(percentile(one.took, 0.99) * 1000, 2),
            f"{name}_to_empty": round(medians[name] / medians["empty"], 1),
            f"{name}_api_cpu_ms": one.cpu_ms,
        }
    return Measured(
        name="bench http (empty to availability)",
        ratio=medians["empty"] / medians["availability"],
        goal=None,
        figures=figures,
    )
