"""The office does something for a customer who is on the telephone; that it did stands in the audit first."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import CustomerId, NotAllowed, NotFound, ReasonMissing, Refused, Value
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.behalf import act_for, as_customer
from cleanbee.ports.outbound.store import Store


class ForAsked(Value, frozen=True, kw_only=True):
    """Who acts, for whom, what (an action of the policy table), and why."""

    actor: Actor
    customer: CustomerId
    action: str
    why: str


@dataclass(frozen=True)
class ActFor:
    """Kept before anything is asked in the customer's name, so that nothing is done in it unseen."""

    store: Store

    async def __call__(self, ask: ForAsked) -> AsCustomer | Refused[NotAllowed | NotFound | ReasonMissing]:
        """As whom the rest is asked."""
        async with self.store.begin() as work:
            deed = act_for(ask.actor, ask.customer, ask.action, ask.why, await work.now())
            if isinstance(deed, Refused):
                return deed
            if not ask.why.strip():
                return Refused(why=ReasonMissing())
            if await work.customers.find(ask.customer) is None:
                return Refused(why=NotFound(what="customer"))
            await work.audit.note(deed.value)
            return as_customer(ask.customer)
