"""The books: what stands on each account, and line by line why."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, USAGE, Cannot, finish, json_option, say
from cleanbee.entrypoints.cli.told import of_open_house

if TYPE_CHECKING:
    from cleanbee.domain.kernel import BookingId
    from cleanbee.domain.payment.ledger import Journal
    from cleanbee.domain.payment.open_item import Finding
    from cleanbee.entrypoints.settings import Settings
    from cleanbee.ports.inbound.payment.read_account import AccountView
    from cleanbee.ports.inbound.payment.read_ledger import BooksView
    from cleanbee.ports.outbound.payment import Drift

data_dir_option = click.option("--data-dir", type=click.Path(path_type=Path), help="Whose house: its data folder.")


@click.group()
def command() -> None:
    """Read the books; nothing here changes them."""


@command.command()
@click.argument("what")
@click.option("--last", default=50, show_default=True, type=click.IntRange(1, 10_000), help="So many lines, no more.")
@click.option("--currency", default="EUR", show_default=True)
@data_dir_option
@json_option
def why(what: str, last: int, currency: str, data_dir: Path | None, as_json: bool) -> None:
    """Explain WHAT line by line: an account, one person's (cleaner:payable:cln_01kj…), or a booking."""
    from cleanbee.adapters.http.names import BOOKING, decode
    from cleanbee.domain.kernel import BookingId

    settings = of_open_house(data_dir)
    booking = decode(BOOKING, what)
    if booking is not None:
        _why_booking(settings, BookingId(booking), as_json=as_json)
    account, owner = _account(what)
    _why_account(asyncio.run(_read_account(settings, account, owner, currency, last)), owner, as_json=as_json)


@command.command()
@click.option("--everybody", is_flag=True, help="People's accounts one by one, not summed up.")
@data_dir_option
@json_option
def balances(everybody: bool, data_dir: Path | None, as_json: bool) -> None:
    """What stands on every account, and whether the balances are what was posted."""
    from cleanbee.entrypoints.why import told_balances, whose

    books, drifts = asyncio.run(_read_books(of_open_house(data_dir)))
    lines = list(told_balances(books.balances, everybody=everybody))
    for line in lines:
        say(line, as_json=as_json)
    wrong = [f"{whose(one.account, one.owner)}: kept {one.kept.amount}, posted {one.posted.amount}" for one in drifts]
    for line in wrong:
        say(f"✗ {line}", as_json=as_json)
    facts = {
        "balances": [
            {"account": whose(one.account, one.owner), "amount": one.amount.amount, "currency": one.amount.currency}
            for one in books.balances
        ],
        "difference": books.difference,
        "drifts": wrong,
    }
    sound = not books.difference and not wrong
    done = f"The books differ by {books.difference}; {len(wrong)} balances are not what was posted."
    finish(done, code=0 if sound else FINDINGS, as_json=as_json, facts=facts)


@command.command()
@data_dir_option
@json_option
def check(data_dir: Path | None, as_json: bool) -> None:
    """Ask every rule of the books of every day since the first; the hourly job asks of what was posted lately."""
    broken = asyncio.run(_ask_rules(of_open_house(data_dir)))
    for one in broken:
        say(f"✗ {one.about}: {one.text}", as_json=as_json)
    done = f"{len(broken)} rules of the books are broken." if broken else "The books keep every rule."
    facts = {"broken": {one.about: one.text for one in broken}}
    finish(done, code=FINDINGS if broken else 0, as_json=as_json, facts=facts)


def _account(what: str) -> tuple[str, UUID | None]:
    """The account that is named, and whose."""
    from cleanbee.adapters.http.names import CLEANER, CUSTOMER, decode
    from cleanbee.domain.payment.accounts import CHART

    if what in CHART:
        return what, None
    account, _, ref = what.rpartition(":")
    chart = CHART.get(account)
    owner = None if chart is None else decode(CUSTOMER if chart.whose == "customer" else CLEANER, ref)
    if chart is None or chart.whose == "house" or owner is None:
        raise Cannot(
            f"{what} is no account and no booking",
            why=f"accounts are {', '.join(CHART)}; one person's ends in their id, a booking looks like bkg_01kj…",
            next_step="cleanbee ledger balances",
            code=USAGE,
        )
    return account, owner


def _why_booking(settings: Settings, booking: BookingId, *, as_json: bool) -> NoReturn:
    from cleanbee.entrypoints.why import told_booking

    journals = asyncio.run(_read_booking(settings, booking))
    lines = list(told_booking(journals))
    for line in lines:
        say(line, as_json=as_json)
    many = "once" if len(journals) == 1 else f"{len(journals)} times"
    done = f"Something was posted {many}." if journals else "Nothing was posted about it yet."
    finish(done, as_json=as_json, facts={"journals": len(journals), "lines": lines})


def _why_account(view: AccountView, owner: UUID | None, *, as_json: bool) -> NoReturn:
    from cleanbee.entrypoints.why import plain, told_account, whose

    lines = list(told_account(view, owner))
    for line in lines:
        say(line, as_json=as_json)
    name, money = whose(view.account.name, owner), view.balance
    side = "debit" if money.amount > 0 else "credit"
    stands = f"{money.currency} {plain(money).lstrip('-')}"
    done = f"{name} is even." if money.is_zero else f"{stands} stand on the {side} side of {name}."
    finish(done, as_json=as_json, facts={"balance": money.amount, "currency": money.currency, "lines": lines})


async def _read_account(settings: Settings, account: str, owner: UUID | None, currency: str, last: int) -> AccountView:
    from cleanbee.domain.kernel import Refused
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.entrypoints.wiring import open_app
    from cleanbee.ports.inbound.payment.read_account import AccountAsked
    from cleanbee.ports.outbound.payment import LinesAsked

    lines = LinesAsked(account=account, owner=owner, currency=currency, limit=last)
    async with open_app(settings) as app:
        found = await app.payment.read_account(AccountAsked(actor=AsSystem(job="ledger"), lines=lines))
    assert not isinstance(found, Refused), "the account is on the chart, and the system may read it"
    return found


async def _read_booking(settings: Settings, booking: BookingId) -> tuple[Journal, ...]:
    from cleanbee.domain.kernel import Refused
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.entrypoints.wiring import open_app

    async with open_app(settings) as app:
        found = await app.payment.read_journals(AsSystem(job="ledger"), booking)
    if isinstance(found, Refused):
        raise Cannot("There is no such booking", next_step="cleanbee ledger balances")
    return found


async def _ask_rules(settings: Settings) -> list[Finding]:
    from cleanbee.entrypoints.wiring import open_app

    async with open_app(settings) as app:
        return await app.payment.check_books.whole()


async def _read_books(settings: Settings) -> tuple[BooksView, tuple[Drift, ...]]:
    from cleanbee.domain.kernel import Refused
    from cleanbee.domain.people.actor import AsSystem
    from cleanbee.entrypoints.wiring import open_app

    async with open_app(settings) as app:
        found = await app.payment.read_ledger(AsSystem(job="ledger"))
        assert not isinstance(found, Refused), "the policy table lets the system read the ledger"
        async with app.store.begin() as work:
            return found, tuple(await work.journals.drifts())
