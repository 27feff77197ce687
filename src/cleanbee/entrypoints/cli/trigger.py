"""Play a named story of money through the public API: a card declined and rescued, a payout returned, and others."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, MISSING, REFUSED, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import of_open_house, told

if TYPE_CHECKING:
    from cleanbee.entrypoints.settings import Settings

CALL_MOST_S = 60.0
Line = Callable[[str], None]


@click.command()
@click.argument("scenario", required=False)
@click.option("--list", "listed", is_flag=True, help="Every story by its name, with what happens in it.")
@click.option("--url", help="A house that is open, with the seed city (default: one of its own, thrown away).")
@click.option("--data-dir", type=click.Path(path_type=Path), help="With --url: whose house that is, its data folder.")
@json_option
def command(scenario: str | None, listed: bool, url: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Tell what happened line by line, ending with the money; `all` plays every story. Moves the sandbox's clock."""
    from cleanbee.adapters.embedded.fault import ServerWouldNotStart
    from cleanbee.entrypoints.seed_folder import NoSeed
    from cleanbee.entrypoints.story.api import StoryFails
    from cleanbee.entrypoints.trigger.scenarios import SCENARIOS, sentence

    if listed:
        for name in SCENARIOS:
            say(f"{name:26} {sentence(name)}", as_json=as_json)
        stories = {name: sentence(name) for name in SCENARIOS}
        finish(f"{len(SCENARIOS)} stories.", as_json=as_json, facts={"stories": stories})
        return
    if scenario is None or (scenario != "all" and scenario not in SCENARIOS):
        raise click.UsageError(f"which story? One of {', '.join(SCENARIOS)}, or all")
    settings = of_open_house(data_dir) if url else told(limits=False)
    if settings.live:
        raise Cannot("A live house plays no stories", code=REFUSED)
    names = list(SCENARIOS) if scenario == "all" else [scenario]

    def line(text: str) -> None:
        say(text, as_json=as_json)

    try:
        ended = asyncio.run(_there(url, settings, names, line) if url else _here(settings, names, line))
    except StoryFails as fails:
        raise Cannot("The story cannot be played", why=str(fails), code=MISSING) from fails
    except NoSeed as wrong:
        raise Cannot("The city cannot be read", why=str(wrong), code=MISSING) from wrong
    except ServerWouldNotStart as missing:
        raise Cannot("No database", why=str(missing), code=MISSING) from missing
    text, code = verdict(ended)
    finish(text, code=code, as_json=as_json, facts={"stories": ended})


def verdict(ended: Mapping[str, Mapping[str, Any]]) -> tuple[str, int]:
    """How it went in one sentence, and the exit code: 1 where a story did not end as promised."""
    broken = [name for name, facts in ended.items() if "broken" in facts]
    text = f"{len(ended) - len(broken)} of {len(ended)} stories ended as promised"
    if broken:
        return f"{text}; not {', '.join(broken)}.", FINDINGS
    return f"{text}, ledger difference 0.", 0


async def _there(url: str, settings: Settings, names: list[str], line: Line) -> dict[str, dict[str, Any]]:
    """In the house at this address, one story after the other, each with a guest of its own."""
    import httpx

    from cleanbee.entrypoints.city.files import City
    from cleanbee.entrypoints.seed_folder import seed_folder
    from cleanbee.entrypoints.story.api import StoryFails
    from cleanbee.entrypoints.trigger.opening import stage
    from cleanbee.entrypoints.trigger.scenarios import play
    from cleanbee.entrypoints.trigger.stage import NotAsPromised

    ended: dict[str, dict[str, Any]] = {}
    async with httpx.AsyncClient(base_url=url, timeout=CALL_MOST_S, trust_env=False) as http:
        for name in names:
            try:
                ended[name] = await play(name, stage(http, City(seed_folder()), settings, line))
            except NotAsPromised as broken:
                line(f"  Not as promised: {broken}")
                ended[name] = {"broken": str(broken)}
            except httpx.HTTPError as away:
                raise StoryFails(f"{url} does not answer: {away!r}") from away
    return ended


async def _here(settings: Settings, names: list[str], line: Line) -> dict[str, dict[str, Any]]:
    """In a house of the stories' own: databases, sandbox, API and worker, gone at the end."""
    from cleanbee.adapters.embedded.port import free_port
    from cleanbee.entrypoints.house import Plan, open_house

    with TemporaryDirectory(prefix="cleanbee-trigger-") as thrown_away:
        port = free_port()
        plan = Plan(data_dir=None, sandbox_dir=Path(thrown_away), ports=(port,), seed=True)
        line("A house is being built for the stories …")
        async with open_house(plan, settings, os.environ, _quiet) as house:
            return await _there(house.urls[0], house.settings, names, line)


def _quiet(name: str, text: str) -> None:
    """The house's own lines are not part of the story."""
