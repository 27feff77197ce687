"""Say what is set and from where, what is missing, and with --live why a live house would refuse to start."""

from __future__ import annotations

import click

from cleanbee.entrypoints.cli.outcome import DONE, FINDINGS, finish, json_option, say
from cleanbee.entrypoints.cli.told import told
from cleanbee.entrypoints.live import refusals


@click.command()
@click.option("--live", is_flag=True, help="Judge the settings as if this were a live house.")
@json_option
def command(live: bool, as_json: bool) -> None:
    """Show settings with their sources (secrets masked) and list what is wrong with them."""
    settings = told()
    shown = settings.shown()
    width = max(len(name) for name, _, _ in shown)
    for name, value, source in shown:
        say(f"  {name:<{width}}  {value}  ({source})", as_json=as_json)
    found = refusals(settings) if live or settings.live else []
    for one in found:
        say(f"✗ {one}", as_json=as_json)
    facts = {"settings": {name: value for name, value, _ in shown}, "findings": found}
    if found:
        finish(f"Live would refuse to start for {len(found)} reasons.", code=FINDINGS, as_json=as_json, facts=facts)
    finish("Nothing stands in the way.", code=DONE, as_json=as_json, facts=facts)
