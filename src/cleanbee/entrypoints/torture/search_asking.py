"""Customers who look for a slot again and again, and note what they were shown."""

from __future__ import annotations

import asyncio
import time
from random import Random

import httpx
import msgspec

from cleanbee.adapters.http.names import QUOTE, encode
from cleanbee.entrypoints.torture.search_run import DAYS, Home, Run
from cleanbee.entrypoints.torture.versions import Heard, said

THINK_S = 0.4


async def keep_asking(one: Run, home: Home, door: httpx.AsyncClient, n: int) -> None:
    """Look for a slot every now and then until the run is over."""
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
