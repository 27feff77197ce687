"""The price book that these tests sell from, with the numbers of the first public price list."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from cleanbee.domain.kernel import Place, QuoteId
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.domain.pricing.quote import Asked, CleanKind

NOW = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)
QUOTE = QuoteId(UUID(int=1))

BOOK = PriceBook(
    version="cleanbee-standard.1",
    currency="EUR",
    rate_per_quarter=600,
    pay_per_quarter=420,
    base_min=60,
    bedroom_min=30,
    bathroom_min=30,
    kinds={"standard": 1000, "deep": 1800, "move_out": 2200},
    extras={
        "oven": Extra(minutes=30, material=300),
        "ironing": Extra(minutes=30),
        "linen": Extra(minutes=15),
        "green": Extra(minutes=0, material=400),
        "lamps": Extra(minutes=20),
    },
    short_notice_min=1440,
    short_notice_bp=1000,
    tax_bp=2000,
    shortest_min=120,
    longest_min=480,
)


def asked(bedrooms: int = 2, bathrooms: int = 1, extras: tuple[str, ...] = (), kind: CleanKind = "standard") -> Asked:
    """A clean in Lindenweg."""
    return Asked(
        place=Place(lat_e6=51_842_000, lon_e6=10_786_000),
        address="Lindenweg 12, Honigfeld",
        zone="Europe/Berlin",
        rooms=Rooms(bedrooms=bedrooms, bathrooms=bathrooms),
        kind=kind,
        extras=extras,
    )
