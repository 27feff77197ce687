"""When somebody can come: slots with their prices, holds on them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    BOOKING,
    CLAIM,
    CLEANER,
    QUOTE,
    BookingRef,
    ClaimRef,
    CleanerRef,
    QuoteRef,
    encode,
)
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.slots import Choices
from cleanbee.adapters.http.wire import Choice, Count, Day, Given, Instant, Money, Window, Wire, given, money, utc
from cleanbee.domain.availability import claim as claims
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, QuoteId
from cleanbee.ports.inbound.availability.find_slots import MOST_DAYS, AskedSlots, FoundSlots
from cleanbee.ports.inbound.availability.find_slots import SlotDay as FoundDay
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked
from cleanbee.ports.inbound.availability.release_hold import ReleaseAsked

LATEST = date(2100, 1, 1)
EARLIEST = date(2000, 1, 1)
SlotToken = Annotated[str, Meta(min_length=1, max_length=1000)]


class SearchQuery(Given, frozen=True, kw_only=True):
    """For a quote or to move a booking (one of them), from which local day of the home.

    ``show=days`` tells of each day how many starts it has and its best price, without the slots: for a calendar.
    """

    quote_id: QuoteRef | UnsetType = UNSET
    booking_id: BookingRef | UnsetType = UNSET
    from_: Day = msgspec.field(name="from")
    days: Annotated[int, Meta(ge=1, le=MOST_DAYS)] = 7
    cleaner_id: CleanerRef | UnsetType = UNSET
    per_slot: Annotated[int, Meta(ge=1, le=20)] = 3
    show: Literal["slots", "days"] = "slots"


class SlotTime(Wire, frozen=True, kw_only=True):
    """A start, with those who could come then; the likeliest first."""

    window: Window
    choices: Annotated[list[Choice], Meta(max_length=20)]


class SlotDay(Wire, frozen=True, kw_only=True):
    """A day by the home's calendar: how many starts it has, none when nobody can come, and the best price of them."""

    date: Day
    starts: Count
    best: Money | UnsetType = UNSET
    slots: Annotated[list[SlotTime], Meta(max_length=100)]


class Availability(Wire, frozen=True, kw_only=True):
    """What can be had now."""

    object: Literal["availability"] = "availability"
    days: Annotated[list[SlotDay], Meta(max_length=MOST_DAYS)]


class HoldGiven(Given, frozen=True, kw_only=True):
    """Which slot is to be kept."""

    slot: SlotToken


class Hold(Wire, frozen=True, kw_only=True):
    """A slot that is kept for you until it expires."""

    object: Literal["hold"] = "hold"
    id: ClaimRef
    cleaner_id: CleanerRef
    start_at: Instant
    end_at: Instant
    expires_at: Instant


async def _find(call: Call[None, SearchQuery]) -> object:
    asked = call.query
    quote, booking, cleaner = given(asked.quote_id), given(asked.booking_id), given(asked.cleaner_id)
    if (quote is None) == (booking is None):
        raise wrong("/quote_id", "Give quote_id or booking_id, one of them.")
    ask = AskedSlots(
        actor=call.actor,
        quote=None if quote is None else QuoteId(call.named(QUOTE, quote, "/quote_id")),
        booking=None if booking is None else BookingId(call.named(BOOKING, booking, "/booking_id")),
        from_day=_day(asked.from_),
        days=asked.days,
        cleaner=None if cleaner is None else CleanerId(call.named(CLEANER, cleaner, "/cleaner_id")),
        per_slot=asked.per_slot,
    )
    return await call.app.availability.find_slots(ask)


async def _hold(call: Call[HoldGiven, None]) -> object:
    return await call.app.availability.hold_slot(
        HoldAsked(actor=call.actor, slot=call.opened(call.body.slot)), call.once
    )


async def _release(call: Call[None, None]) -> object:
    return await call.app.availability.release_hold(
        ReleaseAsked(actor=call.actor, hold=ClaimId(call.id("hold_id"))), call.once
    )


def _day(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise wrong("/from", "No calendar is open then.")
    return day


def _found(call: Call[None, SearchQuery], found: FoundSlots) -> Answer:
    choices = Choices(call.seals)
    days = [_day_shown(one, choices, whole=call.query.show == "slots") for one in found.days]
    headers = {} if call.app.house.live else {"cleanbee-engine": found.engine}
    return Answer(body=Availability(days=days), headers=headers)


def _day_shown(day: FoundDay, choices: Choices, *, whole: bool) -> SlotDay:
    prices = [one.slot.price for time in day.slots for one in time.choices]
    slots = [
        SlotTime(window=choices.window(time.window, time.local), choices=choices.of(time.choices))
        for time in (day.slots if whole else ())
    ]
    best = min(prices, key=lambda price: price.amount, default=None)
    return SlotDay(date=day.day, starts=len(day.slots), best=UNSET if best is None else money(best), slots=slots)


def _held(call: Call[HoldGiven, None], claim: claims.Claim) -> Answer:
    return Answer(body=_shown(claim), status=201)


def _released(call: Call[None, None], claim: claims.Claim) -> Answer:
    return Answer(body=_shown(claim))


def _shown(claim: claims.Claim) -> Hold:
    assert isinstance(claim.use, claims.Hold), "a hold"
    return Hold(
        id=encode(CLAIM, claim.id),
        cleaner_id=encode(CLEANER, claim.cleaner),
        start_at=claim.work.start,
        end_at=claim.work.end,
        expires_at=utc(claim.use.until),
    )


ROUTES = (
    Route(
        method="GET", path="/v1/availability", operation_id="findSlots", tag="availability",
        summary="When somebody can come, and at which price", action="slot.find", audience="anyone", rate="search",
        ask=_find, show=_found, query=SearchQuery, answers={200: Availability},
        no=(Code.refused, Code.illegal_transition, Code.forbidden, Code.not_found),
    ),
    Route(
        method="POST", path="/v1/holds", operation_id="holdSlot", tag="availability",
        summary="Keep a slot for ten minutes", action="hold.make", audience="anyone", rate="write", keyed=True,
        guests="guest_hold", ask=_hold, show=_held, body=HoldGiven, answers={201: Hold},
        no=(Code.refused, Code.slot_taken, Code.slot_expired, Code.forbidden, Code.not_found),
        example={"slot": "b1.…"},
    ),
    Route(
        method="POST", path="/v1/holds/{hold_id}/release", operation_id="releaseHold", tag="availability",
        summary="Give a held slot back", action="hold.release", audience="anyone", rate="write", keyed=True,
        ask=_release, show=_released, answers={200: Hold},
    ),
)  # fmt: skip
