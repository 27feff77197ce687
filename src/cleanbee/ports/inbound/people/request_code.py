"""Somebody wants to sign in by a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import CustomerId, Refused, SignInId, Value
from cleanbee.domain.messaging.code import code_notice
from cleanbee.domain.people.contact import contact
from cleanbee.domain.people.me import NameMissing
from cleanbee.domain.people.person import Locale
from cleanbee.domain.people.sign_in import AddressMalformed, invite, newcomer, send_code
from cleanbee.ports.inbound.people.find_person import actor_of, by_address
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.store import Store


class CodeAsked(Value, frozen=True, kw_only=True):
    """A phone number with its country code, or an e-mail address; with a name for who would be a new customer."""

    address: str
    name: str | None = None
    locale: Locale = "en"


class CodeSent(Value, frozen=True, kw_only=True):
    """A code is on its way, if there is anybody; until then it is good."""

    sign_in: SignInId
    until: datetime


@dataclass(frozen=True)
class RequestCode:
    """Send a code. An address nobody has gets the same answer, by the same work; who says a name is sent one too."""

    store: Store
    ids: Ids
    dice: Dice

    async def __call__(self, ask: CodeAsked) -> CodeSent | Refused[AddressMalformed | NameMissing]:
        """Which sign-in the code belongs to, and until when it is good."""
        address = contact(ask.address)
        if address is None:
            return Refused(why=AddressMalformed())
        wanted = None if ask.name is None else newcomer(CustomerId(self.ids.new()), ask.name, ask.locale)
        if isinstance(wanted, Refused):
            return wanted
        id, code = SignInId(self.ids.new()), self.dice.code()
        async with self.store.begin() as work:
            person = await by_address(work, address)
            now = await work.now()
            sign_in = send_code(id, address, None if person is None else actor_of(person), code, now)
            if person is None and wanted is not None:
                sign_in = invite(sign_in, wanted.value)
            await work.sign_ins.add(sign_in)
            await work.notices.enqueue(code_notice(sign_in, person, code, now))
            return CodeSent(sign_in=id, until=sign_in.until)
