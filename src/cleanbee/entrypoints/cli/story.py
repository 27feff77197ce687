"""Play one working day of the seed city through the public API, and tell it with its money."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, MISSING, REFUSED, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import told

if TYPE_CHECKING:
    from cleanbee.entrypoints.settings import Settings
    from cleanbee.entrypoints.story.tell import Told

CALL_MOST_S = 60.0


@click.command()
@click.option("--url", help="A house that is open and whose day has not begun (default: one of its own, thrown away).")
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another city.")
@json_option
def command(url: str | None, folder: Path | None, as_json: bool) -> None:
    """Who booked, who said no, whose card failed, who was paid what; the ledger's difference must be 0."""
    from cleanbee.adapters.embedded.fault import ServerWouldNotStart
    from cleanbee.entrypoints.city.files import SeedWrong
    from cleanbee.entrypoints.seed_folder import NoSeed, seed_folder
    from cleanbee.entrypoints.story.api import StoryFails

    settings = told(limits=False)
    if settings.live:
        raise Cannot("A live house tells no stories", code=REFUSED)

    def line(text: str) -> None:
        say(text, as_json=as_json)

    try:
        where = folder or seed_folder()
        day = asyncio.run(_there(url, settings, where, line) if url else _here(settings, where, line))
    except StoryFails as fails:
        raise Cannot("The story cannot be told", why=str(fails), code=MISSING) from fails
    except (NoSeed, SeedWrong) as wrong:
        raise Cannot("The city cannot be read", why=str(wrong), code=MISSING) from wrong
    except ServerWouldNotStart as missing:
        raise Cannot("No database", why=str(missing), code=MISSING) from missing
    code = FINDINGS if day.money.difference else 0
    finish(day.sentence, code=code, as_json=as_json, facts=day.facts)


async def _there(url: str, settings: Settings, folder: Path, line: Callable[[str], None]) -> Told:
    """In the house at this address."""
    import httpx

    from cleanbee.entrypoints.city.files import City
    from cleanbee.entrypoints.story.api import StoryFails
    from cleanbee.entrypoints.story.tell import tell_story

    async with httpx.AsyncClient(base_url=url, timeout=CALL_MOST_S, trust_env=False) as http:
        try:
            return await tell_story(http, City(folder), settings.code, line)
        except httpx.HTTPError as away:
            raise StoryFails(f"{url} does not answer: {away!r}") from away


async def _here(settings: Settings, folder: Path, line: Callable[[str], None]) -> Told:
    """In a house of the story's own: databases, sandbox, API and worker, gone at the end."""
    from cleanbee.adapters.embedded.port import free_port
    from cleanbee.entrypoints.house import Plan, open_house

    with TemporaryDirectory(prefix="cleanbee-story-") as thrown_away:
        port = free_port()
        plan = Plan(data_dir=None, sandbox_dir=Path(thrown_away), ports=(port,), seed=False)
        line("A house is being built for the story …")
        async with open_house(plan, settings, os.environ, _quiet) as house:
            await _load(house.settings, folder)
            return await _there(house.urls[0], house.settings, folder, line)


async def _load(settings: Settings, folder: Path) -> None:
    from contextlib import AsyncExitStack

    from cleanbee.entrypoints.city.files import City
    from cleanbee.entrypoints.city.load import load_into
    from cleanbee.entrypoints.ports import open_ports

    async with AsyncExitStack() as stack:
        await load_into(await open_ports(stack, settings), City(folder))


def _quiet(name: str, text: str) -> None:
    """The house's own lines are not part of the story."""
