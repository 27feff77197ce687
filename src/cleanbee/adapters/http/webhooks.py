"""What the gateway posts to us: whoever sends it is known by its signature alone."""

from __future__ import annotations

from typing import Literal

from cleanbee.adapters.http.names import SOURCE
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Wire
from cleanbee.ports.inbound.payment.take_hook import HookAsked, HookTaken


class WebhookTaken(Wire, frozen=True, kw_only=True):
    """It is kept, now or before, or is of no concern to us: do not send it again."""

    object: Literal["webhook_taken"] = "webhook_taken"


async def _take(call: Call[bytes, None]) -> object:
    return await call.app.payment.take_hook(HookAsked(source=call.path[SOURCE], raw=call.body, headers=call.headers))


def _shown(call: Call[bytes, None], taken: HookTaken) -> Answer:
    return Answer(body=WebhookTaken())


ROUTES = (
    Route(
        method="POST", path="/v1/webhooks/{source}", operation_id="takeWebhook", tag="payment",
        summary="Messages of the payment gateway, in its own form and signed by it", action="webhook.take",
        audience="anyone", rate="webhook", ask=_take, show=_shown, raw=True, answers={200: WebhookTaken},
        no=(Code.signature_invalid,),
    ),
)  # fmt: skip
