"""Serve the API until told to stop."""

from __future__ import annotations

import asyncio

import click

from cleanbee.entrypoints.cli.outcome import finish, json_option
from cleanbee.entrypoints.cli.told import told_process


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), help="Where to listen (default: 8000).")
@click.option("--host", help="On which address (default: 127.0.0.1).")
@json_option
def command(port: int | None, host: str | None, as_json: bool) -> None:
    """Serve the API; SIGTERM or Ctrl-C: unready, then no more connections, then the open ones are finished."""
    from cleanbee.entrypoints import api
    from cleanbee.entrypoints.signals import told_to_stop

    settings = told_process(port=port, host=host)

    async def run() -> None:
        await api.run(settings, told_to_stop())

    asyncio.run(run())
    finish("Served until told to stop.", as_json=as_json)
