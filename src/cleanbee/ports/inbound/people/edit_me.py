"""Somebody changes what we know of them."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import CleanerId, CustomerId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.me import (
    EditRefusal,
    Me,
    Wishes,
    edit_cleaner,
    edit_customer,
    of_cleaner,
    of_customer,
)
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.preferences import with_cleaners_news, with_news
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work


class MeEdited(Value, frozen=True, kw_only=True):
    """Who, what is to change, and on which version they decided (absent: whichever it is)."""

    actor: Actor
    wishes: Wishes
    at_version: int | None = None


EditMeNo = NotAllowed | NotFound | EditRefusal


@dataclass(frozen=True)
class EditMe:
    """Name, language, favourites, blocks; for cleaners also instant work, pets and the pay floor."""

    store: Store

    async def __call__(self, ask: MeEdited, once: Once | None = None) -> Me | Refused[EditMeNo]:
        """The asker as they are now; whom they name for the first time has to be there."""
        allowed = may(ask.actor, "me.edit")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            answer = await self._changed(work, ask)
            work.answer(answer)
            return answer

    async def _changed(self, work: Work, ask: MeEdited) -> Me | Refused[EditMeNo]:
        match ask.actor:
            case AsCustomer(id=id):
                return await _customer(work, id, ask)
            case AsCleaner(id=id):
                return await _cleaner(work, id, ask)
            case Anonymous() | AsOps() | AsSystem():
                return Refused(why=NotAllowed(action="me.edit"))


async def _customer(work: Work, id: CustomerId, ask: MeEdited) -> Me | Refused[EditMeNo]:
    await work.lock(cleaners=_cleaners(ask.wishes), customers=(id,))
    old = await work.customers.find(id)
    if old is None:
        return Refused(why=NotFound(what="me"))
    decided = edit_customer(old, ask.wishes, ask.at_version)
    if isinstance(decided, Refused):
        return decided
    new = decided.value
    named = {*new.favourites, *new.blocked_cleaners} - {*old.favourites, *old.blocked_cleaners}
    if len(await work.cleaners.find_many(named)) < len(named):
        return Refused(why=NotFound(what="cleaner"))
    await work.customers.replace(old, new)
    await work.keep(with_news(old, new))
    return of_customer(decided.value)


async def _cleaner(work: Work, id: CleanerId, ask: MeEdited) -> Me | Refused[EditMeNo]:
    await work.lock(cleaners=(id,))
    old = await work.cleaners.find(id)
    if old is None:
        return Refused(why=NotFound(what="me"))
    decided = edit_cleaner(old, ask.wishes, ask.at_version)
    if isinstance(decided, Refused):
        return decided
    new = decided.value
    named = {*new.blocked_customers} - {*old.blocked_customers}
    if len(await work.customers.find_many(named)) < len(named):
        return Refused(why=NotFound(what="customer"))
    await work.cleaners.replace(old, new)
    await work.keep(with_cleaners_news(old, new))
    return of_cleaner(decided.value)


def _cleaners(wishes: Wishes) -> tuple[CleanerId, ...]:
    """Who is to be blocked is held, so that whoever gives them a visit meanwhile comes before or after it."""
    return tuple(CleanerId(id) for id in wishes.blocked or ())
