"""The life of one clean: what stays the same, and the phase it is in with the facts of that phase alone."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    ClaimId,
    CleanerId,
    CustomerId,
    HomeId,
    Money,
    OfferId,
    OperationId,
    OpsId,
    QuoteId,
    Refusal,
    Tagged,
    Value,
    Window,
)
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.domain.pricing.quote import CleanKind, Price

By = Literal["customer", "cleaner", "ops", "system"]


class Only(Tagged, frozen=True, kw_only=True):
    """This cleaner or nobody."""

    cleaner: CleanerId


class Prefer(Tagged, frozen=True, kw_only=True):
    """This cleaner if possible, otherwise a named other."""

    cleaner: CleanerId


class Anyone(Tagged, frozen=True, kw_only=True):
    """Whoever can come."""


Wish = Only | Prefer | Anyone


class AwaitingCard(Tagged, frozen=True, kw_only=True):
    """The card is being secured; the slot is held meanwhile, but where anyone will do and nobody is free, none is."""

    hold: ClaimId | None
    cleaner: CleanerId | None
    until: datetime

    def __post_init__(self) -> None:
        assert (self.hold is None) is (self.cleaner is None), "time is held of somebody"


class Requested(Tagged, frozen=True, kw_only=True):
    """Somebody is being looked for; ``asked`` counts the offers made so far in this round.

    ``needs_human``: nobody is asked any more unless a human does; ``paged``: a human looks too, as time is short.
    """

    fill_by: datetime
    asked: tuple[CleanerId, ...] = ()
    needs_human: bool = False
    paged: bool = False


class Offered(Tagged, frozen=True, kw_only=True):
    """Somebody has been asked and may say yes until their offer ends; ``paged``: a human looks too.

    ``offers`` went to the cleaners of ``to``, in this order: to one, or, where time is short, to several at once, of
    whom the first yes counts.
    """

    offers: tuple[OfferId, ...]
    to: tuple[CleanerId, ...]
    fill_by: datetime
    asked: tuple[CleanerId, ...]
    paged: bool = False

    def __post_init__(self) -> None:
        assert self.offers and len(self.offers) == len(self.to), "an offer for everyone who is asked"

    @property
    def cleaner(self) -> CleanerId | None:
        """Who alone is asked; nobody where several are."""
        return self.to[0] if len(self.to) == 1 else None


class AwaitingChoice(Tagged, frozen=True, kw_only=True):
    """It did not go as promised; the customer chooses how it goes on. Whoever does not come counts as ``asked``."""

    reason: Literal["cleaner_withdrew", "chosen_declined", "no_show", "nobody_found"]
    options: tuple[Literal["other_cleaner", "cancel"], ...]
    until: datetime
    asked: tuple[CleanerId, ...] = ()


class Confirmed(Tagged, frozen=True, kw_only=True):
    """A cleaner is coming; ``late``: who it is may still change until ``told_at``, as nobody was named or agreed.

    ``wrong_pins`` counts the wrong PINs that this cleaner gave, and goes along on the way.
    """

    cleaner: CleanerId
    claim: ClaimId
    told_at: datetime
    late: bool = False
    wrong_pins: int = 0


class EnRoute(Tagged, frozen=True, kw_only=True):
    """The cleaner is on the way."""

    cleaner: CleanerId
    claim: ClaimId
    since: datetime
    eta: datetime | None = None
    wrong_pins: int = 0


class AtDoor(Tagged, frozen=True, kw_only=True):
    """The cleaner has checked in at the home; ``calls`` are the attempts to reach the customer (channel, instant).

    ``shown_by`` is what showed it: their position, the home's PIN, or the office's word. ``heard``: when we were told,
    where that was later than it happened; nobody waits at a door for less because of it.
    """

    cleaner: CleanerId
    claim: ClaimId
    since: datetime
    shown_by: Literal["position", "pin", "office"] = "position"
    heard: datetime | None = None
    notes_opened_at: datetime | None = None
    calls: tuple[tuple[str, datetime], ...] = ()


class InProgress(Tagged, frozen=True, kw_only=True):
    """The home is being cleaned."""

    cleaner: CleanerId
    claim: ClaimId
    began: datetime


class LockedOut(Tagged, frozen=True, kw_only=True):
    """Nobody opened, and the evidence for it is complete."""

    cleaner: CleanerId
    claim: ClaimId
    arrived: datetime
    notes_opened_at: datetime
    calls: tuple[tuple[str, datetime], ...]
    reported: datetime


class Completed(Tagged, frozen=True, kw_only=True):
    """The work is done."""

    cleaner: CleanerId
    claim: ClaimId
    began: datetime
    ended: datetime
    minutes: int


class Settled(Tagged, frozen=True, kw_only=True):
    """Done and paid for; ``calls`` are what was tried at a door that stayed closed: a bank may ask for it later."""

    cleaner: CleanerId
    ended: datetime
    calls: tuple[tuple[str, datetime], ...] = ()


class Cancelled(Tagged, frozen=True, kw_only=True):
    """Will not take place; ``fee`` is what the policy asks of the customer, ``cleaner_pay`` what the cleaner gets."""

    by: By
    reason: str
    at: datetime
    fee: Money
    cleaner: CleanerId | None = None
    cleaner_pay: Money


class Expired(Tagged, frozen=True, kw_only=True):
    """Ended before it began: no card in time, or nobody found and no answer."""

    at: datetime
    reason: str


Phase = (
    AwaitingCard
    | Requested
    | Offered
    | AwaitingChoice
    | Confirmed
    | EnRoute
    | AtDoor
    | InProgress
    | LockedOut
    | Completed
    | Settled
    | Cancelled
    | Expired
)


class Mark(Value, frozen=True, kw_only=True):
    """What a cleaner promised and did not do, found when it happened: evidence that stays, whatever follows.

    ``notice_min`` is how long before the start it was known; ``not_kept`` counts against the visits that were kept;
    ``start`` is that of whom was late: a clean that moves on has another one. ``disproved_at``: when it was shown that
    they had been there in time after all; the mark stays, and counts no more.
    """

    what: Literal["late", "no_show", "withdrew"]
    cleaner: CleanerId
    at: datetime
    notice_min: int
    not_kept: bool = False
    start: datetime | None = None
    disproved_at: datetime | None = None


class Override(Value, frozen=True, kw_only=True):
    """What somebody of the office vouches for, and why: that work may begin without secured ``money``, or that the
    cleaner is at the ``place``. It holds for this start, and about the place for this cleaner."""

    what: Literal["money", "place"]
    by: OpsId
    at: datetime
    reason: str
    start: datetime
    cleaner: CleanerId


class ExtraAsked(Tagged, frozen=True, kw_only=True):
    """The cleaner has asked; the customer has not answered."""


class ExtraCharging(Tagged, frozen=True, kw_only=True):
    """The customer agreed, and the card is being asked."""

    operation: OperationId


class ExtraPaid(Tagged, frozen=True, kw_only=True):
    """It is paid for."""

    at: datetime


class ExtraUnpaid(Tagged, frozen=True, kw_only=True):
    """The card did not pay for it, so it is not done."""

    at: datetime


class ExtraTime(Value, frozen=True, kw_only=True):
    """More time at a visit than was booked: how much, at which price of its own, and how it stands."""

    minutes: int
    price: Price
    asked_at: datetime
    phase: ExtraAsked | ExtraCharging | ExtraPaid | ExtraUnpaid


class RoomToClean(Value, frozen=True, kw_only=True):
    """A room of the home as it was sold, by its word (``bedroom_2``), and when the cleaner ticked it off."""

    code: str
    ticked_at: datetime | None = None


class Undoable(Value, frozen=True, kw_only=True):
    """What stood before the office last gave the clean to somebody, and until when it may be put back.

    It holds at this ``version`` alone: whatever happens to the booking afterwards stays.
    """

    phase: Requested | Confirmed
    version: int
    until: datetime


class Booking(Aggregate, frozen=True, kw_only=True):
    """One clean of one home.

    ``window`` is the work itself; ``local`` the promise by the home's wall clock; ``earliest_start`` is the earliest
    start that was ever promised, ``least_notice_min`` the least notice left at a move (a later cancel counts it),
    ``late_moves`` how many moves came so late that the cleaner had to agree. ``kind``, ``extras``, ``rooms`` are what
    was sold to be cleaned.
    """

    id: BookingId
    customer: CustomerId
    home: HomeId
    quote: QuoteId
    window: Window
    local: LocalStart
    minutes: int
    price: Price
    policy: str
    wish: Wish
    instant: bool
    phase: Phase
    placed_at: datetime
    earliest_start: datetime
    least_notice_min: int | None = None
    moves: int = 0
    late_moves: int = 0
    marks: tuple[Mark, ...] = ()
    overrides: tuple[Override, ...] = ()
    extra: ExtraTime | None = None
    kind: CleanKind = "standard"
    extras: tuple[str, ...] = ()
    rooms: tuple[RoomToClean, ...] = ()
    undo: Undoable | None = None


class QuoteExpired(Refusal, frozen=True, kw_only=True):
    """The price is too old or used; ask for a new one."""


class HomeDiffers(Refusal, frozen=True, kw_only=True):
    """The price was made for another address; ask for one for this home."""


class CardNotSaved(Refusal, frozen=True, kw_only=True):
    """There is no saved card of this customer under that id."""


class NeedsCleanerConsent(Refusal, frozen=True, kw_only=True):
    """So close to the start, the cleaner has to agree to the move."""


class LateMoveUsed(Refusal, frozen=True, kw_only=True):
    """So close to the start a clean is moved free of charge ``most`` times; it can be kept or cancelled."""

    most: int


class TooManyMoves(Refusal, frozen=True, kw_only=True):
    """The clean was moved as often as a clean may be."""

    most: int


class NotOnTeam(Refusal, frozen=True, kw_only=True):
    """Only the cleaner who comes can do this."""


class TooEarly(Refusal, frozen=True, kw_only=True):
    """Not before this instant."""

    opens: datetime


class TooFar(Refusal, frozen=True, kw_only=True):
    """Not at the home: more metres away than a check-in allows; the home's PIN, or the office, helps."""

    distance_m: int
    most_m: int


class MoneyNotSecured(Refusal, frozen=True, kw_only=True):
    """The card is not secured, so no work may begin."""


class StillWaiting(Refusal, frozen=True, kw_only=True):
    """The waiting time at the door is not over."""

    until: datetime


class EvidenceMissing(Refusal, frozen=True, kw_only=True):
    """What has to be shown before nobody-at-home counts."""

    missing: tuple[str, ...]


class ChoiceClosed(Refusal, frozen=True, kw_only=True):
    """The time to choose is over."""


class NotAnOption(Refusal, frozen=True, kw_only=True):
    """That is not among the choices."""

    options: tuple[str, ...]


class TooLongEta(Refusal, frozen=True, kw_only=True):
    """An arrival time may be at most an hour away, and never later than ``latest``, an hour after the start."""

    most_min: int
    latest: datetime


class AgreementMissing(Refusal, frozen=True, kw_only=True):
    """Who does not book instantly comes only after a yes, and that yes is written down."""
