"""What stands in the store and in the bank's own book at one moment: all that the auditor judges by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cleanbee.adapters.memory.bank import Entry
from cleanbee.adapters.memory.bank_statement import transactions
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, OperationId
from cleanbee.domain.payment.accounts import CHART
from cleanbee.domain.payment.dispute import Dispute
from cleanbee.domain.payment.fact import Held, LetGo, OnItsWay, Taken
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation, Payment
from cleanbee.domain.payment.payout import Payout
from cleanbee.domain.payment.payout_account import PayoutAccount
from cleanbee.domain.payment.refund import Refund
from cleanbee.domain.payment.tip import Tip
from cleanbee.domain.platform.policy import Policy
from cleanbee.entrypoints.simulator.life import Told
from cleanbee.entrypoints.simulator.line import Asked
from cleanbee.entrypoints.simulator.world import World
from cleanbee.ports.outbound.booking import Move
from cleanbee.ports.outbound.payment import Balance, LinePlace, LinesAsked
from cleanbee.ports.outbound.store import Work

MANY = 1000


@dataclass
class Hold:
    """An amount at the bank, as its book tells it line by line: under which key, and what became of it."""

    id: str
    key: OperationId
    amount: int
    at: datetime
    capture_before: datetime
    taken: list[tuple[datetime, int, OperationId]] = field(default_factory=list[tuple[datetime, int, OperationId]])
    freed: list[datetime] = field(default_factory=list[datetime])

    @property
    def ended(self) -> datetime | None:
        """When it was taken or let go first."""
        return min((*(at for at, _, _ in self.taken), *self.freed), default=None)


@dataclass
class Kept:
    """What is kept of one booking."""

    booking: Booking
    payment: Payment
    history: tuple[Move, ...]
    operations: tuple[Operation, ...]
    journals: tuple[Journal, ...]

    @property
    def ended_at(self) -> datetime:
        """When it came into the phase that it is in."""
        return self.history[-1].at


@dataclass
class Found:
    """Everything, at one moment."""

    now: datetime
    told: Sequence[Told]
    kept: dict[BookingId, Kept]
    strays: list[str]
    journals: tuple[Journal, ...]
    balances: tuple[Balance, ...]
    entries: tuple[Entry, ...]
    log: tuple[Asked, ...]
    policy: Policy
    payouts: tuple[Payout, ...] = ()
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    tips: tuple[Tip, ...] = ()
    statement: tuple[Transaction, ...] = ()
    accounts: dict[CleanerId, PayoutAccount] = field(default_factory=dict[CleanerId, PayoutAccount])
    paying: frozenset[OperationId] = frozenset()
    unfinished: int = 0

    @property
    def operations(self) -> dict[OperationId, tuple[Operation, Kept]]:
        """Every intended effect, with what it is about."""
        return {one.id: (one, kept) for kept in self.kept.values() for one in kept.operations}

    @property
    def holds(self) -> dict[str, Hold]:
        """The bank's holds, read out of its book anew."""
        return holds_in(self.entries)


def holds_in(entries: Sequence[Entry]) -> dict[str, Hold]:
    """The holds that a book tells of, in its order."""
    found: dict[str, Hold] = {}
    for entry in entries:
        match entry.fact:
            case Held(provider_id=id, amount=amount, capture_before=until):
                found[id] = Hold(id, entry.call.key, amount.amount, entry.at, until)
            case Taken(provider_id=id, amount=amount) if id in found:
                found[id].taken.append((entry.at, amount.amount, entry.call.key))
            case LetGo(provider_id=id) if id in found:
                found[id].freed.append(entry.at)
            case _:
                pass
    return found


def sent_in(entries: Sequence[Entry]) -> list[tuple[OperationId, int, bool]]:
    """What the bank sent to cleaners: under which key, how much, and whether it comes back."""
    return [
        (entry.call.key, entry.fact.amount.amount, entry.call.account.startswith("account_returns:"))
        for entry in entries
        if isinstance(entry.fact, OnItsWay)
    ]


async def _all_journals(work: Work) -> AsyncIterator[Journal]:
    """Every journal there is, also of no booking: found by the lines of each account of the chart."""
    seen: set[JournalId] = set()
    for account in CHART:
        before: LinePlace | None = None
        while lines := await work.journals.lines(LinesAsked(account=account, before=before, limit=MANY)):
            before = lines[-1].place
            fresh = dict.fromkeys(one.place.journal for one in lines if one.place.journal not in seen)
            seen |= fresh.keys()
            for id in fresh:
                journal = await work.journals.find(id)
                assert journal is not None, "an account has a line of a journal that is not there"
                yield journal


async def _paying(work: Work, world: World) -> AsyncIterator[OperationId]:
    """The keys under which the bank was asked to pay out, as far as somebody here kept them."""
    asked = dict.fromkeys(entry.call.key for entry in world.bank.entries if entry.call.kind == "pay_out")
    for key in asked:
        operation = await work.operations.find(key)
        if operation is not None and operation.kind == "pay_out":
            yield key


async def find_all(world: World, told: Sequence[Told]) -> Found:
    """Read everything, through the store's ports; nobody's opinion is asked."""
    kept: dict[BookingId, Kept] = {}
    accounts: dict[CleanerId, PayoutAccount] = {}
    payouts: list[Payout] = []
    refunds: list[Refund] = []
    disputes: list[Dispute] = []
    tips: list[Tip] = []
    strays: list[str] = []
    async with world.store.begin() as work:
        for one in told:
            payouts += await work.payouts.made(one.cleaner, None, MANY)
            if (account := await work.payout_accounts.find(one.cleaner)) is not None:
                accounts[one.cleaner] = account
            for booking in await work.bookings.of_customer(one.customer, None, MANY):
                payment = await work.payments.of_booking(booking.id)
                if payment is None:
                    strays.append(f"booking {booking.id} has no payment")
                    continue
                refunds += await work.refunds.of_booking(booking.id)
                disputes += await work.disputes.of_booking(booking.id)
                tips += await work.tips.of_booking(booking.id)
                kept[booking.id] = Kept(
                    booking=booking,
                    payment=payment,
                    history=tuple(await work.bookings.history(booking.id)),
                    operations=tuple(await work.operations.of_booking(booking.id)),
                    journals=tuple(await work.journals.of_booking(booking.id)),
                )
        return Found(
            now=world.time.now,
            told=told,
            kept=kept,
            strays=strays,
            journals=tuple([one async for one in _all_journals(work)]),
            balances=tuple(await work.journals.balances()),
            entries=tuple(world.bank.entries),
            log=tuple(world.line.log),
            policy=await work.books.policy(),
            payouts=tuple(payouts),
            refunds=tuple(refunds),
            disputes=tuple(disputes),
            tips=tuple(tips),
            statement=transactions(world.bank, world.time.now),
            accounts=accounts,
            paying=frozenset([key async for key in _paying(work, world)]),
            unfinished=await work.feed.pending() + world.post.under_way + (await work.inbox.next_due() is not None),
        )
