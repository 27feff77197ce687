"""Who was shown where somebody lives or how the books compare, and who stepped in where money goes: kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from cleanbee.domain.kernel import BookingId, Value, with_
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.platform.wallclock import local_of

LONGEST_WHY = 500

What = Literal["street", "way_in", "books", "person", "chat"]
Thing = Literal["home", "quote", "ledger", "customer", "cleaner", "booking"]
Did = Literal[
    "payout_blocked", "payout_unblocked", "operation_abandoned", "refund_asked", "refund_approved", "refund_dropped",
    "evidence_sent", "promotion_made", "promotion_ended", "acted_for",
]  # fmt: skip
DEEDS = frozenset[str](get_args(Did))


class Disclosure(Value, frozen=True, kw_only=True):
    """One thing that one person was shown, of which home, quote or look at the books, when, for which visit and why."""

    who: Actor
    what: What
    thing: Thing
    subject: UUID
    at: datetime
    booking: BookingId | None = None
    why: str = ""

    def __post_init__(self) -> None:
        assert len(self.why) <= LONGEST_WHY, "a reason is a sentence or two"


class Deed(Value, frozen=True, kw_only=True):
    """One thing that somebody of the office did with money that is not theirs, or for a customer: when, and why."""

    who: Actor
    what: Did
    thing: Literal["payout", "operation", "refund", "dispute", "promotion", "customer"]
    subject: UUID
    at: datetime
    why: str
    booking: BookingId | None = None

    def __post_init__(self) -> None:
        assert self.why.strip() and len(self.why) <= LONGEST_WHY, "a reason is a sentence or two"


AuditLine = Disclosure | Deed


def noted_today(shown: Disclosure, lately: Iterable[AuditLine], zone: str) -> bool:
    """Whether a street that somebody is shown for a booking stands there already, of this day by the home's clock.

    Whoever is told the way in is noted each time.
    """
    day = local_of(shown.at, zone).day
    alike = (one for one in lately if isinstance(one, Disclosure) and local_of(one.at, zone).day == day)
    return shown.what == "street" and any(with_(one, at=shown.at) == shown for one in alike)
