"""What the customer's browser does at Stripe, with the publishable key: our processes never see a card's number."""

from __future__ import annotations

import httpx
from tests.integration.adapters.stripe.cards import GOOD

PUBLISHABLE = "pk_test_cleanbee"


class Browser:
    """One customer before Stripe's own form."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def set_up(self, client_secret: str, number: str = GOOD) -> str:
        """Type a card in; the set-up's id, whatever its state."""
        setup = client_secret.partition("_secret_")[0]
        await self._post(
            f"/v1/setup_intents/{setup}/confirm",
            {
                "client_secret": client_secret,
                "payment_method_data[type]": "card",
                "payment_method_data[card][number]": number,
                "payment_method_data[card][exp_month]": "12",
                "payment_method_data[card][exp_year]": "2040",
                "payment_method_data[card][cvc]": "123",
            },
        )
        return setup

    async def authenticate_card(self, client_secret: str) -> None:
        """Agree on the bank's page to later charges of the card."""
        setup = client_secret.partition("_secret_")[0]
        await self._post(f"/v1/setup_intents/{setup}/confirm", {"client_secret": client_secret})

    async def authenticate_payment(self, intent: str, client_secret: str, *, agreed: bool) -> None:
        """Agree on the bank's page to one payment, or not."""
        told = {"client_secret": client_secret, "success": str(agreed).lower()}
        await self._post(f"/v1/payment_intents/{intent}/_authenticate", told)

    async def _post(self, path: str, form: dict[str, str]) -> None:
        async with httpx.AsyncClient(base_url=self._url, trust_env=False) as http:
            await http.post(path, data={"key": PUBLISHABLE, **form})
