"""The person behind an address or an actor."""

from __future__ import annotations

from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem
from cleanbee.domain.people.me import Me, may_sign_in, of_cleaner, of_customer, of_ops
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.ports.outbound.store import Work


async def by_address(work: Work, address: str) -> Customer | Cleaner | None:
    """Whoever may sign in by this address."""
    customer = await work.customers.by_address(address)
    cleaner = await work.cleaners.by_address(address)
    if customer is not None:
        return customer
    return cleaner if cleaner is not None and may_sign_in(cleaner) else None


def actor_of(person: Customer | Cleaner) -> Actor:
    """As whom this person acts."""
    return AsCustomer(id=person.id) if isinstance(person, Customer) else AsCleaner(id=person.id)


async def me_of(work: Work, actor: Actor) -> Me | None:
    """How this actor sees themselves; None for nobody, and for who may not sign in any more."""
    match actor:
        case AsCustomer(id=id):
            customer = await work.customers.find(id)
            return None if customer is None else of_customer(customer)
        case AsCleaner(id=id):
            cleaner = await work.cleaners.find(id)
            return of_cleaner(cleaner) if cleaner is not None and may_sign_in(cleaner) else None
        case AsOps(id=id):
            account = await work.ops.find(id)
            return None if account is None else of_ops(account)
        case Anonymous() | AsSystem():
            return None
