"""Open the whole house with the seed city alive in it: bookings, offers, rides and payouts while you look on."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import finish, json_option
from cleanbee.entrypoints.cli.play import FASTEST
from cleanbee.entrypoints.cli.told import told
from cleanbee.entrypoints.cli.up import keep_open

if TYPE_CHECKING:
    from cleanbee.entrypoints.house import House
    from cleanbee.entrypoints.settings import Settings

LINKS = (
    ("Customer", "localhost", "/?as=mia"),
    ("Cleaner", "127.0.0.1", "/?as=joyce"),
    ("Ops", "ops.localhost", "/ops?as=olga"),
)
"""One tap signs each of them in; the players leave Mia to whoever looks on, and give Joyce a head start.

Each has a name of this machine to themselves: a browser keeps one sign-in a name.
"""
HINT = "One browser keeps all three. If it does not find ops.localhost: {url}/ops?as=olga in a private window."


@click.command()
@click.option("--speed", type=click.IntRange(1, FASTEST), default=60, show_default=True, help="Times real time.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Where the API listens (default: 8000).")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where data are kept (default: .cleanbee).")
@click.option("--fresh", is_flag=True, help="Forget what this folder kept and begin again.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same people do the same for the same seed.")
@json_option
def command(speed: int, port: int | None, data_dir: Path | None, fresh: bool, seed: int, as_json: bool) -> None:
    """`up`, and people who live in it at a multiple of real time; Ctrl-C stops it and nothing is lost."""
    # A whole town calls from one address here: counted by address its people would shut each other out, and you.
    settings = told(port=port, data_dir=data_dir, limits=False)

    def ready(house: House) -> None:
        from cleanbee.entrypoints.supervisor import Child

        words = ("play", "--url", house.urls[0], "--speed", str(speed), "--seed", str(seed))
        house.supervisor.start(Child("people", words, house.settings.environment()))
        _tell(house, speed, as_json=as_json)

    asyncio.run(keep_open(settings, "demo", ready, fresh=fresh, as_json=as_json))
    finish("Stopped; nothing is lost.", as_json=as_json)


def links(settings: Settings) -> dict[str, str]:
    """Where each of the three signs in; under a public name of the house there is one name for all."""
    hosts = {host: settings.public_url or f"http://{host}:{settings.port}" for _, host, _ in LINKS}
    return {role: f"{hosts[host]}{path}" for role, host, path in LINKS}


def _tell(house: House, speed: int, *, as_json: bool) -> None:
    url = house.settings.url
    if as_json:
        told = {role.lower(): link for role, link in links(house.settings).items()}
        click.echo(json.dumps({"ready": True, "url": url, "links": told, "speed": speed, "now": house.now}))
    else:
        for role, link in links(house.settings).items():
            click.echo(f"  {role:<9} {link}")
        if not house.settings.public_url:
            click.echo(f"  {HINT.format(url=url)}")
        click.echo(f"  Docs      {url}/docs      Outboxes  {url}/dev")
        click.echo(f"Ready in {house.seconds:.1f} s. The city lives at {speed} times real time. Ctrl-C stops.")
    sys.stdout.flush()
