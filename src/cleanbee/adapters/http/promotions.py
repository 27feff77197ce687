"""Promotions as the office makes, lists and ends them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import OPS, PROMOTION, OpsRef, PromotionRef, encode
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import (
    Count,
    Currency,
    Day,
    Given,
    Instant,
    Money,
    Name,
    Page,
    Text,
    Version,
    Wire,
    Zone,
    money,
    utc,
)
from cleanbee.domain import kernel
from cleanbee.domain.kernel import PromotionId
from cleanbee.domain.payment import promotion as domain
from cleanbee.ports.inbound.payment.promotions import PromotionsAsked, PromotionTurned, PromotionWished
from cleanbee.ports.outbound.kept import Place

_LIST = "promotions"


class CodeAmount(Given, frozen=True, kw_only=True):
    """An amount in whole minor units of its currency."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    currency: Currency


class PromotionMade(Given, frozen=True, kw_only=True):
    """What a code brings and whom: from the first day to the end of the last, by the clock of ``time_zone``.

    ``most`` times in all and once a customer; what was redeemed lives ``days``. ``newcomers``: only for who never
    booked before.
    """

    code: Annotated[str, Meta(min_length=1, max_length=60)]
    amounts: Annotated[list[CodeAmount], Meta(min_length=1, max_length=20)]
    first_day: Day
    last_day: Day
    time_zone: Zone
    most: Annotated[int, Meta(ge=1, le=1_000_000)]
    days: Annotated[int, Meta(ge=1, le=1_000)]
    newcomers: bool = False
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class PromotionEnded(Given, frozen=True, kw_only=True):
    """Why."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class Promotion(Wire, frozen=True, kw_only=True):
    """A promotion: its terms, and how often it was redeemed."""

    object: Literal["promotion"] = "promotion"
    id: PromotionRef
    code: Name
    amounts: Annotated[list[Money], Meta(max_length=20)]
    first_day: Day
    last_day: Day
    time_zone: Zone
    most: Count
    redeemed: Count
    days: Count
    newcomers: bool
    reason: Text
    made_by: OpsRef
    made_at: Instant
    ended_at: Instant | UnsetType = UNSET
    ended_by: OpsRef | UnsetType = UNSET
    ended_why: Text | UnsetType = UNSET
    version: Version


class PromotionPage(Page[Promotion], frozen=True, kw_only=True):
    """Promotions, newest first."""


async def _make(call: Call[PromotionMade, None]) -> object:
    told = call.body
    terms = domain.Terms(
        code=told.code,
        amounts=tuple(kernel.Money(amount=one.amount, currency=one.currency) for one in told.amounts),
        first_day=told.first_day,
        last_day=told.last_day,
        zone=told.time_zone,
        most=told.most,
        days=told.days,
        newcomers=told.newcomers,
    )
    ask = PromotionWished(actor=call.actor, terms=terms, reason=told.reason)
    return await call.app.payment.make_promotion(ask, call.once)


async def _end(call: Call[PromotionEnded, None]) -> object:
    promotion = PromotionId(call.id("promotion_id"))
    ask = PromotionTurned(actor=call.actor, promotion=promotion, reason=call.body.reason)
    return await call.app.payment.end_promotion(ask, call.once)


async def _list(call: Call[None, PageQuery]) -> object:
    after = place_in(call, _LIST, moment)
    return await call.app.payment.list_promotions(
        PromotionsAsked(actor=call.actor, after=after, limit=call.query.limit + 1)
    )


def _shown(one: domain.Promotion) -> Promotion:
    terms, ended = one.terms, one.ended
    return Promotion(
        id=encode(PROMOTION, one.id),
        code=terms.code,
        amounts=[money(amount) for amount in terms.amounts],
        first_day=terms.first_day,
        last_day=terms.last_day,
        time_zone=terms.zone,
        most=terms.most,
        redeemed=one.redeemed,
        days=terms.days,
        newcomers=terms.newcomers,
        reason=one.reason,
        made_by=encode(OPS, one.by),
        made_at=utc(one.made_at),
        ended_at=UNSET if ended is None else utc(ended.at),
        ended_by=UNSET if ended is None else encode(OPS, ended.by),
        ended_why=UNSET if ended is None else ended.reason,
        version=one.version,
    )


def _made(call: Call[Any, None], one: domain.Promotion) -> Answer:
    return Answer(body=_shown(one), status=201, version=one.version)


def _one(call: Call[Any, None], one: domain.Promotion) -> Answer:
    return Answer(body=_shown(one), version=one.version)


def _page(call: Call[None, PageQuery], found: Sequence[domain.Promotion]) -> Answer:
    part, more = part_of(found, None, call.query.limit, lambda one: (one.made_at, one.id))
    last = Place(at=part[-1].made_at, id=part[-1].id) if more else None
    data = [_shown(one) for one in part]
    return Answer(body=PromotionPage(data=data, has_more=more, next_cursor=moment_at(call, _LIST, last)))


ROUTES = (
    Route(
        method="POST", path="/v1/promotions", operation_id="makePromotion", tag="payment",
        summary="Make a code that customers redeem into credit", action="promotion.make", audience="ops", rate="write",
        keyed=True, body=PromotionMade, ask=_make, show=_made, answers={201: Promotion}, no=(Code.refused,),
        example={
            "code": "SPRING10", "amounts": [{"amount": 1000, "currency": "EUR"}], "first_day": "2026-03-01",
            "last_day": "2026-04-30", "time_zone": "Europe/Berlin", "most": 500, "days": 90, "newcomers": True,
            "reason": "Spring, for who is new",
        },
    ),
    Route(
        method="GET", path="/v1/promotions", operation_id="listPromotions", tag="payment",
        summary="Promotions, and how often each was redeemed", action="promotion.list", audience="ops",
        query=PageQuery, ask=_list, show=_page, answers={200: PromotionPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="POST", path="/v1/promotions/{promotion_id}/end", operation_id="endPromotion", tag="payment",
        summary="From now on nobody redeems it; what was redeemed stays", action="promotion.end", audience="ops",
        rate="write", keyed=True, body=PromotionEnded, ask=_end, show=_one, answers={200: Promotion},
        no=(Code.refused,), example={"reason": "The code was posted in a forum"},
    ),
)  # fmt: skip
