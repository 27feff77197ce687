"""What is to be done: the facts about a clean and its customer that decide who may be asked and who is asked first."""

from __future__ import annotations

from collections.abc import Iterable

from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Money, Place, Value, Window
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Quote


class Job(Value, frozen=True, kw_only=True):
    """One clean to be given away; ``pay`` is the work's, material aside; ``own``: as whom the customer cleans."""

    booking: BookingId | None = None
    customer: CustomerId | None
    home: Place
    zone: str
    pets: bool = False
    skills: frozenset[str] = frozenset()
    window: Window
    pay: Money
    locale: str = "en"
    blocked: frozenset[CleanerId] = frozenset()
    own: frozenset[CleanerId] = frozenset()
    favourites: frozenset[CleanerId] = frozenset()


def job_of(quote: Quote, book: PriceBook, window: Window, customer: Customer | None, pets: Iterable[str]) -> Job:
    """The job behind a quote, at a time."""
    return Job(
        customer=quote.customer,
        home=quote.asked.place,
        zone=quote.asked.zone,
        pets=any(pets),
        skills=skills_for(quote, book),
        window=window,
        pay=work_pay(quote.price.cleaner, quote.asked.extras, book),
        locale=customer.locale if customer is not None else "en",
        blocked=frozenset(customer.blocked_cleaners) if customer is not None else frozenset(),
        favourites=frozenset(customer.favourites) if customer is not None else frozenset(),
    )


def skills_for(quote: Quote, book: PriceBook) -> frozenset[str]:
    """What a cleaner must be able to do: the kind of clean, and what its extras need."""
    return frozenset({quote.asked.kind, *(book.extras[extra].skill for extra in quote.asked.extras)})


def work_pay(pay: Money, extras: Iterable[str], book: PriceBook) -> Money:
    """The pay for the work: what cleaners get back for material is no pay."""
    material = sum(book.extras[extra].material for extra in extras)
    return pay - Money(amount=material, currency=pay.currency)


def one_person(customer: Customer, cleaner: Cleaner) -> bool:
    """Whether both are reached at the same phone or by the same mail: nobody stands on both sides of a visit."""
    theirs = {one for one in (cleaner.phone, cleaner.email) if one is not None}
    return customer.phone in theirs or customer.email in theirs
