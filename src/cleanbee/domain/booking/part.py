"""One of the two wants no visits with the other any more: what they have ahead is for somebody else, free of charge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import Anyone, AwaitingCard, Booking, Confirmed, Offered, Only, Prefer, Requested
from cleanbee.domain.booking.events import BookingRequested, CleanerReleased
from cleanbee.domain.booking.fill import ask_choice
from cleanbee.domain.booking.place import fill_by
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import news, step_to, stepped, wrong_phase
from cleanbee.domain.kernel import CleanerId, Granted, NotInPhase, Refused, Timer, with_
from cleanbee.domain.platform.policy import Policy

Side = Literal["customer", "cleaner"]


def joint(bookings: Iterable[Booking], cleaner: CleanerId) -> tuple[Booking, ...]:
    """Of a customer's bookings those in which this cleaner is held, asked, bound, or the only one wanted.

    Whoever is on the way or there already is not among them: that visit is no longer ahead.
    """
    return tuple(one for one in bookings if _together(one, cleaner))


def part(
    booking: Booking, cleaner: CleanerId, by: Side, policy: Policy, now: datetime
) -> Granted[Booking] | Refused[NotInPhase]:
    """Somebody else is looked for; close to the start, or where it was to be this cleaner only, the customer chooses.

    Nobody bears a mark for it, and until somebody is found cancelling is free.
    """
    phase = booking.phase
    if isinstance(phase, Requested) and _only(booking, cleaner):
        return ask_choice(booking, "cleaner_withdrew", now)
    if not isinstance(phase, Confirmed) or phase.cleaner != cleaner:
        return wrong_phase(booking)
    untold = may_pass(booking, now)
    in_time = booking.window.start - now >= timedelta(minutes=policy.withdraw_notice_min)
    if _only(booking, cleaner) or not in_time:
        asked = ask_choice(booking, "cleaner_withdrew", now)
        return asked if isinstance(asked, Refused) else _released(asked, cleaner, by, untold=untold)
    by_when = fill_by(booking.window.start, now)
    looking = Requested(fill_by=by_when, asked=(cleaner,))
    timer = Timer(kind="booking.fill_by", subject=booking.id, due_at=by_when)
    wish = Anyone() if booking.wish == Prefer(cleaner=cleaner) else booking.wish
    onward, timers = step_to(booking, looking, timer, wish=wish)
    done = stepped(onward, timers, news(BookingRequested, onward, again=True))
    return _released(done, cleaner, by, untold=untold)


def _released(done: Granted[Booking], cleaner: CleanerId, by: Side, *, untold: bool) -> Granted[Booking]:
    told = news(CleanerReleased, done.value, cleaner, by=by, untold=untold)
    return with_(done, events=(told, *done.events))


def _together(booking: Booking, cleaner: CleanerId) -> bool:
    match booking.phase:
        case AwaitingCard(cleaner=one) | Confirmed(cleaner=one):
            return one == cleaner
        case Offered(to=to):
            return cleaner in to
        case Requested():
            return _only(booking, cleaner)
        case _:
            return False


def _only(booking: Booking, cleaner: CleanerId) -> bool:
    return booking.wish == Only(cleaner=cleaner)
