"""What needs somebody of the office: by the minutes left, each with repairs that one call does, and one puts back."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking_shapes import OpsBooking, to_ops
from cleanbee.adapters.http.calls import ReadyCall, repair_call
from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import BOOKING, CLEANER, BookingRef, CleanerRef, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, moment, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.slots import cleaner_card
from cleanbee.adapters.http.wire import (
    CleanerCard,
    Count,
    Instant,
    Money,
    Name,
    Page,
    Text,
    Version,
    Wire,
    Word,
    money,
    or_unset,
    utc,
)
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId
from cleanbee.domain.matching.needs import Lateness, Need, Repair
from cleanbee.ports.inbound.booking.read_queue import Needed, Queue, QueueAsked
from cleanbee.ports.inbound.booking.read_repairs import Instead, RepairsAsked

SAYS = {
    "nobody_found": "Nobody has been found",
    "nobody_yet": "Nobody has said yes yet",
    "choice_open": "The customer is to choose how it goes on",
    "says_they_came": "{cleaner} says they were there",
    "will_be_late": "{cleaner} will be {minutes} min late",
}
REPAIRS_SAY = {
    ("assign", False): "Give it to {cleaner}: on time",
    ("assign", True): "Give it to {cleaner}: {minutes} min late",
    ("ask", False): "Ask {cleaner}: on time",
    ("ask", True): "Ask {cleaner}: {minutes} min late",
    ("agree", False): "{cleaner}, if they agree: on time",
    ("agree", True): "{cleaner}, if they agree: {minutes} min late",
}


class Late(Wire, frozen=True, kw_only=True):
    """How late the visit begins: within ``minutes`` in half of such days, later than allowed in ``permille``."""

    minutes: Count
    permille: Annotated[int, Meta(ge=0, le=1000)]


class RepairShown(Wire, frozen=True, kw_only=True):
    """One thing that would help: its pay, how late the visit would begin, and the call that does it. ``extra_cost`` is
    what the house would pay more than as the booking stands; a clean keeps the pay that it was sold with.

    ``assign`` gives the clean to a cleaner who agreed beforehand; ``ask`` sends an offer, which may be declined.
    """

    code: Literal["assign", "ask"]
    text: Name
    cleaner: CleanerCard
    pay: Money
    extra_cost: Money
    travel_min: Count
    before: Late | UnsetType = UNSET
    after: Late
    call: ReadyCall


class Substitute(Wire, frozen=True, kw_only=True):
    """Somebody who could come instead, as ``RepairShown`` says it; with ``agree`` they have to say yes first, and what
    they said goes into ``assign``, for which no call is ready.
    """

    code: Literal["assign", "ask", "agree"]
    text: Name
    cleaner: CleanerCard
    pay: Money
    extra_cost: Money
    travel_min: Count
    after: Late
    call: ReadyCall | UnsetType = UNSET


class KeptOut(Wire, frozen=True, kw_only=True):
    """Somebody whom rules keep from coming."""

    cleaner_id: CleanerRef
    rules: Annotated[list[Word], Meta(max_length=20)]


class Substitutes(Wire, frozen=True, kw_only=True):
    """Everyone around who could come to a booking instead, the best first, and who could not."""

    object: Literal["substitutes"] = "substitutes"
    booking_id: BookingRef
    version: Version
    data: Annotated[list[Substitute], Meta(max_length=200)]
    kept_out: Annotated[list[KeptOut], Meta(max_length=1000)]


class QueueEntry(Wire, frozen=True, kw_only=True):
    """One booking that needs you before ``due_at``; its id is the booking's. The cheapest repair comes first.

    ``evidence``: what a cleaner told, too late, of a visit that they count as having missed.
    """

    object: Literal["queue_entry"] = "queue_entry"
    id: BookingRef
    version: Version
    code: Literal["nobody_found", "nobody_yet", "choice_open", "will_be_late", "says_they_came"]
    text: Text
    evidence: Text | UnsetType = UNSET
    due_at: Instant
    minutes_left: Count
    customer_name: Name
    late: Late | UnsetType = UNSET
    booking: OpsBooking
    repairs: Annotated[list[RepairShown], Meta(max_length=3)]


class QueueQuery(PageQuery, frozen=True, kw_only=True):
    """Which part of it, or what one booking needs."""

    booking_id: BookingRef | UnsetType = UNSET


class QueuePage(Page[QueueEntry], frozen=True, kw_only=True):
    """What needs you, the fewest minutes left first; ``total`` is how many do in all, those of other parts too."""

    total: Count


async def _read(call: Call[None, QueueQuery]) -> object:
    after, told = place_in(call, "queue", moment), call.query.booking_id
    booking = None if told is UNSET else BookingId(call.named(BOOKING, told, "/booking_id"))
    ask = QueueAsked(actor=call.actor, after=after, limit=call.query.limit, booking=booking)
    return await call.app.booking.read_queue(ask)


def _page(call: Call[None, QueueQuery], found: Queue) -> Answer:
    last = found.needs[-1].need if found.more else None
    cursor = None if last is None else cursor_at(call, "queue", f"{last.due.isoformat()} {last.booking.id}")
    data = [_shown(one) for one in found.needs]
    body = QueuePage(data=data, has_more=found.more, next_cursor=or_unset(cursor), total=min(found.total, 1_000_000))
    return Answer(body=body)


def _shown(one: Needed) -> QueueEntry:
    need = one.need
    return QueueEntry(
        id=encode(BOOKING, need.booking.id),
        version=need.booking.version,
        code=need.code,
        text=_sentence(one),
        evidence=or_unset(need.evidence),
        due_at=utc(need.due),
        minutes_left=min(one.minutes_left, 1_000_000),
        customer_name=one.customer,
        late=UNSET if need.late is None else _late(need.late),
        booking=to_ops(one.view),
        repairs=[_repair(need, each) for each in one.repairs],
    )


def _sentence(one: Needed) -> str:
    cleaner = one.who if one.view.cleaner is None else one.view.cleaner.name
    minutes = 0 if one.need.late is None else one.need.late.minutes
    says = text(SAYS[one.need.code]).format(cleaner=cleaner, minutes=minutes)
    if one.need.code == "says_they_came" or not one.who:
        return says
    return f"{says}; {text(SAYS['says_they_came']).format(cleaner=one.who)}"


def _repair(need: Need, one: Repair) -> RepairShown:
    says = text(REPAIRS_SAY[one.how, one.after.minutes > 0])
    return RepairShown(
        code=one.how,  # pyright: ignore[reportArgumentType] the queue proposes nobody who is yet to agree
        text=says.format(cleaner=one.cleaner.name, minutes=one.after.minutes),
        cleaner=cleaner_card(one.cleaner),
        pay=money(one.pay),
        extra_cost=money(one.cost),
        travel_min=max(0, one.added_min),
        before=UNSET if need.late is None else _late(need.late),
        after=_late(one.after),
        call=repair_call(need.booking.id, need.booking.version, one.how, one.cleaner.id),
    )


async def _instead(call: Call[None, None]) -> object:
    return await call.app.booking.read_repairs(RepairsAsked(actor=call.actor, booking=BookingId(call.id("booking_id"))))


def _substitutes(call: Call[None, None], found: Instead) -> Answer:
    booking = found.booking
    body = Substitutes(
        booking_id=encode(BOOKING, booking.id),
        version=booking.version,
        data=[_substitute(booking, one) for one in found.everyone.could[:200]],
        kept_out=[
            KeptOut(cleaner_id=encode(CLEANER, one.cleaner), rules=list(one.rules[:20]))
            for one in found.everyone.cannot[:1000]
        ],
    )
    return Answer(body=body, constant=False)


def _substitute(booking: Booking, one: Repair) -> Substitute:
    says = text(REPAIRS_SAY[one.how, one.after.minutes > 0])
    return Substitute(
        code=one.how,
        text=says.format(cleaner=one.cleaner.name, minutes=one.after.minutes),
        cleaner=cleaner_card(one.cleaner),
        pay=money(one.pay),
        extra_cost=money(one.cost),
        travel_min=max(0, one.added_min),
        after=_late(one.after),
        call=UNSET if one.how == "agree" else repair_call(booking.id, booking.version, one.how, one.cleaner.id),
    )


def _late(one: Lateness) -> Late:
    return Late(minutes=one.minutes, permille=one.permille)


ROUTES = (
    Route(
        method="GET", path="/v1/queue", operation_id="listQueue", tag="matching",
        summary="What needs you, with what would help", action="queue.read", audience="ops", ask=_read, show=_page,
        query=QueueQuery, answers={200: QueuePage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}/substitutes", operation_id="listSubstitutes", tag="matching",
        summary="Who could come to a booking instead, with how late and at what cost", action="booking.assign",
        audience="ops", rate="search", ask=_instead, show=_substitutes, answers={200: Substitutes},
        no=(Code.illegal_transition,),
    ),
)  # fmt: skip
