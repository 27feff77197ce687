"""Keep the whole market in mind and answer what a customer is shown, until told to stop."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec

import click

from cleanbee.entrypoints.cli.outcome import MISSING, Cannot, finish, json_option
from cleanbee.entrypoints.cli.told import told_process


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=8100, show_default=True, help="Where to listen.")
@click.option("--host", help="On which address (default: 127.0.0.1).")
@json_option
def command(port: int, host: str | None, as_json: bool) -> None:
    """A copy of the market in compiled columns, kept in step with the database; /readyz and /metrics say its lag."""
    from cleanbee.entrypoints import search
    from cleanbee.entrypoints.signals import told_to_stop

    settings = told_process(host=host)
    if settings.mirror == "numba" and find_spec("numba") is None:
        raise Cannot(
            "The compiled search needs numba",
            why="it is an extra, and the API answers without it",
            next_step='pip install "cleanbee[numba]", or CLEANBEE_MIRROR=reference',
            code=MISSING,
        )

    async def run() -> None:
        await search.run(settings, port, told_to_stop())

    asyncio.run(run())
    finish("Answered until told to stop.", as_json=as_json)
