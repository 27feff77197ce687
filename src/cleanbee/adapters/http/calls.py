"""Calls that are ready to be sent: what the office may do with one tap, and what puts it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, CLEANER, OFFER, CleanerRef, encode
from cleanbee.adapters.http.wire import Instant, Wire, utc
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.give import may_undo
from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.needs import How
from cleanbee.domain.matching.offer import Offer, Open

PROPOSED = "Proposed by CleanBee"
TAKEN_BACK = "Taken back"


class CallBody(Wire, frozen=True, kw_only=True):
    """What is sent with a ready call."""

    cleaner_id: CleanerRef | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=500)]


class ReadyCall(Wire, frozen=True, kw_only=True):
    """A call as it can be sent: ``if_match`` goes into ``If-Match``, a fresh ``Idempotency-Key`` beside it.

    Until ``until_at`` it would be granted, if nothing else happens meanwhile.
    """

    method: Literal["POST"] = "POST"
    path: Annotated[str, Meta(max_length=200, examples=["/v1/bookings/bkg_01kj8w3v5m7q2r4t6x8z0a1b2c/undo"])]
    body: CallBody
    if_match: Annotated[str, Meta(max_length=40, examples=['"3"'])]
    until_at: Instant | UnsetType = UNSET


def repair_call(booking: BookingId, version: int, how: How, cleaner: CleanerId) -> ReadyCall:
    """The call that gives a clean to a cleaner, or asks them."""
    verb = "offers" if how == "ask" else "assign"
    return ReadyCall(
        path=f"/v1/bookings/{encode(BOOKING, booking)}/{verb}",
        body=CallBody(cleaner_id=encode(CLEANER, cleaner), reason=PROPOSED),
        if_match=f'"{version}"',
    )


def undo_of(booking: Booking, now: datetime) -> ReadyCall | UnsetType:
    """The call that puts back what the office did to a booking, while that is possible."""
    if booking.undo is None or not may_undo(booking, now):
        return UNSET
    path = f"/v1/bookings/{encode(BOOKING, booking.id)}/undo"
    return _back(path, booking.version, booking.undo.until)


def undo_of_offer(offer: Offer) -> ReadyCall | UnsetType:
    """The call that takes an offer back, while nobody has answered it."""
    if not isinstance(offer.phase, Open) or offer.broadcast:
        return UNSET
    return _back(f"/v1/offers/{encode(OFFER, offer.id)}/withdraw", offer.version, offer.phase.until)


def _back(path: str, version: int, until: datetime) -> ReadyCall:
    body = CallBody(reason=TAKEN_BACK)
    return ReadyCall(path=path, body=body, if_match=f'"{version}"', until_at=utc(until))
