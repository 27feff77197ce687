"""Until when something can be done about what is told: each template that names a moment says which one it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cleanbee.domain.booking.actions import fee_changes_at
from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Confirmed, Offered, Requested
from cleanbee.domain.booking.cancel import cancellation_fee
from cleanbee.domain.booking.lateness import nobody_came_at
from cleanbee.domain.booking.visit import waits_until
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.messaging.around import Say
from cleanbee.domain.payment.plan import release_at, secured_by
from cleanbee.domain.platform.policy import Policy


def free_until(booking: Booking, policy: Policy, at: datetime) -> datetime | None:
    """Until when whoever reads this at ``at`` can cancel free of charge: by the pinned bands, or minutes after booking.

    None where it costs something already; the start where it never does.
    """
    fee = cancellation_fee(booking, policy, at, booking.price.total)
    if fee.rate_bp > 0:
        return None
    stands = fee_changes_at(booking, policy, at)
    return booking.window.start if stands is None else stands


def _free(say: Say) -> datetime | None:
    return free_until(say.booking, say.around.policy, say.at)


def _named_by(say: Say) -> datetime | None:
    phase = say.booking.phase
    return phase.told_at if isinstance(phase, Confirmed) else None


def _found_by(say: Say) -> datetime | None:
    phase = say.booking.phase
    return phase.fill_by if isinstance(phase, Requested | Offered) else None


def _chosen_by(say: Say) -> datetime | None:
    phase = say.booking.phase
    return phase.until if isinstance(phase, AwaitingChoice) else None


def _answered_by(say: Say) -> datetime | None:
    phase = None if say.around.offer is None else say.around.offer.phase
    return phase.until if isinstance(phase, Open) else None


def _secured_by(say: Say) -> datetime | None:
    return secured_by(say.booking, say.around.policy)


def _decided_at(say: Say) -> datetime | None:
    return release_at(say.booking.window.start, say.around.policy)


def _waited_until(say: Say) -> datetime | None:
    return waits_until(say.booking, say.around.policy)


def _given_up_at(say: Say) -> datetime | None:
    return nobody_came_at(say.booking, say.around.policy)


def _by_the_office(say: Say) -> datetime | None:
    """What the customer was told, or else the start; for what is late already it is now."""
    moments = (_found_by(say), _chosen_by(say), say.booking.window.start)
    return next((moment for moment in moments if moment is not None and moment > say.at), say.at)


DEADLINES: dict[str, Callable[[Say], datetime | None]] = {
    "booking_requested": _found_by,
    "cleaner_withdrew": _found_by,
    "cleaner_released": _found_by,
    "booking_confirmed": _free,
    "booking_confirmed_unnamed": _named_by,
    "card_action": _secured_by,
    "card_failed": _secured_by,
    "unpaid_warning": _decided_at,
    "offer_new": _answered_by,
    "offer_first_yes": _answered_by,
    "choice_needed": _chosen_by,
    "no_show": _chosen_by,
    "late": _given_up_at,
    "late_cleaner": _given_up_at,
    "lockout_waiting": _waited_until,
    "ops_needs_human": _by_the_office,
}

# What is told instead once the moment has passed by the time it is read; none: then it is no news any more.
OTHERWISE: dict[str, str | None] = {
    "booking_requested": None,
    "cleaner_withdrew": None,
    "cleaner_released": None,
    "booking_confirmed": "booking_confirmed_fee",
    "booking_confirmed_unnamed": "booking_confirmed_naming",
    "card_action": "card_action_now",
    "card_failed": "card_failed_now",
    "unpaid_warning": "unpaid_reminder",
    "offer_new": None,
    "offer_first_yes": None,
    "choice_needed": None,
    "no_show": None,
    "late": None,
    "late_cleaner": None,
    "lockout_waiting": "lockout_over",
}


def deadline_of(template: str, say: Say) -> datetime | None:
    """The moment this template speaks of; none where it speaks of none, or there is none any more."""
    rule = DEADLINES.get(template)
    return None if rule is None else rule(say)


def in_time(template: str, say: Say) -> str | None:
    """The template that is still true when it is read: itself, or what is told once its moment has passed."""
    if template not in OTHERWISE:
        return template
    due = deadline_of(template, say)
    return template if due is not None and due > say.at else OTHERWISE[template]
