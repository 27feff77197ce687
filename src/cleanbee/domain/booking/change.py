"""When plans change: moving a clean, a cleaner who cannot come or did not, and the customer's choice after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import (
    Anyone,
    AwaitingChoice,
    Booking,
    ChoiceClosed,
    Completed,
    Confirmed,
    EnRoute,
    LateMoveUsed,
    LockedOut,
    NeedsCleanerConsent,
    NotAnOption,
    NotOnTeam,
    Only,
    Requested,
    Settled,
    TooManyMoves,
)
from cleanbee.domain.booking.cancel import notice_min, rate_now
from cleanbee.domain.booking.events import BookingMoved, BookingRequested, BookingSettled, CleanerWithdrew
from cleanbee.domain.booking.fill import ask_choice
from cleanbee.domain.booking.lateness import arrival_timers, never_came, nobody_came_at, withdrew
from cleanbee.domain.booking.place import fill_by, told_at
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import Said, news, step_to, stepped, unexplained, wrong_phase
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, NotInPhase, ReasonMissing, Refused, Timer
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.platform.policy import Policy

CUSTOMER = Said()


def move(
    booking: Booking, slot: Slot, claim: ClaimId, policy: Policy, now: datetime, said: Said = CUSTOMER
) -> Granted[Booking] | Refused[NotInPhase | NeedsCleanerConsent | LateMoveUsed | TooManyMoves | ReasonMissing]:
    """The same clean by the same cleaner at another time; the notice left now keeps counting; the office says why.

    Whoever agreed to it, or was told before, is pinned: the clean does not pass to somebody else any more.
    """
    if not isinstance(booking.phase, Confirmed):
        return wrong_phase(booking)
    if unexplained(said.by, said.reason):
        return Refused(why=ReasonMissing(known=()))
    allowed = may_be_moved(booking, policy, now, agreed=bool(said.agreed))
    if isinstance(allowed, Refused):
        return allowed
    onward, timers = step_to(
        booking,
        Confirmed(
            cleaner=booking.phase.cleaner,
            claim=claim,
            told_at=told_at(slot.window.start, policy, now),
            late=may_pass(booking, now),
        ),
        window=slot.window,
        local=slot.local,
        moves=booking.moves + 1,
        late_moves=booking.late_moves + is_late_move(booking, policy, now),
        least_notice_min=_notice_kept(booking, policy, now),
        earliest_start=min(booking.earliest_start, slot.window.start),
    )
    told = news(BookingMoved, onward, by=said.by, reason=said.reason, agreed=said.agreed)
    return stepped(onward, (*timers, *arrival_timers(onward, policy)), told)


def _notice_kept(booking: Booking, policy: Policy, now: datetime) -> int | None:
    """The notice that still counts after a move: that of a cancelling which would have cost something now."""
    free = rate_now(booking, policy, now)[0] == 0
    return booking.least_notice_min if free else notice_min(booking, now)


def is_late_move(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether a move now would be so close to the start that the cleaner has to agree."""
    return booking.window.start - now < timedelta(minutes=policy.free_move_notice_min)


def may_be_moved(
    booking: Booking, policy: Policy, now: datetime, *, agreed: bool
) -> Granted[None] | Refused[NeedsCleanerConsent | LateMoveUsed | TooManyMoves]:
    """Whether a confirmed clean may still be moved: in good time freely, late once and with the cleaner's consent."""
    if booking.moves >= policy.most_moves:
        return Refused(why=TooManyMoves(most=policy.most_moves))
    if is_late_move(booking, policy, now):
        if booking.late_moves >= policy.free_late_moves:
            return Refused(why=LateMoveUsed(most=policy.free_late_moves))
        if not agreed:
            return Refused(why=NeedsCleanerConsent())
    return Granted(value=None)


def consent(actor: Actor, agreed: str) -> str:
    """How the cleaner agreed, in the words of whoever may say so: only the office asks cleaners."""
    return agreed.strip() if isinstance(actor, AsOps) else ""


def withdraw(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, unpaid: bool = False
) -> Granted[Booking] | Refused[NotInPhase | NotOnTeam]:
    """The cleaner cannot come after all: in good time somebody else is looked for, unless it was to be this one only;
    late, the customer chooses how it goes on. Whoever had not been told of it has broken no promise, and bears no mark;
    nor does who leaves a clean that is ``unpaid``: its card was asked, and the money is not held.
    """
    if not isinstance(booking.phase, Confirmed):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    in_time = booking.window.start - now >= timedelta(minutes=policy.withdraw_notice_min)
    if isinstance(booking.wish, Only) or not in_time:
        asked = ask_choice(booking, "cleaner_withdrew", now)
        free = unpaid or may_pass(booking, now)
        return asked if isinstance(asked, Refused) or free else withdrew(asked, cleaner, policy, now)
    by = fill_by(booking.window.start, now)
    looking = Requested(fill_by=by, asked=(cleaner,))
    onward, timers = step_to(booking, looking, Timer(kind="booking.fill_by", subject=booking.id, due_at=by))
    told = (news(CleanerWithdrew, onward, cleaner), news(BookingRequested, onward, again=True))
    done = stepped(onward, timers, *told)
    return done if unpaid or may_pass(booking, now) else withdrew(done, cleaner, policy, now)


def no_show(booking: Booking, policy: Policy, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """Nobody came and nobody said when, half an hour long: the customer chooses, free of charge."""
    if not isinstance(booking.phase, Confirmed | EnRoute) or now < nobody_came_at(booking, policy):
        return wrong_phase(booking)
    asked = ask_choice(booking, "no_show", now)
    return asked if isinstance(asked, Refused) else never_came(asked, booking.phase.cleaner, now)


def choose_other(
    booking: Booking, now: datetime
) -> Granted[Booking] | Refused[NotInPhase | ChoiceClosed | NotAnOption]:
    """Another cleaner, please."""
    if not isinstance(booking.phase, AwaitingChoice):
        return wrong_phase(booking)
    if now >= booking.phase.until:
        return Refused(why=ChoiceClosed())
    if "other_cleaner" not in booking.phase.options or booking.window.start <= now:
        return Refused(why=NotAnOption(options=("cancel",)))
    by = fill_by(booking.window.start, now)
    onward, timers = step_to(
        booking,
        Requested(fill_by=by, asked=booking.phase.asked),
        Timer(kind="booking.fill_by", subject=booking.id, due_at=by),
        wish=Anyone(),
    )
    return stepped(onward, timers, news(BookingRequested, onward))


def choice_lapsed(booking: Booking, now: datetime) -> bool:
    """Whether the customer was asked and the time to answer is over."""
    return isinstance(booking.phase, AwaitingChoice) and now >= booking.phase.until


def settle(booking: Booking, *, paid: bool = True) -> Granted[Booking] | Refused[NotInPhase]:
    """Done and paid for, or at least not to be paid for any more."""
    if not isinstance(booking.phase, Completed | LockedOut):
        return wrong_phase(booking)
    was = booking.phase
    ended = was.ended if isinstance(was, Completed) else was.reported
    calls = was.calls if isinstance(was, LockedOut) else ()
    onward, timers = step_to(booking, Settled(cleaner=was.cleaner, ended=ended, calls=calls))
    return stepped(onward, timers, news(BookingSettled, onward, paid=paid))
