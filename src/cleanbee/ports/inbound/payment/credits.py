"""A customer's credit: the office grants it, bookings use it, and what comes to nothing goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.events import BookingCancelled, BookingExpired
from cleanbee.domain.kernel import (
    BookingId,
    CreditId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    NotAllowed,
    NotFound,
    ReasonMissing,
    Refused,
    Timer,
    Value,
    evolve,
    with_,
)
from cleanbee.domain.payment.credit import (
    Back,
    CreditNo,
    Grant,
    MoreThanUsed,
    Wallet,
    give_back,
    grant,
    lapse,
    on_credit,
    refund_credit,
    spend,
    spent,
)
from cleanbee.domain.payment.credit import Kept as AfterGrant
from cleanbee.domain.payment.payment import Payment
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.person import Customer
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.feed import Kept
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import LedgerLine, LinePlace, LinesAsked
from cleanbee.ports.outbound.store import Store, Work

CREDIT = "customer:credit"


class CreditGiven(Value, frozen=True, kw_only=True):
    """Who of the office promises how much to which customer (minor units of what we sell in), and why."""

    actor: Actor
    customer: CustomerId
    amount: int
    reason: str


class CreditBackAsked(Value, frozen=True, kw_only=True):
    """Who of the office gives back how much of what a credit paid for a clean, and why."""

    actor: Actor
    booking: BookingId
    amount: int
    reason: str


class CreditAsked(Value, frozen=True, kw_only=True):
    """A part of a customer's credit: their own, or the one whom the office names."""

    actor: Actor
    customer: CustomerId
    before: LinePlace | None = None
    limit: int = 20


class WalletView(Value, frozen=True, kw_only=True):
    """A customer's credit: what can be used now, what stands in the books, and its history, the newest first."""

    wallet: Wallet
    available: Money
    balance: Money
    lines: tuple[LedgerLine, ...]
    more: bool


BackNo = NotAllowed | NotFound | ReasonMissing | MoreThanUsed
GrantNo = NotAllowed | NotFound | CreditNo


@dataclass(frozen=True)
class GrantCredit:
    """The office promises a customer something off later cleans."""

    store: Store
    ids: Ids

    async def __call__(self, ask: CreditGiven, once: Once | None = None) -> WalletView | Refused[GrantNo]:
        """The customer's credit as it stands now."""
        allowed = may(ask.actor, "credit.grant", Facts(owner=ask.customer))
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsOps), "the policy table lets only the office promise credit"
        async with self.store.begin(once) as work:
            answer = await self._granted(work, ask, ask.actor)
            work.answer(answer)
            return answer

    async def _granted(self, work: Work, ask: CreditGiven, by: AsOps) -> WalletView | Refused[GrantNo]:
        await work.lock(customers=(ask.customer,))
        customer = await work.customers.find(ask.customer)
        if customer is None:
            return Refused(why=NotFound(what="credit"))
        book, policy, now = await work.books.price_book(), await work.books.policy(), await work.now()
        old = await work.wallets.find(ask.customer)
        given = Grant(
            amount=Money(amount=ask.amount, currency=book.currency),
            reason=ask.reason,
            by=by.id,
            credit=CreditId(self.ids.new()),
            journal=JournalId(self.ids.new()),
        )
        decided = grant(old or Wallet(id=ask.customer, currency=book.currency), given, policy, now)
        if isinstance(decided, Refused):
            return decided
        wallet = await keep_credit(work, customer, old, decided.value)
        await work.keep(decided)
        return view_of(wallet, now)


@dataclass(frozen=True)
class RefundCredit:
    """What a credit had paid for a clean goes back to credit, whole or in part: no card has it to give back."""

    store: Store
    ids: Ids

    async def __call__(self, ask: CreditBackAsked, once: Once | None = None) -> WalletView | Refused[BackNo]:
        """The customer's credit as it stands now."""
        async with self.store.begin(once) as work:
            answer = await self._returned(work, ask)
            work.answer(answer)
            return answer

    async def _returned(self, work: Work, ask: CreditBackAsked) -> WalletView | Refused[BackNo]:
        booking = await work.bookings.find(ask.booking)
        if booking is None:
            return Refused(why=NotFound(what="credit"))
        allowed = may(ask.actor, "credit.refund", facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsOps), "the policy table lets only the office give credit back"
        await work.lock(customers=(booking.customer,))
        wallet, policy, now = await work.wallets.find(booking.customer), await work.books.policy(), await work.now()
        price = booking.price
        nothing = Money(amount=0, currency=price.total.currency)
        if wallet is None:
            return Refused(why=MoreThanUsed(most=nothing))
        journals = await work.journals.of_booking(booking.id)
        back = Back(
            given=Grant(
                amount=Money(amount=ask.amount, currency=wallet.currency),
                reason=ask.reason,
                by=ask.actor.id,
                credit=CreditId(self.ids.new()),
                journal=JournalId(self.ids.new()),
            ),
            booking=booking.id,
            paid=on_credit(journals, "credit_used", nothing),
            price=price.total,
            tax=price.tax,
            before=-on_credit(journals, "credit_back", nothing),
        )
        decided = refund_credit(wallet, back, policy, now)
        if isinstance(decided, Refused):
            return decided
        await _keep(work, wallet, decided)
        return view_of(decided.value.wallet, now)


def view_of(wallet: Wallet, now: datetime) -> WalletView:
    """A wallet without its history."""
    return WalletView(wallet=wallet, available=wallet.available(now), balance=wallet.promised, lines=(), more=False)


async def keep_credit(work: Work, customer: Customer, old: Wallet | None, after: AfterGrant) -> Wallet:
    """Keep what a customer who is locked got as credit; the first of it makes a wallet, and they are looked at."""
    wallet = after.wallet if old is not None else with_(after.wallet, version=1)
    if old is None:
        await work.wallets.add(wallet)
    else:
        await work.wallets.replace(old, wallet)
    if not customer.credited:
        await work.customers.replace(customer, evolve(customer, credited=True))
    for journal in after.journals:
        await work.journals.post(journal)
    return wallet


async def _keep(work: Work, wallet: Wallet, decided: Granted[AfterGrant]) -> None:
    await work.wallets.replace(wallet, decided.value.wallet)
    for journal in decided.value.journals:
        await work.journals.post(journal)
    await work.keep(decided)


@dataclass(frozen=True)
class ReadCredit:
    """What a customer has been promised, what is set aside, and what became of it."""

    store: Store

    async def __call__(self, ask: CreditAsked) -> WalletView | Refused[NotAllowed | NotFound]:
        """The credit as it stands; nothing, for whoever was never promised anything."""
        allowed = may(ask.actor, "credit.read", Facts(owner=ask.customer))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            if await work.customers.find(ask.customer) is None:
                return Refused(why=NotFound(what="credit"))
            book, now = await work.books.price_book(), await work.now()
            kept = await work.wallets.find(ask.customer)
            wallet = kept or Wallet(id=ask.customer, currency=book.currency)
            wanted = LinesAsked(
                account=CREDIT,
                owner=ask.customer,
                currency=wallet.currency,
                before=ask.before,
                limit=ask.limit + 1,
            )
            lines = tuple(await work.journals.lines(wanted))
            return WalletView(
                wallet=wallet,
                available=wallet.available(now),
                balance=-await work.journals.balance(CREDIT, ask.customer, wallet.currency),
                lines=lines[: ask.limit],
                more=len(lines) > ask.limit,
            )


@dataclass(frozen=True)
class LapseCredit:
    """A moment of ``credit.lapse``: what was not used in time is promised no longer."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One credit lapses; the timer stands for the next."""
        customer = CustomerId(timer.subject)
        await work.lock(customers=(customer,))
        wallet = await work.wallets.find(customer)
        assert wallet is not None, "only what was granted lapses"
        decided = lapse(wallet, JournalId(self.ids.new()), await work.now())
        if decided.value.wallet != wallet:
            await work.wallets.replace(wallet, decided.value.wallet)
        for journal in decided.value.journals:
            await work.journals.post(journal)
        await work.keep(decided)


@dataclass(frozen=True)
class ReturnCredit:
    """The step behind a booking that came to nothing: what was set aside for it can be used again."""

    ids: Ids

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Give back, once: what is not set aside any more is not given back again."""
        event = kept.event
        assert isinstance(event, BookingCancelled | BookingExpired), "the booking came to nothing"
        payment = await work.payments.of_booking(event.booking)
        if payment is None or payment.by_credit is None:
            return
        booking, wallet = await work.bookings.find(event.booking), await work.wallets.find(payment.customer)
        assert booking is not None and wallet is not None, "credit is set aside in a wallet, for a booking"
        pinned = await work.books.policy(booking.policy)
        decided = give_back(wallet, event.booking, CreditId(self.ids.new()), pinned, await work.now())
        if decided.value != wallet:
            await work.wallets.replace(wallet, decided.value)
        await work.keep(decided)


async def wallet_of(work: Work, customer: Customer | None) -> Wallet | None:
    """The wallet of a customer who is locked; nobody looks for one where nothing was ever promised."""
    return await work.wallets.find(customer.id) if customer is not None and customer.credited else None


async def spend_credit(work: Work, payment: Payment, journal: JournalId, now: datetime) -> None:
    """The work is done: what was set aside for it is used, in the unit in which the price is owed."""
    entry = spend(payment, journal, now)
    if entry is None:
        return
    wallet = await work.wallets.find(payment.customer)
    assert wallet is not None, "credit is set aside in a wallet"
    await work.wallets.replace(wallet, spent(wallet, payment.booking))
    await work.journals.post(entry)
