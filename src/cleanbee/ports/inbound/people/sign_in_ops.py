"""A member of the operations team signs in by password."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleanbee.domain.kernel import Refused
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.people.contact import contact
from cleanbee.domain.people.me import of_ops
from cleanbee.domain.people.person import OpsAccount
from cleanbee.domain.people.sign_in import PasswordWrong
from cleanbee.ports.inbound.people.tokens import CookieKept, Tokens, sign_in
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.secrets import Hasher
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class PasswordTyped:
    """An e-mail address and a password, which is not printed; a browser keeps the sign-in by a cookie."""

    email: str
    password: str = field(repr=False)
    by_cookie: bool = False


@dataclass(frozen=True)
class SignInOps:
    """The right password signs a device in; an unknown name costs the same work and gets the same answer."""

    store: Store
    hasher: Hasher
    dice: Dice
    real_clock: Clock

    async def __call__(self, ask: PasswordTyped) -> Tokens | CookieKept | Refused[PasswordWrong]:
        """Tokens or a cookie, or that the pair is no good.

        :raises Busy: too many passwords are being judged.
        """
        account = await self._account(ask.email)
        fits = await self.hasher.verify(None if account is None else account.password_hash, ask.password)
        if not fits or account is None:
            return Refused(why=PasswordWrong())
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            if await work.ops.find(account.id) != account:
                return Refused(why=PasswordWrong())
            actor = AsOps(id=account.id, role=account.role)
            return await sign_in(work, self.dice, actor, of_ops(account), real, by_cookie=ask.by_cookie)

    async def _account(self, email: str) -> OpsAccount | None:
        async with self.store.begin() as work:
            return await work.ops.by_email(contact(email) or "")
