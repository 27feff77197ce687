"""Do what is due: all of it, or the queues of this deployment."""

from __future__ import annotations

import asyncio

import click

from cleanbee.entrypoints.cli.outcome import USAGE, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import told_process


def _names(ctx: click.Context, option: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


@click.command()
@click.option("--queues", callback=_names, default="", help="Only these, with commas: money,messaging")
@click.option("--without", callback=_names, default="", help="Never these, with commas: reminders")
@click.option("--list", "list_", is_flag=True, help="Say which queues there are and what they do.")
@json_option
def command(queues: tuple[str, ...], without: tuple[str, ...], list_: bool, as_json: bool) -> None:
    """Run drains and timers when woken, and every five seconds by itself."""
    from cleanbee.ports.inbound.platform.queues import UnknownQueue, chosen

    try:
        serving = chosen(queues, without)
    except UnknownQueue as unknown:
        raise Cannot(f"There is no queue {unknown}", next_step="cleanbee worker --list", code=USAGE) from unknown
    if list_:
        for queue in serving:
            does = ", ".join((*queue.drains, *queue.timers, *queue.jobs))
            say(f"  {queue.name:<10} {queue.about} ({does})", as_json=as_json)
        names = [queue.name for queue in serving]
        finish(f"{len(serving)} queues.", as_json=as_json, facts={"queues": names})

    from cleanbee.entrypoints import worker
    from cleanbee.entrypoints.signals import told_to_stop

    settings = told_process()

    async def run() -> None:
        await worker.run(settings, serving, told_to_stop())

    asyncio.run(run())
    finish("Worked until told to stop.", as_json=as_json)
