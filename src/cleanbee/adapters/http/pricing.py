"""What can be booked, and what it costs."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http import wire
from cleanbee.adapters.http.homes import Address, rooms_of
from cleanbee.adapters.http.language import spoken
from cleanbee.adapters.http.names import HOME, QUOTE, HomeRef, QuoteRef, encode
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import (
    Count,
    Currency,
    Given,
    Instant,
    Money,
    Name,
    Rooms,
    Version,
    Wire,
    Word,
    Zone,
    given,
    money,
    utc,
)
from cleanbee.domain.kernel import HomeId, QuoteId
from cleanbee.domain.pricing import quote as domain
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.ports.inbound.pricing.list_services import ServicesWanted
from cleanbee.ports.inbound.pricing.make_quote import AtAddress, AtHome, QuoteAsked
from cleanbee.ports.inbound.pricing.read_quote import QuoteWanted

CleanKind = Literal["standard", "deep", "move_out"]
Extras = Annotated[list[Word], Meta(max_length=20)]
Minutes = Annotated[int, Meta(ge=0, le=100_000)]


class Where(Given, frozen=True, kw_only=True):
    """An address, or one of your homes: exactly one of them."""

    address: Address | UnsetType = UNSET
    home_id: HomeRef | UnsetType = UNSET


class QuoteGiven(Given, frozen=True, kw_only=True):
    """What is to be cleaned; at one of your homes, its own rooms count unless others are given."""

    place: Where
    rooms: Rooms | UnsetType = UNSET
    kind: CleanKind = "standard"
    extras: Extras = []  # noqa: RUF012 - msgspec copies an empty default for each value


class Line(Wire, frozen=True, kw_only=True):
    """One line of a price."""

    code: Word
    amount: Money


class QuotedPlace(Wire, frozen=True, kw_only=True):
    """Where the price is for."""

    address: Address
    time_zone: Zone


class Quote(Wire, frozen=True, kw_only=True):
    """A price with every line of it; starts within ``short_notice_min`` cost ``short_notice_total``."""

    object: Literal["quote"] = "quote"
    id: QuoteRef
    place: QuotedPlace
    rooms: Rooms
    kind: CleanKind
    extras: Extras
    duration_min: Minutes
    lines: Annotated[list[Line], Meta(max_length=50)]
    total: Money
    short_notice_total: Money
    short_notice_min: Minutes
    state: Literal["open", "accepted", "expired"]
    expires_at: Instant | UnsetType = UNSET
    version: Version


class Extra(Wire, frozen=True, kw_only=True):
    """Something done on top."""

    code: Word
    name: Name
    duration_min: Minutes
    material: Money


class Service(Wire, frozen=True, kw_only=True):
    """A kind of clean; ``factor_permille`` stretches the time it takes."""

    code: Word
    name: Name
    factor_permille: Count


class RoomKind(Wire, frozen=True, kw_only=True):
    """Rooms that are counted: from how many to how many, and the minutes that each adds to a standard clean."""

    code: Literal["bedrooms", "bathrooms"]
    least: Count
    most: Count
    duration_min: Minutes


class Services(Wire, frozen=True, kw_only=True):
    """The price book that sells now; a clean by one cleaner takes from ``shortest_min`` to ``longest_min``."""

    object: Literal["services"] = "services"
    version: Name
    currency: Currency
    rate_per_quarter: Money
    shortest_min: Minutes
    longest_min: Minutes
    rooms: Annotated[list[RoomKind], Meta(max_length=10)]
    kinds: Annotated[list[Service], Meta(max_length=20)]
    extras: Annotated[list[Extra], Meta(max_length=100)]


async def _services(call: Call[None, None]) -> object:
    return await call.app.pricing.list_services(ServicesWanted(actor=call.actor))


async def _make(call: Call[QuoteGiven, None]) -> object:
    told = call.body
    address, home, rooms = given(told.place.address), given(told.place.home_id), given(told.rooms)
    if (address is None) == (home is None):
        raise wrong("/place", "Give an address or the id of one of your homes, one of them.")
    if home is not None:
        where = AtHome(
            home=HomeId(call.named(HOME, home, "/place/home_id")), rooms=None if rooms is None else rooms_of(rooms)
        )
    else:
        if rooms is None:
            raise wrong("/rooms", "An address needs its rooms.", "missing")
        where = AtAddress(address=address or "", rooms=rooms_of(rooms))
    ask = QuoteAsked(actor=call.actor, where=where, kind=told.kind, extras=tuple(told.extras))
    return await call.app.pricing.make_quote(ask)


async def _read(call: Call[None, None]) -> object:
    return await call.app.pricing.read_quote(QuoteWanted(actor=call.actor, quote=QuoteId(call.id("quote_id"))))


def _shown(one: domain.Quote) -> Quote:
    match one.phase:
        case domain.Open(until=until):
            state, expires = "open", utc(until)
        case domain.Accepted():
            state, expires = "accepted", UNSET
        case domain.Expired():
            state, expires = "expired", UNSET
    return Quote(
        id=encode(QUOTE, one.id),
        place=QuotedPlace(address=one.asked.address, time_zone=one.asked.zone),
        rooms=wire.rooms(one.asked.rooms.bedrooms, one.asked.rooms.bathrooms),
        kind=one.asked.kind,
        extras=list(one.asked.extras),
        duration_min=one.minutes,
        lines=lines_of(one.price),
        total=money(one.price.total),
        short_notice_total=money(one.short_notice_price.total),
        short_notice_min=one.short_notice_min,
        state=state,
        expires_at=expires,
        version=one.version,
    )


def lines_of(price: domain.Price) -> list[Line]:
    """The lines of a price; they add up to its total."""
    return [Line(code=line.code, amount=money(line.amount)) for line in price.lines]


def _made(call: Call[QuoteGiven, None], one: domain.Quote) -> Answer:
    quote = _shown(one)
    return Answer(body=quote, status=201, version=one.version, headers={"location": f"/v1/quotes/{quote.id}"})


def _quote(call: Call[None, None], one: domain.Quote) -> Answer:
    return Answer(body=_shown(one), version=one.version)


def _book(call: Call[None, None], book: PriceBook) -> Answer:
    locale = spoken()
    kinds = [
        Service(code=code, name=book.kind_names.get(code, {}).get(locale, code), factor_permille=permille)
        for code, permille in book.kinds.items()
    ]
    extras = [
        Extra(
            code=code,
            name=one.names.get(locale, code),
            duration_min=one.minutes,
            material=Money(amount=one.material, currency=book.currency),
        )
        for code, one in book.extras.items()
    ]
    return Answer(
        body=Services(
            version=book.version,
            currency=book.currency,
            rate_per_quarter=Money(amount=book.rate_per_quarter, currency=book.currency),
            shortest_min=book.shortest_min,
            longest_min=book.longest_min,
            rooms=_room_kinds(book),
            kinds=kinds,
            extras=extras,
        )
    )


def _room_kinds(book: PriceBook) -> list[RoomKind]:
    most = book.most_rooms
    return [
        RoomKind(code="bedrooms", least=0, most=most["bedrooms"], duration_min=book.bedroom_min),
        RoomKind(code="bathrooms", least=0, most=most["bathrooms"], duration_min=book.bathroom_min),
    ]


ROUTES = (
    Route(
        method="GET", path="/v1/services", operation_id="listServices", tag="pricing",
        summary="What can be booked", action="service.list", audience="anyone", ask=_services, show=_book,
        answers={200: Services},
    ),
    Route(
        method="POST", path="/v1/quotes", operation_id="createQuote", tag="pricing", summary="Ask for a price",
        action="quote.make", audience="anyone", rate="search", ask=_make, show=_made, body=QuoteGiven,
        answers={201: Quote}, no=(Code.refused, Code.dependency_down, Code.forbidden, Code.not_found),
        example={
            "place": {"address": "Lindenweg 12, Honigfeld"},
            "rooms": {"bedrooms": 2, "bathrooms": 1},
            "extras": ["oven"],
        },
    ),
    Route(
        method="GET", path="/v1/quotes/{quote_id}", operation_id="readQuote", tag="pricing", summary="One quote",
        action="quote.read", audience="anyone", ask=_read, show=_quote, answers={200: Quote},
    ),
)  # fmt: skip
