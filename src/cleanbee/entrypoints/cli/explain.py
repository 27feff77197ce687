"""Say why a booking's cleaner was asked first, and what would have changed it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from cleanbee.entrypoints.cli.outcome import USAGE, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import of_open_house

if TYPE_CHECKING:
    from cleanbee.domain.kernel import BookingId
    from cleanbee.entrypoints.settings import Settings
    from cleanbee.ports.inbound.app import App
    from cleanbee.ports.inbound.matching.read_receipts import ReceiptView


@click.command()
@click.argument("booking")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")
@json_option
def command(booking: str, data_dir: Path | None, as_json: bool) -> None:
    """Every time somebody was looked for: places, terms, hard rules, and the smallest change that flips the answer."""
    from cleanbee.adapters.http.names import BOOKING, decode
    from cleanbee.domain.kernel import BookingId
    from cleanbee.entrypoints.explained import explained

    id = decode(BOOKING, booking)
    if id is None:
        raise Cannot(f"{booking} is no booking", why="an id looks like bkg_01kj…", code=USAGE)
    views, names = asyncio.run(_read(of_open_house(data_dir), BookingId(id)))
    lines = [line for view in views for line in explained(view, names)]
    for line in lines:
        say(line, as_json=as_json)
    fees = sum(view.fee is not None for view in views)
    looked = len(views) - fees
    many = "once" if looked == 1 else f"{looked} times"
    done = f"Somebody was looked for {many}." if looked else "Nobody had to be looked for: no receipts."
    done += " Its fee is explained." if fees else ""
    finish(done, as_json=as_json, facts={"receipts": len(views), "lines": lines})


async def _read(settings: Settings, booking: BookingId) -> tuple[tuple[ReceiptView, ...], dict[UUID, str]]:
    from cleanbee.domain.kernel import Refused
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.entrypoints.wiring import open_app
    from cleanbee.ports.inbound.matching.read_receipts import ReceiptsAsked

    async with open_app(settings) as app:
        found = await app.matching.list_receipts(ReceiptsAsked(actor=AsSystem(job="explain"), booking=booking))
        assert not isinstance(found, Refused), "the policy table lets the system read receipts"
        return found.views, await _names(app, _people(found.views))


def _people(views: Iterable[ReceiptView]) -> set[UUID]:
    """Everyone whom the receipts name."""
    stood: set[UUID] = {one.cleaner for view in views for one in view.standings}
    stood |= {view.fee.cleaner for view in views if view.fee is not None and view.fee.cleaner is not None}
    return stood | {one.cleaner for view in views if view.share is not None for one in view.share.considered}


async def _names(app: App, cleaners: Iterable[UUID]) -> dict[UUID, str]:
    from cleanbee.domain.kernel import CleanerId

    async with app.store.begin() as work:
        found = [await work.cleaners.find(CleanerId(one)) for one in cleaners]
    return {one.id: one.name for one in found if one is not None}
