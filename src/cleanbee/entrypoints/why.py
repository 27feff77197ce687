"""The books in plain words: what stands where, and every line of how it came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.http.names import BOOKING, CLEANER, CUSTOMER, encode
from cleanbee.domain.kernel import Money, with_
from cleanbee.domain.payment.accounts import CHART, Account
from cleanbee.domain.payment.journals.words import in_words
from cleanbee.domain.payment.ledger import Journal
from cleanbee.ports.inbound.payment.read_account import AccountView
from cleanbee.ports.outbound.payment import Balance, LedgerLine


def plain(money: Money, *, signed: bool = False) -> str:
    """An amount with its decimals: ``1,061.80``, signed ``+61.80`` or ``-61.80``."""
    sign = "-" if money.amount < 0 else "+" if signed else ""
    return f"{sign}{abs(money.amount) // 100:,}.{abs(money.amount) % 100:02}"


def whose(account: str, owner: UUID | None) -> str:
    """Whose account it is, as the API names them: ``cleaner:payable:cln_01kj…``."""
    if owner is None:
        return account
    prefix = CUSTOMER if CHART[account].whose == "customer" else CLEANER
    return f"{account}:{encode(prefix, owner)}"


def told_account(view: AccountView, owner: UUID | None) -> Iterator[str]:
    """An account's lines, oldest first, each with what stood there after it, in the account's own sense."""
    account, lines = view.account, view.lines[::-1]
    yield f"{whose(account.name, owner)}: {account.meaning}"
    if view.more:
        first = lines[0]
        yield f"  {'':<17}  {'':>12}  {plain(_own(account, first.total - first.amount)):>12}  carried over"
    for line in lines:
        yield _line(account, line, named=owner is None)


def _line(account: Account, line: LedgerLine, *, named: bool) -> str:
    amount, total = _own(account, line.amount), _own(account, line.total)
    about = [] if line.booking is None else [encode(BOOKING, line.booking)]
    if named and line.owner is not None:
        about.append(whose(account.name, line.owner).rpartition(":")[2])
    told = f"  {_minute(line.at)}  {plain(amount, signed=True):>12}  {plain(total):>12}  {in_words(line.kind)}"
    return f"{told}  {' '.join(about)}".rstrip()


def told_booking(journals: Sequence[Journal]) -> Iterator[str]:
    """A booking's journals, oldest first; each line with what the booking has left on that account after it."""
    totals: dict[tuple[str, UUID | None], Money] = {}
    for journal in journals:
        yield f"{_minute(journal.at)}  {in_words(journal.kind)}"
        for line in journal.postings:
            key = (line.account, line.owner)
            totals[key] = totals[key] + line.amount if key in totals else line.amount
            amount, total = plain(line.amount, signed=True), plain(totals[key], signed=True)
            yield f"  {amount:>12}  {total:>12}  {whose(*key)}"
    left = [(key, total) for key, total in totals.items() if not total.is_zero]
    if left:
        yield "What it left:"
    for key, total in left:
        yield f"  {'':>12}  {plain(total, signed=True):>12}  {whose(*key)}"


def told_balances(balances: Iterable[Balance], *, everybody: bool) -> Iterator[str]:
    """What stands on every account; people's accounts summed up, or one by one."""
    sums: dict[tuple[str, UUID | None, str], Money] = {}
    for one in balances:
        key = (one.account, one.owner if everybody else None, one.amount.currency)
        sums[key] = sums[key] + one.amount if key in sums else one.amount
    for (account, owner, currency), total in sums.items():
        chart = CHART[account]
        stands = f"{currency} {plain(_own(chart, total)):>14}  {chart.side:<6}"
        yield f"  {stands}  {whose(account, owner)}: {chart.meaning}"


def _own(account: Account, money: Money) -> Money:
    """The amount in the account's own sense: what makes it more is positive."""
    return with_(money, amount=money.amount * account.sign)


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes").replace("+00:00", "Z")
