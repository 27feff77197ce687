"""A customer's receipt: what a clean cost line by line, and how it was paid, as the journals have it.

It is worked out anew whenever somebody asks: a refund of yesterday stands on it today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking, ExtraCharging, ExtraPaid
from cleanbee.domain.kernel import Granted, Money, Refused, Value, total
from cleanbee.domain.payment.journals.disputes import charged_back
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.papers.paper import (
    Detail,
    NotChargedYet,
    Paper,
    Party,
    Row,
    Section,
    Seller,
    party_of,
)
from cleanbee.domain.payment.papers.sale import Sale, on, sale_of, taken
from cleanbee.domain.payment.papers.words import word
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.platform.speech import Language, say_day, say_money, say_rate, say_time
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.book import PriceBook

_PAID: Mapping[str, tuple[Literal["gateway", "bank", "customer:credit", "platform:written_off"], str]] = {
    "capture": ("gateway", "capture"),
    "paid_otherwise": ("bank", "paid_otherwise"),
    "extra_time": ("gateway", "capture"),
    "credit_used": ("customer:credit", "credit_used"),
    "refund": ("gateway", "refund"),
    "refund_failed": ("gateway", "refund_failed"),
    "credit_back": ("customer:credit", "credit_back"),
    "write_off": ("platform:written_off", "write_off"),
}
"""Of the journals that pay for a visit: the account that says how much, and what it is called on paper."""


class Sold(Value, frozen=True, kw_only=True):
    """All that the papers of one clean are written from; ``reference``: the booking as its customer knows it."""

    booking: Booking
    journals: tuple[Journal, ...]
    book: PriceBook
    card: Card | None
    customer: Party
    place: str
    seller: Seller
    reference: str = ""

    @property
    def zone(self) -> str:
        """The clock on the home's wall, by which its papers are dated."""
        return self.booking.local.zone

    @property
    def nothing(self) -> Money:
        """No money, in this currency."""
        return Money(amount=0, currency=self.booking.price.total.currency)


def receipt(sold: Sold, language: Language) -> Granted[Paper] | Refused[NotChargedYet]:
    """The receipt of a clean for which money came."""
    at = taken(sold.journals)
    if at is None:
        return Refused(why=NotChargedYet())
    sale = sale_of(sold.booking, sold.journals)
    charged = () if sale is None else (charges(sold, sale, language), _paid(sold, sale, language))
    paper = Paper(
        kind="receipt",
        number=sold.reference,
        language=language,
        made_at=at,
        day=local_of(at, sold.zone).day,
        title=word("receipt", language),
        seller=party_of(sold.seller, word("tax_number", language)),
        reader=sold.customer,
        details=(Detail(label=word("booking", language), text=sold.reference), *details_of(sold, language)),
        sections=(*charged, *_tips(sold, language), *_charged_back(sold, language)),
        notes=_notes(sold, sale, language),
    )
    return Granted(value=paper)


def details_of(sold: Sold, language: Language) -> tuple[Detail, ...]:
    """Which clean it was: by the clock on the home's wall."""
    window, local = sold.booking.window, sold.booking.local
    time = f"{say_time(window.start, local.zone)}–{say_time(window.end, local.zone)}"
    return (
        Detail(label=word("cleaned_on", language), text=say_day(local.day, language)),
        Detail(label=word("time", language), text=time),
        Detail(label=word("cleaned_at", language), text=sold.place, street=True),
    )


def charges(sold: Sold, sale: Sale, language: Language) -> Section:
    """What the visit cost, line by line, the tax, and all together."""
    rows = list(_net_rows(sold, sale, language))
    if len(rows) > 1:
        rows.append(Row(text=word("net", language), amount=sale.net, sum=True))
    rows.append(Row(text=tax_words(sold, language), amount=sale.tax))
    rows.append(Row(text=word("total", language), amount=sale.total, sum=True))
    return Section(title=word("your_clean", language), rows=tuple(rows))


def tax_words(sold: Sold, language: Language) -> str:
    """The tax with its rate, as the price book of the sale has it."""
    rate = word("tax", language, rate=say_rate(sold.book.tax_bp, language))
    return rate if sold.booking.price.supply.taxed == "price" else word("tax_on_ours", language, tax=rate)


def _net_rows(sold: Sold, sale: Sale, language: Language) -> tuple[Row, ...]:
    more = () if sale.extra.is_zero else (Row(text=word("extra_time", language), amount=sale.extra),)
    if sale.what == "fee":
        return (Row(text=word("fee", language), amount=sale.net - sale.extra), *more)
    lines = (line for line in sold.booking.price.lines if line.code != "tax")
    own = (Row(text=_line_words(sold, line.code, language), amount=line.amount) for line in lines)
    return (*own, *more)


def _line_words(sold: Sold, code: str, language: Language) -> str:
    extra = sold.book.extras.get(code)
    if extra is not None:
        return extra.names.get(language) or code.replace("_", " ").capitalize()
    if code == "short_notice":
        return word(code, language)
    return word("base", language, minutes=str(_minutes(sold.booking)))


def _minutes(booking: Booking) -> int:
    """As long as the clean was sold for; extra time is a line of its own."""
    extra = booking.extra
    longer = extra is not None and isinstance(extra.phase, ExtraPaid | ExtraCharging)
    return booking.minutes - extra.minutes if extra is not None and longer else booking.minutes


def _paid(sold: Sold, sale: Sale, language: Language) -> Section:
    """How it was paid, oldest first, and what is left: never a guess, always the journals."""
    rows: list[Row] = []
    for one in sold.journals:
        if one.kind not in _PAID:
            continue
        account, name = _PAID[one.kind]
        words = word(name, language, day=_day(sold, one.at, language), card=_card(sold.card, language))
        rows.append(Row(text=words, amount=on(one, account, sold.booking)))
    paid = total((one.amount for one in rows), sale.total.currency)
    rows.append(Row(text=word("paid", language), amount=paid, sum=True))
    owed = total((on(one, "customer:owed", sold.booking) for one in sold.journals), sale.total.currency)
    if not owed.is_zero:
        rows.append(Row(text=word("open", language), amount=owed, sum=True))
    return Section(title=word("payments", language), rows=tuple(rows))


def _tips(sold: Sold, language: Language) -> tuple[Section, ...]:
    """Charges of their own beside the visit's price."""
    rows = [
        Row(text=word("tip", language, day=_day(sold, one.at, language)), amount=on(one, "gateway", sold.booking))
        for one in sold.journals
        if one.kind == "tip"
    ]
    return (Section(title=word("tips", language), rows=tuple(rows)),) if rows else ()


def _charged_back(sold: Sold, language: Language) -> tuple[Section, ...]:
    """What the customer's bank took back for good, of whichever charge it was."""
    taken = charged_back(sold.journals)
    rows = [Row(text=_day(sold, one.at, language), amount=amount) for one, amount in taken]
    return (Section(title=word("charged_back", language), rows=tuple(rows)),) if rows else ()


def _notes(sold: Sold, sale: Sale | None, language: Language) -> tuple[str, ...]:
    notes = () if sale is None else supply_notes(sold, sale, language)
    tipped = any(one.kind == "tip" for one in sold.journals)
    return (*notes, word("tip_note", language)) if tipped else notes


def supply_notes(sold: Sold, sale: Sale, language: Language) -> tuple[str, ...]:
    """Who sold it: said only where the platform is the agent of the cleaner who did."""
    if sold.booking.price.supply.taxed == "price":
        return ()
    return (word("agent", language, pay=say_money(sale.pay, language)),)


def _day(sold: Sold, at: datetime, language: Language) -> str:
    return say_day(local_of(at, sold.zone).day, language)


def _card(card: Card | None, language: Language) -> str:
    return word("card", language) if card is None else f"{card.brand.capitalize()} •••• {card.last4}"
