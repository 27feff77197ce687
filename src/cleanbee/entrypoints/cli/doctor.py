"""Say what is set and from where, what is missing, and with --live why a live house would refuse to start."""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, finish, json_option, say
from cleanbee.entrypoints.cli.told import of_open_house
from cleanbee.entrypoints.live import refusals
from cleanbee.entrypoints.settings import unknown

if TYPE_CHECKING:
    from cleanbee.entrypoints.settings import Settings


@click.command()
@click.option("--live", is_flag=True, help="Judge the settings as if this were a live house.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")
@json_option
def command(live: bool, data_dir: Path | None, as_json: bool) -> None:
    """Show settings with their sources (secrets masked) and list what is wrong with them."""
    settings = of_open_house(data_dir)
    shown = settings.shown()
    width = max(len(name) for name, _, _ in shown)
    for name, value, source in shown:
        say(f"  {name:<{width}}  {value}  ({source})", as_json=as_json)
    say(f"  {'time zones':<{width}}  tzdata {version('tzdata')}  (wheel)", as_json=as_json)
    reasons = refusals(settings) if live or settings.live else []
    said = [f"{name} is no setting of ours: is it misspelt?" for name in unknown(os.environ)]
    found = [*reasons, *said, *_stripe(settings), *_database(settings)]
    for one in found:
        say(f"✗ {one}", as_json=as_json)
    facts = {"settings": {name: value for name, value, _ in shown}, "findings": found}
    if reasons:
        said = f"Live would refuse to start for {len(reasons)} reasons."
        finish(said, code=FINDINGS, as_json=as_json, facts=facts)
    if found:
        finish(f"{len(found)} things are wrong: {found[0]}", code=FINDINGS, as_json=as_json, facts=facts)
    unasked = "" if _names_database(settings) else " No house is open here and no database is named, so none was asked."
    finish(f"Nothing stands in the way.{unasked}", as_json=as_json, facts=facts)


def _stripe(settings: Settings) -> list[str]:
    """What keeps Stripe from being opened, where it is named."""
    if "stripe" not in {settings.gateway, settings.vault}:
        return []
    from cleanbee.adapters.stripe.opening import wrong_with

    return wrong_with(settings)


def _names_database(settings: Settings) -> bool:
    return "database_url" in settings.sources


def _database(settings: Settings) -> list[str]:
    """What is wrong with the database, where one was named or a house is open."""
    if not _names_database(settings):
        return []
    from cleanbee.ports.outbound.store import Busy

    try:
        return asyncio.run(_asked(settings))
    except Busy as away:
        return [str(away)]


async def _asked(settings: Settings) -> list[str]:
    from cleanbee.adapters.postgres.app_role import APP_ROLE, may_rewrite_history
    from cleanbee.adapters.postgres.check_up import faults_of, ledger_faults_of
    from cleanbee.adapters.postgres.migrate import missing
    from cleanbee.adapters.system.clock import present

    url = settings.database_url
    found = list(await faults_of(url, present()))
    if waiting := await missing(url):
        found.append(f"{len(waiting)} migrations are missing: run `cleanbee migrate`")
    elif settings.live and await may_rewrite_history(url):
        found.append(
            "the application connects as an owner of the ledger and could rewrite it: "
            f"`cleanbee migrate --app-role {APP_ROLE}`, then connect as that role"
        )
    if not waiting:
        found += await ledger_faults_of(url)
    return found
