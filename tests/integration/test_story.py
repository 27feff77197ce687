"""The story of a Monday through the public API: the same over memory and PostgreSQL; a card changes its end."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import load_into
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.ports import Ports
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.story.acts import act
from cleanbee.entrypoints.story.api import Api, StoryFails
from cleanbee.entrypoints.story.script import script_of
from cleanbee.entrypoints.story.tell import Told, tell_story
from cleanbee.entrypoints.story.world import World
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.app import App

SEED = Path(__file__).parents[2] / "seed"
FRITZ = 'email = "fritz@honigfeld.example"\nlocale = "de"\ncard = "card_insufficient"'
BEN = 'email = "ben@honigfeld.example"\nlocale = "de"\ncard = "card_ok"'
CALLED_OFF = """
[[step]]
at = "20:55"
who = "jonas"
intent = "cancel"
booking = "jonas-next"
say = "Jonas thinks better of it."
"""
BRUNO = "Bruno Keller"


def calls_of(ports: Ports) -> httpx.AsyncClient:
    """Calls to a house over these ports."""
    return calls_to(build(ports, Settings(limits=False)))


def calls_to(app: App) -> httpx.AsyncClient:
    """Calls to a house, in this process."""
    transport = httpx.ASGITransport(app=create_app(app))  # pyright: ignore[reportArgumentType] -- an ASGI app
    return httpx.AsyncClient(transport=transport, base_url="http://cleanbee.test")


async def told_in(ports: Ports, folder: Path, lines: list[str]) -> Told:
    """Load the city into this house and tell its day."""
    city = City(folder)
    await load_into(ports, city)
    async with calls_of(ports) as http:
        return await tell_story(http, city, "000000", lines.append)


async def told_of(folder: Path) -> tuple[Told, list[str]]:
    """The day of a city, in a house in memory."""
    lines: list[str] = []
    return await told_in(memory_ports(geocoder=await gazetteer(folder)), folder, lines), lines


@pytest.fixture(scope="module")
def monday() -> tuple[Told, list[str]]:
    """The day as the files have it."""
    return asyncio.run(told_of(SEED))


def test_the_day_ends_with_its_money_and_books_that_add_up(monday: tuple[Told, list[str]]) -> None:
    told, lines = monday
    assert told.money.difference == 0
    assert lines[-1] == "  ledger difference 0"
    assert told.sentence.endswith("ledger difference 0.")
    assert sum(told.money.paid.values()) < sum(told.money.taken.values())
    assert told.money.taken["Otto Brenner"] == 7200
    assert (
        told.money.paid["Yusuf Demir"] == 2100
    )  # half of 42 euros: Lars called off three hours and forty minutes ahead


def test_the_story_says_who_booked_who_declined_and_whose_card_failed(monday: tuple[Told, list[str]]) -> None:
    told, lines = monday
    assert told.play.booked == ["Mia Berger", "Ben Krüger", "Sophie Arndt", "Mia Berger", "Jonas Wirth"]
    assert told.play.declined == ["Nadia Haddad"]
    assert {"Fiona Maas", "Fritz Oberländer"} <= set(told.play.failed_cards)
    assert any("says no at once. It is the customer's choice now" in line for line in lines)
    assert any("Joyce Adeyemi comes on Wednesday at 09:30, for 90.00 €." in line for line in lines)


def test_every_want_of_the_script_came_true_or_was_refused_by_the_business(monday: tuple[Told, list[str]]) -> None:
    told, _ = monday
    said = {one.what: one.outcome for one in told.play.happened}
    assert [step.say for step in told.script.step if step.say not in said] == []
    noes = [what for what, outcome in said.items() if outcome.startswith(("The answer is no", "Nobody is free"))]
    assert noes == []


def test_cleaners_do_as_they_are_called_where_no_step_names_them(monday: tuple[Told, list[str]]) -> None:
    phases = monday[0].facts["phases"]
    assert phases["niklas-mon"] == "cancelled"  # No-Show was to come
    assert phases["uwe-wed"] == "confirmed"  # Never Answers did not; somebody else did
    assert {phases[name] for name in ("sofia-tue", "nordring-8-tue", "tina-tue")} == {"completed"}
    assert (phases["marktplatz-11-mon"], phases["fritz-tue"]) == ("settled", "cancelled")


async def test_with_a_card_that_holds_fritz_s_clean_takes_place(monday: tuple[Told, list[str]], tmp_path: Path) -> None:
    told, _ = await told_of(edited(tmp_path, FRITZ, FRITZ.replace("card_insufficient", "card_ok")))
    before = monday[0]
    assert (before.facts["phases"]["fritz-tue"], told.facts["phases"]["fritz-tue"]) == ("cancelled", "completed")
    assert "Fritz Oberländer" in set(before.play.failed_cards) - set(told.play.failed_cards)
    assert before.money.paid[BRUNO] - told.money.paid[BRUNO] == 1260  # a quarter of his pay, for the clean let go
    assert told.money.to_come[BRUNO] - before.money.to_come[BRUNO] == 4 * 1260
    assert told.sentence != before.sentence


async def test_with_a_declined_card_ben_s_parents_find_the_flat_as_it_is(
    monday: tuple[Told, list[str]], tmp_path: Path
) -> None:
    told, _ = await told_of(edited(tmp_path, BEN, BEN.replace("card_ok", "card_declined")))
    assert told.facts["phases"]["ben-today"] == "expired"
    assert "Ben Krüger" in set(told.play.failed_cards) - set(monday[0].play.failed_cards)
    assert "Ben Krüger" not in told.money.taken
    assert (told.money.difference, monday[0].facts["phases"]["ben-today"]) == (0, "settled")


async def test_who_called_off_what_they_booked_is_not_told_to_have_booked(tmp_path: Path) -> None:
    folder = edited(tmp_path, FRITZ, FRITZ)
    with (folder / "story.toml").open("a", encoding="utf-8") as script:
        script.write(CALLED_OFF)
    told, _ = await told_of(folder)
    assert told.facts["phases"]["jonas-next"] == "cancelled"
    assert "Jonas Wirth" not in {*told.play.booked, *told.facts["booked"]}
    assert "Jonas Wirth" not in told.sentence.partition(" booked,")[0]
    assert "Mia Berger" in told.play.booked


async def test_a_house_in_which_somebody_has_booked_is_refused_before_its_clock_moves(tmp_path: Path) -> None:
    folder = edited(tmp_path, FRITZ, FRITZ)
    ports = memory_ports(geocoder=await gazetteer(folder))
    city = City(folder)
    await load_into(ports, city)
    before = await ports.test_clock.read()
    async with calls_of(ports) as http:
        world = World(Api(http, city, "000000"), city, "olga")
        first = next(step for step in script_of(city).step if step.intent == "book")
        assert (await act(world, first, first.who)).yes
        with pytest.raises(StoryFails, match="Mia Berger has booked already"):
            await tell_story(http, city, "000000", print)
    assert await ports.test_clock.read() == before


async def test_what_happens_to_a_booking_that_nobody_made_is_said(tmp_path: Path) -> None:
    folder = edited(tmp_path, FRITZ, FRITZ)
    text = (folder / "story.toml").read_text("utf-8")
    (folder / "story.toml").write_text(text.replace('as = "mia-wed"', 'as = "mia-thu"'), "utf-8")
    with pytest.raises(StoryFails, match="mia-wed was never booked"):
        await told_of(folder)


async def test_a_house_whose_day_has_begun_is_not_told_about(tmp_path: Path) -> None:
    folder = edited(tmp_path, FRITZ, FRITZ)
    ports = memory_ports(geocoder=await gazetteer(folder))
    await ports.test_clock.freeze(City(folder).sandbox.now + timedelta(minutes=1))
    with pytest.raises(StoryFails, match="begun already"):
        await told_in(ports, folder, [])


def test_the_command_builds_a_house_of_its_own_and_ends_with_one_sentence(
    monday: tuple[Told, list[str]], tmp_path: Path
) -> None:
    folder = edited(tmp_path, FRITZ, FRITZ)
    start = "from cleanbee.entrypoints.cli.main import main; main()"
    command = [sys.executable, "-c", start, "story", "--json", "--from", str(folder)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 0, ran.stderr
    (told,) = [json.loads(line) for line in ran.stdout.splitlines()]
    assert told["result"].endswith("ledger difference 0.")
    assert told["ledger_difference"] == 0
    assert told["failed_cards"] == monday[0].play.failed_cards
    assert "A Monday in Honigfeld. Monday 2 March 2026." in ran.stderr


async def test_the_same_day_is_told_over_postgresql(monday: tuple[Told, list[str]], database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url, sandbox=True)) as store:
        gateway = MemoryGateway(store.clock)
        ports = dataclasses.replace(
            memory_ports(geocoder=await gazetteer(SEED)),
            store=store,
            starts=StoredStarts(store, StraightTravel().minutes),
            clock=store.clock,
            test_clock=store.test_clock,
            gateway=gateway,
            vault=gateway,
        )
        lines: list[str] = []
        told = await told_in(ports, SEED, lines)
    assert told.facts == monday[0].facts
    assert lines == monday[1]


def edited(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the city without a past in which one person pays with another card."""
    folder = tmp_path / "seed"
    shutil.copytree(SEED, folder)
    header = (folder / "history.csv").read_text("utf-8").partition("\n")[0]
    (folder / "history.csv").write_text(header + "\n", "utf-8")
    text = (folder / "customers.toml").read_text("utf-8")
    assert old in text
    (folder / "customers.toml").write_text(text.replace(old, new), "utf-8")
    return folder
