"""The ledger in memory: journals by the fact they stand for, and balances kept with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table, Taken
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import BookingId, JournalId, Money
from cleanbee.domain.payment.accounts import CHART
from cleanbee.domain.payment.ledger import Journal
from cleanbee.ports.outbound.payment import Balance, Drift, LedgerLine, LinePlace, LinesAsked
from cleanbee.ports.outbound.store import Stale

Fact = tuple[str, UUID]
Standing = tuple[str, UUID | None, str]


class JournalTable(Table[Fact, Journal]):
    """Kept journals, with what stands on each account."""

    def __init__(self) -> None:
        super().__init__(
            "journal",
            unique={"journal_id": lambda one: one.id, "one_reversal": lambda one: one.reverses},
            index={"booking": lambda one: one.booking, "source": lambda one: one.source},
        )
        self.balances: dict[Standing, int] = {}
        self._by_owner: dict[tuple[str, UUID], dict[Fact, None]] = {}

    def put(self, key: Fact, value: Journal | None) -> None:
        """Keep a journal; its postings move the balances."""
        assert value is not None, "what is posted stays"
        super().put(key, value)
        _add(self.balances, [value])
        for line in value.postings:
            if line.owner is not None:
                self._by_owner.setdefault((line.account, line.owner), {})[key] = None

    def of_owner(self, account: str, owner: UUID) -> Sequence[Journal]:
        """The kept journals with a line on one person's account, in the order they came."""
        return [self.rows[key] for key in self._by_owner.get((account, owner), ())]

    def of_booking(self, booking: UUID) -> Sequence[Journal]:
        """The kept journals about a booking, in the order they came."""
        return [self.rows[key] for key in self.with_key("booking", booking)]

    def standing(self, account: str) -> Sequence[UUID]:
        """The people on whose account of this name something stands."""
        return [owner for (name, owner, _), amount in self.balances.items() if name == account and owner and amount]


def journals() -> JournalTable:
    """The ledger, by the fact that each journal stands for."""
    return JournalTable()


class MemoryJournals:
    """The ledger: append only."""

    def __init__(self, unit: Unit, table: JournalTable) -> None:
        self._unit = unit
        self._table = table
        self._rows: Rows[Fact, Journal] = unit.rows(table)
        unit.judges.append(self._judge)

    async def post(self, journal: Journal) -> bool:
        """Post once per (kind, source); false when it was posted before (nothing changes then)."""
        await self._unit.turn()
        if journal.reverses is not None:
            wrong = next(iter(self._rows.where("journal_id", journal.reverses)), None)
            assert wrong is not None, "reversal_of: there is no such journal"
            assert wrong.reverses is None and not any(_add({}, [wrong, journal]).values()), "reversal_is_exact"
        try:
            await self._rows.insert((journal.kind, journal.source), journal)
        except Taken as taken:
            if taken.constraint != "journal_pkey":
                raise self._unit.fault(Stale(taken.constraint)) from None
            return False
        return True

    async def find(self, id: JournalId) -> Journal | None:
        """The journal with this id."""
        await self._unit.turn()
        return next(iter(self._rows.where("journal_id", id)), None)

    async def of_booking(self, booking: BookingId) -> Sequence[Journal]:
        """A booking's journals, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: (one.at, one.id))

    async def balances(self) -> Sequence[Balance]:
        """Every account's balance that is not zero, by account and owner (the house's own first)."""
        await self._unit.turn()
        kept = self._table.balances
        return [
            Balance(account=key[0], owner=key[1], amount=Money(amount=kept[key], currency=key[2]))
            for key in sorted(kept, key=_order)
            if kept[key] != 0
        ]

    async def of_sources(self, sources: Collection[UUID]) -> Sequence[Journal]:
        """Every journal of these facts, oldest first."""
        await self._unit.turn()
        found = [one for source in set(sources) for one in self._rows.where("source", source)]
        return sorted(found, key=lambda one: (one.at, one.id))

    async def touching(self, accounts: Collection[str], since: datetime, until: datetime) -> Sequence[Journal]:
        """Every journal of ``[since, until)`` with a line on one of these accounts, oldest first."""
        await self._unit.turn()
        found = [
            one
            for one in self._rows.all()
            if since <= one.at < until and any(line.account in accounts for line in one.postings)
        ]
        return sorted(found, key=lambda one: (one.at, one.id))

    async def balance(self, account: str, owner: UUID | None = None, currency: str = "EUR") -> Money:
        """What stands on an account: one owner's, or with no owner all together; debit positive."""
        await self._unit.turn()
        kept = self._table.balances
        if owner is not None:
            return Money(amount=kept.get((account, owner, currency), 0), currency=currency)
        all_of_them = (amount for key, amount in kept.items() if key[0] == account and key[2] == currency)
        return Money(amount=sum(all_of_them), currency=currency)

    async def lines(self, ask: LinesAsked) -> Sequence[LedgerLine]:
        """An account's lines, the newest first."""
        await self._unit.turn()
        found = [one for one in _lines(self._table.rows.values(), ask) if _is_before(one.place, ask.before)]
        return found[::-1][: ask.limit]

    async def drifts(self) -> Sequence[Drift]:
        """Every balance that is not the sum of its postings, by account and owner."""
        await self._unit.turn()
        kept, posted = self._table.balances, _add({}, self._table.rows.values())
        return [
            Drift(
                account=key[0],
                owner=key[1],
                kept=Money(amount=kept.get(key, 0), currency=key[2]),
                posted=Money(amount=posted.get(key, 0), currency=key[2]),
            )
            for key in sorted(kept | posted, key=_order)
            if kept.get(key, 0) != posted.get(key, 0)
        ]

    def _judge(self) -> None:
        """No account of a person ends on the side that it may not stand on."""
        for (account, owner, currency), moved in _add({}, filter(None, self._rows.mine.values())).items():
            chart = CHART[account]
            stands = self._table.balances.get((account, owner, currency), 0) + moved
            if moved and owner is not None and chart.floor and stands * chart.sign < 0:
                raise Stale(f"min_balance: {account} may not stand on the other side")


def _is_before(place: LinePlace, other: LinePlace | None) -> bool:
    return other is None or (place.journal, place.line) < (other.journal, other.line)


def _order(key: Standing) -> tuple[str, bool, str, str]:
    return key[0], key[1] is not None, str(key[1]), key[2]


def _add(sums: dict[Standing, int], journals: Iterable[Journal]) -> dict[Standing, int]:
    for journal in journals:
        for line in journal.postings:
            key = (line.account, line.owner, line.amount.currency)
            sums[key] = sums.get(key, 0) + line.amount.amount
    return sums


def _lines(journals: Iterable[Journal], ask: LinesAsked) -> Iterator[LedgerLine]:
    """All that was asked for, oldest first, with the running total."""
    total = 0
    for journal in sorted(journals, key=lambda one: one.id):
        for number, line in enumerate(journal.postings, 1):
            if line.account != ask.account or line.amount.currency != ask.currency:
                continue
            if ask.owner is not None and line.owner != ask.owner:
                continue
            total += line.amount.amount
            yield LedgerLine(
                place=LinePlace(journal=journal.id, line=number),
                kind=journal.kind,
                booking=journal.booking,
                at=journal.at,
                owner=line.owner,
                amount=line.amount,
                total=Money(amount=total, currency=ask.currency),
            )
