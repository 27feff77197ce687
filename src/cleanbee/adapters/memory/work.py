"""One unit of work in memory: the ports of all contexts over one unit's sight of the tables."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cleanbee.adapters.memory.after_capture import MemoryDisputes, MemoryRefunds, MemoryTips
from cleanbee.adapters.memory.audit import MemoryAudit
from cleanbee.adapters.memory.availability import MemoryClaims, MemoryHours
from cleanbee.adapters.memory.booking import MemoryBookings
from cleanbee.adapters.memory.chat import MemoryMessages, MemoryReadMarks
from cleanbee.adapters.memory.feed import MemoryFeed
from cleanbee.adapters.memory.inbox import MemoryInbox
from cleanbee.adapters.memory.invoices import MemoryInvoices
from cleanbee.adapters.memory.ledger import MemoryJournals
from cleanbee.adapters.memory.matching import MemoryBatches, MemoryOffers, MemoryPlans, MemoryReceipts
from cleanbee.adapters.memory.messaging import MemoryNotices
from cleanbee.adapters.memory.open_items import MemoryOpenItems
from cleanbee.adapters.memory.payment import MemoryCards, MemoryOperations, MemoryPayments
from cleanbee.adapters.memory.payouts import MemoryPayoutAccounts, MemoryPayouts
from cleanbee.adapters.memory.people import (
    MemoryCleaners,
    MemoryCustomers,
    MemoryHomes,
    MemoryOps,
    MemorySessions,
    MemorySignIns,
)
from cleanbee.adapters.memory.pricing import MemoryBooks, MemoryQuotes
from cleanbee.adapters.memory.retention import MemoryRetention
from cleanbee.adapters.memory.rows import Table
from cleanbee.adapters.memory.tables import Tables
from cleanbee.adapters.memory.timers import MemoryTimers
from cleanbee.adapters.memory.trust import MemoryReviews
from cleanbee.adapters.memory.unit import Unit
from cleanbee.adapters.memory.wallets import MemoryPromotions, MemoryRedemptions, MemoryWallets
from cleanbee.adapters.memory.watch import MemoryWatch
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Event, Granted, NoTimer, Timer, Value
from cleanbee.ports.outbound.after_capture import Disputes, Refunds, Tips
from cleanbee.ports.outbound.availability import Claims, HoursKept
from cleanbee.ports.outbound.booking import Bookings
from cleanbee.ports.outbound.chat import Messages, ReadMarks
from cleanbee.ports.outbound.invoices import Invoices
from cleanbee.ports.outbound.matching import Batches, Offers, Plans, Receipts
from cleanbee.ports.outbound.messaging import Notices
from cleanbee.ports.outbound.order import Order, OrderKeys
from cleanbee.ports.outbound.payment import Cards, Journals, OpenItems, Operations, Payments
from cleanbee.ports.outbound.payouts import PayoutAccounts, Payouts
from cleanbee.ports.outbound.people import Audit, Cleaners, Customers, Homes, OpsAccounts, Sessions, SignIns
from cleanbee.ports.outbound.platform import Feed, Inbox, Retention, Timers
from cleanbee.ports.outbound.pricing import Books, Quotes
from cleanbee.ports.outbound.trust import Reviews
from cleanbee.ports.outbound.wallets import Promotions, Redemptions, Wallets
from cleanbee.ports.outbound.watch import Watch


class MemoryWork:
    """Everything one step may ask and keep."""

    def __init__(self, unit: Unit, tables: Tables) -> None:
        self._unit = unit
        self._tables = tables
        self.answered: Value | None = None
        self.customers: Customers = MemoryCustomers(unit, tables.customers)
        self.cleaners: Cleaners = MemoryCleaners(unit, tables.cleaners)
        self.ops: OpsAccounts = MemoryOps(unit, tables.ops)
        self.homes: Homes = MemoryHomes(unit, tables.homes)
        self.sign_ins: SignIns = MemorySignIns(unit, tables.sign_ins)
        self.sessions: Sessions = MemorySessions(unit, tables.sessions)
        self.quotes: Quotes = MemoryQuotes(unit, tables.quotes)
        self.books: Books = MemoryBooks(unit, tables.books)
        self.hours: HoursKept = MemoryHours(unit, tables.hours)
        self.claims: Claims = MemoryClaims(unit, tables.claims, tables.pending)
        self.bookings: Bookings = MemoryBookings(unit, tables.bookings, tables.moves)
        self.offers: Offers = MemoryOffers(unit, tables.offers)
        self.receipts: Receipts = MemoryReceipts(unit, tables.receipts)
        self.batches: Batches = MemoryBatches(unit, tables.batches)
        self.plans: Plans = MemoryPlans(unit, tables.plans)
        self.cards: Cards = MemoryCards(unit, tables.cards)
        self.payments: Payments = MemoryPayments(unit, tables.payments)
        self.operations: Operations = MemoryOperations(unit, tables.operations)
        self.journals: Journals = MemoryJournals(unit, tables.journals)
        self.payout_accounts: PayoutAccounts = MemoryPayoutAccounts(unit, tables.payout_accounts)
        self.payouts: Payouts = MemoryPayouts(unit, tables.payouts, tables.payout_lines, tables.journals)
        self.refunds: Refunds = MemoryRefunds(unit, tables.refunds)
        self.invoices: Invoices = MemoryInvoices(unit, tables.invoices)
        self.tips: Tips = MemoryTips(unit, tables.tips)
        self.disputes: Disputes = MemoryDisputes(unit, tables.disputes)
        self.wallets: Wallets = MemoryWallets(unit, tables.wallets)
        self.promotions: Promotions = MemoryPromotions(unit, tables.promotions)
        self.redemptions: Redemptions = MemoryRedemptions(unit, tables.redemptions)
        self.open_items: OpenItems = MemoryOpenItems(unit, tables.open_items)
        self.watch: Watch = MemoryWatch(unit, tables)
        self.notices: Notices = MemoryNotices(unit, tables.notices)
        self.messages: Messages = MemoryMessages(unit, tables.messages)
        self.read_marks: ReadMarks = MemoryReadMarks(unit, tables.read_marks)
        self.reviews: Reviews = MemoryReviews(unit, tables.reviews)
        self.inbox: Inbox = MemoryInbox(unit, tables.inbox)
        self.retention: Retention = MemoryRetention(unit, tables)
        self.audit: Audit = MemoryAudit(unit, tables.audit)
        self._timers = MemoryTimers(unit, tables.timers)
        self._feed = MemoryFeed(unit, tables.outbox, tables.places)
        self.timers: Timers = self._timers
        self.feed: Feed = self._feed

    async def now(self) -> datetime:
        """The unit's one reading of business time."""
        return await self._unit.now()

    async def lock(
        self,
        *,
        cleaners: Collection[CleanerId] = (),
        customers: Collection[CustomerId] = (),
        bookings: Collection[BookingId] = (),
    ) -> None:
        """Hold these rows to the end of the unit: cleaners, then customers, then bookings, each in id order.

        :raises Busy: not free in time.
        """
        await self._unit.turn()
        wanted: list[tuple[Table[Any, Any], Collection[Any]]] = [
            (self._tables.cleaners, cleaners),
            (self._tables.customers, customers),
            (self._tables.bookings, bookings),
        ]
        for table, keys in wanted:
            for key in sorted(set(keys)):
                if self._unit.rows(table).get(key) is not None:
                    await self._unit.hold((table.name, key))

    async def order(self, keys: OrderKeys, *, wait: bool = True) -> Order:
        """Hold the cleaner and the customer; then everything that placing a booking reads, in one look.

        :raises Busy: not free in time.
        """
        held = wait or self._free(keys)
        if held:
            await self.lock(cleaners=[keys.cleaner], customers=[keys.customer])
        home = await self.homes.find(keys.home)
        return Order(
            customer=await self.customers.find(keys.customer) if held else None,
            quote=await self.quotes.find(keys.quote),
            home=home,
            cleaner=await self.cleaners.find(keys.cleaner),
            hours=await self.hours.find(keys.cleaner),
            card=await self.cards.find(keys.card),
            hold=await self.claims.held_for(keys.quote),
            claims=tuple(await self.claims.within([keys.cleaner], keys.span)),
            holds=() if home is None else tuple(await self.claims.holds_of(home.owner, await self.now())),
            held=held,
        )

    def _free(self, keys: OrderKeys) -> bool:
        """Whether nobody else holds the cleaner or the customer."""
        names = ((self._tables.cleaners.name, keys.cleaner), (self._tables.customers.name, keys.customer))
        return all(self._unit.locks.holder(name) in {None, self._unit.holder} for name in names)

    async def keep(self, granted: Granted[Any]) -> None:
        """Keep a decision's events and timers with everything else of this unit."""
        await self.tell(*granted.events)
        await self.wait(*granted.timers)

    async def tell(self, *events: Event) -> None:
        """Keep events in the outbox."""
        for event in events:
            await self._feed.keep(event)

    async def wait(self, *timers: Timer | NoTimer) -> None:
        """Set or forget timers; setting one that stands moves it."""
        for timer in timers:
            await self._timers.set(timer)

    def answer(self, value: Value) -> None:
        """The answer to be kept with the unit's ``Once``; the last one said counts."""
        self.answered = value
