"""PostgreSQL keeps what the ports promise."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from tests.integration.adapters.postgres.opened import OnPostgres

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.postgres.market import PostgresMarket
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.ports.contracts import clock as clocks
from cleanbee.ports.contracts.after_capture import DisputesContract, RefundsContract, TipsContract
from cleanbee.ports.contracts.audit import AuditContract
from cleanbee.ports.contracts.availability import ClaimsContract, HoursContract
from cleanbee.ports.contracts.booking import BookingsContract
from cleanbee.ports.contracts.chat import ChatContract
from cleanbee.ports.contracts.feed import FeedContract, InboxContract
from cleanbee.ports.contracts.invoices import InvoicesContract
from cleanbee.ports.contracts.market import MarketContract
from cleanbee.ports.contracts.matching import BatchesContract, OffersContract, PlansContract, ReceiptsContract
from cleanbee.ports.contracts.messaging import NoticesContract
from cleanbee.ports.contracts.nouns import MORNING
from cleanbee.ports.contracts.once import OnceContract
from cleanbee.ports.contracts.open_items import OpenItemsContract
from cleanbee.ports.contracts.order import OrderContract
from cleanbee.ports.contracts.payment import JournalsContract, PaymentsContract
from cleanbee.ports.contracts.payouts import PayoutsContract
from cleanbee.ports.contracts.people import PeopleContract, SessionsContract
from cleanbee.ports.contracts.pricing import BooksContract
from cleanbee.ports.contracts.promotions import PromotionsContract
from cleanbee.ports.contracts.retention import RetentionContract
from cleanbee.ports.contracts.roundtrip import RoundTripContract
from cleanbee.ports.contracts.store import StoreContract
from cleanbee.ports.contracts.timers import TimersContract
from cleanbee.ports.contracts.trust import ReviewsContract
from cleanbee.ports.contracts.wallets import WalletsContract
from cleanbee.ports.contracts.watch import WatchContract
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.clock import TestClock as MovableClock
from cleanbee.ports.outbound.market import Market
from cleanbee.ports.outbound.store import Store

pytestmark = pytest.mark.contract


class TestUnits(OnPostgres, StoreContract):
    """Units of work."""


class TestKeys(OnPostgres, OnceContract):
    """Idempotency keys."""


class TestOrders(OnPostgres, OrderContract):
    """Looks of orders."""


class TestPeople(OnPostgres, PeopleContract):
    """Customers, cleaners, ops accounts, homes, sign-ins."""


class TestSessions(OnPostgres, SessionsContract):
    """Sessions."""


class TestBooks(OnPostgres, BooksContract):
    """Quotes, price books and policies."""


class TestClaims(OnPostgres, ClaimsContract):
    """Claims on cleaners' time."""


class TestMarket(OnPostgres, MarketContract):
    """Following the market."""

    def market(self, store: Store) -> Market:
        assert isinstance(store, PostgresStore)
        return PostgresMarket(store.pool, ManualClock(MORNING))


class TestHours(OnPostgres, HoursContract):
    """Working hours."""


class TestBookings(OnPostgres, BookingsContract):
    """Bookings and their histories."""


class TestAudit(OnPostgres, AuditContract):
    """Who was shown what."""


class TestRetention(OnPostgres, RetentionContract):
    """Forgetting what has ended."""


class TestReceipts(OnPostgres, ReceiptsContract):
    """Receipts."""


class TestBatches(OnPostgres, BatchesContract):
    """Batches."""


class TestPlans(OnPostgres, PlansContract):
    """Plans of days."""


class TestOffers(OnPostgres, OffersContract):
    """Offers."""


class TestPayments(OnPostgres, PaymentsContract):
    """Cards, payments and operations."""


class TestJournals(OnPostgres, JournalsContract):
    """The ledger."""


class TestDisputes(OnPostgres, DisputesContract):
    """Charges that banks took back."""


class TestTips(OnPostgres, TipsContract):
    """Tips."""


class TestRefunds(OnPostgres, RefundsContract):
    """Refunds."""


class TestPayouts(OnPostgres, PayoutsContract):
    """Payouts, their lines and accounts."""


class TestNotices(OnPostgres, NoticesContract):
    """Notices."""


class TestTimers(OnPostgres, TimersContract):
    """Timers."""


class TestFeed(OnPostgres, FeedContract):
    """The outbox and its feed."""


class TestInvoices(OnPostgres, InvoicesContract):
    """Invoices."""


class TestChat(OnPostgres, ChatContract):
    """Messages and how far they were read."""


class TestReviews(OnPostgres, ReviewsContract):
    """Reviews."""


class TestPromotions(OnPostgres, PromotionsContract):
    """Promotions and redemptions."""


class TestWallets(OnPostgres, WalletsContract):
    """Customers' credit."""


class TestOpenItems(OnPostgres, OpenItemsContract):
    """Open items."""


class TestWatch(OnPostgres, WatchContract):
    """The auditor's questions."""


class TestInbox(OnPostgres, InboxContract):
    """The inbox."""


class TestRoundTrip(OnPostgres, RoundTripContract):
    """Whatever the domain can say is kept as it was said."""


class TestLiveTime(clocks.ClockContract):
    """The clock where people are real."""

    @pytest.fixture(autouse=True)
    def _find_database(self, database_url: str) -> None:
        self.url = database_url

    @asynccontextmanager
    async def open_clock(self) -> AsyncGenerator[Clock]:
        async with open_postgres(PostgresSettings(url=self.url, pool_min=0)) as store:
            yield store.clock


class TestSandboxTime(clocks.ClockContract, clocks.SandboxClockContract):
    """The clock of a sandbox, read and moved."""

    @pytest.fixture(autouse=True)
    def _find_database(self, database_url: str) -> None:
        self.url = database_url

    @asynccontextmanager
    async def open_clock(self) -> AsyncGenerator[Clock]:
        async with open_postgres(PostgresSettings(url=self.url, pool_min=0, sandbox=True)) as store:
            yield store.clock

    @asynccontextmanager
    async def open_test_clock(self) -> AsyncGenerator[MovableClock]:
        async with open_postgres(PostgresSettings(url=self.url, pool_min=0, sandbox=True)) as store:
            yield store.test_clock
