"""Offers as their cleaner sees them."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.offer_view import OfferView, view_of
from cleanbee.ports.outbound.store import Store


class OffersAsked(Value, frozen=True, kw_only=True):
    """Whose open offers."""

    actor: Actor


@dataclass(frozen=True)
class ListOffers:
    """A cleaner's offers that can still be answered, oldest first."""

    store: Store

    async def __call__(self, ask: OffersAsked) -> tuple[OfferView, ...] | Refused[NotFound | NotAllowed]:
        """The open offers."""
        allowed = may(ask.actor, "offer.list")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCleaner), "the policy table lets only cleaners list their offers"
        async with self.store.begin() as work:
            now = await work.now()
            found = await work.offers.open_of(ask.actor.id)
            answerable = [one for one in found if isinstance(one.phase, Open) and now < one.phase.until]
            return tuple([await view_of(work, one) for one in answerable])


@dataclass(frozen=True)
class ReadOffer:
    """One offer, to the cleaner who was asked and to ops."""

    store: Store

    async def __call__(self, ask: OfferAsked) -> OfferView | Refused[NotFound | NotAllowed]:
        """The offer as it stands."""
        async with self.store.begin() as work:
            offer = await work.offers.find(ask.offer)
            if offer is None:
                return Refused(why=NotFound(what="offer"))
            allowed = may(ask.actor, "offer.read", Facts(offered=(offer.cleaner,)))
            return allowed if isinstance(allowed, Refused) else await view_of(work, offer)
