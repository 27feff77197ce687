"""The office takes down who calls: whoever has that phone number already, else a new customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import CustomerId, NotAllowed, NotFound, ReasonMissing, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.me import NameMissing
from cleanbee.domain.people.newcomer import AddressTaken, Caller, newcomer, reached_by
from cleanbee.domain.people.person import Customer
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.sign_in import AddressMalformed
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.people.find_person import by_address
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class CallerTold(Value, frozen=True, kw_only=True):
    """Who takes it down, what the caller says, and why it is taken down."""

    actor: Actor
    caller: Caller
    why: str


class TakenDown(Value, frozen=True, kw_only=True):
    """The customer, and whether they are new."""

    customer: Customer
    new: bool


TakeDownNo = NotAllowed | NotFound | ReasonMissing | AddressMalformed | AddressTaken | NameMissing


@dataclass(frozen=True)
class TakeDown:
    """A customer by their phone; whoever took them down stands in the audit."""

    store: Store
    ids: Ids

    async def __call__(self, ask: CallerTold, once: Once | None = None) -> TakenDown | Refused[TakeDownNo]:
        """The customer who has this number, or a new one."""
        allowed = may(ask.actor, "person.create")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            answer = await self._taken(work, ask)
            work.answer(answer)
            return answer

    async def _taken(self, work: Work, ask: CallerTold) -> TakenDown | Refused[TakeDownNo]:
        if not ask.why.strip():
            return Refused(why=ReasonMissing())
        reached = reached_by(ask.caller)
        if isinstance(reached, Refused):
            return reached
        now = await work.now()
        known = await work.customers.by_address(reached.value)
        one = known or await self._new(work, ask.caller, reached.value, now)
        if isinstance(one, Refused):
            return one
        seen = Disclosure(who=ask.actor, what="person", thing="customer", subject=one.id, at=now, why=ask.why.strip())
        await work.audit.note(seen)
        return TakenDown(customer=one, new=known is None)

    async def _new(
        self, work: Work, caller: Caller, phone: str, now: datetime
    ) -> Customer | Refused[AddressTaken | NameMissing]:
        if await by_address(work, phone) is not None:
            return Refused(why=AddressTaken())  # a cleaner, who would sign in as this customer from then on
        made = newcomer(CustomerId(self.ids.new()), caller, phone, now)
        if isinstance(made, Refused):
            return made
        await work.customers.add(made.value)
        return made.value
