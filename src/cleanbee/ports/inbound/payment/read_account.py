"""Why a figure of the books is what it is: an account line by line, a booking journal by journal."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import BookingId, Money, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.payment.accounts import CHART, Account
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.outbound.payment import LedgerLine, LinesAsked
from cleanbee.ports.outbound.store import Store


class AccountAsked(Value, frozen=True, kw_only=True):
    """Lines of one account, the newest first."""

    actor: Actor
    lines: LinesAsked


class AccountView(Value, frozen=True, kw_only=True):
    """An account, what stands on it now, and lines of it, the newest first; whether there are more."""

    account: Account
    balance: Money
    lines: tuple[LedgerLine, ...]
    more: bool


@dataclass(frozen=True)
class ReadAccount:
    """One account line by line, for finance."""

    store: Store

    async def __call__(self, ask: AccountAsked) -> AccountView | Refused[NotFound | NotAllowed]:
        """The account as it stands."""
        allowed = may(ask.actor, "ledger.read")
        if isinstance(allowed, Refused):
            return allowed
        wanted = ask.lines
        account = CHART.get(wanted.account)
        if account is None:
            return Refused(why=NotFound(what="account"))
        one_more = LinesAsked(
            account=wanted.account,
            owner=wanted.owner,
            currency=wanted.currency,
            before=wanted.before,
            limit=wanted.limit + 1,
        )
        async with self.store.begin() as work:
            found = tuple(await work.journals.lines(one_more))
            balance = await work.journals.balance(wanted.account, wanted.owner, wanted.currency)
        more = len(found) > wanted.limit
        return AccountView(account=account, balance=balance, lines=found[: wanted.limit], more=more)


@dataclass(frozen=True)
class ReadJournals:
    """Everything that was posted about one booking, oldest first, for finance."""

    store: Store

    async def __call__(self, actor: Actor, booking: BookingId) -> tuple[Journal, ...] | Refused[NotFound | NotAllowed]:
        """The journals of the booking."""
        allowed = may(actor, "ledger.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            if await work.bookings.find(booking) is None:
                return Refused(why=NotFound(what="booking"))
            return tuple(await work.journals.of_booking(booking))
