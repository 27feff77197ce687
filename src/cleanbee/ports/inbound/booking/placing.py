"""What a customer asks for when they book, what of it is kept, and who else may serve it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import lives
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.slot import Slot, SlotExpired
from cleanbee.domain.booking.booking import Anyone, HomeDiffers, Only, Prefer, Wish
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    CleanerId,
    HomeId,
    NotFound,
    Refusal,
    Refused,
    Value,
    Window,
    with_,
)
from cleanbee.domain.matching.job import Job, job_of, one_person
from cleanbee.domain.matching.reshuffle import Visit
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Price, Quote
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.outbound.order import Order


class PlaceAsked(Value, frozen=True, kw_only=True):
    """Book this slot for this home on this card; ``id`` may be the client's own."""

    actor: Actor
    slot: Slot
    home: HomeId
    card: CardId
    wish: Literal["only", "prefer", "anyone"] = "prefer"
    id: BookingId | None = None


class Room(Value, frozen=True, kw_only=True):
    """Who serves a visit whose own cleaner is taken: a chain among these, or (nobody named) whoever will be found."""

    visit: Visit
    among: tuple[CleanerId, ...] = ()


class AnotherMay(Exception):
    """This cleaner cannot, but anyone was wanted: nothing is kept, and somebody else is looked for."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("somebody else may come")
        self.visit = visit


class Sold(Value, frozen=True, kw_only=True):
    """What is bought, of whom and for whom."""

    customer: Customer | None
    quote: Quote
    home: Home
    cleaner: Cleaner
    price: Price
    hours: Hours | None
    hold: Claim | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Deal:
    """All that decides a sale: what was found and is bought, by which policy, and the moment it is judged at."""

    found: Order
    sold: Sold
    policy: Policy
    moment: Moment

    @property
    def now(self) -> datetime:
        return self.moment.now


def job_sold(sold: Sold, book: PriceBook, window: Window) -> Job:
    """The job as it is sold: at the price that was shown, for whoever buys, at the home it is for."""
    job = job_of(sold.quote, book, window, sold.customer, sold.home.pets)
    material = sold.quote.price.cleaner - job.pay
    both = sold.customer is not None and one_person(sold.customer, sold.cleaner)
    own = frozenset({sold.cleaner.id}) if both else frozenset[CleanerId]()
    return with_(job, customer=sold.home.owner, pay=sold.price.cleaner - material, own=own)


def other_holds(found: Order, moment: Moment) -> int:
    """How many slots the customer keeps on hold beside the one for this quote."""
    own = None if found.hold is None else found.hold.id
    return sum(1 for claim in found.holds if claim.id != own and lives(claim, moment.now))


def sold_by(found: Order, ask: PlaceAsked) -> Sold | Refused[Refusal]:
    """What is being bought, if everything named is there, is the asker's, and belongs together."""
    quote, home, cleaner = found.quote, found.home, found.cleaner
    assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers book"
    if quote is None or cleaner is None or quote.customer not in {None, ask.actor.id}:
        return Refused(why=NotFound(what="quote"))
    if home is None or home.owner != ask.actor.id or home.archived_at is not None:
        return Refused(why=NotFound(what="home"))
    if home.place != quote.asked.place:
        return Refused(why=HomeDiffers())
    shown = [price for price in (quote.price, quote.short_notice_price) if price.total == ask.slot.price]
    if not shown:
        return Refused(why=SlotExpired())
    return Sold(
        customer=found.customer,
        quote=quote,
        home=home,
        cleaner=cleaner,
        price=shown[0],
        hours=found.hours,
        hold=found.hold,
        claims=found.claims,
    )


def wish_of(ask: PlaceAsked) -> Wish:
    match ask.wish:
        case "only":
            return Only(cleaner=ask.slot.cleaner)
        case "prefer":
            return Prefer(cleaner=ask.slot.cleaner)
        case "anyone":
            return Anyone()
