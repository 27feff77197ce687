"""Payouts and the accounts they go to, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.ledger import JournalTable
from cleanbee.adapters.memory.rows import Rows, Table, Taken, newest_first
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, PayoutId, snake
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payout import (
    DISPUTE_CLOSES,
    DISPUTE_OPENS,
    PAYABLE,
    PAYING,
    UNSENT,
    Line,
    Payable,
    Payout,
)
from cleanbee.domain.payment.payout_account import PayoutAccount
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale

Drawn = tuple[JournalId, CleanerId]


def accounts() -> Table[CleanerId, PayoutAccount]:
    """The table of cleaners' accounts."""
    return Table("payout_account")


def payouts() -> Table[PayoutId, Payout]:
    """The table of payouts."""
    return Table(
        "payout",
        unique={"one_open_payout": lambda one: (one.cleaner, one.week, one.currency) if one.open else None},
        index={"cleaner": lambda one: one.cleaner, "unsent": lambda one: one.cleaner if _unsent(one) else None},
    )


def payout_lines() -> Table[Drawn, PayoutId]:
    """Which payout has drawn what a journal made payable to a cleaner."""
    return Table("payout_line")


class MemoryPayoutAccounts(Aggregates[CleanerId, PayoutAccount]):
    """Cleaners' accounts."""


class MemoryPayouts(Aggregates[PayoutId, Payout]):
    """Payouts, with what each has drawn."""

    def __init__(
        self, unit: Unit, table: Table[PayoutId, Payout], lines: Table[Drawn, PayoutId], journals: JournalTable
    ) -> None:
        super().__init__(unit, table)
        self._lines: Rows[Drawn, PayoutId] = unit.rows(lines)
        self._journals = journals

    async def add(self, value: Payout) -> None:
        """Keep a new payout, and its lines as drawn."""
        await super().add(value)
        await self._draw(value, value.lines)

    async def replace(self, old: Payout, new: Payout) -> None:
        """Keep a payout's next version, and the lines it has more as drawn."""
        await super().replace(old, new)
        assert new.lines[: len(old.lines)] == old.lines, "what is drawn stays"
        await self._draw(new, new.lines[len(old.lines) :])

    async def unsent(self, cleaner: CleanerId) -> Sequence[Payout]:
        """The cleaner's payouts that are not on their way, oldest week first."""
        await self._unit.turn()
        return sorted(self._rows.where("unsent", cleaner), key=lambda one: (one.week, one.made_at, one.id))

    async def undrawn(self, cleaner: CleanerId, limit: int) -> Sequence[Payable]:
        """What the ledger made payable and no payout has drawn yet, oldest first."""
        await self._unit.turn()
        found = [
            _payable(journal, cleaner, cancelled=self._has_fee(journal.booking))
            for journal in self._journals.of_owner(PAYABLE, cleaner)
            if journal.kind not in PAYING and self._lines.get((journal.id, cleaner)) is None
        ]
        return sorted((one for one in found if one.amount.amount), key=lambda one: (one.at, one.journal))[:limit]

    async def waiting(self, after: CleanerId | None, limit: int) -> Sequence[CleanerId]:
        """Cleaners for whom there may be something to do, by id."""
        await self._unit.turn()
        owed = {CleanerId(owner) for owner in self._journals.standing(PAYABLE)}
        found = owed | {one.cleaner for one in self._rows.all() if _unsent(one)}
        return sorted(one for one in found if after is None or one > after)[:limit]

    async def in_dispute(self, bookings: Collection[BookingId]) -> frozenset[BookingId]:
        """Those of the bookings about which a dispute is open."""
        await self._unit.turn()
        return frozenset(one for one in bookings if _disputed(self._journals.of_booking(one)))

    async def made(self, cleaner: CleanerId | None, after: Place | None, limit: int) -> Sequence[Payout]:
        """A cleaner's payouts, or everybody's, newest first."""
        await self._unit.turn()
        rows = self._rows.all() if cleaner is None else self._rows.where("cleaner", cleaner)
        return newest_first(rows, after, limit)

    def _has_fee(self, booking: UUID | None) -> bool:
        return booking is not None and any(one.kind == "fee" for one in self._journals.of_booking(booking))

    async def _draw(self, payout: Payout, lines: Iterable[Line]) -> None:
        for line in lines:
            try:
                await self._lines.insert((line.journal, payout.cleaner), payout.id)
            except Taken as taken:
                raise self._unit.fault(Stale(taken.constraint)) from None


def _unsent(payout: Payout) -> bool:
    return snake(type(payout.phase).__name__) in UNSENT


def _payable(journal: Journal, owner: UUID, *, cancelled: bool) -> Payable:
    mine = [one.amount for one in journal.postings if one.account == PAYABLE and one.owner == owner]
    amount = -mine[0]
    for more in mine[1:]:
        amount -= more
    return Payable(
        journal=journal.id,
        kind=journal.kind,
        booking=None if journal.booking is None else BookingId(journal.booking),
        amount=amount,
        at=journal.at,
        cancelled=cancelled,
    )


def _disputed(journals: Iterable[Journal]) -> bool:
    kinds = Counter(one.kind for one in journals)
    return kinds[DISPUTE_OPENS] > sum(kinds[kind] for kind in DISPUTE_CLOSES)
