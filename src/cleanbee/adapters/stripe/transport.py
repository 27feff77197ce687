"""The way to Stripe: its SDK over one pool of connections, with our limits and without retries of its own."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import stripe

from cleanbee.adapters.stripe.secret import Secret
from cleanbee.ports.outbound.payment import CALLS_AT_ONCE

CALLS_MOST_S = 6.0
"""How long one call of ours may take, whatever it asks of Stripe meanwhile."""

IN_LINE_S = 0.5
"""How long a call waits for a free connection; after that it was not sent."""


class Transport(stripe.HTTPClient):
    """Carries the SDK's requests."""

    name = "httpx"

    def __init__(self, http: httpx.AsyncClient) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType] the SDK leaves one argument untyped
        self._http = http

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One request and its whole answer.

        :raises stripe.APIConnectionError: no answer; its cause says whether the request was sent.
        """
        try:
            reply = await self._http.request(method, url, headers=dict(headers), content=post_data or None)
        except httpx.HTTPError as fault:
            raise stripe.APIConnectionError(f"no answer from Stripe: {type(fault).__name__}") from fault
        return reply.content, reply.status_code, reply.headers

    async def close_async(self) -> None:
        """The pool belongs to whoever opened it."""


@asynccontextmanager
async def open_client(key: Secret[str], url: str) -> AsyncGenerator[stripe.StripeClient]:
    """Stripe's client; ``url`` leads to another server in tests, and is empty otherwise.

    The SDK keeps no file on this machine and writes no answers into the log: they hold what opens a payment.
    """
    stripe.enable_telemetry = False
    logging.getLogger("stripe").setLevel(logging.WARNING)
    limits = httpx.Limits(max_connections=CALLS_AT_ONCE)
    timeout = httpx.Timeout(CALLS_MOST_S, pool=IN_LINE_S)
    async with httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=not url) as http:
        yield stripe.StripeClient(
            key.opened,
            http_client=Transport(http),
            max_network_retries=0,
            base_addresses={"api": url, "connect": url, "files": url} if url else None,
        )
