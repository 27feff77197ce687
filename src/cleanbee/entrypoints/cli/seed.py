"""Load the seed city: its people, prices, three months of history and the coming week."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import MISSING, REFUSED, Cannot, finish, json_option
from cleanbee.entrypoints.cli.told import of_open_house

if TYPE_CHECKING:
    from cleanbee.entrypoints.city.load import Loaded
    from cleanbee.entrypoints.settings import Settings


@click.command()
@click.option("--from", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another city.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")
@json_option
def command(folder: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Keep the city in this house; a new sandbox's clock begins where the city does. Twice changes nothing."""
    from cleanbee.entrypoints.city.files import SeedWrong
    from cleanbee.entrypoints.seed_folder import NoSeed, seed_folder
    from cleanbee.ports.outbound.payment import GatewayDown
    from cleanbee.ports.outbound.store import Busy

    settings = of_open_house(data_dir)
    if settings.live:
        raise Cannot("A live house has no seed city", code=REFUSED)
    try:
        loaded = asyncio.run(_load(settings, folder or seed_folder()))
    except (NoSeed, SeedWrong) as wrong:
        raise Cannot("The city cannot be read", why=str(wrong), code=MISSING) from wrong
    except Busy as away:
        raise Cannot("The database does not answer", why=str(away), next_step="cleanbee up") from away
    except GatewayDown as away:
        raise Cannot("The sandbox does not answer", why=str(away), next_step="cleanbee up") from away
    finish(_sentence(loaded), as_json=as_json, facts=_facts(loaded))


async def _load(settings: Settings, folder: Path) -> Loaded:
    from cleanbee.adapters.sandbox.client import quiet
    from cleanbee.entrypoints.city.files import City
    from cleanbee.entrypoints.city.load import load_into
    from cleanbee.entrypoints.ports import open_ports

    async with AsyncExitStack() as stack:
        hush = partial(quiet, settings) if settings.sandbox_url else nullcontext
        return await load_into(await open_ports(stack, settings), City(folder), hush)


def _facts(loaded: Loaded) -> dict[str, int]:
    return {name: getattr(loaded, name) for name in loaded.__struct_fields__}


def _sentence(loaded: Loaded) -> str:
    there = (
        f"{loaded.customers} customers with {loaded.homes} homes, {loaded.cleaners} cleaners, {loaded.ops} in the "
        f"office, {loaded.bookings} bookings"
    )
    return f"The city is there: {there}; {loaded.new or 'nothing'} new."
