"""Prices and policies of the seed city as the business knows them."""

from __future__ import annotations

from cleanbee.domain.kernel import with_
from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, WallClock
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.rows import BandRow, Book, Cancellation


def policies(city: City) -> tuple[Policy, ...]:
    """Every preset, the one that sells last."""
    return tuple(_policy(one, city.limits, city.ladder) for one in city.cancellations)


def price_books(city: City) -> tuple[PriceBook, ...]:
    """Every price book, the one that sells last."""
    return tuple(_price_book(one) for one in city.books)


def minute(text: str) -> int:
    """The minute of the day of a wall-clock time, ``24:00`` included."""
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _policy(preset: Cancellation, limits: dict[str, int], ladder: HoldLadder) -> Policy:
    policy = Policy(
        version=f"{preset.key}.{preset.version}",
        bands=tuple(_band(one) for one in preset.bands),
        late_fee_bp=preset.late_fee_bp,
        free_after_booking_min=preset.free_after_booking_min,
        ladder=ladder,
    )
    return with_(policy, **limits)


def _band(band: BandRow) -> Band:
    if band.before_min is not None:
        return Band(cutoff=Elapsed(minutes=band.before_min), fee_bp=band.fee_bp)
    return Band(cutoff=WallClock(days_before=band.days_before, minute=minute(band.local_time)), fee_bp=band.fee_bp)


def _price_book(book: Book) -> PriceBook:
    extras = {
        one.key: Extra(minutes=one.minutes, material=one.material, skill=one.skill, names=one.name)
        for one in book.extra
    }
    return PriceBook(
        version=f"{book.key}.{book.version}",
        currency=book.currency,
        rate_per_quarter=book.rate_per_quarter,
        pay_per_quarter=book.pay_per_quarter,
        base_min=book.base_min,
        bedroom_min=book.bedroom_min,
        bathroom_min=book.bathroom_min,
        kinds={one.key: one.permille for one in book.kind},
        kind_names={one.key: one.name for one in book.kind},
        extras=extras,
        short_notice_min=book.short_notice_min,
        short_notice_bp=book.short_notice_bp,
        tax_bp=book.tax_bp,
        shortest_min=book.shortest_min,
        longest_min=book.longest_min,
        quote_life_min=book.quote_life_min,
    )
