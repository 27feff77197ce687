"""Finding somebody: asked, asked again, found, or handed to a human and then to the customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import (
    AgreementMissing,
    AwaitingCard,
    AwaitingChoice,
    Booking,
    Confirmed,
    Expired,
    Offered,
    Only,
    Phase,
    Requested,
)
from cleanbee.domain.booking.events import (
    BookingConfirmed,
    BookingExpired,
    BookingOffered,
    BookingRequested,
    ChoiceNeeded,
    HumanNeeded,
)
from cleanbee.domain.booking.lateness import arrival_timers
from cleanbee.domain.booking.place import told_at
from cleanbee.domain.booking.step import NOBODY_SAID, Said, cleaner_of, news, step_to, stepped, unexplained, wrong_phase
from cleanbee.domain.kernel import (
    ClaimId,
    CleanerId,
    Granted,
    NotInPhase,
    OfferId,
    ReasonMissing,
    Refused,
    Timer,
    with_,
)
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy


def mark_offered(booking: Booking, made: Mapping[OfferId, CleanerId]) -> Granted[Booking] | Refused[NotInPhase]:
    """One cleaner is being asked, or several at once; ``made``: the offers in their order, and who got them."""
    if not isinstance(booking.phase, Requested):
        return wrong_phase(booking)
    was = booking.phase
    phase = Offered(
        offers=tuple(made),
        to=tuple(made.values()),
        fill_by=was.fill_by,
        asked=(*was.asked, *made.values()),
        paged=in_queue(was),
    )
    onward, timers = step_to(booking, phase, _fill_timer(booking, was.fill_by))
    return stepped(onward, timers, news(BookingOffered, onward))


def back_to_requested(booking: Booking) -> Granted[Booking] | Refused[NotInPhase]:
    """Nobody of those who were asked comes; the next is to be asked."""
    if not isinstance(booking.phase, Offered):
        return wrong_phase(booking)
    was = booking.phase
    phase = Requested(fill_by=was.fill_by, asked=was.asked, paged=was.paged)
    onward, timers = step_to(booking, phase, _fill_timer(booking, was.fill_by))
    return stepped(onward, timers, news(BookingRequested, onward))


def taken_back(booking: Booking, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """The office takes the offer back: of a clean that it was paged about it takes over the search, else it goes on."""
    if not isinstance(booking.phase, Offered) or not booking.phase.paged or isinstance(booking.wish, Only):
        return chosen_declined(booking, now)
    was = booking.phase
    phase = Requested(fill_by=was.fill_by, asked=was.asked, needs_human=True, paged=True)
    onward, timers = step_to(booking, phase, _fill_timer(booking, was.fill_by))
    return stepped(onward, timers)


def chosen_declined(booking: Booking, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """The chosen cleaner does not come: with ``Only`` the customer chooses, otherwise the next is asked."""
    if isinstance(booking.phase, Offered) and isinstance(booking.wish, Only):
        return ask_choice(booking, "chosen_declined", now)
    return back_to_requested(booking)


def need_human(booking: Booking) -> Granted[Booking] | Refused[NotInPhase]:
    """Five said no, or nobody is left to ask: ops look for somebody."""
    if not isinstance(booking.phase, Requested):
        return wrong_phase(booking)
    was = booking.phase
    if was.needs_human:
        return Granted(value=booking)
    phase = Requested(fill_by=was.fill_by, asked=was.asked, needs_human=True, paged=was.paged)
    onward, timers = step_to(booking, phase, _fill_timer(booking, was.fill_by))
    return stepped(onward, timers, news(HumanNeeded, onward))


def page(booking: Booking) -> Granted[Booking] | Refused[NotInPhase]:
    """Time is short: ops look too, while the asking goes on."""
    if not isinstance(booking.phase, Requested):
        return wrong_phase(booking)
    was = booking.phase
    onward, timers = step_to(booking, with_(was, paged=True), _fill_timer(booking, was.fill_by))
    return stepped(onward, timers, news(HumanNeeded, onward, reason="nobody_yet"))


def in_queue(phase: Phase) -> bool:
    """Whether a human is to look for somebody, alone or beside the offers that go on."""
    match phase:
        case Requested(needs_human=needs, paged=paged):
            return needs or paged
        case Offered(paged=paged):
            return paged
        case _:
            return False


def confirm(
    booking: Booking, cleaner: CleanerId, claim: ClaimId, policy: Policy, now: datetime, said: Said = NOBODY_SAID
) -> Granted[Booking] | Refused[NotInPhase]:
    """Somebody comes: the cleaner accepted, books instantly, or ops ``said`` why, with the cleaner's recorded yes."""
    if not isinstance(booking.phase, Requested | Offered | AwaitingCard | AwaitingChoice):
        return wrong_phase(booking)
    phase = Confirmed(cleaner=cleaner, claim=claim, told_at=told_at(booking.window.start, policy, now))
    onward, timers = step_to(booking, phase, *arrival_timers(with_(booking, phase=phase), policy))
    return stepped(onward, timers, news(BookingConfirmed, onward, agreed=said.agreed, reason=said.reason))


def ask_choice(booking: Booking, reason: str, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """It did not go as promised: the customer is asked, and silence is a free cancel."""
    if not isinstance(booking.phase, Requested | Offered | Confirmed) and reason != "no_show":
        return wrong_phase(booking)
    was = booking.phase
    remaining = max(booking.window.start - now, timedelta(0))
    wait = max(min(timedelta(hours=24), remaining // 4), timedelta(minutes=15))
    cleaner = cleaner_of(booking)
    phase = AwaitingChoice(reason=reason, options=_options(booking, now), until=now + wait, asked=_asked_last(was))  # pyright: ignore[reportArgumentType] -- a word of AwaitingChoice.reason
    onward, timers = step_to(booking, phase, Timer(kind="booking.choice_until", subject=booking.id, due_at=phase.until))
    return stepped(onward, timers, news(ChoiceNeeded, onward, cleaner, reason=reason))


def asked_of(phase: Phase) -> tuple[CleanerId, ...]:
    """Who is being asked just now: one, or several at once."""
    return phase.to if isinstance(phase, Offered) else ()


def _asked_last(phase: Phase) -> tuple[CleanerId, ...]:
    """Who was to come or was being asked, and does not come."""
    if isinstance(phase, Offered):
        return asked_of(phase)
    cleaner: CleanerId | None = getattr(phase, "cleaner", None)
    return () if cleaner is None else (cleaner,)


def card_too_late(booking: Booking, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """No card in time: the slot is free again."""
    if not isinstance(booking.phase, AwaitingCard) or now < booking.phase.until:
        return wrong_phase(booking)
    cleaner = booking.phase.cleaner
    onward, timers = step_to(booking, Expired(at=now, reason="card_not_secured"))
    return stepped(onward, timers, news(BookingExpired, onward, cleaner, reason="card_not_secured"))


def nobody_found(booking: Booking, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """The time to find somebody is over: the customer chooses, or it ends when even that is too late."""
    if not isinstance(booking.phase, Requested | Offered) or now < booking.phase.fill_by:
        return wrong_phase(booking)
    if now >= booking.window.start:
        onward, timers = step_to(booking, Expired(at=now, reason="nobody_found"))
        return stepped(onward, timers, news(BookingExpired, onward, reason="nobody_found"))
    return ask_choice(booking, "nobody_found", now)


def _options(booking: Booking, now: datetime) -> tuple[Literal["other_cleaner", "cancel"], ...]:
    """Another cleaner can only be had before the start."""
    return ("other_cleaner", "cancel") if now < booking.window.start else ("cancel",)


def may_be_given_to(booking: Booking, cleaner: CleanerId) -> bool:
    """Whether ops may give the clean to this cleaner: never a silent swap of the one and only who was asked for.

    Who was asked to choose has been told that the wish cannot be kept.
    """
    return isinstance(booking.phase, AwaitingChoice) or not (
        isinstance(booking.wish, Only) and booking.wish.cleaner != cleaner
    )


def agreement(cleaner: Cleaner, said: Said) -> Granted[None] | Refused[AgreementMissing | ReasonMissing]:
    """Nobody is sent whom nobody has asked: instant cleaners agreed beforehand, from others the office has a yes.

    In any case it says why it steps in.
    """
    if unexplained("ops", said.reason):
        return Refused(why=ReasonMissing())
    return Granted(value=None) if cleaner.instant or said.agreed.strip() else Refused(why=AgreementMissing())


def _fill_timer(booking: Booking, by: datetime) -> Timer:
    return Timer(kind="booking.fill_by", subject=booking.id, due_at=by)
