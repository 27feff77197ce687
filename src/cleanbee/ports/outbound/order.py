"""Everything that placing a booking locks and reads, in one look."""

from __future__ import annotations

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import CardId, CleanerId, CustomerId, HomeId, QuoteId, Value, Window
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.pricing.quote import Quote


class OrderKeys(Value, frozen=True, kw_only=True):
    """Who books, what they name when they do, and the time around the visit that decides whether it fits."""

    customer: CustomerId
    quote: QuoteId
    home: HomeId
    cleaner: CleanerId
    card: CardId
    span: Window


class Order(Value, frozen=True, kw_only=True):
    """What is kept under those names; ``hold`` is the hold kept for the quote, lapsed or not.

    ``customer`` is there once they are held.

    ``claims`` are the cleaner's that touch the span, by start, lapsed holds too; ``holds`` are all of the home's owner.
    ``held``: cleaner and customer are held, so nothing of this changes before the unit ends.
    """

    customer: Customer | None
    quote: Quote | None
    home: Home | None
    cleaner: Cleaner | None
    hours: Hours | None
    card: Card | None
    hold: Claim | None
    claims: tuple[Claim, ...]
    holds: tuple[Claim, ...] = ()
    held: bool = True
