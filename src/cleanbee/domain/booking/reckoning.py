"""How a fee came about: what it was reckoned from, who pays and gets what, and what would have made the difference.

The cost of cancelling is the same between two cut-offs and changes at them, so the nearest instant at which it was
another lies at one of them; no instant nearer changes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import AtDoor, Booking, EnRoute
from cleanbee.domain.booking.cancel import (
    Fee,
    Waiver,
    cancellation_fee,
    notice_min,
    terms_of,
    waived_fee,
)
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.terms import cut_offs
from cleanbee.domain.kernel import INSTANT, CleanerId, Money, Tagged, Value
from cleanbee.domain.platform.policy import Policy

FULL_BP = 10_000

Side = Literal["until", "after", "before"]
Cost = Callable[[datetime], Fee]
Read = Callable[[Fee], Money]


class Otherwise(Value, frozen=True, kw_only=True):
    """One input as it was, and from where on it would have made another amount; everything else stays as it was.

    ``until`` and ``after`` speak of the instant ``bound`` as the last of its side, ``before`` as the first that is not
    before any more: up to and with it, from the next instant on, or earlier than it.
    """

    input: Literal["cancelled_at", "eta_at", "checked_in_at"]
    had: datetime
    side: Side
    bound: datetime
    amount: Money


class Reckoning(Tagged, frozen=True, kw_only=True):
    """A fee as it was reckoned, by the policy pinned at sale.

    ``at`` is when it was cancelled, or reported that nobody opened; ``chargeable`` the most that could be asked for;
    ``notice_kept_min`` the least notice left at a move, which counts instead; ``arrives`` the arrival that was given,
    ``came`` when the cleaner checked in. ``otherwise`` changes what the customer pays, ``otherwise_pay`` the cleaner's
    share.
    """

    kind: Literal["cancelled", "waived", "locked_out"]
    policy: str
    total: Money
    chargeable: Money
    placed_at: datetime
    start: datetime
    at: datetime
    notice_kept_min: int | None = None
    arrives: datetime | None = None
    came: datetime | None = None
    fee: Fee
    reasons: tuple[str, ...]
    cleaner: CleanerId | None
    otherwise: tuple[Otherwise, ...] = ()
    otherwise_pay: tuple[Otherwise, ...] = ()

    @property
    def borne_by(self) -> Literal["customer", "platform", "cleaner"]:
        """Who bears it: a waived fee whoever waived it, one that nothing could be charged for the platform."""
        if self.kind == "waived":
            return self.fee.borne_by
        return "platform" if self.fee.amount.is_zero else "customer"


def owes(fee: Fee, cleaner: CleanerId | None) -> bool:
    """Whether a fee moves any money: the customer's, or the cleaner's at the platform's cost."""
    return not fee.amount.is_zero or (cleaner is not None and not fee.cleaner.is_zero)


def reckon(booking: Booking, policy: Policy, fee: Fee, chargeable: Money, now: datetime) -> Reckoning | None:
    """What is kept of the fee for which this booking is cancelled now; none where nobody pays, gets or forgoes."""
    cleaner = cleaner_of(booking)
    forgone = fee.borne_by == "cleaner" and fee.rate_bp > 0
    if not owes(fee, cleaner) and not forgone:
        return None
    waiver = None if fee.borne_by == "customer" else Waiver(reason=fee.reason, borne_by=fee.borne_by)

    def cost(at: datetime) -> Fee:
        asked = cancellation_fee(booking, policy, at, chargeable)
        return asked if waiver is None else waived_fee(asked, waiver)

    def otherwise(read: Read) -> tuple[Otherwise, ...]:
        found = _cancelled(booking, policy, now, (cost, read), read(fee))
        return (*found, *_arriving(booking, policy, now, (cost, read), read(fee)))

    return Reckoning(
        kind="cancelled" if waiver is None else "waived",
        policy=policy.version,
        total=booking.price.total,
        chargeable=chargeable,
        placed_at=booking.placed_at,
        start=booking.window.start,
        at=now,
        notice_kept_min=booking.least_notice_min,
        arrives=booking.phase.eta if isinstance(booking.phase, EnRoute) else None,
        came=booking.phase.since if isinstance(booking.phase, AtDoor) else None,
        fee=fee,
        reasons=_reasons(booking, fee, now),
        cleaner=cleaner,
        otherwise=otherwise(_amount),
        otherwise_pay=otherwise(_pay),
    )


def reckon_lockout(booking: Booking, policy: Policy, chargeable: Money, now: datetime) -> Reckoning:
    """What is kept of the price that is due though nobody opened; ``booking`` as it stood at the door."""
    door = booking.phase
    assert isinstance(door, AtDoor), "whoever found nobody stands at the door"
    price = booking.price
    fee = Fee(
        amount=price.total,
        rate_bp=FULL_BP,
        notice_min=notice_min(booking, now),
        cleaner=price.cleaner,
        platform=price.platform,
        tax=price.tax,
        reason="nobody_home",
    )

    def cost(at: datetime) -> Fee:
        return cancellation_fee(booking, policy, at, chargeable)

    def otherwise(read: Read) -> tuple[Otherwise, ...]:
        waited = now - timedelta(minutes=policy.lockout_wait_min)
        nothing = Money(amount=0, currency=price.total.currency)
        later = Otherwise(input="checked_in_at", had=door.since, side="after", bound=waited, amount=nothing)
        return (*_cancelled(booking, policy, now, (cost, read), read(fee)), later)

    return Reckoning(
        kind="locked_out",
        policy=policy.version,
        total=price.total,
        chargeable=chargeable,
        placed_at=booking.placed_at,
        start=booking.window.start,
        at=now,
        notice_kept_min=booking.least_notice_min,
        came=door.since,
        fee=fee,
        reasons=("nobody_home", *sorted({channel for channel, _ in door.calls})),
        cleaner=door.cleaner,
        otherwise=otherwise(_amount),
        otherwise_pay=otherwise(_pay),
    )


def _cancelled(
    booking: Booking, policy: Policy, now: datetime, by: tuple[Cost, Read], had: Money
) -> tuple[Otherwise, ...]:
    """The last earlier instant, and the first later one, at which cancelling would have cost something else."""
    cost, read = by
    if (at_once := read(cost(now))) != had:  # who was reported as not at home could have cancelled until that moment
        return (Otherwise(input="cancelled_at", had=now, side="until", bound=now, amount=at_once),)
    ends = cut_offs(terms_of(booking, policy), policy)
    earlier = (end for end in reversed(ends) if booking.placed_at <= end < now and read(cost(end)) != had)
    later = (end for end in ends if end >= now and read(cost(end + INSTANT)) != had)
    found: list[Otherwise] = []
    if (bound := next(earlier, None)) is not None:
        amount = read(cost(bound))
        found.append(Otherwise(input="cancelled_at", had=now, side="until", bound=bound, amount=amount))
    if (bound := next(later, None)) is not None:
        amount = read(cost(bound + INSTANT))
        found.append(Otherwise(input="cancelled_at", had=now, side="after", bound=bound, amount=amount))
    return tuple(found)


def _arriving(
    booking: Booking, policy: Policy, now: datetime, by: tuple[Cost, Read], had: Money
) -> tuple[Otherwise, ...]:
    """The arrival that was given keeps whoever comes from being late; an earlier one would have passed by now."""
    phase = booking.phase
    patience = booking.window.start + timedelta(minutes=policy.late_free_after_min)
    if not isinstance(phase, EnRoute) or phase.eta is None or not patience < now <= phase.eta or had.is_zero:
        return ()
    nothing = Money(amount=0, currency=had.currency)
    return (Otherwise(input="eta_at", had=phase.eta, side="before", bound=now, amount=nothing),)


def _reasons(booking: Booking, fee: Fee, now: datetime) -> tuple[str, ...]:
    """Why just so much, each in a word."""
    least = booking.least_notice_min
    kept = least is not None and least < (booking.window.start - now) // timedelta(minutes=1)
    short = fee.borne_by == "customer" and fee.amount.amount < booking.price.total.share(fee.rate_bp).amount
    codes = ((True, fee.reason), (kept, "notice_kept_at_move"), (short, "less_could_be_charged"))
    return tuple(code for said, code in codes if said)


def _amount(fee: Fee) -> Money:
    return fee.amount


def _pay(fee: Fee) -> Money:
    return fee.cleaner
