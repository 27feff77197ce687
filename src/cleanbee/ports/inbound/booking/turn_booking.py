"""The walk that every verb on one booking takes: lock, find, authorise, compare versions, decide, keep, show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.occurred import happened
from cleanbee.domain.booking.step import KeptNo, cleaner_of
from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    Granted,
    NotAllowed,
    NotFound,
    Refusal,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView, view_of
from cleanbee.ports.inbound.booking.word_of_missed import keep_word
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Stale, Store, Work


class BookingAsked(Value, frozen=True, kw_only=True):
    """A verb on one booking: who asks, and on which version they decided (absent: whichever it is).

    ``occurred_at``: when a step happened that is told late (absent: now).
    """

    actor: Actor
    booking: BookingId
    at_version: int | None = None
    occurred_at: datetime | None = None

    @property
    def concerns(self) -> tuple[CleanerId, ...]:
        """Cleaners whose time the answer may touch, besides the booking's own: they are locked first."""
        return ()


Decide = Callable[[Work, Scene], Awaitable[Granted[Booking] | Granted[KeptNo] | Refused[Refusal]]]


async def turn_booking(
    store: Store, ask: BookingAsked, verb: str, once: Once | None, decide: Decide
) -> BookingView | Refused[Refusal]:
    """Decide about one booking under its lock; ``decide`` keeps everything but the booking itself and its news."""
    async with store.begin(once) as work:
        booking = await found(work, ask, verb)
        if isinstance(booking, Refused):
            work.answer(booking)
            return booking
        now = await work.now()
        at = happened(booking, ask.occurred_at, now)
        if isinstance(at, Refused):
            work.answer(at)
            return at
        policy = await work.books.policy(booking.policy)
        decided = await decide(work, Scene(booking=booking, policy=policy, now=now, at=at.value))
        if isinstance(decided, Refused):
            no = await keep_word(work, booking, ask.actor, verb, at.value, decided.why)
            work.answer(no)
            return no
        turned = decided.value
        onward = turned.booking if isinstance(turned, KeptNo) else turned
        if onward != booking:
            await work.bookings.replace(booking, onward)
        await work.keep(decided)
        if isinstance(turned, KeptNo):
            no = Refused(why=turned.why)
            work.answer(no)
            return no
        view = await view_of(work, onward, ask.actor, now)
        work.answer(view)
        return view


async def found(work: Work, ask: BookingAsked, verb: str) -> Booking | Refused[NotFound | NotAllowed | VersionMoved]:
    """The booking, locked with the cleaner it concerns, if the asker may do this to it."""
    peek = await work.bookings.find(ask.booking)
    if peek is None:
        return Refused(why=NotFound(what="booking"))
    someone = cleaner_of(peek)
    cleaners = ask.concerns if someone is None else (*ask.concerns, someone)
    await work.lock(cleaners=cleaners, bookings=(ask.booking,))
    booking = await work.bookings.find(ask.booking)
    assert booking is not None, "bookings are never deleted"
    if cleaner_of(booking) not in {someone, None}:
        raise Stale("the clean has passed to another cleaner meanwhile")
    match may(ask.actor, f"booking.{verb}", facts_of(booking)):
        case Refused() as no:
            return no
        case Granted():
            pass
    if ask.at_version is not None and ask.at_version != booking.version:
        return Refused(why=VersionMoved(current=booking.version))
    return booking
