"""A customer asks what a clean costs, at an address or at one of their homes."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import CustomerId, HomeId, NotAllowed, NotFound, QuoteId, Refused, Tagged, Value
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.address import AddressUnknown, OutsideArea, settle
from cleanbee.domain.people.home import stands
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.pricing.price import QuoteRefusal, quote
from cleanbee.domain.pricing.quote import Asked, CleanKind, Quote
from cleanbee.ports.outbound.geo import Geocoder
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class AtAddress(Tagged, frozen=True, kw_only=True):
    """Somewhere we have not been told about before."""

    address: str
    rooms: Rooms


class AtHome(Tagged, frozen=True, kw_only=True):
    """One of the customer's homes; its own rooms count unless others are given."""

    home: HomeId
    rooms: Rooms | None = None


class QuoteAsked(Value, frozen=True, kw_only=True):
    """What is to be cleaned, where, and how."""

    actor: Actor
    where: AtAddress | AtHome
    kind: CleanKind = "standard"
    extras: tuple[str, ...] = ()


QuoteNo = NotAllowed | NotFound | OutsideArea | AddressUnknown | QuoteRefusal


@dataclass(frozen=True)
class MakeQuote:
    """A price with every line of it, good for half an hour; nothing is promised by it."""

    store: Store
    geocoder: Geocoder
    ids: Ids

    async def __call__(self, ask: QuoteAsked) -> Quote | Refused[QuoteNo]:
        """The quote, or why there is none.

        :raises GeocoderDown: the address could not be looked up.
        """
        allowed = may(ask.actor, "quote.make")
        if isinstance(allowed, Refused):
            return allowed
        match ask.where:
            case AtAddress(address=address, rooms=rooms):
                found = settle(await self.geocoder.locate(address))
                if isinstance(found, Refused):
                    return found
                at = found.value
                asked = Asked(
                    place=at.place, address=at.address, zone=at.zone, rooms=rooms, kind=ask.kind, extras=ask.extras
                )
                async with self.store.begin() as work:
                    return await self._kept(work, ask.actor, asked)
            case AtHome() as where:
                async with self.store.begin() as work:
                    asked_there = await _asked_at_home(work, ask, where)
                    if isinstance(asked_there, Refused):
                        return asked_there
                    return await self._kept(work, ask.actor, asked_there)

    async def _kept(self, work: Work, actor: Actor, asked: Asked) -> Quote | Refused[QuoteRefusal]:
        book, policy = await work.books.price_book(), await work.books.policy()
        decided = quote(
            asked,
            book,
            id=QuoteId(self.ids.new()),
            customer=_customer(actor),
            policy=policy.version,
            now=await work.now(),
        )
        if isinstance(decided, Refused):
            return decided
        await work.quotes.add(decided.value)
        await work.keep(decided)
        return decided.value


async def _asked_at_home(work: Work, ask: QuoteAsked, where: AtHome) -> Asked | Refused[NotAllowed | NotFound]:
    home = await work.homes.find(where.home)
    if home is None or not stands(home):
        return Refused(why=NotFound(what="home"))
    allowed = may(ask.actor, "home.read", Facts(owner=home.owner))
    if isinstance(allowed, Refused):
        return allowed
    return Asked(
        place=home.place,
        address=home.address,
        zone=home.zone,
        rooms=where.rooms or home.rooms,
        kind=ask.kind,
        extras=ask.extras,
    )


def _customer(actor: Actor) -> CustomerId | None:
    return actor.id if isinstance(actor, AsCustomer) else None
