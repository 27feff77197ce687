"""Somebody types the code they were sent."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import Refused, SignInId, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.sign_in import CodeWrong, Newcomer, Right, try_code, welcome
from cleanbee.ports.inbound.people.find_person import actor_of, by_address, me_of
from cleanbee.ports.inbound.people.tokens import CookieKept, Tokens, sign_in
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.store import Store, Work


class CodeTyped(Value, frozen=True, kw_only=True):
    """Six digits for one sign-in, which a browser keeps by a cookie and an app by tokens."""

    sign_in: SignInId
    code: str
    by_cookie: bool = False


@dataclass(frozen=True)
class VerifyCode:
    """The right code, in time and for the first time, signs a device in. ``real_clock`` is never the sandbox's."""

    store: Store
    dice: Dice
    real_clock: Clock

    async def __call__(self, ask: CodeTyped) -> Tokens | CookieKept | Refused[CodeWrong]:
        """Tokens or a cookie, or that the code is no good; why it is no good is not said."""
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            attempt = await work.sign_ins.find(ask.sign_in)
            if attempt is None:
                return Refused(why=CodeWrong())
            decided = try_code(attempt, ask.code, await work.now())
            if isinstance(decided, Refused):
                return decided
            await work.sign_ins.replace(attempt, decided.value.sign_in)
            if not isinstance(decided.value, Right):
                return Refused(why=CodeWrong())
            actor = decided.value.actor
            if attempt.newcomer is not None:
                actor = await _known(work, attempt.newcomer, attempt.address)
            me = await me_of(work, actor)
            if me is None:
                return Refused(why=CodeWrong())
            return await sign_in(work, self.dice, actor, me, real, by_cookie=ask.by_cookie)


async def _known(work: Work, newcomer: Newcomer, address: str) -> Actor:
    """Whoever has the address: its new customer, unless somebody got it since the code was sent."""
    person = await by_address(work, address)
    if person is None:
        person = welcome(newcomer, address, await work.now())
        await work.customers.add(person)
    return actor_of(person)
