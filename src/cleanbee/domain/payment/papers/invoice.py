"""The platform's invoice to a customer: what the platform itself sold, with its tax, under a number of its own.

As principal it sells the whole clean; as agent only its arranging, and the cleaner's share is on the cleaner's own
invoice. An invoice is written once, when the money has come, and never changes: what goes back later is on the receipt.
"""

from __future__ import annotations

from datetime import date, datetime

from cleanbee.domain.kernel import Aggregate, BookingId, InvoiceId, Refusal, Value
from cleanbee.domain.payment.papers.paper import Detail, Paper, Row, Section, party_of
from cleanbee.domain.payment.papers.receipt import Sold, charges, details_of, supply_notes, tax_words
from cleanbee.domain.payment.papers.sale import Sale, sale_of
from cleanbee.domain.payment.papers.words import word
from cleanbee.domain.platform.speech import Language, say_day
from cleanbee.domain.platform.wallclock import local_of


class Series(Value, frozen=True, kw_only=True):
    """A row of numbers without gaps: one for each seller and year."""

    seller: str
    year: int


class Invoice(Aggregate, frozen=True, kw_only=True):
    """An invoice as it was written; ``place`` is its place in its series, counted from 1."""

    id: InvoiceId
    booking: BookingId
    series: Series
    place: int
    paper: Paper

    def __post_init__(self) -> None:
        assert self.place >= 1, "places are counted from 1"


class NotInvoicedYet(Refusal, frozen=True, kw_only=True):
    """There is no invoice for this clean: one is written when its money has come, for what the platform sold."""


def series_of(sold: Sold, at: datetime) -> Series:
    """The numbers that an invoice of this instant belongs to: years turn with the clock on the home's wall."""
    return Series(seller=sold.seller.name, year=local_of(at, sold.zone).day.year)


def number_of(series: Series, place: int) -> str:
    """``2027-000042``: the year, and the place in it."""
    return f"{series.year}-{place:06d}"


def to_invoice(sold: Sold) -> Sale | None:
    """What the platform has to invoice; None where nothing of a sale is the platform's own."""
    sale = sale_of(sold.booking, sold.journals)
    if sale is None or (sold.booking.price.supply.taxed != "price" and (sale.ours + sale.tax).is_zero):
        return None
    return sale


def invoice(id: InvoiceId, sold: Sold, sale: Sale, last: int, language: Language, at: datetime) -> Invoice:
    """The invoice that follows the last one of its series."""
    series, place = series_of(sold, at), last + 1
    day = local_of(at, sold.zone).day
    paper = Paper(
        kind="invoice",
        number=number_of(series, place),
        language=language,
        made_at=at,
        day=day,
        title=word("invoice", language),
        seller=party_of(sold.seller, word("tax_number", language)),
        reader=sold.customer,
        details=_details(sold, number_of(series, place), day, language),
        sections=(_ours(sold, sale, language),),
        notes=(*supply_notes(sold, sale, language), word("invoiced", language)),
    )
    return Invoice(id=id, booking=sold.booking.id, series=series, place=place, paper=paper)


def _details(sold: Sold, number: str, day: date, language: Language) -> tuple[Detail, ...]:
    return (
        Detail(label=word("number", language), text=number),
        Detail(label=word("date", language), text=say_day(day, language)),
        *details_of(sold, language),
    )


def _ours(sold: Sold, sale: Sale, language: Language) -> Section:
    if sold.booking.price.supply.taxed == "price":
        return charges(sold, sale, language)
    rows = (
        Row(text=word("commission", language), amount=sale.ours),
        Row(text=tax_words(sold, language), amount=sale.tax),
        Row(text=word("total", language), amount=sale.ours + sale.tax, sum=True),
    )
    return Section(title=word("our_service", language), rows=rows)
