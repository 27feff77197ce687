"""Mia's clean on Wednesday 3 March 2027 at 09:30 in Berlin, in whatever phase a test needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.booking.booking import Booking, Cancelled, Confirmed, Only, Phase
from cleanbee.domain.kernel import ClaimId, Money, with_
from cleanbee.domain.messaging.around import Around, Desk
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import Nouns

START = datetime(2027, 3, 3, 8, 30, tzinfo=UTC)
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
DESK = Desk(mail="office@cleanbee.example", url="https://cleanbee.example")
NOUNS = Nouns(SeededIds(5))
MIA = with_(NOUNS.customer(), name="Mia", phone="+15550100001", email="mia@honigfeld.example")
JOYCE = with_(
    NOUNS.cleaner(), name="Joyce", phone="+15550100201", email="joyce@honigfeld.example", zone="Europe/Lisbon"
)
HOME = NOUNS.home(MIA)
QUOTE = NOUNS.quote(MIA)
CLAIM = ClaimId(NOUNS.ids.new())


def confirmed(told_at: datetime = MONDAY) -> Confirmed:
    """Joyce is coming."""
    return Confirmed(cleaner=JOYCE.id, claim=CLAIM, told_at=told_at)


def cancelled(by: str = "customer", reason: str = "plans_changed", fee: int = 0, pay: int = 0) -> Cancelled:
    """It will not take place."""
    return Cancelled(
        by=by,  # pyright: ignore[reportArgumentType] -- a word of By
        reason=reason,
        at=MONDAY,
        fee=Money(amount=fee),
        cleaner=JOYCE.id,
        cleaner_pay=Money(amount=pay),
    )


def booking(phase: Phase | None = None, start: datetime = START) -> Booking:
    """The clean, for which Mia wants Joyce."""
    one = NOUNS.booking(HOME, QUOTE, phase=phase or confirmed(), start=start)
    return with_(one, wish=Only(cleaner=JOYCE.id))


def around(visit: Booking, cleaner: Cleaner | None = JOYCE) -> Around:
    """All that can be spoken of."""
    return Around(booking=visit, home=HOME, customer=MIA, cleaner=cleaner, policy=standard(), desk=DESK)


def hours(count: int) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)
