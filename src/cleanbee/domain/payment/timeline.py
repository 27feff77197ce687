"""The money timeline: every hold, charge, fee and payout of a clean with its date, for both sides.

It quotes, enforces and explains with the same functions: what cancelling costs is asked of the rule that takes the fee,
the dates of holds and captures of those that set their timers, and what has happened of the journals.
"""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.costs import CostStep, cost_steps
from cleanbee.domain.kernel import Money, Value, with_
from cleanbee.domain.payment.ahead import crediting, earning, going_back, holding, taking
from cleanbee.domain.payment.dated import Line, Open, Subject
from cleanbee.domain.payment.happened import to_cleaner, to_customer
from cleanbee.domain.payment.plan import chargeable_amount
from cleanbee.domain.platform.policy import Policy


class Timeline(Value, frozen=True, kw_only=True):
    """A clean's money over time, as the policy pinned at sale has it.

    ``customer`` and ``cleaner`` are what each side sees, in the order of time. ``cancelling`` is what it costs from now
    on as things stand; ``once_confirmed`` what it will, as soon as somebody is coming and the amount is held, where
    that is something else. Empty where nothing can be cancelled.
    """

    policy: str
    zone: str
    cleaner_zone: str
    total: Money
    pay: Money
    customer: tuple[Line, ...]
    cleaner: tuple[Line, ...]
    cancelling: tuple[CostStep, ...]
    once_confirmed: tuple[CostStep, ...]
    now: datetime


def money_timeline(subject: Subject, policy: Policy, now: datetime) -> Timeline:
    """What has happened to this clean's money, what is still to come, and what cancelling costs when."""
    ahead = taking(subject, policy, now)
    charged = () if ahead is None else (ahead,)
    price = subject.terms.price
    return Timeline(
        policy=policy.version,
        zone=subject.terms.local.zone,
        cleaner_zone=subject.cleaner_zone,
        total=price.total,
        pay=price.cleaner,
        customer=_in_order(*to_customer(subject), *_ahead(subject, policy, now), *charged, *going_back(subject, now)),
        cleaner=_in_order(*to_cleaner(subject, now), *earning(subject, policy, now)),
        cancelling=_cancelling(subject, policy, now),
        once_confirmed=_once_confirmed(subject, policy, now),
        now=now,
    )


def _ahead(subject: Subject, policy: Policy, now: datetime) -> tuple[Line, ...]:
    return (*holding(subject, policy, now), *crediting(subject, now))


def _in_order(*lines: Line) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: one.at))


def _cancelling(subject: Subject, policy: Policy, now: datetime) -> tuple[CostStep, ...]:
    if subject.phase is not None and not isinstance(subject.phase, Open):
        return ()
    most = subject.amount if subject.payment is None else chargeable_amount(subject.payment)
    return cost_steps(subject.terms, policy, now, most)


def _once_confirmed(subject: Subject, policy: Policy, now: datetime) -> tuple[CostStep, ...]:
    if not isinstance(subject.phase, Open):
        return ()
    coming = "promised" if subject.terms.coming == "nobody" else subject.terms.coming
    certain = cost_steps(with_(subject.terms, coming=coming), policy, now, subject.amount)
    return () if certain == _cancelling(subject, policy, now) else certain
