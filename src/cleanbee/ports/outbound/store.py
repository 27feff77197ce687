"""The unit of work: everything of one walk's step is kept together, by leaving; raising keeps nothing."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Event, Granted, NoTimer, Timer, Value
from cleanbee.domain.platform.once import Once
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


class Stale(Exception):
    """Someone else was faster: read again and decide again."""


class Busy(Exception):
    """The database or a lock did not answer in time; nothing was kept."""


class OutcomeUnknown(Busy):
    """The connection broke while leaving: it may or may not have been kept; look before repeating."""


class Seen(Exception):
    """This was done already; ``answer`` is what was answered then."""

    def __init__(self, answer: Value) -> None:
        super().__init__("done already")
        self.answer = answer


class Mismatch(Exception):
    """The idempotency key was used for something else."""


class Running(Exception):
    """The same request is being worked on right now."""


class Work(Protocol):
    """One unit of work, open between entering and leaving."""

    customers: Customers
    cleaners: Cleaners
    ops: OpsAccounts
    homes: Homes
    sign_ins: SignIns
    sessions: Sessions
    quotes: Quotes
    books: Books
    hours: HoursKept
    claims: Claims
    bookings: Bookings
    offers: Offers
    receipts: Receipts
    batches: Batches
    plans: Plans
    cards: Cards
    payments: Payments
    operations: Operations
    journals: Journals
    payout_accounts: PayoutAccounts
    payouts: Payouts
    refunds: Refunds
    invoices: Invoices
    tips: Tips
    disputes: Disputes
    wallets: Wallets
    promotions: Promotions
    redemptions: Redemptions
    open_items: OpenItems
    watch: Watch
    notices: Notices
    messages: Messages
    read_marks: ReadMarks
    reviews: Reviews
    timers: Timers
    feed: Feed
    inbox: Inbox
    retention: Retention
    audit: Audit

    async def now(self) -> datetime:
        """The unit's one reading of business time (UTC), taken after its locks; the sandbox clock rules it."""
        ...

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
        ...

    async def order(self, keys: OrderKeys, *, wait: bool = True) -> Order:
        """Hold the cleaner and the customer to the end of the unit; then everything that placing a booking reads.

        It is what is kept once they are held: whoever held them before and left is seen. Who does not ``wait`` is told
        what is kept just now where somebody else holds one of them: enough to hear no, never to say yes.

        :raises Busy: not free within two seconds.
        """
        ...

    async def keep(self, granted: Granted[Any]) -> None:
        """Keep a decision's events (outbox) and timers with everything else of this unit."""
        ...

    async def tell(self, *events: Event) -> None:
        """Keep events in the outbox."""
        ...

    async def wait(self, *timers: Timer | NoTimer) -> None:
        """Set or forget timers; setting one that stands moves it."""
        ...

    def answer(self, value: Value) -> None:
        """The answer to be kept with the unit's ``Once``; the last one said counts."""
        ...


class Store(Protocol):
    """Where everything true is kept."""

    def begin(self, once: Once | None = None) -> AbstractAsyncContextManager[Work]:
        """Open a unit of work; leaving keeps all, raising keeps nothing. No nesting.

        With ``once`` its row is kept with the unit, so that the effect and the answer happen once. What the key has
        to say is said at the latest with the unit's first question, before any of its answers.

        :raises Seen: the same request was answered before.
        :raises Mismatch: the key stands for another request.
        :raises Running: the same request is under way.
        :raises Busy: no connection within a second, or a lock not within two.
        :raises Stale: at leaving, when a deferred constraint lost a race.
        """
        ...

    async def sealed(self, once: Once) -> bytes | None:
        """The rendered answer kept for this request, if it was sealed."""
        ...

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        """Keep the rendered answer; the first writer wins and is returned; None when no unit kept this request."""
        ...
