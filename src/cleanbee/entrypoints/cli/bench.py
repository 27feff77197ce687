"""Speed as ratios, measured side by side in one run."""

from __future__ import annotations

import asyncio
import importlib
import json

import click

from cleanbee.entrypoints.bench.outcome import Asked, Measured, Missing
from cleanbee.entrypoints.cli.outcome import DONE, FINDINGS, Cannot, finish, json_option, say

SCENARIOS = ("booking", "http", "availability", "search", "slots", "assign", "dayplan", "ledger", "web")


@click.command()
@click.argument("name", type=click.Choice(SCENARIOS))
@click.option("--quick/--full", "quick", default=True, help="Short (the default) or long.")
@click.option("--peers", is_flag=True, help="Run the peers that are not always installed, too.")
@click.option("--seed", default=42, show_default=True, help="What the data are made from.")
@click.option("--check", is_flag=True, help="End with 1 below the goal.")
@json_option
def command(name: str, quick: bool, peers: bool, seed: int, check: bool, as_json: bool) -> None:
    """Measure NAME beside its peer."""
    scenario = importlib.import_module(f"cleanbee.entrypoints.bench.{name}")
    try:
        measured: Measured = asyncio.run(scenario.run(Asked(quick=quick, seed=seed, peers=peers)))
    except Missing as missing:
        raise Cannot("The bench cannot run", why=str(missing)) from missing
    for figure, value in measured.figures.items():
        say(f"  {figure:<24}{json.dumps(value) if isinstance(value, list | dict) else value}", as_json=as_json)
    code = FINDINGS if check and not measured.reached else DONE
    finish(measured.sentence, code=code, as_json=as_json, facts={"ratio": measured.ratio, **measured.figures})
