"""The visit through which a cleaner has to do with a home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.reveal import visit_of
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.person import Home
from cleanbee.domain.people.policy import Facts
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.outbound.store import Work

MOST_LOOKED_AT = 100


@dataclass(frozen=True)
class VisitHere:
    """The asker's visit at this home, if they clean here, the policy it pinned, and whether its money is held."""

    visit: Booking | None
    policy: Policy | None
    secured: bool
    facts: Facts
    now: datetime


async def visit_here(work: Work, actor: Actor, home: Home) -> VisitHere:
    """Look it up for whoever asks."""
    now = await work.now()
    if not isinstance(actor, AsCleaner):
        return VisitHere(visit=None, policy=None, secured=False, facts=Facts(owner=home.owner), now=now)
    visit = visit_of(actor.id, await work.bookings.of_home(home.id, MOST_LOOKED_AT), now)
    if visit is None:
        return VisitHere(visit=None, policy=None, secured=False, facts=Facts(owner=home.owner), now=now)
    secured = may_go_on(visit, await work.payments.of_booking(visit.id))
    facts = Facts(owner=home.owner, assigned=actor.id, phase=phase_name(visit.phase))
    policy = await work.books.policy(visit.policy)
    return VisitHere(visit=visit, policy=policy, secured=secured, facts=facts, now=now)
