"""Open the whole house: databases, the seed city, the sandbox, the API and a worker, in one process tree."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import MISSING, REFUSED, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import told

if TYPE_CHECKING:
    from cleanbee.entrypoints.house import House, Plan
    from cleanbee.entrypoints.settings import Settings

COLOURS = {"api": "36", "worker": "35", "sandbox": "33", "search": "34", "seed": "32", "people": "31"}


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Where the API listens (default: 8000).")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where data are kept (default: .cleanbee).")
@click.option("--fresh", is_flag=True, help="Forget what this folder kept and begin again.")
@json_option
def command(port: int | None, data_dir: Path | None, fresh: bool, as_json: bool) -> None:
    """Bring everything up, print where it is and who can sign in; Ctrl-C stops it and nothing is lost."""
    settings = told(port=port, data_dir=data_dir)
    asyncio.run(keep_open(settings, "up", lambda house: _tell(house, as_json=as_json), fresh=fresh, as_json=as_json))
    finish("Stopped; nothing is lost.", as_json=as_json)


async def keep_open(
    settings: Settings, name: str, ready: Callable[[House], None], *, fresh: bool = False, as_json: bool = False
) -> None:
    """Open the house, do ``ready`` once it is, and keep it open until it is told to stop.

    :raises Cannot: this is a live house, or something that it needs is missing.
    """
    from cleanbee.entrypoints.house import Plan

    if settings.live:
        raise Cannot(f"`{name}` is the sandbox", why="a live house runs `serve` and `worker`", code=REFUSED)
    folder = _usable(settings.data_dir.resolve())
    plan = Plan(
        data_dir=folder, sandbox_dir=folder, ports=(settings.port,), searches=1, fresh=fresh, seed=_there_is_a_city()
    )
    await _open(plan, settings, ready, as_json=as_json)


def _usable(folder: Path) -> Path:
    """The data folder, made if it is not there yet and tried by writing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as no:
        why = no.strerror or str(no)
        raise Cannot(f"{folder} cannot hold the data", why=why, next_step="cleanbee up --data-dir ELSEWHERE") from no


async def _open(plan: Plan, settings: Settings, ready: Callable[[House], None], *, as_json: bool) -> None:
    from cleanbee.adapters.embedded.fault import ServerWouldNotStart
    from cleanbee.entrypoints.house import PortTaken, SeedFailed, open_house
    from cleanbee.entrypoints.house_note import noted
    from cleanbee.entrypoints.readiness import NotReady
    from cleanbee.entrypoints.signals import told_to_stop
    from cleanbee.ports.outbound.store import Busy

    stop = told_to_stop()
    try:
        async with open_house(plan, settings, os.environ, _lines()) as house:
            with noted(plan.sandbox_dir, house.settings.environment(), house.servers.postgres.url):
                ready(house)
                await stop.wait()
                say("Stopping …", as_json=as_json)
    except PortTaken as taken:
        raise Cannot(str(taken), next_step=f"cleanbee up --port {settings.port + 1}", code=MISSING) from taken
    except (ServerWouldNotStart, Busy) as missing:
        raise Cannot("No database", why=str(missing), code=MISSING) from missing
    except SeedFailed as failed:
        raise Cannot("The city could not be loaded", why=str(failed), next_step="cleanbee up --fresh") from failed
    except NotReady as late:
        raise Cannot("The API did not become ready", why=str(late), code=MISSING) from late


def _there_is_a_city() -> bool:
    from cleanbee.entrypoints.cli.main import files

    return "seed" in files()


def _lines() -> Callable[[str, str], None]:
    """The children's lines on stderr, each with its name."""
    coloured = sys.stderr.isatty()

    def line(name: str, text: str) -> None:
        head = f"{name:<9}│"
        if coloured:
            head = f"\x1b[{COLOURS.get(name.partition('-')[0], '37')}m{head}\x1b[0m"
        sys.stderr.write(f"{head} {text}\n")
        sys.stderr.flush()

    return line


def _tell(house: House, *, as_json: bool) -> None:
    """Where it is, and who can sign in."""
    import json

    from cleanbee.entrypoints.city_people import sign_ins
    from cleanbee.entrypoints.seed_folder import seed_folder

    url = house.settings.url
    people = sign_ins(seed_folder(), house.settings.code)
    now = house.now
    if as_json:
        facts = {
            "url": url,
            "urls": house.urls,
            "sign_ins": people,
            "now": now,
            "migrations": house.migrations,
            "pids": house.supervisor.pids,
        }
        click.echo(json.dumps({"ready": True, "seconds": round(house.seconds, 1), **facts}))
        sys.stdout.flush()
        return
    servers = house.servers
    click.echo(f"✓ {servers.postgres.name}  ✓ {servers.redis.name}  ✓ migrations")
    if house.city:
        click.echo(f"✓ {house.city}")
    if house.settings.web != "off":
        click.echo(f"  Web       {url}             as a stranger, or as any of these three: {url}/?as=mia, joyce, olga")
    click.echo(f"  API       {url}/v1          Docs     {url}/docs")
    click.echo(f"  Outboxes  {url}/dev         Clock    {now} (cleanbee clock advance 3d)")
    for one in people:
        how = f"{one['phone']} code {one['code']}" if "phone" in one else f"{one['email']} password {one['password']}"
        click.echo(f"  {one['role']:<9} {one['name']}: {how}")
    if not house.settings.search_urls:
        click.echo("  Search    by the rule in the API: the compiled search process comes with cleanbee[numba]")
    click.echo(f"Ready in {house.seconds:.1f} s. Ctrl-C stops, nothing is lost. Next: cleanbee demo")
    sys.stdout.flush()
