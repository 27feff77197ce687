"""Until when the customer of a clean may give a tip, and which amounts they are offered."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Completed, Settled
from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.policy import Policy, limit_in

OFFERED_BP = (500, 1_000, 1_500)
"""A twentieth, a tenth and about a seventh of the price: what people give who do not think about it."""

WHOLE = 100
"""Tips are offered in whole euros (or dollars, or crowns)."""


def tips_offered(price: Money, policy: Policy) -> tuple[Money, ...]:
    """Amounts to tap on, rising; none above what one clean may bring together."""
    most = limit_in(policy.tip_most, price.currency).amount
    rounded = ((price.amount * share + 5_000 * WHOLE) // (10_000 * WHOLE) * WHOLE for share in OFFERED_BP)
    offered = sorted({max(WHOLE, one) for one in rounded})
    return tuple(Money(amount=one, currency=price.currency) for one in offered if one <= most)


def tip_until(booking: Booking, policy: Policy) -> datetime | None:
    """The first instant at which it is too late; None where no work was done: nobody is tipped for a closed door."""
    match booking.phase:
        case Completed(ended=ended):
            return ended + timedelta(minutes=policy.tip_within_min)
        case Settled(ended=ended, calls=()):
            return ended + timedelta(minutes=policy.tip_within_min)
        case _:
            return None
