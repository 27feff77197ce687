"""Where cleaners' payouts and their accounts are kept, and who gives accounts a name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from cleanbee.domain.kernel import BookingId, CleanerId, PayoutId, Value
from cleanbee.domain.payment.payout import Payable, Payout
from cleanbee.domain.payment.payout_account import PayoutAccount
from cleanbee.ports.outbound.kept import Kept, Place
from cleanbee.ports.outbound.payment import CardVault


class PayoutAccounts(Kept[CleanerId, PayoutAccount], Protocol):
    """Accounts, one a cleaner."""


class Payouts(Kept[PayoutId, Payout], Protocol):
    """Payouts. With a payout its lines are kept as drawn: what a journal made payable to a cleaner is in one payout
    for ever (``Stale`` for whoever draws it again), and each cleaner has one open payout a week and currency.
    """

    async def unsent(self, cleaner: CleanerId) -> Sequence[Payout]:
        """The cleaner's payouts that are not on their way: open, scheduled, blocked, returned; oldest week first."""
        ...

    async def undrawn(self, cleaner: CleanerId, limit: int) -> Sequence[Payable]:
        """What the ledger made payable to a cleaner, or took back, and no payout has drawn yet; oldest first."""
        ...

    async def waiting(self, after: CleanerId | None, limit: int) -> Sequence[CleanerId]:
        """Cleaners with something payable, or with a payout that is not on its way, by id, those after ``after``."""
        ...

    async def in_dispute(self, bookings: Collection[BookingId]) -> frozenset[BookingId]:
        """Those of the bookings about which a bank's dispute is open, as the ledger has it."""
        ...

    async def made(self, cleaner: CleanerId | None, after: Place | None, limit: int) -> Sequence[Payout]:
        """A cleaner's payouts, or everybody's, newest first, those after a place in that order."""
        ...


class SavedAccount(Value, frozen=True, kw_only=True):
    """What the gateway says of a bank account that was just named there."""

    token: str
    last4: str


class AccountVault(Protocol):
    """Where cleaners' bank accounts are named, so that their numbers never come near us."""

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        """Name the account behind the client's set-up token; None when the gateway does not know it.

        :raises GatewayDown: could not be asked.
        """
        ...


class Vault(CardVault, AccountVault, Protocol):
    """Cards and accounts: both are named by the gateway."""
