"""A customer favours or blocks a cleaner, or takes that back; and whom they have named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cleanbee.domain.kernel import CleanerId, Granted, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.choice import Face, face_of
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.me import TooMany
from cleanbee.domain.people.person import Customer
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.preferences import block, favour, unblock, unfavour
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work

Verb = Literal["favour", "unfavour", "block", "unblock"]
PreferenceNo = NotAllowed | NotFound | TooMany


class PreferenceAsked(Value, frozen=True, kw_only=True):
    """What a customer says of a cleaner."""

    actor: Actor
    cleaner: CleanerId
    verb: Verb


class Named(Value, frozen=True, kw_only=True):
    """The cleaners whom a customer has named, in the order in which they did, at the customer's ``version``."""

    favourites: tuple[Face, ...]
    blocked: tuple[Face, ...]
    version: int


_DECIDE: dict[Verb, Callable[[Customer, CleanerId], Granted[Customer] | Refused[TooMany]]] = {
    "favour": favour,
    "unfavour": unfavour,
    "block": block,
    "unblock": unblock,
}


@dataclass(frozen=True)
class TurnPreference:
    """Favour, unfavour, block, unblock. Said twice it is said once.

    The cleaner is held as well, so that whoever gives them a visit of this customer meanwhile comes before or after.
    """

    store: Store

    async def __call__(self, ask: PreferenceAsked, once: Once | None = None) -> Named | Refused[PreferenceNo]:
        """Whom the customer has named now."""
        allowed = may(ask.actor, f"cleaner.{ask.verb}")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            answer = await _turned(work, ask)
            work.answer(answer)
            return answer


@dataclass(frozen=True)
class ReadPreferences:
    """A customer looks at whom they have named."""

    store: Store

    async def __call__(self, actor: Actor) -> Named | Refused[NotAllowed | NotFound]:
        """Favourites and blocked cleaners."""
        allowed = may(actor, "preference.cleaners")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(actor, AsCustomer), "the policy table lets only customers name cleaners"
        async with self.store.begin() as work:
            me = await work.customers.find(actor.id)
            return Refused(why=NotFound(what="me")) if me is None else await _named(work, me)


async def _turned(work: Work, ask: PreferenceAsked) -> Named | Refused[PreferenceNo]:
    assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers name cleaners"
    await work.lock(cleaners=(ask.cleaner,), customers=(ask.actor.id,))
    me, cleaner = await work.customers.find(ask.actor.id), await work.cleaners.find(ask.cleaner)
    if me is None or cleaner is None:
        return Refused(why=NotFound(what="cleaner"))
    decided = _DECIDE[ask.verb](me, ask.cleaner)
    if isinstance(decided, Refused):
        return decided
    if decided.value != me:
        await work.customers.replace(me, decided.value)
    await work.keep(decided)
    return await _named(work, decided.value)


async def _named(work: Work, one: Customer) -> Named:
    found = await work.cleaners.find_many({*one.favourites, *one.blocked_cleaners})
    faces = {each.id: face_of(each) for each in found}
    return Named(
        favourites=_those(faces, one.favourites),
        blocked=_those(faces, one.blocked_cleaners),
        version=one.version,
    )


def _those(faces: Mapping[CleanerId, Face], ids: Sequence[CleanerId]) -> tuple[Face, ...]:
    return tuple(faces[id] for id in ids if id in faces)
