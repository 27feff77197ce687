"""A town in which cleaners are paid: what they earn, the job that pays them, and what their banks say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.unit.ports.booking.walks import Town

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, OpsId, with_
from cleanbee.domain.payment.journals.disputes import Disputed, dispute_lost, dispute_opened
from cleanbee.domain.payment.journals.extras import tipped
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.news import PayoutArrived, PayoutReturned
from cleanbee.domain.payment.payout import Payout
from cleanbee.domain.payment.payout_account import change_account
from cleanbee.domain.people.actor import AsCleaner, AsOps
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.payment.run_payouts import RunPayouts
from cleanbee.ports.inbound.payment.settle_operation import SettleOperations
from cleanbee.ports.inbound.payment.take_payout_fact import take_payout_news
from cleanbee.ports.outbound.store import Store


def euros(cents: int) -> Money:
    return Money(amount=cents)


@dataclass
class PayTown:
    """The town, seen from its till."""

    town: Town

    @property
    def store(self) -> Store:
        return self.town.store

    @property
    def joyce(self) -> AsCleaner:
        return self.town.joyce

    @property
    def run(self) -> RunPayouts:
        return RunPayouts(self.store, self.town.ids, VirtualPause(), SeededDice(3))

    def of_the_office(self, role: Any = "finance") -> AsOps:
        return AsOps(id=OpsId(self.town.customer.id), role=role)

    async def at(self, moment: datetime) -> None:
        await self.town.clock.freeze(moment)

    async def later(self, by: timedelta) -> None:
        await self.at(await self.town.now() + by)

    async def somebody(self, zone: str) -> CleanerId:
        """One more cleaner, in a zone of their own."""
        one: Cleaner = with_(self.town.nouns.cleaner(), zone=zone)
        async with self.store.begin() as work:
            await work.cleaners.add(one)
        return one.id

    async def account(self, cleaner: CleanerId, word: str = "account_ok") -> None:
        """The account that a cleaner's pay goes to from now on."""
        async with self.store.begin() as work:
            old = await work.payout_accounts.find(cleaner)
            changed = change_account(old, cleaner, f"{word}:{cleaner.hex}", "3700", await work.now()).value
            if old is None:
                await work.payout_accounts.add(changed)
            else:
                await work.payout_accounts.replace(old, changed)

    async def post(self, journal: Journal) -> Journal:
        async with self.store.begin() as work:
            assert await work.journals.post(journal)
        return journal

    async def entry(self, booking: BookingId | None = None) -> Entry:
        ids = self.town.ids
        return Entry(id=JournalId(ids.new()), source=ids.new(), booking=booking, at=await self.town.now())

    async def earns(self, cleaner: CleanerId, cents: int, booking: BookingId | None = None) -> Journal:
        """Something is payable to a cleaner from this moment on."""
        booking = booking or BookingId(self.town.ids.new())
        return await self.post(tipped(await self.entry(booking), euros(cents), alone(cleaner)))

    async def gives_back(self, cleaner: CleanerId, cents: int, payable: int) -> Journal:
        """Something that was payable is taken back; what is not there the cleaner owes."""
        there, lines = min(cents, payable), Lines()
        lines.put("cleaner:payable", euros(there), cleaner)
        lines.put("cleaner:receivable", euros(cents - there), cleaner)
        lines.put("platform:promise", euros(-cents))
        return await self.post(journal("cleaner_reversal", await self.entry(), lines))

    async def disputes(self, booking: BookingId, *, closed: bool = False) -> None:
        taken = Disputed(amount=euros(5000), fee=euros(1500))
        entry = await self.entry(booking)
        await self.post(dispute_lost(entry, taken) if closed else dispute_opened(entry, taken))

    async def send(self) -> None:
        """The drain asks the gateway for what is planned."""
        while await SettleOperations(self.store, self.town.settle)():
            pass

    async def hear(self, news: Sequence[PayoutArrived | PayoutReturned] | None = None) -> None:
        """What the gateway tells by itself, each thing in a unit of its own."""
        for one in await self.news() if news is None else news:
            async with self.store.begin() as work:
                await take_payout_news(work, self.town.ids, one)

    async def news(self) -> list[PayoutArrived | PayoutReturned]:
        """All that the gateway has told of payouts so far."""
        told = [one.news for one in await self.town.gateway.messages()]
        return [one for one in told if isinstance(one, PayoutArrived | PayoutReturned)]

    async def payouts(self, cleaner: CleanerId) -> list[Payout]:
        """A cleaner's payouts, oldest first."""
        async with self.store.begin() as work:
            return list(await work.payouts.made(cleaner, None, 1000))[::-1]

    async def one(self, cleaner: CleanerId) -> Payout:
        (payout,) = await self.payouts(cleaner)
        return payout

    async def stands(self, account: str, cleaner: CleanerId | None = None) -> int:
        async with self.store.begin() as work:
            return (await work.journals.balance(account, cleaner)).amount

    async def got(self, cleaner: CleanerId) -> int:
        """What has reached a cleaner's bank and stayed there, by the gateway's own books."""
        owner = cleaner.hex
        calls = {entry.call.key: entry.call for entry in self.town.gateway.bank.entries}
        now = await self.town.now() + timedelta(days=365)
        found = await self.town.gateway.transactions(datetime.min.replace(tzinfo=now.tzinfo), now)
        mine = [
            one.amount.amount
            for one in found
            if one.kind in {"payout", "payout_return"}
            and one.operation is not None
            and calls[one.operation].account.endswith(owner)
        ]
        return -sum(mine)
