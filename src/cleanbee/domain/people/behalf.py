"""Acting for a customer who is on the telephone: only what is named here, by whom the policy table lets, and why."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import CustomerId, Granted, NotAllowed, NotFound, Refused
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.audit import LONGEST_WHY, Deed
from cleanbee.domain.people.policy import Facts, may

ON_BEHALF = frozenset(
    {
        "home.create",
        "quote.make",
        "quote.read",
        "slot.find",
        "hold.make",
        "hold.release",
        "booking.place",
        "card.list",
        "card.ask",
    }
)
"""What takes a caller from a price to a booking. What shows the way into a home, or changes a card, is not among it."""


def act_for(
    actor: Actor, customer: CustomerId, action: str, why: str, now: datetime
) -> Granted[Deed] | Refused[NotAllowed | NotFound]:
    """The deed as it is kept, if this actor may do this for a customer at all; anything else is denied."""
    allowed = may(actor, "customer.act_for", Facts(person=customer))
    if isinstance(allowed, Refused):
        return Refused(why=NotAllowed(action="customer.act_for"))
    if action not in ON_BEHALF:
        return Refused(why=NotAllowed(action=action))
    said = f"{action}: {why.strip()}"[:LONGEST_WHY]
    return Granted(value=Deed(who=actor, what="acted_for", thing="customer", subject=customer, at=now, why=said))


def as_customer(customer: CustomerId) -> AsCustomer:
    """As whom the use case is asked: whatever follows, follows as if they had done it."""
    return AsCustomer(id=customer)
