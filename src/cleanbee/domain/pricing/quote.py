"""A price with every line of it, good for half an hour."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import Aggregate, CustomerId, Money, Place, QuoteId, Refusal, Tagged, Value, total
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.pricing.supply import PRINCIPAL, SupplyModel, Taxed

CleanKind = Literal["standard", "deep", "move_out"]


class Line(Value, frozen=True, kw_only=True):
    """One line of a price; ``code`` is the thing's name, tax is a line of its own."""

    code: str
    amount: Money


class Price(Value, frozen=True, kw_only=True):
    """What a visit costs and who gets what: the lines sum to the total, and so do the three shares.

    ``supply`` says who sells it: what the tax was taken on.
    """

    lines: tuple[Line, ...]
    total: Money
    tax: Money
    cleaner: Money
    platform: Money
    supply: SupplyModel = PRINCIPAL

    def __post_init__(self) -> None:
        assert total((line.amount for line in self.lines), self.total.currency) == self.total
        assert self.cleaner + self.platform + self.tax == self.total

    @property
    def net(self) -> Money:
        return self.total - self.tax

    def tax_in(self, amount: Money, cleaner: Money) -> Money:
        """The tax in a part of this price, of which the cleaner gets so much."""
        return self.supply.tax_in(amount, cleaner, Taxed(net=self.net, cleaner=self.cleaner, tax=self.tax))


class Asked(Value, frozen=True, kw_only=True):
    """What the customer wants cleaned, before any price."""

    place: Place
    address: str
    zone: str
    rooms: Rooms
    kind: CleanKind = "standard"
    extras: tuple[str, ...] = ()


class Open(Tagged, frozen=True, kw_only=True):
    """The quote can be booked until this instant (the instant itself excluded)."""

    until: datetime


class Accepted(Tagged, frozen=True, kw_only=True):
    """A booking was made from the quote."""


class Expired(Tagged, frozen=True, kw_only=True):
    """Nobody booked in time."""


QuotePhase = Open | Accepted | Expired


class Quote(Aggregate, frozen=True, kw_only=True):
    """A priced question: minutes on the clock, both prices (plain, at short notice), and the versions they pin."""

    id: QuoteId
    customer: CustomerId | None
    asked: Asked
    minutes: int
    price: Price
    short_notice_price: Price
    short_notice_min: int = 1440
    book: str
    policy: str
    phase: QuotePhase


class ServiceNotOffered(Refusal, frozen=True, kw_only=True):
    """This kind of clean is not in the price book."""


class ExtraUnknown(Refusal, frozen=True, kw_only=True):
    """This extra is not in the price book."""

    extra: str


class TooLong(Refusal, frozen=True, kw_only=True):
    """The clean takes longer than one cleaner may work on one visit."""

    minutes: int
    most: int


class PayAboveNet(Refusal, frozen=True, kw_only=True):
    """The price book pays the cleaner more than the customer pays net of tax."""


def disclosed(quote: Quote, actor: Actor, now: datetime) -> tuple[Disclosure, ...]:
    """What a look at a quote told the office of where somebody lives: that is noted, for good."""
    if not isinstance(actor, AsOps):
        return ()
    return (Disclosure(who=actor, what="street", thing="quote", subject=quote.id, at=now),)
