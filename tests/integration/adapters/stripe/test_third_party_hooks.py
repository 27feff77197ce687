"""A message as localstripe signs and sends it by itself: another hand than ours and than the SDK's."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import stripe
from aiohttp import web
from tests.integration.adapters.stripe.cards import wallet
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.stripe.hooks import StripeHooks
from cleanbee.adapters.stripe.secret import Secret
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import OperationId, with_
from cleanbee.domain.payment.fact import Held, Taken
from cleanbee.domain.payment.news import OperationNews
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.payment import HookRefused

SECRET = "whsec_of_a_third_party"
PATIENCE_S = 20


async def test_a_message_of_a_third_party_is_read_as_news_of_our_capture(
    served: Front, client: stripe.StripeClient, upstream: str
) -> None:
    came: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        await came.put((await request.read(), request.headers["Stripe-Signature"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    ours = {"url": f"http://127.0.0.1:{port}/hooks", "secret": SECRET, "events": ["payment_intent.succeeded"]}
    async with httpx.AsyncClient(base_url=upstream, trust_env=False) as http:
        assert (await http.post("/_config/webhooks/ours", json=ours)).status_code == 200
    try:
        gateway, purse = StripeGateway(client, "https://cleanbee.example"), await wallet(client)
        asked = Operation(
            id=OperationId(SystemIds().new()),
            kind="authorise",
            intent="authorise:1",
            card_token=str(await purse.card("card_ok")),
            amount=euros(9576),
            phase=Planned(),
        )
        held = await gateway.authorise(asked)
        assert isinstance(held, Held)
        capture = with_(asked, id=OperationId(SystemIds().new()), kind="capture", provider_id=held.provider_id)
        await gateway.capture(capture)
        async with asyncio.timeout(PATIENCE_S):
            raw, signature = await came.get()
            while held.provider_id.encode() not in raw:  # others use this server too, and it tells late
                raw, signature = await came.get()
    finally:
        await runner.cleanup()
    now = await served.now()
    message = StripeHooks((Secret(SECRET),)).read(raw, signature, now)
    assert message is not None
    taken = Taken(provider_id=held.provider_id, amount=euros(9576))
    assert message.news == OperationNews(operation=capture.id, fact=taken)
    with pytest.raises(HookRefused):
        StripeHooks((Secret("whsec_of_somebody_else"),)).read(raw, signature, now)
