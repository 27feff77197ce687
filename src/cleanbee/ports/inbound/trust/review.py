"""The two of a clean review each other, read what they may, and all is published when both are in or on day 7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reviews import review_until
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, Refused, ReviewId, Timer, Value
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.domain.trust.review import (
    TAGS,
    Review,
    ReviewRefusal,
    Said,
    Sealed,
    Side,
    Standing,
    may_publish,
    publish,
    rated,
    review,
    seen_by,
    standing,
)
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work

Absent = NotFound | NotAllowed
WriteNo = Absent | ReviewRefusal


class ReviewAsked(Value, frozen=True, kw_only=True):
    """Whose reviews of which clean."""

    actor: Actor
    booking: BookingId


class ReviewGiven(ReviewAsked, frozen=True, kw_only=True):
    """What somebody says of the other side: stars from 1 to 5, words, tags."""

    stars: int
    text: str = ""
    tags: tuple[str, ...] = ()


class ReviewsView(Value, frozen=True, kw_only=True):
    """The reviews of a clean as one of its sides sees them: what is published, and one's own.

    ``until`` is when it is too late to write; ``tags`` are the words that the asker may choose from.
    """

    standing: Standing
    until: datetime | None
    shown: tuple[Review, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class WriteReview:
    """Sealed; where the other side has written already, both are published in the same unit."""

    store: Store
    ids: Ids

    async def __call__(self, ask: ReviewGiven, once: Once | None = None) -> ReviewsView | Refused[WriteNo]:
        """What the author sees now."""
        async with self.store.begin(once) as work:
            answer = await self._written(work, ask)
            work.answer(answer)
            return answer

    async def _written(self, work: Work, ask: ReviewGiven) -> ReviewsView | Refused[WriteNo]:
        booking = await _held(work, ask.booking)
        if booking is None:
            return Refused(why=NotFound(what="booking"))
        allowed = may(ask.actor, "booking.review", facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        side = _side(ask.actor)
        assert side is not None, "the policy table lets only the two of a clean review it"
        now, kept = await work.now(), await work.reviews.of_booking(booking.id)
        said = Said(id=ReviewId(self.ids.new()), by=side, stars=ask.stars, text=ask.text, tags=ask.tags)
        made = review(booking, cleaner_of(booking), said, kept, now)
        if isinstance(made, Refused):
            return made
        await work.reviews.add(made.value)
        await work.keep(made)
        await publish_all(work, (*kept, made.value), now)
        return _view(booking, await work.reviews.of_booking(booking.id), side, now)


@dataclass(frozen=True)
class ReadReviews:
    """The reviews of a clean."""

    store: Store

    async def __call__(self, ask: ReviewAsked) -> ReviewsView | Refused[Absent]:
        """What the asker may see of them."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="booking"))
            allowed = may(ask.actor, "booking.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            kept = await work.reviews.of_booking(booking.id)
            return _view(booking, kept, _side(ask.actor), await work.now())


@dataclass(frozen=True)
class PublishReviews:
    """A step on the timer ``review.publish``: the time to write is over, and what is in is published."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """Publish what is sealed, if it is time."""
        booking = await _held(work, BookingId(timer.subject))
        if booking is not None:
            await publish_all(work, await work.reviews.of_booking(booking.id), await work.now())


async def publish_all(work: Work, kept: Sequence[Review], now: datetime) -> None:
    """Publish all that is sealed, if both are in or the time is over; booking and cleaner are held."""
    if not may_publish(kept, now):
        return
    for one in kept:
        if isinstance(one.phase, Sealed):
            opened = publish(one, now)
            await work.reviews.replace(one, opened.value)
            await work.keep(opened)
            if one.by == "customer":
                cleaner = await work.cleaners.find(one.cleaner)
                assert cleaner is not None, "whoever was reviewed is kept"
                await work.cleaners.replace(cleaner, rated(cleaner, opened.value))


async def _held(work: Work, id: BookingId) -> Booking | None:
    """The booking, held together with whoever cleaned: their stars may change."""
    peek = await work.bookings.find(id)
    if peek is None:
        return None
    someone = cleaner_of(peek)
    await work.lock(cleaners=() if someone is None else (someone,), bookings=(id,))
    return await work.bookings.find(id)


def _view(booking: Booking, kept: Sequence[Review], side: Side | None, now: datetime) -> ReviewsView:
    return ReviewsView(
        standing=standing(booking, kept, side, now),
        until=review_until(booking),
        shown=seen_by(kept, side),
        tags=() if side is None else TAGS[side],
    )


def _side(actor: Actor) -> Side | None:
    match actor:
        case AsCustomer():
            return "customer"
        case AsCleaner():
            return "cleaner"
        case _:
            return None
