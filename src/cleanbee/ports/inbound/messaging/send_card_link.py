"""A customer is sent the link under which they save a card; the office asks for it in their name."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
from cleanbee.domain.messaging.card_link import card_link
from cleanbee.domain.messaging.chat import TooFast
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work

LATELY = 20
"""So many of their newest notices are looked through for a link that is on its way."""


@dataclass(frozen=True)
class SendCardLink:
    """One message to the customer; what they save stands among their cards, and is booked on like any other."""

    store: Store
    url: str

    async def __call__(
        self, actor: Actor, once: Once | None = None
    ) -> Notice | Refused[NotAllowed | NotFound | TooFast]:
        """The message as it goes out."""
        allowed = may(actor, "card.ask")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCustomer), "the policy table lets only customers ask, and the office in their name"
        async with self.store.begin(once) as work:
            answer = await self._sent(work, actor)
            work.answer(answer)
            return answer

    async def _sent(self, work: Work, actor: AsCustomer) -> Notice | Refused[NotFound | TooFast]:
        await work.lock(customers=(actor.id,))
        customer = await work.customers.find(actor.id)
        if customer is None:
            return Refused(why=NotFound(what="me"))
        decided = card_link(customer, await work.notices.to_person(actor.id, LATELY), self.url, await work.now())
        if isinstance(decided, Refused):
            return decided
        await work.notices.enqueue(decided.value)
        return decided.value
