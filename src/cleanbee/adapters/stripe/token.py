"""How we name a saved card: Stripe charges it only together with the customer that it belongs to."""

from __future__ import annotations

from cleanbee.domain.kernel import Value

BETWEEN = "/"


class CardToken(Value, frozen=True, kw_only=True):
    """A payment method and its customer; a card that was never saved has none."""

    method: str
    customer: str = ""

    @classmethod
    def read(cls, text: str) -> CardToken:
        """The card behind our name for it."""
        customer, _, method = text.rpartition(BETWEEN)
        return cls(method=method, customer=customer)

    def __str__(self) -> str:
        return f"{self.customer}{BETWEEN}{self.method}" if self.customer else self.method
