"""Offers in memory."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, CleanerId, OfferId
from cleanbee.domain.matching.offer import Accepted, Offer, Open


def offers() -> Table[OfferId, Offer]:
    """The table of offers: one accepted per seat and round, one per cleaner and round."""
    return Table(
        "offer",
        unique={
            "one_accepted_offer": lambda o: (o.booking, o.seat, o.round) if isinstance(o.phase, Accepted) else None,
            "offer_per_round": lambda o: (o.booking, o.seat, o.round, o.cleaner),
        },
        index={
            "booking": lambda o: o.booking,
            "open": lambda o: o.cleaner if isinstance(o.phase, Open) else None,
        },
    )


class MemoryOffers(Aggregates[OfferId, Offer]):
    """Offers."""

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        """All offers ever made for a booking, oldest first."""
        await self._unit.turn()
        return oldest_first(self._rows.where("booking", booking))

    async def open_of(self, cleaner: CleanerId) -> Sequence[Offer]:
        """The cleaner's open offers, oldest first."""
        await self._unit.turn()
        return oldest_first(self._rows.where("open", cleaner))


def oldest_first(found: Sequence[Offer]) -> list[Offer]:
    """In the order they were made."""
    return sorted(found, key=lambda offer: (offer.made_at, offer.id))
