"""What a message about a booking may speak of, and to whom it speaks."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Event, Value
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.payment.payment import Payment
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.policy import Policy


class Desk(Value, frozen=True, kw_only=True):
    """Where the office reads, and where links lead to."""

    mail: str
    url: str
    zone: str = "Europe/Berlin"


class Around(Value, frozen=True, kw_only=True):
    """Everything that a message about a booking may speak of."""

    booking: Booking
    home: Home
    customer: Customer
    cleaner: Cleaner | None
    offer: Offer | None = None
    payment: Payment | None = None
    policy: Policy
    desk: Desk


class Say(Value, frozen=True, kw_only=True):
    """What a message is filled from: the facts, the reader's language and clock, and when it goes out (``at``)."""

    around: Around
    locale: str
    zone: str
    at: datetime
    event: Event | None

    @property
    def booking(self) -> Booking:
        """The booking that is spoken of."""
        return self.around.booking

    @property
    def start(self) -> datetime:
        """The visit's start; an offer speaks of its own."""
        offer = self.around.offer
        return self.booking.window.start if offer is None else offer.window.start
