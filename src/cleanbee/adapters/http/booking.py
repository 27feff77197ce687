"""Booking a clean, reading it, and what its customer and the office do to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking_shapes import Booking, CustomerBooking, WishWord, payment_word, shown_booking
from cleanbee.adapters.http.keys import keep_answer
from cleanbee.adapters.http.magic import card_of
from cleanbee.adapters.http.names import BOOKING, HOME, BookingRef, HomeRef, encode
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, action, given
from cleanbee.domain.booking.booking import AwaitingCard
from cleanbee.domain.kernel import BookingId, HomeId, Refused
from cleanbee.domain.payment import payment as pay
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked
from cleanbee.ports.inbound.booking.choose import ChooseAsked
from cleanbee.ports.inbound.booking.move_booking import MoveAsked
from cleanbee.ports.inbound.booking.pay_booking import PayAsked
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.rebook import RebookAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.outbound.store import Stale

CardWord = Annotated[str, Meta(min_length=5, max_length=40, pattern="^card_[a-z0-9_]+$", examples=["card_ok"])]
SlotToken = Annotated[str, Meta(min_length=1, max_length=1000)]
Expand = Literal["home"] | UnsetType
ReasonText = Annotated[str, Meta(max_length=500)]


class BookingGiven(Given, frozen=True, kw_only=True):
    """Spend a slot; ``id`` may be your own (a repeat is then the same booking)."""

    slot: SlotToken
    home_id: HomeRef
    card_id: CardWord
    wish: WishWord = "prefer"
    id: BookingRef | UnsetType = UNSET


class ReasonGiven(Given, frozen=True, kw_only=True):
    """Why, in your words; the office has to say."""

    reason: ReasonText = ""


class MoveGiven(Given, frozen=True, kw_only=True):
    """To which slot of the same cleaner (search with ``booking_id``); the office says why, and inside 24 hours writes
    down in ``agreed`` how it heard the cleaner's yes."""

    slot: SlotToken
    reason: ReasonText = ""
    agreed: ReasonText = ""


class RebookGiven(Given, frozen=True, kw_only=True):
    """The same again; on the same card if no other is named."""

    card_id: CardWord | UnsetType = UNSET


class PayGiven(Given, frozen=True, kw_only=True):
    """With which card."""

    card_id: CardWord


class ChoiceGiven(Given, frozen=True, kw_only=True):
    """One of the options of the phase."""

    option: Annotated[str, Meta(max_length=40, examples=["other_cleaner"])]


class ShownQuery(Given, frozen=True, kw_only=True):
    """What is shown in full with a booking instead of by its id."""

    expand: Expand = UNSET


async def _place(call: Call[BookingGiven, None]) -> object:
    told = call.body
    slot = call.opened(told.slot)
    home = HomeId(call.named(HOME, told.home_id, "/home_id"))
    card = await card_of(call, told.card_id)
    if isinstance(card, Refused):
        return card
    own = given(told.id)
    id = None if own is None else BookingId(call.named(BOOKING, own, "/id"))
    ask = PlaceAsked(actor=call.actor, slot=slot, home=home, card=card, wish=told.wish, id=id)
    if id is None:
        return await call.app.booking.place_booking(ask, call.once)
    before = await call.app.booking.read_booking(BookingAsked(actor=call.actor, booking=id))
    if not isinstance(before, Refused):
        same = before.booking.quote == slot.quote and before.booking.home == home
        if same:
            if call.once is not None:
                await keep_answer(call.app.store, call.once, before)
            return before
        raise No(Code.id_taken)
    try:
        return await call.app.booking.place_booking(ask, call.once)
    except Stale:
        raise No(Code.id_taken) from None


async def _rebook(call: Call[RebookGiven, None]) -> object:
    card = given(call.body.card_id)
    found = None if card is None else await card_of(call, card)
    if isinstance(found, Refused):
        return found
    ask = RebookAsked(**on_booking(call), card=found)
    return await call.app.booking.rebook(ask, call.once)


async def _pay(call: Call[PayGiven, None]) -> object:
    card = await card_of(call, call.body.card_id)
    if isinstance(card, Refused):
        return card
    return await call.app.payment.pay_booking(PayAsked(**on_booking(call), card=card), call.once)


async def _read(call: Call[None, ShownQuery]) -> object:
    return await call.app.booking.read_booking(BookingAsked(**on_booking(call)))


async def _cancel(call: Call[ReasonGiven, None]) -> object:
    return await call.app.booking.cancel_booking(CancelAsked(**on_booking(call), reason=call.body.reason), call.once)


async def _move(call: Call[MoveGiven, None]) -> object:
    ask = MoveAsked(
        **on_booking(call), slot=call.opened(call.body.slot), reason=call.body.reason, agreed=call.body.agreed
    )
    return await call.app.booking.move_booking(ask, call.once)


async def _choose(call: Call[ChoiceGiven, None]) -> object:
    return await call.app.booking.choose(ChooseAsked(**on_booking(call), option=call.body.option), call.once)


def on_booking(call: Call[Any, Any]) -> dict[str, Any]:
    """The booking that a verb is about, who asks, and on which version they decided."""
    return {"actor": call.actor, "booking": BookingId(call.id("booking_id")), "at_version": call.at_version}


def booking_answer(call: Call[Any, Any], view: BookingView) -> Answer:
    """The booking for this audience; while the card is secured, or with its home, it changes within one version."""
    with_home = _in_full(call.query)
    body = shown_booking(view, call.actor, with_home=with_home)
    steady = isinstance(body, CustomerBooking) and not isinstance(view.booking.phase, AwaitingCard) and not with_home
    return Answer(body=body, version=view.booking.version, constant=steady)


def _in_full(query: object) -> bool:
    return isinstance(query, ShownQuery) and given(query.expand) == "home"


def _placed(call: Call[Any, None], view: BookingView) -> Answer:
    """201; 202 when the bank has not answered; 402 when it said no (the slot stays held)."""
    shown = booking_answer(call, view)
    location = {"location": f"/v1/bookings/{encode(BOOKING, view.booking.id)}"}
    if not isinstance(view.booking.phase, AwaitingCard):
        return Answer(body=shown.body, status=201, headers=location, version=shown.version)
    match view.payment.phase:
        case pay.Declined(kind=kind):
            raise declined(view, kind, location)
        case pay.Authorizing():
            return Answer(body=shown.body, status=202, headers=location, version=shown.version)
        case _:
            return Answer(body=shown.body, status=201, headers=location, version=shown.version)


def _paid(call: Call[Any, None], view: BookingView) -> Answer:
    match view.payment.phase:
        case pay.Declined(kind=kind):
            raise declined(view, kind, {})
        case pay.Authorizing():
            shown = booking_answer(call, view)
            return Answer(body=shown.body, status=202, version=shown.version)
        case _:
            return booking_answer(call, view)


def declined(view: BookingView, kind: str, headers: dict[str, str]) -> No:
    """The bank said no; the booking waits under its address for another card."""
    return No(
        Code.payment_declined,
        {
            "reason": kind,
            "facts": {"payment": payment_word(view.payment)},
            "available_actions": [action(one) for one in view.actions],
            "resource": f"/v1/bookings/{encode(BOOKING, view.booking.id)}",
        },
        headers,
    )


_LATE = (Code.illegal_transition, Code.refused)
_PLACING = (
    Code.refused, Code.slot_taken, Code.slot_expired, Code.payment_declined, Code.id_taken, Code.dependency_down,
    Code.not_found,
)  # fmt: skip

ROUTES = (
    Route(
        method="POST", path="/v1/bookings", operation_id="createBooking", tag="booking", summary="Book a slot",
        action="booking.place", audience="customer", rate="write", keyed=True, ask=_place, show=_placed,
        body=BookingGiven, answers={201: Booking, 202: Booking}, no=_PLACING,
        example={"slot": "b1.…", "home_id": "home_01kj8w3v5m7q2r4t6x8z0a1b2c", "card_id": "card_ok", "wish": "prefer"},
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}", operation_id="readBooking", tag="booking",
        summary="One booking", action="booking.read", audience="signed_in", ask=_read, show=booking_answer,
        query=ShownQuery, answers={200: Booking},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/cancel", operation_id="cancelBooking", tag="booking",
        summary="Cancel", action="booking.cancel", audience="signed_in", rate="write", keyed=True, match="may",
        ask=_cancel, show=booking_answer, body=ReasonGiven, answers={200: Booking}, no=_LATE,
        example={"reason": "We are away"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/move", operation_id="moveBooking", tag="booking",
        summary="Move to another time", action="booking.move", audience="signed_in", rate="write", keyed=True,
        match="may", ask=_move, show=booking_answer, body=MoveGiven, answers={200: Booking},
        no=(*_LATE, Code.slot_taken, Code.slot_expired), example={"slot": "b1.…"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/rebook", operation_id="rebookBooking", tag="booking",
        summary="The same again", action="booking.rebook", audience="customer", rate="write", keyed=True,
        match="may", ask=_rebook, show=_placed, body=RebookGiven, answers={201: Booking, 202: Booking},
        no=(*_LATE, *_PLACING), example={},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/choose", operation_id="chooseBooking", tag="booking",
        summary="Choose how it goes on", action="booking.choose", audience="customer", rate="write", keyed=True,
        match="may", ask=_choose, show=booking_answer, body=ChoiceGiven, answers={200: Booking}, no=_LATE,
        example={"option": "other_cleaner"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/pay", operation_id="payBooking", tag="payment",
        summary="Try the card again, or another one", action="booking.pay", audience="customer", rate="write",
        keyed=True, match="may", ask=_pay, show=_paid, body=PayGiven, answers={200: Booking, 202: Booking},
        no=(*_LATE, Code.payment_declined, Code.dependency_down), example={"card_id": "card_ok"},
    ),
)  # fmt: skip
