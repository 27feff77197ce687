"""How do I get in?"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import RevealRefusal, way_in
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.people.person import AccessNotes
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.people.turn_home import HomeAsked
from cleanbee.ports.inbound.people.visit_here import visit_here
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class ReadAccessNotes:
    """Keys, codes and what to mind: for the owner, and for the cleaner from an hour before the visit."""

    store: Store

    async def __call__(self, ask: HomeAsked) -> AccessNotes | Refused[NotAllowed | NotFound | RevealRefusal]:
        """The notes, or why not now."""
        async with self.store.begin() as work:
            home = await work.homes.find(ask.home)
            if home is None:
                return Refused(why=NotFound(what="home"))
            here = await visit_here(work, ask.actor, home)
            allowed = may(ask.actor, "access_notes.read", here.facts)
            if isinstance(allowed, Refused):
                return allowed
            if isinstance(ask.actor, AsCleaner):
                assert here.visit is not None, "the policy table wants a visit"
                shown = way_in(here.visit, ask.actor.id, here.now, secured=here.secured)
                if isinstance(shown, Refused):
                    return shown
            return home.notes
