"""What cancelling costs, as steps over time, each asked of the rule by which the fee is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cleanbee.domain.booking.cancel import Fee, fee_at
from cleanbee.domain.booking.terms import Terms, cut_offs
from cleanbee.domain.kernel import INSTANT, Money, Value
from cleanbee.domain.platform.policy import Policy


class CostStep(Value, frozen=True, kw_only=True):
    """So long cancelling costs so much: later than ``after`` (absent: from now), up to and with ``until`` (absent: for
    good). The three shares sum to the amount; the platform may bear some."""

    after: datetime | None
    until: datetime | None
    rate_bp: int
    amount: Money
    cleaner: Money
    platform: Money
    tax: Money
    reasons: tuple[str, ...]


def cost_steps(terms: Terms, policy: Policy, now: datetime, chargeable: Money) -> tuple[CostStep, ...]:
    """From now on, in order and without a gap; two that cost the same are one."""
    steps: list[CostStep] = []
    for after, until in _spans(terms, policy, now):
        fee = fee_at(terms, policy, now if after is None else after + INSTANT, chargeable)
        step = _step(after, until, fee)
        if steps and _alike(steps[-1], step):
            step = _joined(steps.pop(), step)
        steps.append(step)
    return tuple(steps)


def cost_at(steps: tuple[CostStep, ...], at: datetime) -> CostStep:
    """The step that holds at an instant which is not past."""
    return next(one for one in steps if one.until is None or at <= one.until)


def _spans(terms: Terms, policy: Policy, now: datetime) -> Iterator[tuple[datetime | None, datetime | None]]:
    after: datetime | None = None
    for end in cut_offs(terms, policy):
        if end >= now:
            yield after, end
            after = end
    yield after, None


def _step(after: datetime | None, until: datetime | None, fee: Fee) -> CostStep:
    return CostStep(
        after=after,
        until=until,
        rate_bp=fee.rate_bp,
        amount=fee.amount,
        cleaner=fee.cleaner,
        platform=fee.platform,
        tax=fee.tax,
        reasons=(fee.reason,),
    )


def _alike(one: CostStep, other: CostStep) -> bool:
    return (one.rate_bp, one.amount, one.cleaner, one.platform, one.tax) == (
        other.rate_bp, other.amount, other.cleaner, other.platform, other.tax
    )  # fmt: skip


def _joined(one: CostStep, other: CostStep) -> CostStep:
    return CostStep(
        after=one.after,
        until=other.until,
        rate_bp=one.rate_bp,
        amount=one.amount,
        cleaner=one.cleaner,
        platform=one.platform,
        tax=one.tax,
        reasons=tuple(dict.fromkeys((*one.reasons, *other.reasons))),
    )
