"""What a moment of money's brings."""

from __future__ import annotations

from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingChoice,
    Booking,
    Confirmed,
    EnRoute,
    InProgress,
    Offered,
    Requested,
)
from cleanbee.domain.kernel import Granted, Value, evolve
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Operation, Payment

ALIVE = Requested | Offered | AwaitingChoice | Confirmed | EnRoute | AtDoor | InProgress
"""The phases in which a visit is to take place, or takes place, and its money is to be secured."""


class Due(Value, frozen=True, kw_only=True):
    """What a due moment brought, absent where nothing changed; ``release`` lets go of a hold that is not used."""

    payment: Payment
    booking: Booking | None = None
    operation: Operation | None = None
    release: Operation | None = None
    journals: tuple[Journal, ...] = ()


def nothing(payment: Payment) -> Granted[Due]:
    """The moment came and there is nothing to do any more."""
    return Granted(value=Due(payment=payment))


def with_version(onward: Payment, kept: Payment) -> Payment:
    """Two steps taken in one unit are one replacement: the next version of what is kept."""
    return evolve(kept, phase=onward.phase, card=onward.card, tries=onward.tries, amount=onward.amount)
