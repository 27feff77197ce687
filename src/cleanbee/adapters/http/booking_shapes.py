"""A booking as each audience sees it; the phase is a tagged object."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.calls import ReadyCall, undo_of
from cleanbee.adapters.http.homes import Home, shown_home
from cleanbee.adapters.http.names import (
    BOOKING,
    CLEANER,
    CUSTOMER,
    HOME,
    BookingRef,
    CleanerRef,
    CustomerRef,
    HomeRef,
    encode,
)
from cleanbee.adapters.http.phases import Phase, phase_of
from cleanbee.adapters.http.pricing import CleanKind, Extras, Line, Minutes, lines_of
from cleanbee.adapters.http.slots import cleaner_card
from cleanbee.adapters.http.wire import (
    Action,
    CleanerCard,
    Count,
    Instant,
    Money,
    Name,
    Text,
    Version,
    Window,
    Wire,
    action,
    money,
    or_unset,
    utc,
    window,
)
from cleanbee.domain.booking.booking import Anyone, Only, Prefer, Wish
from cleanbee.domain.booking.booking import Booking as SoldBooking
from cleanbee.domain.booking.booking import ExtraTime as SoldExtra
from cleanbee.domain.booking.fill import asked_of
from cleanbee.domain.kernel import snake
from cleanbee.domain.payment import payment as pay
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.platform.policy import MOST_AT_ONCE
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.booking_view import Missed as MissedVisit

WishWord = Literal["only", "prefer", "anyone"]
Actions = Annotated[list[Action], Meta(max_length=30)]
Lines = Annotated[list[Line], Meta(max_length=50)]


class NextAction(Wire, frozen=True, kw_only=True):
    """What the bank wants of you before it holds the amount."""

    type: Literal["follow_link", "pay"]
    url: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    until_at: Instant | UnsetType = UNSET


class ExtraTime(Wire, frozen=True, kw_only=True):
    """More time at a visit: what it costs (to its cleaner: what it pays), and how it stands."""

    minutes: Minutes
    amount: Money
    asked_at: Instant
    state: Literal["asked", "charging", "paid", "unpaid"]


class RoomToClean(Wire, frozen=True, kw_only=True):
    """A room as it was sold, and when it was done."""

    code: Annotated[str, Meta(max_length=40, pattern="^[a-z0-9_]+$", examples=["bedroom_2"])]
    ticked_at: Instant | UnsetType = UNSET


ToClean = Annotated[list[RoomToClean], Meta(max_length=50)]


class CustomerBooking(Wire, frozen=True, kw_only=True, tag_field="audience", tag="customer"):
    """One of your cleans; with ``expand=home`` its home too, all but the way in."""

    object: Literal["booking"] = "booking"
    id: BookingRef
    version: Version
    home_id: HomeRef
    home: Home | UnsetType = UNSET
    window: Window
    kind: CleanKind
    extras: Extras
    rooms: ToClean
    duration_min: Minutes
    price: Money
    lines: Lines
    wish: WishWord
    phase: Phase
    cleaner: CleanerCard | UnsetType = UNSET
    next_action: NextAction | UnsetType = UNSET
    placed_at: Instant
    moves: Count
    extra_time: ExtraTime | UnsetType = UNSET
    available_actions: Actions


class Missed(Wire, frozen=True, kw_only=True):
    """You count as not having come. What you tell too late is kept (``told_at``), and somebody of the office judges it:
    whether you ``came``, and why they say so.
    """

    found_at: Instant
    told_at: Instant | UnsetType = UNSET
    came: bool | UnsetType = UNSET
    reason: Text | UnsetType = UNSET


class CleanerBooking(Wire, frozen=True, kw_only=True, tag_field="audience", tag="cleaner"):
    """One of your visits; the home shows what you may know of it now. You may set off from ``set_off_from_at`` on."""

    object: Literal["booking"] = "booking"
    id: BookingRef
    version: Version
    customer_name: Name
    home: Home
    window: Window
    kind: CleanKind
    extras: Extras
    rooms: ToClean
    duration_min: Minutes
    set_off_from_at: Instant
    pay: Money
    phase: Phase
    missed: Missed | UnsetType = UNSET
    extra_time: ExtraTime | UnsetType = UNSET
    available_actions: Actions


class Vouched(Wire, frozen=True, kw_only=True):
    """What somebody of the office vouched for, and why."""

    what: Literal["money", "place"]
    at: Instant
    reason: Text


class OpsBooking(Wire, frozen=True, kw_only=True, tag_field="audience", tag="ops"):
    """A clean as the office sees it; the address where it is read by itself, and whoever reads it is noted.

    ``undo`` puts back what the office last did, while that is possible.
    """

    object: Literal["booking"] = "booking"
    id: BookingRef
    version: Version
    customer_id: CustomerRef
    home: Home
    window: Window
    kind: CleanKind
    extras: Extras
    rooms: ToClean
    duration_min: Minutes
    price: Money
    lines: Lines
    pay: Money
    wish: WishWord
    wished_cleaner_id: CleanerRef | UnsetType = UNSET
    asked_cleaner_ids: Annotated[list[CleanerRef], Meta(max_length=MOST_AT_ONCE)]
    phase: Phase
    cleaner: CleanerCard | UnsetType = UNSET
    payment_phase: Annotated[str, Meta(max_length=40)]
    overrides: Annotated[list[Vouched], Meta(max_length=50)]
    placed_at: Instant
    moves: Count
    extra_time: ExtraTime | UnsetType = UNSET
    available_actions: Actions
    undo: ReadyCall | UnsetType = UNSET


Booking = CustomerBooking | CleanerBooking | OpsBooking


def shown_booking(view: BookingView, actor: Actor, *, with_home: bool = False) -> Booking:
    """The booking for this audience; cleaners and the office always see what they may know of its home."""
    match actor:
        case AsCustomer():
            return _to_customer(view, with_home=with_home)
        case AsCleaner():
            booking = view.booking
            return CleanerBooking(
                id=encode(BOOKING, booking.id),
                version=booking.version,
                customer_name=view.customer_name or "",
                home=shown_home(view.shown),
                window=window(booking.window, booking.local),
                kind=booking.kind,
                extras=list(booking.extras),
                rooms=_rooms(booking),
                duration_min=booking.minutes,
                set_off_from_at=utc(view.way_opens),
                pay=money(booking.price.cleaner),
                phase=phase_of(view, "cleaner"),
                missed=_missed(view.missed),
                extra_time=_extra(booking.extra, to_cleaner=True),
                available_actions=[action(one) for one in view.actions],
            )
        case _:
            return to_ops(view)


def _missed(one: MissedVisit | None) -> Missed | UnsetType:
    if one is None:
        return UNSET
    return Missed(
        found_at=utc(one.found_at),
        told_at=or_unset(None if one.told_at is None else utc(one.told_at)),
        came=UNSET if one.judged is None else one.judged.right,
        reason=UNSET if one.judged is None else one.judged.why,
    )


def _to_customer(view: BookingView, *, with_home: bool) -> CustomerBooking:
    booking = view.booking
    return CustomerBooking(
        id=encode(BOOKING, booking.id),
        version=booking.version,
        home_id=encode(HOME, booking.home),
        home=shown_home(view.shown) if with_home else UNSET,
        window=window(booking.window, booking.local),
        kind=booking.kind,
        extras=list(booking.extras),
        rooms=_rooms(booking),
        duration_min=booking.minutes,
        price=money(booking.price.total),
        lines=lines_of(booking.price),
        wish=_wish(booking.wish),
        phase=phase_of(view, "customer"),
        cleaner=UNSET if view.cleaner is None else cleaner_card(view.cleaner),
        next_action=_next(view.payment),
        placed_at=utc(booking.placed_at),
        moves=booking.moves,
        extra_time=_extra(booking.extra, to_cleaner=False),
        available_actions=[action(one) for one in view.actions],
    )


def to_ops(view: BookingView) -> OpsBooking:
    """A booking for the office."""
    booking = view.booking
    wished = getattr(booking.wish, "cleaner", None)
    return OpsBooking(
        id=encode(BOOKING, booking.id),
        version=booking.version,
        customer_id=encode(CUSTOMER, booking.customer),
        home=shown_home(view.shown),
        window=window(booking.window, booking.local),
        kind=booking.kind,
        extras=list(booking.extras),
        rooms=_rooms(booking),
        duration_min=booking.minutes,
        price=money(booking.price.total),
        lines=lines_of(booking.price),
        pay=money(booking.price.cleaner),
        wish=_wish(booking.wish),
        asked_cleaner_ids=[encode(CLEANER, one) for one in asked_of(booking.phase)],
        wished_cleaner_id=or_unset(None if wished is None else encode(CLEANER, wished)),
        phase=phase_of(view, "ops"),
        cleaner=UNSET if view.cleaner is None else cleaner_card(view.cleaner),
        payment_phase=payment_word(view.payment),
        overrides=[Vouched(what=one.what, at=utc(one.at), reason=one.reason) for one in booking.overrides[:50]],
        placed_at=utc(booking.placed_at),
        moves=booking.moves,
        extra_time=_extra(booking.extra, to_cleaner=False),
        available_actions=[action(one) for one in view.actions],
        undo=undo_of(booking, view.now) if any(one.name == "undo" for one in view.actions) else UNSET,
    )


def _rooms(booking: SoldBooking) -> list[RoomToClean]:
    return [
        RoomToClean(code=one.code, ticked_at=UNSET if one.ticked_at is None else utc(one.ticked_at))
        for one in booking.rooms
    ]


def _extra(extra: SoldExtra | None, *, to_cleaner: bool) -> ExtraTime | UnsetType:
    if extra is None:
        return UNSET
    return ExtraTime(
        minutes=extra.minutes,
        amount=money(extra.price.cleaner if to_cleaner else extra.price.total),
        asked_at=utc(extra.asked_at),
        state=snake(type(extra.phase).__name__).removeprefix("extra_"),  # pyright: ignore[reportArgumentType] its phases
    )


def payment_word(payment: pay.Payment) -> str:
    """The payment's phase in the words of the wire."""
    return snake(type(payment.phase).__name__)


def _wish(wish: Wish) -> WishWord:
    match wish:
        case Only():
            return "only"
        case Prefer():
            return "prefer"
        case Anyone():
            return "anyone"


def _next(payment: pay.Payment) -> NextAction | UnsetType:
    match payment.phase:
        case pay.ActionRequired(link=link, until=until):
            return NextAction(type="follow_link", url=link, until_at=utc(until))
        case pay.Declined() | pay.Owed():
            return NextAction(type="pay")
        case _:
            return UNSET
