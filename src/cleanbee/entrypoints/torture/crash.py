"""Every three seconds one of two API and two worker processes is killed with -9 while clients book with retries."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import httpx

from cleanbee.adapters.http.names import BOOKING, decode
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.entrypoints.torture.audit import at_the_gateway, in_the_database
from cleanbee.entrypoints.torture.outcome import Asked, Report, percentile
from cleanbee.entrypoints.torture.rest import until_at_rest
from cleanbee.entrypoints.torture.sleeper import oversleep
from cleanbee.entrypoints.torture.stage import Stage, client
from cleanbee.entrypoints.torture.town import Caller, new_quote, settle, sign_in, slot, starts

APIS, WORKERS = 2, 2
CALLERS = 96
CLEANERS_EACH = 6
SECONDS, SHORT_SECONDS = 60.0, 12.0
KILL_EVERY_S = 3.0
BANK_MS = 500  # as long as a quick bank takes: where a walk stands between its two units
LEAST_BOOKED, LEAST_KILLS, LEAST_INTERRUPTED = 500, 15, 50
# An authorisation is born sent and answered at version 2, a void is planned, sent and answered at version 3; whoever
# took one up again, because the walk was cut off between sending and answering, counted it up once more.
INTERRUPTED = """SELECT count(*) FROM payment_operation
    WHERE version > CASE kind WHEN 'authorise' THEN 2 ELSE 3 END"""
AGAIN_AFTER_S = 0.25
GIVE_UP_S = 90.0
CANCEL_SHARE = 0.2


@dataclass
class Day:
    """What the clients know when it is over: what was acknowledged, and what the kills did to their requests."""

    booked: dict[str, str] = field(default_factory=dict[str, str])
    cancelled: set[str] = field(default_factory=set[str])
    broken: int = 0
    answers: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    took: list[float] = field(default_factory=list[float])
    over: bool = False


async def run(stage: Stage, asked: Asked) -> Report:
    """Book, kill, wait until all is quiet, and judge by what the database and the bank say."""
    report = Report("crash")
    seconds = SHORT_SECONDS if asked.short else SECONDS
    cleaners, callers = await settle(stage, CALLERS * CLEANERS_EACH, CALLERS)
    doors = [client(url, CALLERS) for url in stage.house.urls]
    day = Day()
    try:
        for caller in callers:
            await sign_in(doors[caller.number % APIS], caller)
        async with asyncio.TaskGroup() as group:
            killing = group.create_task(_kill(stage, day, seconds, Random(f"kills {asked.seed}")))
            for n, caller in enumerate(callers):
                own = cleaners[n * CLEANERS_EACH : (n + 1) * CLEANERS_EACH]
                group.create_task(_keep_booking(Client(stage, doors, caller, day, asked.seed), own))
        kills = killing.result()
    finally:
        for door in doors:
            await door.aclose()
    report.attempts = stage.evidence.count
    await until_at_rest(stage, report, 200.0)
    interrupted = await stage.sql.fetchval(INTERRUPTED)
    report.figures |= {
        "acknowledged": len(day.booked),
        "cancelled": len(day.cancelled),
        "kills": dict(kills),
        "requests_cut_off": day.broken,
        "walks_interrupted": interrupted,
        "answers": dict(day.answers),
        "p50_ms": round(percentile(day.took, 0.5) * 1000, 1),
        "p99_ms": round(percentile(day.took, 0.99) * 1000, 1),
    }
    await _judge(stage, report, day)
    if not asked.short:
        await oversleep(stage, report, callers[0])
        await until_at_rest(stage, report, 60.0)
    report.expect(bool(day.booked), "void: nothing was acknowledged")
    report.expect(kills.total() > 0, "void: nothing was killed")
    if not asked.short:
        _enough(report, day, kills, interrupted)
    return report


@dataclass
class Client:
    """One customer's app: a key per intention, the same key until there is an answer, whichever door opens."""

    stage: Stage
    doors: list[httpx.AsyncClient]
    caller: Caller
    day: Day
    seed: int
    sent: int = 0

    async def ask(self, path: str, body: dict[str, str], key: str) -> httpx.Response | None:
        """Ask until there is a definite answer; None when it took too long."""
        begun = time.monotonic()
        while time.monotonic() - begun < GIVE_UP_S:
            self.sent += 1
            door = self.doors[self.sent % len(self.doors)]
            try:
                answer = await door.post(path, json=body, headers=self.caller.headers | {"idempotency-key": key})
            except httpx.HTTPError as broken:
                self.day.broken += 1
                self._note(path, key, type(broken).__name__, None)
                await asyncio.sleep(AGAIN_AFTER_S)
                continue
            word = "ok" if answer.is_success else str(answer.json().get("reason") or answer.json().get("code"))
            self._note(path, key, word, answer.json().get("id"))
            if answer.status_code in {409, 503} and word in {"busy", "draining", "idempotency_in_progress"}:
                await asyncio.sleep(AGAIN_AFTER_S)
                continue
            return answer
        return None

    def _note(self, path: str, key: str, word: str, id: str | None) -> None:
        self.day.answers[word] += 1
        self.stage.evidence.note(caller=self.caller.number, path=path, key=key, answer=word, booking=id)


async def _keep_booking(who: Client, cleaners: list[Cleaner]) -> None:
    """Book one's own cleaners' free starts, so near that the card is asked; now and then think better of it."""
    random = Random(f"{who.seed} {who.caller.number}")
    minutes = (7 * 60, 10 * 60, 13 * 60, 16 * 60)
    wanted = [(cleaner, local) for local in starts(range(1, 4), minutes) for cleaner in cleaners]
    for n, (cleaner, local) in enumerate(wanted):
        if who.day.over:
            return
        if n:
            await new_quote(who.stage, who.caller)
        await _book(who, cleaner, local, f"torture-book-{who.caller.number}-{n}-{who.seed}", random)


async def _book(who: Client, cleaner: Cleaner, local: LocalStart, key: str, random: Random) -> None:
    token = who.stage.seals.slot(slot(cleaner, local, who.caller.quote))
    body = {"slot": token, "home_id": who.caller.home_ref, "card_id": "card_ok", "wish": "prefer"}
    begun = time.perf_counter()
    answer = await who.ask("/v1/bookings", body, key)
    who.day.took.append(time.perf_counter() - begun)
    if answer is None:
        who.day.wrong.append(f"no answer for {key}")
        return
    if answer.is_server_error:
        who.day.wrong.append(f"{answer.status_code} {answer.text[:200]}")
    if not answer.is_success:
        return
    id = answer.json()["id"]
    who.day.booked[id] = key
    if random.random() < CANCEL_SHARE:
        gone = await who.ask(f"/v1/bookings/{id}/cancel", {"reason": "changed my mind"}, f"cancel-{key}")
        if gone is not None and gone.is_success:
            who.day.cancelled.add(id)


async def _kill(stage: Stage, day: Day, seconds: float, random: Random) -> Counter[str]:
    """Every three seconds kill one of the four, chosen by the seed; the house's own supervisor starts it again."""
    names = sorted(name for name in stage.house.supervisor.pids if name.startswith(("api", "worker")))
    kills: Counter[str] = Counter()
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        await asyncio.sleep(KILL_EVERY_S)
        name = random.choice(names)
        if stage.house.supervisor.signal(name, signal.SIGKILL):
            kills[name] += 1
    day.over = True
    return kills


async def _judge(stage: Stage, report: Report, day: Day) -> None:
    kept = {row["id"]: row["phase"] for row in await stage.sql.fetch("SELECT id, phase FROM booking")}
    acknowledged = {id: decode(BOOKING, id) for id in day.booked}
    lost = [id for id, uuid in acknowledged.items() if uuid not in kept]
    report.expect(not lost, f"{len(lost)} acknowledged bookings are gone: {lost[:3]}")
    undone = [id for id in day.cancelled if kept.get(acknowledged[id]) != "cancelled"]
    report.expect(not undone, f"{len(undone)} acknowledged cancellations did not stay: {undone[:3]}")
    twice = len(day.booked) - len(set(day.booked.values()))
    report.expect(twice == 0, f"{twice} intentions became two bookings")
    report.expect(not day.wrong, f"{len(day.wrong)} wrong answers, first: {day.wrong[:1]}")
    holds = await stage.sql.fetchval(
        "SELECT count(*) FROM calendar_claim WHERE kind = 'hold' AND expires_at <= clock_timestamp() - interval '90 s'"
    )
    report.expect(holds == 0, f"{holds} lapsed holds are left behind")
    await in_the_database(stage.sql, report)
    await at_the_gateway(stage.sql, stage.gateway_lines(), report)


def _enough(report: Report, day: Day, kills: Counter[str], interrupted: int) -> None:
    """Too little work or too few faults make a run void, and a void run is red."""
    report.expect(len(day.booked) >= LEAST_BOOKED, f"void: {len(day.booked)} acknowledged, {LEAST_BOOKED} wanted")
    report.expect(kills.total() >= LEAST_KILLS, f"void: {kills.total()} kills, {LEAST_KILLS} wanted")
    report.expect(
        interrupted >= LEAST_INTERRUPTED, f"void: {interrupted} walks interrupted, {LEAST_INTERRUPTED} wanted"
    )
