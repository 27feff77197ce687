"""Paying cleaners: what became payable is drawn into the week's payout, and what is due goes on its way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cleanbee.domain.kernel import BookingId, CleanerId, Granted, JournalId, OperationId, PayoutId
from cleanbee.domain.payment.pay import Moved, Payday, Purse, move_on
from cleanbee.domain.payment.payout import (
    PAYABLE,
    RECEIVABLE,
    Payable,
    Payout,
    Week,
    new_payout,
    takes,
    week_of,
    weeks_of,
    with_lines,
)
from cleanbee.domain.payment.payout_account import PayoutAccount
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.store import Stale, Store, Work

MOST_CLEANERS = 200
MOST_LINES = 500
"""So many lines are drawn at once; what is left is drawn in the next unit."""


@dataclass(frozen=True)
class RunPayouts:
    """A named job: each cleaner in a unit of their own, in the order of their ids.

    It asks what is due, not what day it is: run twice it changes nothing, run late it makes up for every week that it
    missed, and killed in the middle it goes on with whoever comes next.
    """

    store: Store
    ids: Ids
    pause: Pause
    dice: Dice

    async def __call__(self) -> int:
        """For how many cleaners something changed.

        :raises Busy: the database or a lock kept not answering in time.
        """
        changed, after = 0, None
        while cleaners := await self._waiting(after):
            for cleaner in cleaners:
                with suppress(Stale):
                    changed += await repeat(partial(self._one, cleaner), self.pause, self.dice)
            after = cleaners[-1]
        return changed

    async def _waiting(self, after: CleanerId | None) -> Sequence[CleanerId]:
        async with self.store.begin() as work:
            return await work.payouts.waiting(after, MOST_CLEANERS)

    async def _one(self, cleaner: CleanerId) -> bool:
        async with self.store.begin() as work:
            till = await open_till(work, cleaner, self.ids)
            return False if till is None else await till.pay()


@dataclass
class Till:
    """One cleaner's money in a unit that has the cleaner locked: what is payable, and the payouts not on their way."""

    work: Work
    ids: Ids
    cleaner: Cleaner
    account: PayoutAccount | None
    payouts: list[Payout]
    undrawn: tuple[Payable, ...]
    disputed: frozenset[BookingId]
    purses: dict[str, Purse]

    async def pay(self) -> bool:
        """Draw what became payable, then take every payout as far as it goes; whether anything changed."""
        changed = await self.draw()
        for place in range(len(self.payouts)):
            changed = await self.go_on(place) or changed
        return changed

    async def draw(self) -> bool:
        """Everything new goes into the payout of its week."""
        weeks = weeks_of(self.undrawn, self.cleaner.zone, self.disputed)
        for week in weeks:
            await self._drawn(week)
        self.undrawn = ()
        return bool(weeks)

    async def go_on(self, place: int) -> bool:
        """Take one payout through every step that is due."""
        changed = False
        while (moved := move_on(self.payouts[place], await self.day(self.payouts[place].currency))) is not None:
            await self.keep(place, moved)
            changed = True
        return changed

    def of_week(self, now: datetime, currency: str) -> int | None:
        """Where the open payout of the week stands that is not over, if there is one."""
        monday = week_of(now, self.cleaner.zone)
        places = (n for n, one in enumerate(self.payouts) if one.open and one.currency == currency)
        return next((n for n in places if self.payouts[n].week == monday), None)

    async def keep(self, place: int, moved: Granted[Moved]) -> None:
        """Keep one step of a payout."""
        old, now = self.payouts[place], moved.value
        await self.work.payouts.replace(old, now.payout)
        if now.operation is not None:
            await self.work.operations.add(now.operation)
        for journal in now.journals:
            await self.work.journals.post(journal)
        await self.work.keep(moved)
        self.payouts[place] = now.payout
        self.purses[now.payout.currency] = now.purse

    async def day(self, currency: str) -> Payday:
        """What the next step of a payout is judged by."""
        return Payday(
            account=self.account,
            purse=await self._purse(currency),
            disputed=self.disputed,
            now=await self.work.now(),
            operation=OperationId(self.ids.new()),
            journal=JournalId(self.ids.new()),
            second_journal=JournalId(self.ids.new()),
        )

    async def _purse(self, currency: str) -> Purse:
        if currency not in self.purses:
            payable = await self.work.journals.balance(PAYABLE, self.cleaner.id, currency)
            owed = await self.work.journals.balance(RECEIVABLE, self.cleaner.id, currency)
            self.purses[currency] = Purse(payable=-payable, owed=owed)
        return self.purses[currency]

    async def _drawn(self, week: Week) -> None:
        for place, payout in enumerate(self.payouts):
            if takes(payout, week):
                self.payouts[place] = with_lines(payout, week)
                await self.work.payouts.replace(payout, self.payouts[place])
                return
        id = PayoutId(self.ids.new())
        made = new_payout(id, self.cleaner.id, week, self.cleaner.zone, await self.work.now())
        await self.work.payouts.add(made)
        self.payouts.append(made)


async def open_till(work: Work, id: CleanerId, ids: Ids) -> Till | None:
    """Lock a cleaner and look at their money; None for nobody."""
    await work.lock(cleaners=(id,))
    cleaner = await work.cleaners.find(id)
    if cleaner is None:
        return None
    payouts = list(await work.payouts.unsent(id))
    undrawn = tuple(await work.payouts.undrawn(id, MOST_LINES))
    about = {one.booking for one in undrawn if one.booking is not None}
    about = about.union(*(one.bookings for one in payouts))
    return Till(
        work=work,
        ids=ids,
        cleaner=cleaner,
        account=await work.payout_accounts.find(id),
        payouts=payouts,
        undrawn=undrawn,
        disputed=await work.payouts.in_dispute(about),
        purses={},
    )
