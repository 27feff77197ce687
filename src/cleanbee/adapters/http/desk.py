"""What the office does: gives cleans away, waives fees, asks cleaners, and decides how cleaners stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from msgspec import Meta

from cleanbee.adapters.http.booking import ReasonGiven, ReasonText, booking_answer, on_booking
from cleanbee.adapters.http.booking_shapes import Booking
from cleanbee.adapters.http.matching import Offer, OfferPage, offer_answer, offers_answer
from cleanbee.adapters.http.names import CLEANER, CleanerRef, encode
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Audience, Call, Route
from cleanbee.adapters.http.wire import Given, Name, Version, Wire
from cleanbee.domain.booking.override import What
from cleanbee.domain.kernel import BookingId, CleanerId, OfferId, snake
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked, UndoAsked
from cleanbee.ports.inbound.booking.cancel_booking import WaiveAsked
from cleanbee.ports.inbound.booking.end_debt import EndDebtAsked
from cleanbee.ports.inbound.booking.judge_no_show import NoShowJudged
from cleanbee.ports.inbound.booking.override_visit import OverrideAsked
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.matching.send_offer import CallAsked, Called, SendAsked, TakeBackAsked
from cleanbee.ports.inbound.people.turn_cleaner import StandingAsked, Verb


class CleanerGiven(Given, frozen=True, kw_only=True):
    """Which cleaner, and why."""

    cleaner_id: CleanerRef
    reason: ReasonText = ""


class AssignGiven(Given, frozen=True, kw_only=True):
    """Which cleaner, why, and how you heard their yes; without it only those are sent who book instantly."""

    cleaner_id: CleanerRef
    reason: ReasonText = ""
    agreed: Annotated[str, Meta(max_length=500, examples=["said yes on the telephone"])] = ""


class WaiveGiven(Given, frozen=True, kw_only=True):
    """One of the known reasons, and who bears the cleaner's share; the cleaner only where they said so, and you write
    down in ``agreed`` how you heard it."""

    reason: ReasonText = ""
    borne_by: Annotated[str, Meta(max_length=20, pattern="^(platform|cleaner)$", examples=["platform"])] = "platform"
    agreed: ReasonText = ""


class NoShowGiven(Given, frozen=True, kw_only=True):
    """Whether the cleaner was there after all, and what shows it; the cleaner reads both."""

    came: bool
    reason: ReasonText = ""


class OverrideGiven(Given, frozen=True, kw_only=True):
    """What you vouch for: that the visit goes on without secured ``money``, or that the cleaner is at the ``place``
    whatever their position says; and why."""

    what: Annotated[str, Meta(max_length=20, pattern="^(money|place)$", examples=["money"])]
    reason: ReasonText = ""


class StandingGiven(Given, frozen=True, kw_only=True):
    """Why (the office has to say), and on which evidence, where that is asked for."""

    reason: Annotated[str, Meta(max_length=500)] = ""
    evidence: Annotated[str, Meta(max_length=2000)] = ""


class Standing(Wire, frozen=True, kw_only=True):
    """How a cleaner stands."""

    object: Literal["cleaner"] = "cleaner"
    id: CleanerRef
    name: Name
    state: Literal["applied", "vetting", "active", "away", "under_review", "suspended", "left"]
    version: Version


async def _assign(call: Call[AssignGiven, None]) -> object:
    ask = AssignAsked(**on_booking(call), cleaner=_cleaner(call), agreed=call.body.agreed, reason=call.body.reason)
    return await call.app.booking.assign_cleaner(ask, call.once)


async def _undo(call: Call[ReasonGiven, None]) -> object:
    return await call.app.booking.undo_assigning(UndoAsked(**on_booking(call), reason=call.body.reason), call.once)


async def _waive(call: Call[WaiveGiven, None]) -> object:
    told = call.body
    by: Literal["platform", "cleaner"] = "cleaner" if told.borne_by == "cleaner" else "platform"
    ask = WaiveAsked(**on_booking(call), reason=told.reason, borne_by=by, agreed=told.agreed)
    return await call.app.booking.waive(ask, call.once)


async def _write_off(call: Call[ReasonGiven, None]) -> object:
    ask = EndDebtAsked(**on_booking(call), ending="write_off", reason=call.body.reason)
    return await call.app.booking.end_debt(ask, call.once)


async def _paid_otherwise(call: Call[ReasonGiven, None]) -> object:
    ask = EndDebtAsked(**on_booking(call), ending="paid_otherwise", reason=call.body.reason)
    return await call.app.booking.end_debt(ask, call.once)


async def _override(call: Call[OverrideGiven, None]) -> object:
    what: What = "money" if call.body.what == "money" else "place"
    ask = OverrideAsked(**on_booking(call), what=what, reason=call.body.reason)
    return await call.app.booking.override(ask, call.once)


async def _judge(call: Call[NoShowGiven, None]) -> object:
    ask = NoShowJudged(**on_booking(call), came=call.body.came, reason=call.body.reason)
    return await call.app.booking.judge_no_show(ask, call.once)


async def _send(call: Call[CleanerGiven, None]) -> object:
    ask = SendAsked(
        actor=call.actor,
        booking=BookingId(call.id("booking_id")),
        cleaner=_cleaner(call),
        reason=call.body.reason,
        at_version=call.at_version,
    )
    return await call.app.matching.send_offer(ask, call.once)


async def _call(call: Call[ReasonGiven, None]) -> object:
    booking = BookingId(call.id("booking_id"))
    ask = CallAsked(actor=call.actor, booking=booking, reason=call.body.reason, at_version=call.at_version)
    return await call.app.matching.call_cleaners(ask, call.once)


async def _take_back(call: Call[ReasonGiven, None]) -> object:
    offer = OfferId(call.id("offer_id"))
    ask = TakeBackAsked(actor=call.actor, offer=offer, reason=call.body.reason, at_version=call.at_version)
    return await call.app.matching.withdraw_offer(ask, call.once)


def _turn(verb: Verb) -> Callable[[Call[StandingGiven, None]], Awaitable[object]]:
    async def ask(call: Call[StandingGiven, None]) -> object:
        asked = StandingAsked(
            actor=call.actor,
            cleaner=CleanerId(call.id("cleaner_id")),
            verb=verb,
            why=call.body.reason,
            evidence=call.body.evidence,
            at_version=call.at_version,
        )
        return await call.app.people.turn_cleaner(asked, call.once)

    return ask


def _cleaner(call: Call[CleanerGiven, None] | Call[AssignGiven, None]) -> CleanerId:
    return CleanerId(call.named(CLEANER, call.body.cleaner_id, "/cleaner_id"))


def _sent(call: Call[CleanerGiven, None], view: OfferView) -> Answer:
    shown = offer_answer(call, view)
    return Answer(body=shown.body, status=201, version=shown.version)


def _called(call: Call[ReasonGiven, None], one: Called) -> Answer:
    return offers_answer(call, one.views)


def _stands(call: Call[StandingGiven, None], one: Cleaner) -> Answer:
    body = Standing(
        id=encode(CLEANER, one.id),
        name=one.name,
        state=snake(type(one.phase).__name__),  # pyright: ignore[reportArgumentType] the phases of a cleaner
        version=one.version,
    )
    return Answer(body=body, version=one.version)


def _standing(verb: Verb, summary: str, audience: Audience, example: dict[str, str]) -> Route:
    return Route(
        method="POST",
        path=f"/v1/cleaners/{{cleaner_id}}/{verb}",
        operation_id=f"{verb}Cleaner",
        tag="people",
        summary=summary,
        action=f"cleaner.{verb}",
        audience=audience,
        rate="write",
        keyed=True,
        match="must",
        ask=_turn(verb),
        show=_stands,
        body=StandingGiven,
        answers={200: Standing},
        no=(Code.illegal_transition, Code.refused),
        example=example,
    )


_LATE = (Code.illegal_transition, Code.refused)
_SOMEBODY = {"cleaner_id": "cln_01kj8w3v5m7q2r4t6x8z0a1b2c", "reason": "Lives next door"}

ROUTES = (
    Route(
        method="POST", path="/v1/bookings/{booking_id}/assign", operation_id="assignCleaner", tag="booking",
        summary="Give it to a cleaner who agreed", action="booking.assign", audience="ops", rate="write", keyed=True,
        match="must", ask=_assign, show=booking_answer, body=AssignGiven, answers={200: Booking},
        no=(*_LATE, Code.slot_taken), example={**_SOMEBODY, "agreed": "said yes on the telephone"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/undo", operation_id="undoAssigning", tag="booking",
        summary="Put back who was to come before you gave it to somebody", action="booking.undo", audience="ops",
        rate="write", keyed=True, match="must", ask=_undo, show=booking_answer, body=ReasonGiven,
        answers={200: Booking}, no=(*_LATE, Code.slot_taken), example={"reason": "That was a slip."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/waive", operation_id="waiveFee", tag="booking",
        summary="Cancel without a fee", action="booking.waive", audience="ops", rate="write", keyed=True,
        match="must", ask=_waive, show=booking_answer, body=WaiveGiven, answers={200: Booking}, no=_LATE,
        example={"reason": "illness"},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/write_off", operation_id="writeOffDebt", tag="payment",
        summary="Give up what a customer owes for a clean", action="booking.write_off", audience="ops", rate="write",
        keyed=True, match="must", ask=_write_off, show=booking_answer, body=ReasonGiven, answers={200: Booking},
        no=_LATE, example={"reason": "Moved away, and no letter arrives."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/paid_otherwise", operation_id="notePaidOtherwise", tag="payment",
        summary="Note that a debt was paid otherwise than by a card", action="booking.paid_otherwise", audience="ops",
        rate="write", keyed=True, match="must", ask=_paid_otherwise, show=booking_answer, body=ReasonGiven,
        answers={200: Booking}, no=_LATE, example={"reason": "Transfer of 4 March, statement 17, line 3."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/override", operation_id="overrideVisit", tag="booking",
        summary="Let a visit go on under your name: without secured money, or whatever the position says",
        action="booking.override", audience="ops", rate="write", keyed=True, match="must", ask=_override,
        show=booking_answer, body=OverrideGiven, answers={200: Booking}, no=_LATE,
        example={"what": "money", "reason": "The bank is down; the customer pays by transfer."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/judge_no_show", operation_id="judgeNoShow", tag="booking",
        summary="Say whether a cleaner who counts as not having come was there after all",
        action="booking.judge_no_show", audience="ops", rate="write", keyed=True, match="must", ask=_judge,
        show=booking_answer, body=NoShowGiven, answers={200: Booking}, no=_LATE,
        example={"came": True, "reason": "The customer says that she cleaned."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/offers", operation_id="sendOffer", tag="matching",
        summary="Ask a certain cleaner", action="offer.make", audience="ops", rate="write", keyed=True,
        match="must", ask=_send, show=_sent, body=CleanerGiven, answers={201: Offer},
        no=(*_LATE, Code.slot_taken), example=_SOMEBODY,
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/call", operation_id="callCleaners", tag="matching",
        summary="Ask the best several at once: the first yes gets it", action="offer.make", audience="ops",
        rate="write", keyed=True, match="must", ask=_call, show=_called, body=ReasonGiven, answers={200: OfferPage},
        no=_LATE, example={"reason": "Nobody was found"},
    ),
    Route(
        method="POST", path="/v1/offers/{offer_id}/withdraw", operation_id="withdrawOffer", tag="matching",
        summary="Take an offer back", action="offer.withdraw", audience="ops", rate="write", keyed=True,
        match="must", ask=_take_back, show=offer_answer, body=ReasonGiven, answers={200: Offer},
        no=(Code.offer_gone, Code.refused), example={"reason": "The customer wants somebody else."},
    ),
    _standing("vet", "Begin to check a cleaner's papers", "ops", {"reason": "applied by telephone"}),
    _standing("activate", "Let a cleaner take work", "ops", {"reason": "papers seen"}),
    _standing("review", "Have a human look at what happened", "ops", {"reason": "three lockouts in a week"}),
    _standing(
        "suspend", "No work for now, decided by a human", "ops", {"reason": "theft reported", "evidence": "case 17"}
    ),
    _standing("pause", "Take no new work for now", "signed_in", {}),
    _standing("resume", "Take work again", "signed_in", {}),
    _standing("leave", "Work with us no more", "signed_in", {}),
)  # fmt: skip
