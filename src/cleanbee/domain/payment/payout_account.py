"""Where a cleaner's money goes: the gateway's name of their bank account, and whether it can be paid."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Aggregate, CleanerId, Event, Granted, Refusal, Tagged, evolve


class Ready(Tagged, frozen=True, kw_only=True):
    """Money can be sent there."""

    since: datetime


class NotReady(Tagged, frozen=True, kw_only=True):
    """Money came back from there, or was not taken: nothing is sent until another account stands."""

    since: datetime
    reason: str


AccountPhase = Ready | NotReady


class PayoutAccount(Aggregate, frozen=True, kw_only=True):
    """The one account of a cleaner, under the cleaner's id; ``token`` is the gateway's name for it."""

    id: CleanerId
    token: str
    last4: str
    phase: AccountPhase

    @property
    def ready(self) -> bool:
        """Whether money can be sent there."""
        return isinstance(self.phase, Ready)


class AccountUnknown(Refusal, frozen=True, kw_only=True):
    """The gateway knows no account under that set-up token."""


class AccountNotReady(Refusal, frozen=True, kw_only=True):
    """There is no account that money can be sent to."""


class PayoutAccountEvent(Event, frozen=True, kw_only=True):
    """Something happened to the account of a cleaner."""

    cleaner: CleanerId


class PayoutAccountChanged(PayoutAccountEvent, frozen=True, kw_only=True):
    """Money goes to another account from now on."""

    last4: str


class PayoutAccountFailed(PayoutAccountEvent, frozen=True, kw_only=True):
    """Money does not reach the account: another one is needed."""

    last4: str
    reason: str


def change_account(
    old: PayoutAccount | None, cleaner: CleanerId, token: str, last4: str, now: datetime
) -> Granted[PayoutAccount]:
    """Money goes there from now on; what is on its way to the former account goes on."""
    phase = Ready(since=now)
    if old is None:
        account = PayoutAccount(id=cleaner, token=token, last4=last4, phase=phase)
    else:
        account = evolve(old, token=token, last4=last4, phase=phase)
    return Granted(value=account, events=(PayoutAccountChanged(cleaner=cleaner, last4=last4),))


def account_failed(account: PayoutAccount, token: str, reason: str, now: datetime) -> Granted[PayoutAccount]:
    """Money to ``token`` did not arrive; where another account stands by now, that says nothing of it."""
    if account.token != token or not account.ready:
        return Granted(value=account)
    failed = evolve(account, phase=NotReady(since=now, reason=reason))
    news = PayoutAccountFailed(cleaner=account.id, last4=account.last4, reason=reason)
    return Granted(value=failed, events=(news,))
