"""Faults and storms on real processes, judged from outside."""

from __future__ import annotations

import asyncio
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleanbee.entrypoints.cli.outcome import DONE, FINDINGS, Cannot, finish, json_option, say

if TYPE_CHECKING:
    from cleanbee.entrypoints.torture.outcome import Asked, Report

SCENARIOS = ("storm", "anyone", "crash", "redis", "search", "money")


@click.command()
@click.argument("name", type=click.Choice(SCENARIOS))
@click.option("--seed", default=42, show_default=True, help="Decides every choice of the run.")
@click.option("--evidence", type=click.Path(path_type=Path), help="A folder for every attempt with its answer.")
@click.option("--keep", is_flag=True, help="Leave the servers up afterwards, for SQL of your own; Ctrl-C ends them.")
@click.option("--short", is_flag=True, help="A tenth of the work: a rehearsal, not a proof.")
@click.option("--cleaners", default=100_000, show_default=True, help="How large a market `search` asks about.")
@click.option(
    "--lives", type=click.IntRange(0), default=0, help="How many payments `money` lives; 5,000, or 200 there."
)
@click.option(
    "--faults", type=click.FloatRange(0, 0.9), default=0.2, show_default=True, help="Calls of `money` gone wrong."
)
@click.option("--store", type=click.Choice(["memory", "postgres"]), default="memory", help="What `money` is kept in.")
@json_option
def command(name: str, as_json: bool, **how: Any) -> None:
    """Run NAME; any finding, nothing attempted or no fault fired ends with 1."""
    from cleanbee.entrypoints.torture.outcome import Asked

    report = _run(name, Asked(**how), as_json=as_json)
    for figure, value in report.figures.items():
        say(f"  {figure:<24}{json.dumps(value, default=str) if isinstance(value, dict) else value}", as_json=as_json)
    for finding in report.findings:
        say(f"  ✗ {finding}", as_json=as_json)
    facts = {"attempts": report.attempts, "findings": report.findings, **report.figures}
    finish(report.sentence, code=FINDINGS if report.findings else DONE, as_json=as_json, facts=facts)


def _run(name: str, asked: Asked, *, as_json: bool) -> Report:
    scenario = importlib.import_module(f"cleanbee.entrypoints.torture.{name}")
    if not getattr(scenario, "ALONE", False):
        return asyncio.run(_on_stage(scenario, asked, as_json=as_json))
    try:
        report: Report = scenario.run(asked)
    except OSError as no:
        raise Cannot(f"Evidence cannot be kept in {asked.evidence}", why=no.strerror or str(no)) from no
    return report


async def _on_stage(scenario: Any, asked: Asked, *, as_json: bool) -> Report:
    from cleanbee.entrypoints.signals import told_to_stop
    from cleanbee.entrypoints.torture.outcome import Evidence
    from cleanbee.entrypoints.torture.stage import open_stage

    try:
        evidence = Evidence(asked.evidence)
    except OSError as no:
        raise Cannot(f"Evidence cannot be kept in {asked.evidence}", why=no.strerror or str(no)) from no
    searches, bank_ms = getattr(scenario, "SEARCHES", 0), getattr(scenario, "BANK_MS", 0)
    house = open_stage(evidence, apis=scenario.APIS, workers=scenario.WORKERS, searches=searches, bank_ms=bank_ms)
    async with house as stage:
        report: Report = await scenario.run(stage, asked)
        evidence.close()
        if asked.evidence is not None:
            evidence.copy(stage.log.read_text("utf-8"), "processes.log")
            evidence.copy("\n".join(stage.gateway_lines()), "gateway.jsonl")
        if asked.keep:
            say(f"Servers stay up: {stage.house.settings.database_url}", as_json=as_json)
            say(report.sentence, as_json=as_json)
            await told_to_stop().wait()
    return report
