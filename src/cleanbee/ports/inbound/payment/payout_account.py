"""The account that a cleaner is paid to: read by its owner, changed only by who gives the code sent to them."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import CleanerId, NotAllowed, NotFound, Refused, SignInId, Value
from cleanbee.domain.messaging.code import code_notice
from cleanbee.domain.payment.payout_account import AccountUnknown, PayoutAccount, change_account
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.people.sign_in import CodeWrong, Right, prove, send_code, try_code
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.people.request_code import CodeSent
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.payouts import AccountVault, SavedAccount
from cleanbee.ports.outbound.store import Store, Work

PURPOSE = "payout_account"


class AccountAsked(Value, frozen=True, kw_only=True):
    """Whose account; a cleaner's own where nobody is named."""

    actor: Actor
    cleaner: CleanerId | None = None


class AccountGiven(Value, frozen=True, kw_only=True):
    """The account that the client set up at the gateway under this token, and the code that was sent for this."""

    actor: Actor
    setup: str
    proof: SignInId
    code: str


@dataclass(frozen=True)
class ReadPayoutAccount:
    """The account as it stands."""

    store: Store

    async def __call__(self, ask: AccountAsked) -> PayoutAccount | Refused[NotAllowed | NotFound]:
        """The account, without its number, which never came here."""
        whose = ask.cleaner
        if whose is None and isinstance(ask.actor, AsCleaner):
            whose = ask.actor.id
        allowed = may(ask.actor, "payout_account.read", Facts(person=whose))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            account = None if whose is None else await work.payout_accounts.find(whose)
            return Refused(why=NotFound(what="payout_account")) if account is None else account


@dataclass(frozen=True)
class ProveIdentity:
    """Sends a cleaner the code without which the account is not changed: signed in is not enough."""

    store: Store
    ids: Ids
    dice: Dice

    async def __call__(self, actor: Actor) -> CodeSent | Refused[NotAllowed | NotFound]:
        """Which proof the code belongs to, and until when it is good."""
        allowed = may(actor, "payout_account.prove")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCleaner), "the policy table lets only cleaners prove themselves here"
        id, code = SignInId(self.ids.new()), self.dice.code()
        async with self.store.begin() as work:
            cleaner = await work.cleaners.find(actor.id)
            address = None if cleaner is None else cleaner.phone or cleaner.email
            if cleaner is None or address is None:
                return Refused(why=NotFound(what="me"))
            now = await work.now()
            sent = prove(send_code(id, address, actor, code, now), PURPOSE)
            await work.sign_ins.add(sent)
            await work.notices.enqueue(code_notice(sent, cleaner, code, now))
            return CodeSent(sign_in=id, until=sent.until)


@dataclass(frozen=True)
class ChangeAccount:
    """Money goes to another account from now on: under a code that was sent for this, and the cleaner is told."""

    store: Store
    vault: AccountVault

    async def __call__(
        self, ask: AccountGiven, once: Once | None = None
    ) -> PayoutAccount | Refused[NotAllowed | NotFound | CodeWrong | AccountUnknown]:
        """The account as it stands now; a code that does not fit counts as a try.

        :raises GatewayDown: try again.
        """
        allowed = may(ask.actor, "payout_account.change")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCleaner), "the policy table lets only cleaners change their account"
        saved = await self.vault.open_account(ask.actor.id, ask.setup) if await self._fits(ask) else None
        async with self.store.begin(once) as work:
            answer = await _changed(work, ask, ask.actor, saved)
            work.answer(answer)
            return answer

    async def _fits(self, ask: AccountGiven) -> bool:
        """Whether the code is good as things stand: without one, the gateway is asked for nothing."""
        async with self.store.begin() as work:
            proof = await work.sign_ins.find(ask.proof)
            if proof is None or proof.actor != ask.actor:
                return False
            tried = try_code(proof, ask.code, await work.now(), PURPOSE)
            return not isinstance(tried, Refused) and isinstance(tried.value, Right)


async def _changed(
    work: Work, ask: AccountGiven, cleaner: AsCleaner, saved: SavedAccount | None
) -> PayoutAccount | Refused[CodeWrong | AccountUnknown]:
    await work.lock(cleaners=(cleaner.id,))
    proof = await work.sign_ins.find(ask.proof)
    now = await work.now()
    if proof is None or proof.actor != cleaner:
        return Refused(why=CodeWrong())
    tried = try_code(proof, ask.code, now, PURPOSE)
    if isinstance(tried, Refused):
        return tried
    if not isinstance(tried.value, Right):
        await work.sign_ins.replace(proof, tried.value.sign_in)
        return Refused(why=CodeWrong())
    if saved is None:
        return Refused(why=AccountUnknown())
    await work.sign_ins.replace(proof, tried.value.sign_in)
    old = await work.payout_accounts.find(cleaner.id)
    changed = change_account(old, cleaner.id, saved.token, saved.last4, now)
    if old is None:
        await work.payout_accounts.add(changed.value)
    else:
        await work.payout_accounts.replace(old, changed.value)
    await work.keep(changed)
    return changed.value
