"""The office looks somebody up: each person that is shown is noted, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, ReasonMissing, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.sought import needle
from cleanbee.ports.outbound.store import Store, Work


class PeopleAsked(Value, frozen=True, kw_only=True):
    """Who asks, what they heard (a name, a phone, a mail; whole or begun), why, and how many they want at most."""

    actor: Actor
    text: str
    why: str
    limit: int = 20


class People(Value, frozen=True, kw_only=True):
    """Customers before cleaners, each by id; ``more``: there are others, so ask for more of the name."""

    found: tuple[Customer | Cleaner, ...]
    more: bool


@dataclass(frozen=True)
class FindPeople:
    """Everybody of whom a word begins with what was heard."""

    store: Store

    async def __call__(self, ask: PeopleAsked) -> People | Refused[NotAllowed | NotFound | ReasonMissing]:
        """At most ``limit`` people; nobody for what is too short to mean anybody."""
        allowed = may(ask.actor, "person.find")
        if isinstance(allowed, Refused):
            return allowed
        if not ask.why.strip():
            return Refused(why=ReasonMissing())
        looked_for = needle(ask.text)
        if looked_for is None:
            return People(found=(), more=False)
        async with self.store.begin() as work:
            customers = await work.customers.sought(looked_for, ask.limit + 1)
            cleaners = await work.cleaners.sought(looked_for, ask.limit + 1)
            everybody = (*customers, *cleaners)
            await note_people(work, ask.actor, ask.why, *everybody[: ask.limit])
            return People(found=everybody[: ask.limit], more=len(everybody) > ask.limit)


async def note_people(work: Work, actor: Actor, why: str, *people: Customer | Cleaner) -> None:
    """Each of these people is being shown, and that is kept."""
    now, said = await work.now(), why.strip()
    await work.audit.note(
        *(
            Disclosure(
                who=actor,
                what="person",
                thing="customer" if isinstance(one, Customer) else "cleaner",
                subject=one.id,
                at=now,
                why=said,
            )
            for one in people
        )
    )
