"""The office opens somebody's page: a customer with homes and bookings, a cleaner with visits; both are noted."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import HomeView, desk_view, disclosed, outline
from cleanbee.domain.kernel import (
    CleanerId,
    CustomerId,
    Granted,
    NotAllowed,
    NotFound,
    ReasonMissing,
    Refused,
    Value,
    Window,
)
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.home import stands
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.inbound.booking.booking_view import BookingView, outline_of
from cleanbee.ports.inbound.booking.list_bookings import AHEAD, BEHIND
from cleanbee.ports.inbound.people.find_people import note_people
from cleanbee.ports.outbound.store import Store, Work

NEWEST = 20


class PersonAsked(Value, frozen=True, kw_only=True):
    """Whose page, and why."""

    actor: Actor
    person: CustomerId | CleanerId
    role: str
    why: str


@dataclass(frozen=True)
class Person:
    """Somebody's page: who they are, their homes in use, and their last or next bookings."""

    who: Customer | Cleaner
    homes: tuple[HomeView, ...]
    bookings: tuple[BookingView, ...]


@dataclass(frozen=True)
class ReadPerson:
    """A customer's page with their homes and bookings; a cleaner's with their visits."""

    store: Store

    async def __call__(self, ask: PersonAsked) -> Person | Refused[NotAllowed | NotFound | ReasonMissing]:
        """The page; the addresses on it are noted as told too, and whoever may not read a home sees its outline."""
        allowed = may(ask.actor, "person.read", Facts(person=ask.person))
        if isinstance(allowed, Refused):
            return allowed
        if not ask.why.strip():
            return Refused(why=ReasonMissing())
        async with self.store.begin() as work:
            if ask.role == "customer":
                return await _customer(work, CustomerId(ask.person), ask)
            return await _cleaner(work, CleanerId(ask.person), ask)


async def _customer(work: Work, id: CustomerId, ask: PersonAsked) -> Person | Refused[NotFound]:
    who, now = await work.customers.find(id), await work.now()
    if who is None:
        return Refused(why=NotFound(what="person"))
    told = isinstance(may(ask.actor, "home.read", Facts(owner=id)), Granted)
    homes = tuple((desk_view if told else outline)(one) for one in await work.homes.of(id) if stands(one))
    bookings = await work.bookings.of_customer(id, None, NEWEST)
    views = tuple([await outline_of(work, one, ask.actor, now) for one in bookings])
    await note_people(work, ask.actor, ask.why, who)
    for home in homes:
        await work.audit.note(*disclosed(home, ask.actor, now, why=ask.why.strip()))
    return Person(who=who, homes=homes, bookings=views)


async def _cleaner(work: Work, id: CleanerId, ask: PersonAsked) -> Person | Refused[NotFound]:
    who, now = await work.cleaners.find(id), await work.now()
    if who is None:
        return Refused(why=NotFound(what="person"))
    span = Window(start=now - BEHIND, end=now + AHEAD)
    visits = await work.bookings.of_cleaner(id, span, None, NEWEST)
    views = tuple([await outline_of(work, one, ask.actor, now) for one in visits])
    await note_people(work, ask.actor, ask.why, who)
    return Person(who=who, homes=(), bookings=views)
