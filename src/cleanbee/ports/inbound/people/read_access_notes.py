"""How do I get in?"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reveal import RevealRefusal, notes_for, way_in, way_in_disclosed, way_in_for_office
from cleanbee.domain.booking.visit import notes_read, reads_at_door
from cleanbee.domain.kernel import CleanerId, Granted, NotAllowed, NotFound, Refused
from cleanbee.domain.people.actor import AsCleaner, AsOps
from cleanbee.domain.people.person import AccessNotes
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.people.turn_home import HomeAsked
from cleanbee.ports.inbound.people.visit_here import VisitHere, visit_here
from cleanbee.ports.outbound.store import Store, Work


class NotesAsked(HomeAsked, frozen=True, kw_only=True):
    """Which home, who asks, and why (the office says so)."""

    why: str = ""


@dataclass(frozen=True)
class ReadAccessNotes:
    """Keys, codes and what to mind: for the owner, for the cleaner from an hour before the visit, for the office.

    Whoever does not live there stands in the audit, in the same unit; and the cleaner who reads them at the door has
    done one of the things that a lockout wants.
    """

    store: Store

    async def __call__(self, ask: NotesAsked) -> AccessNotes | Refused[NotAllowed | NotFound | RevealRefusal]:
        """The notes, or why not now."""
        async with self.store.begin() as work:
            home = await work.homes.find(ask.home)
            if home is None:
                return Refused(why=NotFound(what="home"))
            here = await visit_here(work, ask.actor, home)
            allowed = may(ask.actor, "access_notes.read", here.facts)
            if isinstance(allowed, Refused):
                return allowed
            open_to = _open_to(ask, here)
            if isinstance(open_to, Refused):
                return open_to
            visit = None if here.visit is None else here.visit.id
            await work.audit.note(*way_in_disclosed(home, ask.actor, here.now, visit, ask.why))
            if here.visit is not None and isinstance(ask.actor, AsCleaner):
                await _keep_evidence(work, here.visit, ask.actor.id)
            return notes_for(home, ask.actor)


async def _keep_evidence(work: Work, visit: Booking, me: CleanerId) -> None:
    if not reads_at_door(visit, me):
        return
    await work.lock(cleaners=(me,), bookings=(visit.id,))
    booking = await work.bookings.find(visit.id)
    assert booking is not None, "bookings are never deleted"
    kept = notes_read(booking, me, await work.books.policy(booking.policy), await work.now())
    if kept.value != booking:
        await work.bookings.replace(booking, kept.value)
        await work.keep(kept)


def _open_to(ask: NotesAsked, here: VisitHere) -> Granted[None] | Refused[RevealRefusal]:
    match ask.actor:
        case AsCleaner(id=me):
            assert here.visit is not None and here.policy is not None, "the policy table wants a visit"
            return way_in(here.visit, me, here.policy, here.now, secured=here.secured)
        case AsOps():
            return way_in_for_office(ask.why)
        case _:
            return Granted(value=None)
