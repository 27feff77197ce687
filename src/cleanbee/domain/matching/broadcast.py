"""Asking several at once: where time is short, or a clean is to be rescued, the first yes counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Only
from cleanbee.domain.booking.fill import in_queue
from cleanbee.domain.booking.place import chosen
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.matching.asking import must_page, round_of
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.platform.policy import Policy

LEFT_ALONE = frozenset({"withdrew", "no_show"})


def asked_at_once(booking: Booking, order: Sequence[CleanerId], policy: Policy, now: datetime) -> tuple[CleanerId, ...]:
    """Whom of ``order`` (the best first) to ask all at once; none: one is asked after the other.

    Whom the customer named is still asked alone first, as long as the clean need not be rescued; who wants one certain
    cleaner never has several asked.
    """
    if isinstance(booking.wish, Only):
        return ()
    near = booking.window.start - now < timedelta(minutes=policy.broadcast_lead_min)
    alone_first = not near or chosen(booking.wish) in order
    rescued = in_rescue(booking, policy, now)
    return tuple(order[: policy.broadcast_most]) if rescued or not alone_first else ()


def in_rescue(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether whoever was promised does not come, too late for the usual way, or a human is called or is to be."""
    least = timedelta(minutes=policy.withdraw_notice_min)
    left = any(
        one.what in LEFT_ALONE and one.not_kept and booking.window.start - one.at < least for one in booking.marks
    )
    return left or in_queue(booking.phase) or must_page(booking, policy, now)


def called_in_vain(earlier: Sequence[Offer], asked: Sequence[CleanerId]) -> bool:
    """Whether several have been asked at once in this round already: then a human goes on, not a second call."""
    this_round = round_of(earlier, asked)
    return any(one.broadcast for one in earlier if one.round == this_round)
