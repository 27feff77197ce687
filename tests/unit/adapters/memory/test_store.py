"""The store in memory keeps the promises of every store."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.market import MemoryMarket
from cleanbee.adapters.memory.store import MemoryStore
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
from cleanbee.ports.outbound.market import Market
from cleanbee.ports.outbound.store import Store

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


class InMemory:
    """A store of its own for each test; nobody waits long for a lock, and leases end when the hand is moved."""

    real = 0.0

    @asynccontextmanager
    async def open_store(self) -> AsyncGenerator[Store]:
        yield MemoryStore(ManualClock(NOW), SeededIds(1), stopwatch=lambda: self.real, lock_wait_s=1.0)

    def fresh_ids(self) -> SeededIds:
        return SeededIds(2)

    async def outlast_leases(self, store: Store) -> None:
        self.real += 61.0


class TestMemoryStore(InMemory, StoreContract):
    """Units of work."""

    @pytest.mark.slow  # it waits as long as a lock is waited for
    async def test_whoever_waits_too_long_for_a_lock_is_told_so(self) -> None:
        await super().test_whoever_waits_too_long_for_a_lock_is_told_so()


class TestMemoryOnce(InMemory, OnceContract):
    """Idempotency keys."""

    @pytest.mark.slow  # it waits as long as a lock is waited for
    async def test_whoever_repeats_while_the_first_is_long_under_way_is_told_so(self) -> None:
        await super().test_whoever_repeats_while_the_first_is_long_under_way_is_told_so()


class TestMemoryOrders(InMemory, OrderContract):
    """Looks of orders."""


class TestMemoryClaims(InMemory, ClaimsContract):
    """Taken time."""


class TestMemoryMarket(InMemory, MarketContract):
    """Following the market."""

    def market(self, store: Store) -> Market:
        return MemoryMarket(store, ManualClock(NOW))


class TestMemoryHours(InMemory, HoursContract):
    """Working hours."""


class TestMemoryBookings(InMemory, BookingsContract):
    """Bookings and their histories."""


class TestMemoryAudit(InMemory, AuditContract):
    """Who was shown what."""


class TestMemoryRetention(InMemory, RetentionContract):
    """Forgetting what has ended."""


class TestMemoryReceipts(InMemory, ReceiptsContract):
    """Receipts."""


class TestMemoryBatches(InMemory, BatchesContract):
    """Batches."""


class TestMemoryPlans(InMemory, PlansContract):
    """Plans of days."""


class TestMemoryOffers(InMemory, OffersContract):
    """Offers."""


class TestMemoryNotices(InMemory, NoticesContract):
    """Notices."""


class TestMemoryPayments(InMemory, PaymentsContract):
    """Cards, payments, operations."""


class TestMemoryJournals(InMemory, JournalsContract):
    """The ledger."""


class TestMemoryDisputes(InMemory, DisputesContract):
    """Charges that banks took back."""


class TestMemoryTips(InMemory, TipsContract):
    """Tips."""


class TestMemoryRefunds(InMemory, RefundsContract):
    """Refunds."""


class TestMemoryPayouts(InMemory, PayoutsContract):
    """Payouts, their lines and accounts."""


class TestMemoryPeople(InMemory, PeopleContract):
    """People and homes."""


class TestMemorySessions(InMemory, SessionsContract):
    """Sign-ins and sessions."""


class TestMemoryBooks(InMemory, BooksContract):
    """Quotes, price books, policies."""


class TestMemoryTimers(InMemory, TimersContract):
    """Timers."""


class TestMemoryFeed(InMemory, FeedContract):
    """The outbox and its feed."""


class TestMemoryInvoices(InMemory, InvoicesContract):
    """Invoices."""


class TestMemoryChat(InMemory, ChatContract):
    """Messages and how far they were read."""


class TestMemoryReviews(InMemory, ReviewsContract):
    """Reviews."""


class TestMemoryPromotions(InMemory, PromotionsContract):
    """Promotions and redemptions."""


class TestMemoryWallets(InMemory, WalletsContract):
    """Customers' credit."""


class TestMemoryOpenItems(InMemory, OpenItemsContract):
    """Open items."""


class TestMemoryWatch(InMemory, WatchContract):
    """The auditor's questions."""


class TestMemoryInbox(InMemory, InboxContract):
    """Messages from outside."""


class TestMemoryRoundTrip(InMemory, RoundTripContract):
    """What goes in comes out."""
