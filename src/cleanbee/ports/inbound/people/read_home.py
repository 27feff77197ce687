"""Somebody looks at a home."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import HomeView, cleaner_view, desk_view, disclosed, full_view
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.person import Home
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.people.turn_home import HomeAsked
from cleanbee.ports.inbound.people.visit_here import VisitHere, visit_here
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class ReadHome:
    """All of it for its owner; all but the way in for the office; for its cleaner more the nearer the visit.

    Whoever else is told the street or the way in stands in the audit, in the same unit.
    """

    store: Store

    async def __call__(self, ask: HomeAsked) -> HomeView | Refused[NotAllowed | NotFound]:
        """The home as the asker may see it."""
        async with self.store.begin() as work:
            home = await work.homes.find(ask.home)
            if home is None:
                return Refused(why=NotFound(what="home"))
            here = await visit_here(work, ask.actor, home)
            allowed = may(ask.actor, "home.read", here.facts)
            if isinstance(allowed, Refused):
                return allowed
            view = _seen(home, ask.actor, here)
            visit = None if here.visit is None else here.visit.id
            await work.audit.note(*disclosed(view, ask.actor, here.now, visit))
            return view


def _seen(home: Home, actor: Actor, here: VisitHere) -> HomeView:
    match actor:
        case AsCustomer():
            return full_view(home)
        case AsCleaner(id=id):
            assert here.visit is not None and here.policy is not None, "the policy table wants a visit"
            return cleaner_view(home, here.visit, id, (here.policy, here.now), secured=here.secured)
        case AsOps() | AsSystem() | Anonymous():
            return desk_view(home)
