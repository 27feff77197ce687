"""Who was shown where somebody lives, how to get in there, or how the books compare: kept for good, ids alone."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from cleanbee.domain.kernel import BookingId, Value
from cleanbee.domain.people.actor import Actor

LONGEST_WHY = 500

What = Literal["street", "way_in", "books"]
Thing = Literal["home", "quote", "ledger"]


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
