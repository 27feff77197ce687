"""A price book: every number a price is made of, as data, under a version that a sale pins for ever."""

from __future__ import annotations

from cleanbee.domain.kernel import Value
from cleanbee.domain.people.person import MOST_ROOMS
from cleanbee.domain.pricing.supply import PRINCIPAL, SupplyModel


class Extra(Value, frozen=True, kw_only=True):
    """Something done on top: its minutes, and its material in minor units (the customer pays, the cleaner gets it)."""

    minutes: int
    material: int = 0
    skill: str = "standard"
    names: dict[str, str] = {}  # noqa: RUF012 - an empty default is copied for each value


class PriceBook(Value, frozen=True, kw_only=True):
    """Rates and pay per paid quarter hour (minor units), minutes per room, kinds in permille, shares in bp.

    ``supply``: who sells the clean, and so what the tax is taken on.
    """

    version: str
    currency: str
    rate_per_quarter: int
    pay_per_quarter: int
    base_min: int
    bedroom_min: int
    bathroom_min: int
    kinds: dict[str, int]
    extras: dict[str, Extra]
    short_notice_min: int
    short_notice_bp: int
    short_notice_cleaner_bp: int = 7_000
    tax_bp: int
    shortest_min: int
    longest_min: int
    quote_life_min: int = 30
    supply: SupplyModel = PRINCIPAL
    kind_names: dict[str, dict[str, str]] = {}  # noqa: RUF012 - an empty default is copied for each value

    @property
    def most_rooms(self) -> dict[str, int]:
        """How many rooms of each kind one cleaner can clean in one standard visit, if there are no others."""
        left = self.longest_min - self.base_min
        minutes = {"bedrooms": self.bedroom_min, "bathrooms": self.bathroom_min}
        return {room: min(MOST_ROOMS, left // each if each else MOST_ROOMS) for room, each in minutes.items()}
