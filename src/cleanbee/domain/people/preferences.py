"""Whom a customer likes best, and who wants no visits with whom: a word that needs no reason and acts at once.

Nobody reads that they are blocked: the news of it names the other side as ``whom``, so it is told to its author alone.
"""

from __future__ import annotations

from typing import TypeVar

from cleanbee.domain.kernel import CleanerId, CustomerId, Event, Granted, Refused, evolve
from cleanbee.domain.people.me import MOST_NAMED, TooMany
from cleanbee.domain.people.person import Cleaner, Customer

Id = TypeVar("Id", CleanerId, CustomerId)


class CleanerBlocked(Event, frozen=True, kw_only=True):
    """A customer wants no visits by this cleaner (``whom``) any more."""

    customer: CustomerId
    whom: CleanerId


class CustomerBlocked(Event, frozen=True, kw_only=True):
    """A cleaner wants no visits to this customer (``whom``) any more."""

    cleaner: CleanerId
    whom: CustomerId


def apart(customer: Customer, cleaner: Cleaner) -> bool:
    """Whether either of the two wants no visits with the other."""
    return cleaner.id in customer.blocked_cleaners or customer.id in cleaner.blocked_customers


def favour(one: Customer, cleaner: CleanerId) -> Granted[Customer] | Refused[TooMany]:
    """This cleaner is asked before others; a block of theirs ends by it."""
    liked = _with(one.favourites, cleaner)
    if isinstance(liked, Refused):
        return liked
    return Granted(value=_turned(one, liked.value, _without(one.blocked_cleaners, cleaner)))


def unfavour(one: Customer, cleaner: CleanerId) -> Granted[Customer]:
    """This cleaner is one like the others again."""
    return Granted(value=_turned(one, _without(one.favourites, cleaner), one.blocked_cleaners))


def block(one: Customer, cleaner: CleanerId) -> Granted[Customer] | Refused[TooMany]:
    """This cleaner comes no more, and is no favourite any more."""
    blocked = _with(one.blocked_cleaners, cleaner)
    if isinstance(blocked, Refused):
        return blocked
    return with_news(one, _turned(one, _without(one.favourites, cleaner), blocked.value))


def unblock(one: Customer, cleaner: CleanerId) -> Granted[Customer]:
    """This cleaner may come again; visits that went to others stay theirs."""
    return Granted(value=_turned(one, one.favourites, _without(one.blocked_cleaners, cleaner)))


def block_customer(one: Cleaner, customer: CustomerId) -> Granted[Cleaner] | Refused[TooMany]:
    """This cleaner goes there no more."""
    blocked = _with(one.blocked_customers, customer)
    if isinstance(blocked, Refused):
        return blocked
    return with_cleaners_news(one, _going(one, blocked.value))


def unblock_customer(one: Cleaner, customer: CustomerId) -> Granted[Cleaner]:
    """This cleaner may be asked again to go there."""
    return Granted(value=_going(one, _without(one.blocked_customers, customer)))


def with_news(old: Customer, new: Customer) -> Granted[Customer]:
    """The customer as they are now, and the news of each cleaner whom they did not block before."""
    fresh = (cleaner for cleaner in new.blocked_cleaners if cleaner not in old.blocked_cleaners)
    return Granted(value=new, events=tuple(CleanerBlocked(customer=new.id, whom=cleaner) for cleaner in fresh))


def with_cleaners_news(old: Cleaner, new: Cleaner) -> Granted[Cleaner]:
    """The cleaner as they are now, and the news of each customer whom they did not block before."""
    fresh = (customer for customer in new.blocked_customers if customer not in old.blocked_customers)
    return Granted(value=new, events=tuple(CustomerBlocked(cleaner=new.id, whom=customer) for customer in fresh))


def _turned(one: Customer, favourites: tuple[CleanerId, ...], blocked: tuple[CleanerId, ...]) -> Customer:
    if (favourites, blocked) == (one.favourites, one.blocked_cleaners):
        return one
    return evolve(one, favourites=favourites, blocked_cleaners=blocked)


def _going(one: Cleaner, blocked: tuple[CustomerId, ...]) -> Cleaner:
    return one if blocked == one.blocked_customers else evolve(one, blocked_customers=blocked)


def _with(named: tuple[Id, ...], id: Id) -> Granted[tuple[Id, ...]] | Refused[TooMany]:
    if id in named:
        return Granted(value=named)
    return Refused(why=TooMany(most=MOST_NAMED)) if len(named) >= MOST_NAMED else Granted(value=(*named, id))


def _without(named: tuple[Id, ...], id: Id) -> tuple[Id, ...]:
    return tuple(one for one in named if one != id)
