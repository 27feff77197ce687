"""Compare our books with the gateway's, and name what does not fit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import of_open_house

if TYPE_CHECKING:
    from cleanbee.domain.payment.open_item import OpenItem
    from cleanbee.entrypoints.settings import Settings
    from cleanbee.ports.inbound.payment.reconcile_gateway import Reconciled


@click.command()
@click.option("--since", help="From this day or instant on (2026-03-01); else three days, or since the oldest item.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")
@json_option
def command(since: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Ask the gateway for its books, post its fees, and say where they are not ours."""
    done = asyncio.run(_reconcile(of_open_house(data_dir), None if since is None else _instant(since)))
    for one in done.items:
        say(_told(one), as_json=as_json)
    facts = {
        "since": done.since,
        "transactions": done.transactions,
        "fees_posted": done.fees,
        "difference": done.difference,
        "items": [_told(one) for one in done.items],
    }
    compared = f"{done.transactions} transactions since {done.since:%Y-%m-%d %H:%M}"
    if done.items:
        text = f"{compared}: {len(done.items)} items are open, {done.difference} minor units apart."
        finish(text, code=FINDINGS, as_json=as_json, facts=facts)
    finish(f"{compared}: the books agree, difference 0.", as_json=as_json, facts=facts)


async def _reconcile(settings: Settings, since: datetime | None) -> Reconciled:
    from cleanbee.domain.kernel import Refused
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.entrypoints.wiring import open_app
    from cleanbee.ports.inbound.payment.reconcile_gateway import ReconcileAsked
    from cleanbee.ports.outbound.payment import GatewayDown

    try:
        async with open_app(settings) as app:
            asked = ReconcileAsked(actor=AsSystem(job="reconcile"), since=since)
            done = await app.payment.reconcile_gateway(asked)
    except GatewayDown as away:
        raise Cannot("The gateway does not show its books", why=str(away), next_step="cleanbee up") from away
    assert not isinstance(done, Refused), "the policy table lets the system compare the books"
    return done


def _told(one: OpenItem) -> str:
    found = one.finding
    apart = "" if found.amount is None else f" ({found.amount.amount:+d} {found.amount.currency}, minor units)"
    return f"  {found.kind}  {found.about}: {found.text}{apart}"


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise click.BadParameter(f"{text!r} is no day: write 2026-03-01 or 2026-03-01T09:00Z") from wrong
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
