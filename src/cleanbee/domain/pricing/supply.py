"""Who sells the clean, as data: the tax follows from it. A sale pins its model with its price."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import Money, Value


class Taxed(Value, frozen=True, kw_only=True):
    """What a sold price is made of: net of tax, with the cleaner's share in it, and the tax."""

    net: Money
    cleaner: Money
    tax: Money


class SupplyModel(Value, frozen=True, kw_only=True):
    """What our tax is taken on: the whole price, where the platform sells the clean as principal; its own share alone,
    where it is the agent of a cleaner who sells it (the cleaner's share is on the cleaner's own invoice).
    """

    version: str
    taxed: Literal["price", "platform_share"]

    def tax_on(self, net: Money, cleaner: Money, tax_bp: int) -> Money:
        """The tax that is added to a net price, of which the cleaner gets so much."""
        match self.taxed:
            case "price":
                return net.share(tax_bp)
            case "platform_share":
                return (net - cleaner).share(tax_bp)

    def tax_in(self, amount: Money, cleaner: Money, sold: Taxed) -> Money:
        """The tax in a part of a sold price (a fee), of which the cleaner gets so much: as it was in the whole."""
        taxed = amount if self.taxed == "price" else amount - cleaner
        if taxed.amount <= 0 or sold.tax.is_zero:
            return Money(amount=0, currency=amount.currency)
        net = sold.net if self.taxed == "price" else sold.net - sold.cleaner
        return taxed.split((sold.tax.amount, net.amount))[0]


PRINCIPAL = SupplyModel(version="principal.1", taxed="price")
AGENT = SupplyModel(version="agent.1", taxed="platform_share")
