"""The money of one booking on its way: the card, the hold, the capture, and every outside effect we intend."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CardId,
    CustomerId,
    Money,
    OperationId,
    PaymentId,
    Refusal,
    Tagged,
)
from cleanbee.domain.platform.ladder import No

DeclineClass = No
OperationKind = Literal["authorise", "capture", "void", "charge", "refund", "pay_out", "contest"]
"""``charge`` holds and takes at once while the customer is here; ``refund`` gives back what was taken; ``pay_out``
sends a cleaner's money to the account it goes to; ``contest`` sends evidence about a disputed charge, and no money."""


LATER_CHARGES, STANDS_IN = "later-charges.1", "later-charges-and-standing-in.1"
"""The mandates: for what is booked on this card, and also for what is booked on another that cannot be charged."""


class Card(Aggregate, frozen=True, kw_only=True):
    """A card the customer saved with consent to later charges, written down as ``mandate``.

    ``token`` is the gateway's name for it; ``fingerprint`` is the same for the same card, saved however often.
    """

    id: CardId
    owner: CustomerId
    token: str
    brand: str
    last4: str
    saved_at: datetime
    mandate: str
    removed_at: datetime | None = None
    fingerprint: str = ""

    @property
    def mark(self) -> str:
        """What this customer's tries of this card are counted under."""
        return f"{self.owner}:{self.fingerprint or self.token}"

    @property
    def may_stand_in(self) -> bool:
        """Whether its owner lets it be charged where another of their cards cannot be."""
        return self.removed_at is None and self.mandate == STANDS_IN


class CardSaved(Tagged, frozen=True, kw_only=True):
    """Nothing is held yet."""


class Authorizing(Tagged, frozen=True, kw_only=True):
    """The gateway is being asked to hold the amount."""

    operation: OperationId


class ActionRequired(Tagged, frozen=True, kw_only=True):
    """The bank wants the customer; the link works until an instant."""

    operation: OperationId
    link: str
    until: datetime


class Declined(Tagged, frozen=True, kw_only=True):
    """The bank said no; ``next_try`` is absent when trying again makes no sense."""

    kind: DeclineClass
    next_try: datetime | None = None


class Authorized(Tagged, frozen=True, kw_only=True):
    """The amount is held; it must be captured before ``capture_before`` (the gateway's word)."""

    amount: Money
    provider_id: str
    capture_before: datetime


class Capturing(Tagged, frozen=True, kw_only=True):
    """The gateway is being asked for the money."""

    operation: OperationId
    amount: Money
    held: Money
    provider_id: str


class Captured(Tagged, frozen=True, kw_only=True):
    """The money is ours to share out; paid otherwise than by a card it has no name at the gateway."""

    amount: Money
    provider_id: str
    at: datetime


class Voiding(Tagged, frozen=True, kw_only=True):
    """The gateway is being asked to let the hold go."""

    operation: OperationId
    held: Money
    provider_id: str


class Voided(Tagged, frozen=True, kw_only=True):
    """The hold is gone."""

    at: datetime


class Lapsed(Tagged, frozen=True, kw_only=True):
    """The hold ran out at the bank."""

    at: datetime


class Owed(Tagged, frozen=True, kw_only=True):
    """The work is done and the money is not there yet."""

    amount: Money
    since: datetime


class WrittenOff(Tagged, frozen=True, kw_only=True):
    """The money will not come."""

    amount: Money


class Released(Tagged, frozen=True, kw_only=True):
    """There is nothing to pay any more."""

    at: datetime


PaymentPhase = (
    CardSaved
    | Authorizing
    | ActionRequired
    | Declined
    | Authorized
    | Capturing
    | Captured
    | Voiding
    | Voided
    | Lapsed
    | Owed
    | WrittenOff
    | Released
)


class Payment(Aggregate, frozen=True, kw_only=True):
    """The money of one booking; ``tries`` counts authorisations with the customer absent since the last success.

    ``covered``: the cleaner was given the share although the customer's money had not come. ``grace_until``: an attempt
    was open at the deadline for the card, and has so long. ``doubt_since``: the deadline has passed and nobody knows
    whether the money is held; that is our doubt, and nobody loses a visit over it.
    ``covered``: the cleaner was given the share although the customer's money had not come. ``amount`` is what the card
    is asked for: the price less what is paid ``by_credit``.
    """

    id: PaymentId
    booking: BookingId
    customer: CustomerId
    card: CardId
    amount: Money
    phase: PaymentPhase
    tries: int = 0
    covered: bool = False
    grace_until: datetime | None = None
    doubt_since: datetime | None = None
    by_credit: Money | None = None


class Planned(Tagged, frozen=True, kw_only=True):
    """Kept, not sent."""


class Sent(Tagged, frozen=True, kw_only=True):
    """The call has begun; without an answer by ``next_at`` its caller counts as gone, and it is asked again."""

    first_at: datetime
    attempts: int
    next_at: datetime


class Succeeded(Tagged, frozen=True, kw_only=True):
    """The gateway did it."""

    at: datetime
    provider_id: str


class Failed(Tagged, frozen=True, kw_only=True):
    """The gateway refused, for good."""

    at: datetime
    reason: str
    kind: DeclineClass | None = None


class Unknown(Tagged, frozen=True, kw_only=True):
    """Nobody knows whether it happened; the same key is asked again, then only looked up."""

    first_at: datetime
    attempts: int
    next_at: datetime


class Abandoned(Tagged, frozen=True, kw_only=True):
    """A human closed it, with a reason and the look-up's evidence."""

    reason: str
    evidence: str


OperationPhase = Planned | Sent | Succeeded | Failed | Unknown | Abandoned


class Operation(Aggregate, frozen=True, kw_only=True):
    """One intended effect at the gateway; its id is the gateway's idempotency key, ``intent`` is unique for ever.

    ``provider_id``: the hold or the charge that it is about, later what came of it. ``subject``: the refund, charge or
    payout that intends it. ``card``: the mark of the card that is asked; ``asked_at``: since when. Paying out is about
    no one booking: then ``payment`` and ``booking`` are absent, and ``account`` is the gateway's name of the account
    that is paid. ``packet`` is the evidence that is sent.
    """

    id: OperationId
    kind: OperationKind
    intent: str
    payment: PaymentId | None = None
    booking: BookingId | None = None
    subject: UUID | None = None
    card_token: str = ""
    card: str = ""
    asked_at: datetime | None = None
    account: str = ""
    packet: str = ""
    amount: Money
    customer_present: bool = False
    provider_id: str | None = None
    phase: OperationPhase

    @property
    def finished(self) -> bool:
        return isinstance(self.phase, Succeeded | Failed | Abandoned)

    def under_way(self, now: datetime) -> bool:
        """Whether somebody is calling at this moment, or died doing so a moment ago."""
        return isinstance(self.phase, Sent) and not self.due(now)

    def due(self, now: datetime) -> bool:
        """Whether somebody should take it up now."""
        match self.phase:
            case Planned():
                return True
            case Sent(next_at=at) | Unknown(next_at=at):
                return at <= now
            case Succeeded() | Failed() | Abandoned():
                return False


class PaymentDeclined(Refusal, frozen=True, kw_only=True):
    """The card was declined."""

    kind: DeclineClass


class WindowTooLong(Refusal, frozen=True, kw_only=True):
    """No card hold lives long enough for this visit."""


class CardUnknown(Refusal, frozen=True, kw_only=True):
    """The gateway knows no card under that set-up token."""


class NothingToPay(Refusal, frozen=True, kw_only=True):
    """The payment needs nothing from the customer now."""
