"""Saving a card on the gateway's own page: the link to ours, by message, and the way from there to the gateway's."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Wire, utc
from cleanbee.domain.messaging.notice import Notice


class CardLink(Wire, frozen=True, kw_only=True):
    """A message that leads to the page where you save a card: how it goes out. The link opens nothing by itself."""

    object: Literal["card_link"] = "card_link"
    by: Literal["sms", "mail", "push"]
    sent_at: Instant


class CardForm(Wire, frozen=True, kw_only=True):
    """The gateway's own page, where you type a card in. It leads back to ``/card?setup=…``: save what stands there."""

    object: Literal["card_form"] = "card_form"
    url: Annotated[str, Meta(max_length=2000)]


async def _send(call: Call[None, None]) -> object:
    return await call.app.messaging.send_card_link(call.actor, call.once)


def _sent(call: Call[None, None], notice: Notice) -> Answer:
    return Answer(body=CardLink(by=notice.to.channel, sent_at=utc(notice.made_at)), status=201)


async def _open(call: Call[None, None]) -> object:
    return await call.app.payment.open_card_form(call.actor)


def _opened(call: Call[None, None], url: str) -> Answer:
    return Answer(body=CardForm(url=url), constant=False)


ROUTES = (
    Route(
        method="POST", path="/v1/card_links", operation_id="sendCardLink", tag="messaging",
        summary="Be sent the link under which you save a card", action="card.ask", audience="customer", rate="write",
        keyed=True, ask=_send, show=_sent, answers={201: CardLink}, no=(Code.refused,),
    ),
    Route(
        method="POST", path="/v1/card_forms", operation_id="openCardForm", tag="payment",
        summary="Open the gateway's own page, where you type a card in", action="card.save", audience="customer",
        rate="write", ask=_open, show=_opened, answers={200: CardForm}, no=(Code.dependency_down,),
    ),
)  # fmt: skip
