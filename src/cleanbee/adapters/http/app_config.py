"""What a client asks first: languages, oldest clients, terms of booking; in the sandbox its cards, clock and people."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.language import NAMES, text
from cleanbee.adapters.http.pricing import Minutes
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Name, Text, Wire, Word, or_unset
from cleanbee.domain.people.actor import Anonymous
from cleanbee.ports.inbound.app import App, House, ReadySignIn
from cleanbee.ports.inbound.platform.read_app_config import AppConfigWanted, BookingTerms

CACHED = "public, no-cache"
"""Kept by whoever likes, and asked about each time: an answer that nobody asked about would tell an old time."""

WISHES: Mapping[str, str] = {"only": "Only her or him", "prefer": "If possible", "anyone": "Anyone"}
CLOCK = "/v1/test_helpers/clock"

Fingerprint = Annotated[int, Meta(ge=1, description="Another one whenever anything here changes; also the ETag.")]
Tile = Annotated[str, Meta(max_length=500)]
Zone = Annotated[str, Meta(max_length=64, description="Of the office's clock.", examples=["Europe/Berlin"])]
Contact = Annotated[str, Meta(max_length=254)]


class Language(Wire, frozen=True, kw_only=True):
    """A language that we speak, by its own name."""

    code: Literal["en", "de"]
    name: Name


class OldestClient(Wire, frozen=True, kw_only=True):
    """The oldest version of a platform's client that is still served; older ones are answered with 426."""

    platform: Word
    version: Annotated[str, Meta(max_length=23, examples=["1.0.0"])]


class WishKind(Wire, frozen=True, kw_only=True):
    """How much somebody wants the cleaner they picked."""

    code: Literal["only", "prefer", "anyone"]
    name: Name


class BookingForm(Wire, frozen=True, kw_only=True):
    """The terms of booking: ``search_days`` is the most one search shows. Rooms and extras are at ``/v1/services``."""

    wishes: Annotated[list[WishKind], Meta(max_length=10)]
    horizon_days: Count
    search_days: Count
    slot_life_min: Minutes
    hold_min: Minutes


class Tiles(Wire, frozen=True, kw_only=True):
    """Where the tiles of a map are, and whom it names for them."""

    url: Tile
    attribution: Name


class MagicCard(Wire, frozen=True, kw_only=True):
    """A card of the sandbox by its word (a ``card_id``), and what its bank does."""

    id: Word
    does: Text


class ReadyPerson(Wire, frozen=True, kw_only=True):
    """Somebody of the sandbox's city whom you may be: by phone and code, or by mail and password."""

    key: Word
    role: Literal["customer", "cleaner", "ops"]
    name: Name
    phone: Contact | UnsetType = UNSET
    code: Contact | UnsetType = UNSET
    email: Contact | UnsetType = UNSET
    password: Contact | UnsetType = UNSET


class Sandbox(Wire, frozen=True, kw_only=True):
    """What only the sandbox has: its clock (where it is read), its cards, its people."""

    clock: Annotated[str, Meta(max_length=100, examples=[CLOCK])]
    cards: Annotated[list[MagicCard], Meta(max_length=50)]
    sign_ins: Annotated[list[ReadyPerson], Meta(max_length=20)]


class AppConfig(Wire, frozen=True, kw_only=True):
    """This house as clients need to know it; without ``sandbox`` it is live."""

    object: Literal["app_config"] = "app_config"
    version: Fingerprint
    livemode: bool
    languages: Annotated[list[Language], Meta(max_length=20)]
    oldest_clients: Annotated[list[OldestClient], Meta(max_length=20)]
    booking: BookingForm
    zone: Zone
    tiles: Tiles | UnsetType = UNSET
    sandbox: Sandbox | UnsetType = UNSET


async def _read(call: Call[None, None]) -> object:
    return await call.app.platform.read_app_config(AppConfigWanted(actor=Anonymous()))


def _shown(call: Call[None, None], terms: BookingTerms) -> Answer:
    config = _config(call.app, terms)
    version = 1 + int.from_bytes(sha256(msgspec.json.encode(config)).digest()[:6])
    body = msgspec.structs.replace(config, version=version)
    return Answer(body=body, version=version, headers={"cache-control": CACHED})


def _config(app: App, terms: BookingTerms) -> AppConfig:
    tiles = app.house.tiles
    return AppConfig(
        version=1,
        livemode=app.house.live,
        languages=[Language(code=code, name=name) for code, name in NAMES.items()],
        oldest_clients=_oldest(app.house),
        booking=BookingForm(
            wishes=[WishKind(code="only", name=text(WISHES["only"])),
                    WishKind(code="prefer", name=text(WISHES["prefer"])),
                    WishKind(code="anyone", name=text(WISHES["anyone"]))],
            horizon_days=terms.horizon_days,
            search_days=terms.search_days,
            slot_life_min=terms.slot_life_min,
            hold_min=terms.hold_min,
        ),
        zone=app.house.zone,
        tiles=UNSET if tiles is None else Tiles(url=tiles.url, attribution=tiles.attribution),
        sandbox=UNSET if app.house.live else _sandbox(app),
    )  # fmt: skip


def _oldest(house: House) -> list[OldestClient]:
    return [
        OldestClient(platform=name, version=".".join(str(number) for number in version))
        for name, version in house.oldest_clients.items()
    ]


def _sandbox(app: App) -> Sandbox:
    return Sandbox(
        clock=CLOCK,
        cards=[] if app.bank is None else [MagicCard(id=one, does=text(does)) for one, does in app.bank.cards.items()],
        sign_ins=[_person(one) for one in app.sign_ins],
    )


def _person(one: ReadySignIn) -> ReadyPerson:
    by_phone = one.phone != ""
    return ReadyPerson(
        key=one.key,
        role=one.role,
        name=one.name,
        phone=or_unset(one.phone or None),
        code=one.secret if by_phone else UNSET,
        email=or_unset(one.email or None),
        password=UNSET if by_phone else one.secret,
    )


ROUTES = (
    Route(
        method="GET", path="/v1/app_config", operation_id="readAppConfig", tag="platform",
        summary="What a client needs to know first", action="app_config.read", audience="anyone", ask=_read,
        show=_shown, answers={200: AppConfig},
    ),
)  # fmt: skip
