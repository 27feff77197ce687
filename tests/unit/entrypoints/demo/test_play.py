"""The seed city alive: hours of it pass without waiting, everything through the public API, and the books balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import load_into
from cleanbee.entrypoints.demo.play import LONGEST_WAIT_S, Pace, Play, pace_of
from cleanbee.entrypoints.demo.town import MOST_CALLS, Town
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.seed_folder import seed_folder
from cleanbee.entrypoints.settings import SHARED_CODE, Settings
from cleanbee.entrypoints.story.api import Api
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.app import App


@asynccontextmanager
async def alive(pace: Pace, seed: int = 1) -> AsyncIterator[tuple[Play, App, list[str]]]:
    """The seed city in memory with its players, and what they say."""
    city = City(seed_folder())
    ports = memory_ports(geocoder=await gazetteer(seed_folder()))
    await load_into(ports, city)
    app = build(ports, Settings(limits=False))
    transport = httpx.ASGITransport(app=create_app(app))  # pyright: ignore[reportArgumentType] -- an ASGI app
    lines: list[str] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://cleanbee.test") as http:
        town = Town(Api(http, city, SHARED_CODE, keys="demo-tests-of-play"), city, lines.append, seed=seed)
        yield Play(town, VirtualPause(), lambda: 0.0, pace), app, lines


def said(lines: list[str], word: str) -> int:
    return sum(word in one for one in lines)


@pytest.mark.slow
async def test_a_day_of_the_city_passes_without_waiting_and_people_book_ride_clean_and_are_paid() -> None:
    async with alive(Pace(minutes=5, seconds=1.0)) as (play, app, lines):
        most: Counter[str] = Counter()
        for _ in range(130):
            await play(play.ticks + 1)
            most["calls"] = max(most["calls"], play.town.calls)
        assert isinstance(play.pause, VirtualPause) and play.pause.waited == 130.0, "a second for each tick"
        for word in ("books", "takes a clean", "sets off", "rings", "begins", "has cleaned"):
            assert said(lines, word) >= 2, (word, lines)
        assert most["calls"] <= MOST_CALLS + 4, "whoever has begun to ask ends it, no more"
        board = (await play.town.get("olga", "/v1/board/2026-03-02")).body
        assert board["totals"]["done"] >= 5, board["totals"]
        balances = (await play.town.get("henning", "/v1/ledger/balances")).body
        assert balances["difference"] == 0
        async with app.store.begin() as work:
            assert not await work.journals.drifts()


@pytest.mark.slow
async def test_the_same_seed_lives_the_same_hour_and_another_seed_another() -> None:
    told: list[list[str]] = []
    for seed in (1, 1, 2):
        async with alive(Pace(minutes=10, seconds=1.0), seed) as (play, _, lines):
            await play(20)
            told.append(lines)
    assert told[0] == told[1] != told[2]
    assert told[0]


async def test_a_house_that_does_not_answer_is_waited_for_ever_longer_and_never_hammered() -> None:
    asked: list[str] = []

    def gone(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if len(asked) > 8:
            raise KeyboardInterrupt
        raise httpx.ConnectError("refused")

    lines: list[str] = []
    async with httpx.AsyncClient(transport=httpx.MockTransport(gone), base_url="http://cleanbee.test") as http:
        city = City(seed_folder())
        pause = VirtualPause()
        play = Play(Town(Api(http, city, SHARED_CODE), city, lines.append), pause, lambda: 0.0, pace_of(60))
        with pytest.raises(KeyboardInterrupt):
            await play()
    assert (play.ticks, len(lines)) == (0, 8)
    assert pause.waited == 1 + 2 + 4 + 8 + 4 * LONGEST_WAIT_S


@pytest.mark.parametrize(
    ("speed", "minutes", "seconds"), [(1, 1, 60.0), (30, 1, 2.0), (60, 1, 1.0), (90, 1, 1.0), (3600, 60, 1.0)]
)
def test_a_tick_is_a_minute_a_second_at_sixty_and_never_shorter_than_a_second(
    speed: int, minutes: int, seconds: float
) -> None:
    assert pace_of(speed) == Pace(minutes=minutes, seconds=seconds)
