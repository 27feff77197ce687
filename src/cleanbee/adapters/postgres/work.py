"""One unit of work in PostgreSQL: the ports of all contexts over one connection."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cleanbee.adapters.postgres.after_capture import DisputeRows, RefundRows, TipRows
from cleanbee.adapters.postgres.audit import AuditRows
from cleanbee.adapters.postgres.availability import ClaimRows, HoursRows
from cleanbee.adapters.postgres.booking import BookingRows
from cleanbee.adapters.postgres.chat import MessageRows, ReadMarkRows
from cleanbee.adapters.postgres.clock import Instants
from cleanbee.adapters.postgres.drains import FeedRows, TimerRows
from cleanbee.adapters.postgres.inbox import InboxRows
from cleanbee.adapters.postgres.invoices import InvoiceRows
from cleanbee.adapters.postgres.ledger import JournalRows
from cleanbee.adapters.postgres.locks import lock_rows
from cleanbee.adapters.postgres.matching import BatchRows, OfferRows, PlanRows, ReceiptRows
from cleanbee.adapters.postgres.messages import Awaited, Told
from cleanbee.adapters.postgres.messaging import NoticeRows
from cleanbee.adapters.postgres.open_items import OpenItemRows
from cleanbee.adapters.postgres.orders import read_order
from cleanbee.adapters.postgres.payment import CardRows, OperationRows, PaymentRows
from cleanbee.adapters.postgres.payouts import PayoutAccountRows, PayoutRows
from cleanbee.adapters.postgres.people import (
    CleanerRows,
    CustomerRows,
    HomeRows,
    OpsAccountRows,
    SessionRows,
    SignInRows,
)
from cleanbee.adapters.postgres.pricing import BookRows, QuoteRows
from cleanbee.adapters.postgres.retention import RetentionRows
from cleanbee.adapters.postgres.trust import ReviewRows
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.adapters.postgres.wallets import PromotionRows, RedemptionRows, WalletRows
from cleanbee.adapters.postgres.watch import WatchRows
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


class PostgresWork:
    """Everything one step may ask and keep."""

    def __init__(self, unit: Unit, known_books: dict[tuple[type, str], Any]) -> None:
        self._unit = unit
        self._instants = Instants(unit)
        self._told = Told(unit, self._instants)
        self._awaited = Awaited(unit)
        self.answered: Value | None = None
        self.customers: Customers = CustomerRows(unit)
        self.cleaners: Cleaners = CleanerRows(unit)
        self.ops: OpsAccounts = OpsAccountRows(unit)
        self.homes: Homes = HomeRows(unit)
        self.sign_ins: SignIns = SignInRows(unit)
        self.sessions: Sessions = SessionRows(unit)
        self.quotes: Quotes = QuoteRows(unit)
        self.books: Books = BookRows(unit, known_books)
        self.hours: HoursKept = HoursRows(unit)
        self.claims: Claims = ClaimRows(unit)
        self.bookings: Bookings = BookingRows(unit, self._instants)
        self.offers: Offers = OfferRows(unit)
        self.receipts: Receipts = ReceiptRows(unit)
        self.batches: Batches = BatchRows(unit)
        self.plans: Plans = PlanRows(unit)
        self.cards: Cards = CardRows(unit)
        self.payments: Payments = PaymentRows(unit)
        self.operations: Operations = OperationRows(unit)
        self.journals: Journals = JournalRows(unit)
        self.payout_accounts: PayoutAccounts = PayoutAccountRows(unit)
        self.payouts: Payouts = PayoutRows(unit)
        self.refunds: Refunds = RefundRows(unit)
        self.invoices: Invoices = InvoiceRows(unit)
        self.tips: Tips = TipRows(unit)
        self.disputes: Disputes = DisputeRows(unit)
        self.wallets: Wallets = WalletRows(unit)
        self.promotions: Promotions = PromotionRows(unit)
        self.redemptions: Redemptions = RedemptionRows(unit)
        self.open_items: OpenItems = OpenItemRows(unit)
        self.watch: Watch = WatchRows(unit)
        self.notices: Notices = NoticeRows(unit)
        self.messages: Messages = MessageRows(unit)
        self.read_marks: ReadMarks = ReadMarkRows(unit)
        self.reviews: Reviews = ReviewRows(unit)
        self.timers: Timers = TimerRows(unit)
        self.feed: Feed = FeedRows(unit)
        self.inbox: Inbox = InboxRows(unit)
        self.retention: Retention = RetentionRows(unit)
        self.audit: Audit = AuditRows(unit)

    @property
    def trips(self) -> int:
        """How many round trips this unit has made so far, BEGIN and COMMIT included."""
        return self._unit.trips

    async def now(self) -> datetime:
        """The unit's one reading of business time."""
        return await self._instants.now()

    async def lock(
        self,
        *,
        cleaners: Collection[CleanerId] = (),
        customers: Collection[CustomerId] = (),
        bookings: Collection[BookingId] = (),
    ) -> None:
        """Hold these rows to the end of the unit: cleaners, then customers, then bookings, each in id order.

        :raises Busy: not free within two seconds.
        """
        await lock_rows(self._unit, cleaners, customers, bookings)

    async def order(self, keys: OrderKeys, *, wait: bool = True) -> Order:
        """Hold the cleaner and the customer; then everything that placing a booking reads, in one look.

        :raises Busy: not free within two seconds.
        """
        return await read_order(self._unit, keys, wait=wait)

    async def keep(self, granted: Granted[Any]) -> None:
        """Keep a decision's events and timers with everything else of this unit."""
        await self.tell(*granted.events)
        await self.wait(*granted.timers)

    async def tell(self, *events: Event) -> None:
        """Keep events in the outbox."""
        for event in events:
            await self._told.tell(event)

    async def wait(self, *timers: Timer | NoTimer) -> None:
        """Set or forget timers; setting one that stands moves it."""
        for timer in timers:
            self._awaited.wait(timer)

    def answer(self, value: Value) -> None:
        """The answer to be kept with the unit's ``Once``; the last one said counts."""
        self.answered = value
