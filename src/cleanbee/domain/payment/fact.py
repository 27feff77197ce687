"""What is known about an operation, from whichever road the news came: reply, webhook, look-up."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Money, Tagged
from cleanbee.domain.payment.payment import DeclineClass


class Held(Tagged, frozen=True, kw_only=True):
    """The gateway holds the amount until ``capture_before``."""

    provider_id: str
    amount: Money
    capture_before: datetime


class Taken(Tagged, frozen=True, kw_only=True):
    """The gateway has captured the amount."""

    provider_id: str
    amount: Money


class LetGo(Tagged, frozen=True, kw_only=True):
    """The gateway has let the hold go."""

    provider_id: str


class Refunded(Tagged, frozen=True, kw_only=True):
    """The gateway has given the amount back, or will in days that are the bank's; ``provider_id`` is the refund's."""

    provider_id: str
    amount: Money


class OnItsWay(Tagged, frozen=True, kw_only=True):
    """The gateway has sent the amount to the cleaner's account; it arrives, or comes back, later."""

    provider_id: str
    amount: Money
    arrives_at: datetime


class EvidenceTaken(Tagged, frozen=True, kw_only=True):
    """The gateway has our evidence about the dispute of this name, and hands it to the bank."""

    provider_id: str


class CustomerWanted(Tagged, frozen=True, kw_only=True):
    """The bank wants the customer to act behind a link."""

    provider_id: str
    link: str


class TurnedDown(Tagged, frozen=True, kw_only=True):
    """The bank or the gateway said no; ``provider_id``: to a refund of this name, which may have been given before."""

    kind: DeclineClass
    reason: str
    provider_id: str | None = None


class NoAnswer(Tagged, frozen=True, kw_only=True):
    """Time-out, 5xx, conflict: it may or may not have happened."""


class NeverHappened(Tagged, frozen=True, kw_only=True):
    """A look-up found nothing under the key."""


HoldFact = Held | Taken | LetGo | CustomerWanted | TurnedDown | NoAnswer | NeverHappened
Fact = HoldFact | Refunded | OnItsWay | EvidenceTaken
