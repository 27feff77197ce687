"""What happened to a booking, for whoever follows: matching, payment, messaging, the live stream."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.booking.booking import By
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Event, Money, OpsId


class BookingEvent(Event, frozen=True, kw_only=True):
    """Something happened to one booking, now at ``version``; ``cleaner`` is whoever it concerned then."""

    booking: BookingId
    version: int
    customer: CustomerId
    cleaner: CleanerId | None = None


class BookingPlaced(BookingEvent, frozen=True, kw_only=True):
    """A customer booked."""


class BookingRequested(BookingEvent, frozen=True, kw_only=True):
    """Somebody is to be found; ``again``: somebody was found before, and the customer knows that they do not come."""

    again: bool = False


class BookingOffered(BookingEvent, frozen=True, kw_only=True):
    """A cleaner was asked."""


class BookingConfirmed(BookingEvent, frozen=True, kw_only=True):
    """A cleaner is coming; ``agreed`` says how the office heard their yes, ``reason`` why it stepped in, if so."""

    agreed: str = ""
    reason: str = ""


class BookingRebound(BookingEvent, frozen=True, kw_only=True):
    """Another cleaner is to come than was bound before (``was``); nobody had been told who."""

    was: CleanerId


class BookingMoved(BookingEvent, frozen=True, kw_only=True):
    """The clean has a new time; the office says why, and in ``agreed`` how it heard the cleaner's yes, if it did."""

    by: By = "customer"
    reason: str = ""
    agreed: str = ""


class CleanerReleased(BookingEvent, frozen=True, kw_only=True):
    """Somebody else than this cleaner is sent or looked for, as the office wants it (it says why), or as one side
    (``by``) wants no visits with the other; ``untold``: they never knew."""

    by: By = "ops"
    reason: str = ""
    untold: bool = False


class CleanerWithdrew(BookingEvent, frozen=True, kw_only=True):
    """The cleaner who was to come cannot, in time for somebody else to be looked for."""


class ChoiceNeeded(BookingEvent, frozen=True, kw_only=True):
    """The customer has to choose how it goes on."""

    reason: str


class HumanNeeded(BookingEvent, frozen=True, kw_only=True):
    """Ops have to find somebody; ``nobody_yet``: beside the offers that go on, as time is short."""

    reason: str = "nobody_found"


class CleanerSetOff(BookingEvent, frozen=True, kw_only=True):
    """The cleaner is on the way."""


class EtaGiven(BookingEvent, frozen=True, kw_only=True):
    """The cleaner said when they arrive."""


class CleanerLate(BookingEvent, frozen=True, kw_only=True):
    """The cleaner has not come in time and has agreed no other."""


class NotKept(BookingEvent, frozen=True, kw_only=True):
    """The cleaner did not keep a promised visit: ``no_show``, or ``withdrew`` with less than a day's notice."""

    why: Literal["no_show", "withdrew"]
    notice_min: int


class WrongPinGiven(BookingEvent, frozen=True, kw_only=True):
    """Somebody at the door gave another PIN than the home's (it is kept nowhere); ``left`` tries remain."""

    left: int


class VisitOverridden(BookingEvent, frozen=True, kw_only=True):
    """The office lets a visit go on without secured ``money``, or vouches that the cleaner is at the ``place``."""

    what: Literal["money", "place"]
    by: OpsId
    reason: str


class CleanerArrived(BookingEvent, frozen=True, kw_only=True):
    """The cleaner is at the door, as their position, the home's PIN or the office showed."""

    by: Literal["position", "pin", "office"] = "position"


class DoorEvidenceKept(BookingEvent, frozen=True, kw_only=True):
    """The cleaner opened the notes or tried to reach the customer."""


class CleaningStarted(BookingEvent, frozen=True, kw_only=True):
    """Work began."""


class RoomTicked(BookingEvent, frozen=True, kw_only=True):
    """A room is done."""

    room: str


class ExtraTimeEvent(BookingEvent, frozen=True, kw_only=True):
    """Something happened to the extra time of a visit: so many minutes, at an amount of their own."""

    amount: Money
    extra_min: int


class ExtraTimeAsked(ExtraTimeEvent, frozen=True, kw_only=True):
    """The cleaner asks for more time; the customer is to answer before the booked end."""


class ExtraTimeAgreed(ExtraTimeEvent, frozen=True, kw_only=True):
    """The customer agreed and the card paid: the visit is longer."""


class ExtraTimeUnpaid(ExtraTimeEvent, frozen=True, kw_only=True):
    """The card did not pay: the visit ends as it was booked."""


class LockoutReported(BookingEvent, frozen=True, kw_only=True):
    """Nobody opened."""


class CleaningFinished(BookingEvent, frozen=True, kw_only=True):
    """Work is done."""


class BookingSettled(BookingEvent, frozen=True, kw_only=True):
    """Done and paid, or given up."""

    paid: bool = True


class BookingCancelled(BookingEvent, frozen=True, kw_only=True):
    """Will not take place; ``untold``: the cleaner bound to it had not been told of it."""

    by: By
    reason: str
    untold: bool = False


class BookingExpired(BookingEvent, frozen=True, kw_only=True):
    """Ended before it began."""

    reason: str
