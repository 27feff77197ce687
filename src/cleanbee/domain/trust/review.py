"""The two of a clean review each other without seeing what the other says: both are published at once, or on day 7."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.reviews import review_until
from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    CustomerId,
    Event,
    Granted,
    NoTimer,
    NotInPhase,
    Refusal,
    Refused,
    ReviewId,
    Tagged,
    Timer,
    Value,
    evolve,
)
from cleanbee.domain.messaging.chat import masked
from cleanbee.domain.people.person import Cleaner

LONGEST = 1_000
"""Characters of one review."""
MOST_STARS = 5
PUBLISH = "review.publish"

Side = Literal["customer", "cleaner"]
Standing = Literal["closed", "open", "sealed", "published", "lapsed"]

TAGS: dict[Side, tuple[str, ...]] = {
    "customer": ("thorough", "punctual", "friendly", "careful", "good_contact"),
    "cleaner": ("friendly", "well_prepared", "clear_wishes", "easy_to_reach", "as_described"),
}
"""What each side may say of the other in a word."""


class Sealed(Tagged, frozen=True, kw_only=True):
    """Nobody but its author sees it; on ``until`` it is published whatever the other side does."""

    until: datetime


class Published(Tagged, frozen=True, kw_only=True):
    """Both sides see it."""

    at: datetime


ReviewPhase = Sealed | Published


class Review(Aggregate, frozen=True, kw_only=True):
    """What one side of a clean says of the other: stars from 1 to 5, words (telephone numbers masked), tags."""

    id: ReviewId
    booking: BookingId
    customer: CustomerId
    cleaner: CleanerId
    by: Side
    stars: int
    text: str = ""
    tags: tuple[str, ...] = ()
    written_at: datetime
    phase: ReviewPhase

    def __post_init__(self) -> None:
        assert 1 <= self.stars <= MOST_STARS, "stars go from one to five"
        assert len(self.text) <= LONGEST, "a review is a few sentences"


class ReviewSealed(Event, frozen=True, kw_only=True):
    """Somebody wrote a review: its author alone (one of the two ids is absent) hears of it."""

    review: ReviewId
    booking: BookingId
    customer: CustomerId | None = None
    cleaner: CleanerId | None = None


class ReviewPublished(Event, frozen=True, kw_only=True):
    """A review can be read by both."""

    review: ReviewId
    booking: BookingId
    customer: CustomerId
    cleaner: CleanerId
    by: Side


class ReviewTooLate(Refusal, frozen=True, kw_only=True):
    """Reviews could be written until an instant that is over."""

    until: datetime


class ReviewedBefore(Refusal, frozen=True, kw_only=True):
    """You have reviewed this clean already."""


class TagUnknown(Refusal, frozen=True, kw_only=True):
    """That is not among the words for this side."""

    known: tuple[str, ...]


ReviewRefusal = NotInPhase | ReviewTooLate | ReviewedBefore | TagUnknown


class Said(Value, frozen=True, kw_only=True):
    """What one side says, under which id."""

    id: ReviewId
    by: Side
    stars: int
    text: str
    tags: tuple[str, ...]


def review(
    booking: Booking, cleaner: CleanerId | None, said: Said, kept: Sequence[Review], now: datetime
) -> Granted[Review] | Refused[ReviewRefusal]:
    """A sealed review by one of the two who were there; ``kept``: those of this clean that are in already."""
    until = review_until(booking)
    if until is None or cleaner is None:
        return Refused(why=NotInPhase(phase=phase_name(booking.phase)))
    if any(one.by == said.by for one in kept):
        return Refused(why=ReviewedBefore())
    if now >= until:
        return Refused(why=ReviewTooLate(until=until))
    known = TAGS[said.by]
    if not set(said.tags) <= set(known):
        return Refused(why=TagUnknown(known=known))
    written = Review(
        id=said.id,
        booking=booking.id,
        customer=booking.customer,
        cleaner=cleaner,
        by=said.by,
        stars=said.stars,
        text=masked(said.text.strip()),
        tags=tuple(tag for tag in known if tag in said.tags),
        written_at=now,
        phase=Sealed(until=until),
    )
    mine = said.by == "customer"
    told = ReviewSealed(
        review=written.id,
        booking=booking.id,
        customer=booking.customer if mine else None,
        cleaner=None if mine else cleaner,
    )
    return Granted(value=written, events=(told,), timers=(Timer(kind=PUBLISH, subject=booking.id, due_at=until),))


def may_publish(kept: Sequence[Review], now: datetime) -> bool:
    """Whether what is sealed opens: both are in, or the time is over."""
    waiting = [one.phase.until for one in kept if isinstance(one.phase, Sealed)]
    return bool(waiting) and (len(kept) == len(TAGS) or now >= min(waiting))


def publish(one: Review, now: datetime) -> Granted[Review]:
    """From now on both sides see it."""
    assert isinstance(one.phase, Sealed), "what is published stays so"
    told = ReviewPublished(review=one.id, booking=one.booking, customer=one.customer, cleaner=one.cleaner, by=one.by)
    return Granted(
        value=evolve(one, phase=Published(at=now)),
        events=(told,),
        timers=(NoTimer(kind=PUBLISH, subject=one.booking),),
    )


def rated(cleaner: Cleaner, one: Review) -> Cleaner:
    """The cleaner with the stars of a published review counted: what is shown, and what the score shrinks."""
    assert isinstance(one.phase, Published) and one.by == "customer", "only what all may see counts"
    return evolve(cleaner, stars_sum=cleaner.stars_sum + one.stars, stars_count=cleaner.stars_count + 1)


def seen_by(kept: Sequence[Review], side: Side | None) -> tuple[Review, ...]:
    """What somebody may read: what is published, and one's own."""
    return tuple(one for one in kept if isinstance(one.phase, Published) or one.by == side)


def standing(booking: Booking, kept: Sequence[Review], side: Side | None, now: datetime) -> Standing:
    """How reviewing stands for one side (None: for whoever is none); that the other side has written shows nowhere."""
    until = review_until(booking)
    if until is None:
        return "closed"
    shown = seen_by(kept, side)
    if any(isinstance(one.phase, Published) for one in shown):
        return "published"
    if any(one.by == side for one in shown):
        return "sealed"
    return "open" if now < until else "lapsed"
