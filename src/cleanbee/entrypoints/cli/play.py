"""Let the seed city's people live in a house that is open: they book, accept, ride and clean while time runs fast."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cleanbee.entrypoints.cli.outcome import REFUSED, Cannot, finish
from cleanbee.entrypoints.cli.told import of_open_house

CALL_MOST_S = 120.0
FASTEST = 3600


@click.command()
@click.option("--url", help="Which house (default: the one that is open on the data folder).")
@click.option("--speed", type=click.IntRange(1, FASTEST), default=60, show_default=True, help="Times real time.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same people do the same for the same seed.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")
def command(url: str | None, speed: int, seed: int, data_dir: Path | None) -> None:
    """Until Ctrl-C, through the public API alone; the sandbox's clock is moved in small ticks."""
    settings = of_open_house(data_dir)
    if settings.live:
        raise Cannot("Nobody plays in a live house", code=REFUSED)
    try:
        asyncio.run(_play(url or settings.url, settings.code, speed, seed))
    except KeyboardInterrupt:
        finish("Nobody plays any more; the clock stands.")


async def _play(url: str, code: str, speed: int, seed: int) -> None:
    import contextlib
    import time

    import httpx

    from cleanbee.adapters.system.chance import SystemDice
    from cleanbee.adapters.system.clock import SystemPause
    from cleanbee.entrypoints.city.files import City
    from cleanbee.entrypoints.demo.play import Play, pace_of
    from cleanbee.entrypoints.demo.town import Town
    from cleanbee.entrypoints.seed_folder import seed_folder
    from cleanbee.entrypoints.signals import told_to_stop
    from cleanbee.entrypoints.story.api import Api

    stop = told_to_stop()
    async with httpx.AsyncClient(base_url=url, timeout=CALL_MOST_S) as http:
        city = City(seed_folder())
        keys = f"demo-{SystemDice().token()[:12]}"  # of this run: what an earlier one asked is not asked again
        town = Town(Api(http, city, code, keys=keys), city, click.echo, seed=seed)
        playing = asyncio.create_task(Play(town, SystemPause(), time.monotonic, pace_of(speed))())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (playing, stopping):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing
