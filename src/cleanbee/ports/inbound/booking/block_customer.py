"""A cleaner wants no more visits to a customer of theirs, or takes that back; and whom they have named."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import BookingId, CustomerId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.me import TooMany
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.preferences import block_customer, unblock_customer
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work

BlockNo = NotAllowed | NotFound | TooMany


class BlockAsked(Value, frozen=True, kw_only=True):
    """The customer of a visit of one's own: cleaners know them by that."""

    actor: Actor
    booking: BookingId


class UnblockAsked(Value, frozen=True, kw_only=True):
    """A customer whom one has blocked."""

    actor: Actor
    customer: CustomerId


class Shunned(Value, frozen=True, kw_only=True):
    """A customer as a cleaner who blocked them sees them."""

    id: CustomerId
    name: str


class Blocks(Value, frozen=True, kw_only=True):
    """The customers whom a cleaner has blocked, in the order in which they did, at the cleaner's ``version``."""

    customers: tuple[Shunned, ...]
    version: int


@dataclass(frozen=True)
class BlockCustomer:
    """Every visit that the two have ahead goes to somebody else, by the news of it."""

    store: Store

    async def __call__(self, ask: BlockAsked, once: Once | None = None) -> Blocks | Refused[BlockNo]:
        """Whom the cleaner has blocked now."""
        async with self.store.begin(once) as work:
            answer = await self._blocked(work, ask)
            work.answer(answer)
            return answer

    async def _blocked(self, work: Work, ask: BlockAsked) -> Blocks | Refused[BlockNo]:
        booking = await work.bookings.find(ask.booking)
        if booking is None:
            return Refused(why=NotFound(what="booking"))
        allowed = may(ask.actor, "booking.block_customer", facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        me = await _me(work, ask.actor)
        decided = block_customer(me, booking.customer)
        if isinstance(decided, Refused):
            return decided
        if decided.value != me:
            await work.cleaners.replace(me, decided.value)
        await work.keep(decided)
        return await _named(work, decided.value)


@dataclass(frozen=True)
class UnblockCustomer:
    """May be asked again to go there."""

    store: Store

    async def __call__(self, ask: UnblockAsked, once: Once | None = None) -> Blocks | Refused[BlockNo]:
        """Whom the cleaner has blocked now; of whom was never blocked nothing is told."""
        allowed = may(ask.actor, "customer.unblock")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            me = await _me(work, ask.actor)
            decided = unblock_customer(me, ask.customer)
            if decided.value != me:
                await work.cleaners.replace(me, decided.value)
            answer = await _named(work, decided.value)
            work.answer(answer)
            return answer


@dataclass(frozen=True)
class ReadBlocks:
    """A cleaner looks at whom they have blocked."""

    store: Store

    async def __call__(self, actor: Actor) -> Blocks | Refused[NotAllowed | NotFound]:
        """The customers, by name."""
        allowed = may(actor, "preference.customers")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await _named(work, await _me(work, actor))


async def _me(work: Work, actor: Actor) -> Cleaner:
    assert isinstance(actor, AsCleaner), "the policy table lets only cleaners name customers"
    await work.lock(cleaners=(actor.id,))
    me = await work.cleaners.find(actor.id)
    assert me is not None, "whoever is signed in is kept"
    return me


async def _named(work: Work, one: Cleaner) -> Blocks:
    names = {each.id: each.name for each in await work.customers.find_many(one.blocked_customers)}
    customers = tuple(Shunned(id=id, name=names[id]) for id in one.blocked_customers if id in names)
    return Blocks(customers=customers, version=one.version)
