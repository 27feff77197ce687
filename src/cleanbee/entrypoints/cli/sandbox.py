"""Hold the sandbox's fakes (gateway, card vault, courier) until told to stop."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import click

from cleanbee.entrypoints.cli.outcome import REFUSED, Cannot, finish, json_option
from cleanbee.entrypoints.cli.told import told_process


@click.command()
@click.option("--port", type=int, required=True, help="Where to listen, on loopback.")
@json_option
def command(port: int, as_json: bool) -> None:
    """Serve the stateful fakes; everything accepted stands in files below the data folder before it is answered."""
    from cleanbee.entrypoints import sandbox
    from cleanbee.entrypoints.adapters import open_adapter
    from cleanbee.entrypoints.sandbox_hooks import deliver
    from cleanbee.entrypoints.signals import told_to_stop

    settings = told_process()
    if settings.live:
        raise Cannot("A live house has no sandbox", code=REFUSED)
    if not settings.sandbox_token:
        raise Cannot("The sandbox wants a token", next_step="set CLEANBEE_SANDBOX_TOKEN")

    async def run() -> None:
        async with AsyncExitStack() as stack:
            data = await stack.enter_async_context(open_adapter("store", settings.with_(pool=2)))
            folder = settings.data_dir / "sandbox"
            stop = told_to_stop()
            takes_s = settings.sandbox_answer_ms / 1000
            opened = sandbox.open_sandbox(folder, data.clock, settings.sandbox_token, port, takes_s)
            bank, _ = await stack.enter_async_context(opened)
            await asyncio.gather(deliver(settings, bank, folder, data.clock, stop), stop.wait())

    asyncio.run(run())
    finish("The sandbox is closed; its files stay.", as_json=as_json)
