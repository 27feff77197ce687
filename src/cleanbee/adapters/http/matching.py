"""Offers, as the cleaner who is asked sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from cleanbee.adapters.http import wire
from cleanbee.adapters.http.calls import ReadyCall, undo_of_offer
from cleanbee.adapters.http.homes import E6, Pets
from cleanbee.adapters.http.keys import could_ever
from cleanbee.adapters.http.names import BOOKING, OFFER, BookingRef, OfferRef, encode
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, part_of, place_in
from cleanbee.adapters.http.pricing import CleanKind, Extras, Minutes
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Money, Page, Rooms, Version, Window, Wire, money, utc, window
from cleanbee.domain.kernel import OfferId, snake
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.matching.read_offers import OffersAsked
from cleanbee.ports.outbound.kept import Place

LocalTime = Annotated[str, Meta(max_length=16, examples=["2026-03-04T13:00"])]
RADIUS_M = 500
_LIST = "offers"


class Circle(Wire, frozen=True, kw_only=True):
    """The home lies somewhere in here."""

    lat_e6: E6
    lon_e6: E6
    radius_m: Annotated[int, Meta(ge=0, le=100_000)]


class Offer(Wire, frozen=True, kw_only=True):
    """Work you are asked about; not answering costs nothing. ``pay_per_h`` counts your way there.

    ``broadcast``: several are asked at once and the first yes gets it; your time is not kept free meanwhile.
    ``undo``, to the office alone, takes it back. It lies between the end of your visit before (``after_at``) and the
    start of the one after (``before_at``) that day; absent where you have none.
    """

    object: Literal["offer"] = "offer"
    id: OfferRef
    booking_id: BookingRef
    state: Literal["open", "accepted", "declined", "expired", "withdrawn"]
    expires_at: Instant | UnsetType = UNSET
    window: Window
    duration_min: Minutes
    circle: Circle
    rooms: Rooms
    kind: CleanKind
    extras: Extras
    pets: Pets
    pay: Money
    pay_per_h: Money
    travel_min: Minutes
    after_at: Instant | UnsetType = UNSET
    local_after: LocalTime | UnsetType = UNSET
    before_at: Instant | UnsetType = UNSET
    local_before: LocalTime | UnsetType = UNSET
    broadcast: bool
    version: Version
    undo: ReadyCall | UnsetType = UNSET


class OfferPage(Page[Offer], frozen=True, kw_only=True):
    """Offers, oldest first."""


async def _list(call: Call[None, PageQuery]) -> object:
    place_in(call, _LIST, moment)
    return await call.app.matching.list_offers(OffersAsked(actor=call.actor))


async def _read(call: Call[None, None]) -> object:
    return await call.app.matching.read_offer(_asked(call))


async def _accept(call: Call[None, None]) -> object:
    return await call.app.matching.accept_offer(_asked(call), call.once)


async def _decline(call: Call[None, None]) -> object:
    return await call.app.matching.decline_offer(_asked(call), call.once)


def _asked(call: Call[None, None]) -> OfferAsked:
    return OfferAsked(actor=call.actor, offer=OfferId(call.id("offer_id")), at_version=call.at_version)


def _shown(view: OfferView) -> Offer:
    offer = view.offer
    return Offer(
        id=encode(OFFER, offer.id),
        booking_id=encode(BOOKING, offer.booking),
        state=snake(type(offer.phase).__name__),  # pyright: ignore[reportArgumentType] the five phases of an offer
        expires_at=utc(offer.phase.until) if isinstance(offer.phase, Open) else UNSET,
        window=window(offer.window, view.local),
        duration_min=view.minutes,
        circle=Circle(lat_e6=view.circle.lat_e6, lon_e6=view.circle.lon_e6, radius_m=RADIUS_M),
        rooms=wire.rooms(view.rooms.bedrooms, view.rooms.bathrooms),
        kind=view.kind,  # pyright: ignore[reportArgumentType] the kinds of a quote
        extras=list(view.extras),
        pets=list(view.pets),
        pay=money(offer.pay),
        pay_per_h=money(offer.pay_per_h),
        travel_min=offer.travel_min,
        after_at=_at(view.lies.after),
        local_after=_local(view.lies.after, view.local.zone),
        before_at=_at(view.lies.before),
        local_before=_local(view.lies.before, view.local.zone),
        broadcast=offer.broadcast,
        version=offer.version,
    )


def _at(at: datetime | None) -> datetime | UnsetType:
    return UNSET if at is None else utc(at)


def _local(at: datetime | None, zone: str) -> str | UnsetType:
    return UNSET if at is None else local_of(at, zone).text


def offer_answer(call: Call[Any, None], view: OfferView) -> Answer:
    """One offer."""
    shown = _shown(view)
    if could_ever(call.actor, "offer.withdraw"):
        shown = replace(shown, undo=undo_of_offer(view.offer))
    return Answer(body=shown, version=view.offer.version)


def _offers(call: Call[None, PageQuery], views: tuple[OfferView, ...]) -> Answer:
    after = place_in(call, _LIST, moment)
    part, more = part_of(views, None if after is None else (after.at, after.id), call.query.limit, _place)
    cursor = moment_at(call, _LIST, Place(at=part[-1].offer.made_at, id=part[-1].offer.id) if more else None)
    return Answer(body=OfferPage(data=[_shown(one) for one in part], has_more=more, next_cursor=cursor))


def _place(view: OfferView) -> tuple[datetime, UUID]:
    return view.offer.made_at, view.offer.id


def offers_answer(call: Call[Any, None], views: tuple[OfferView, ...]) -> Answer:
    """The offers of one clean, in their order."""
    return Answer(body=OfferPage(data=[_shown(one) for one in views], has_more=False))


_GONE = (Code.offer_gone, Code.refused, Code.slot_taken)

ROUTES = (
    Route(
        method="GET", path="/v1/offers", operation_id="listOffers", tag="matching", summary="Work you are asked about",
        action="offer.list", audience="cleaner", ask=_list, show=_offers, query=PageQuery,
        answers={200: OfferPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/offers/{offer_id}", operation_id="readOffer", tag="matching", summary="One offer",
        action="offer.read", audience="signed_in", ask=_read, show=offer_answer, answers={200: Offer},
    ),
    Route(
        method="POST", path="/v1/offers/{offer_id}/accept", operation_id="acceptOffer", tag="matching",
        summary="Say yes", action="offer.accept", audience="cleaner", rate="write", keyed=True, match="may",
        ask=_accept, show=offer_answer, answers={200: Offer}, no=_GONE,
    ),
    Route(
        method="POST", path="/v1/offers/{offer_id}/decline", operation_id="declineOffer", tag="matching",
        summary="Say no; it costs nothing", action="offer.decline", audience="cleaner", rate="write", keyed=True,
        match="may", ask=_decline, show=offer_answer, answers={200: Offer}, no=_GONE,
    ),
)  # fmt: skip
