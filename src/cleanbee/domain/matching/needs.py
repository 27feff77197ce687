"""What needs a human now, until when, and what would help: each repair with what it costs and how late it leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Confirmed, EnRoute, Offered, Only, Requested
from cleanbee.domain.booking.fill import in_queue, may_be_given_to
from cleanbee.domain.booking.give import give, may_be_given
from cleanbee.domain.booking.step import Said
from cleanbee.domain.kernel import ClaimId, Granted, Money, Value, total, with_
from cleanbee.domain.matching.day_stands import MINUTE, StandingVisit, pay_of
from cleanbee.domain.matching.offer import Offer, Open
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy

EXPECTED_LATE_MIN = 10
"""From here on the office is told that a visit will begin late: soon enough for somebody else to take it."""
AHEAD, BEHIND = timedelta(hours=12), timedelta(hours=2)
"""Further ahead much can happen yet; later than so long after its start a visit is no matter of being late."""
MOST_REPAIRS = 3
HEARD_WITHIN = timedelta(days=7)
"""Whoever contests what was found about them hears from a human within a week (Directive 2024/2831)."""

Code = Literal["nobody_found", "nobody_yet", "choice_open", "will_be_late", "says_they_came"]


How = Literal["assign", "ask", "agree"]


class Lateness(Value, frozen=True, kw_only=True):
    """How late a visit begins: in half of such days within so many minutes, and how often later than allowed."""

    minutes: int
    permille: int


class Need(Value, frozen=True, kw_only=True):
    """One booking that wants somebody of the office before ``due``; ``late``: how late its cleaner will be;
    ``evidence``: what was told of it too late.
    """

    booking: Booking
    code: Code
    due: datetime
    late: Lateness | None = None
    evidence: str | None = None

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes until it is too late; never below none."""
        return max(0, (self.due - now) // MINUTE)


class Repair(Value, frozen=True, kw_only=True):
    """What one call would do about it: give the clean to a cleaner who agreed beforehand, or to one who is yet to
    agree (``agree``: by telephone), or ask one.

    ``pay`` is what they get for it, ``cost`` what the house then pays more than as the booking stands, read off what
    the decision would make of it; ``added_min`` the ways the cleaner's day grows by.
    """

    how: How
    cleaner: Cleaner
    pay: Money
    cost: Money
    added_min: int
    after: Lateness


def lateness_of(visit: StandingVisit) -> Lateness:
    """How late this visit begins as its day stands."""
    behind = (visit.p50_at - visit.booking.window.start) // MINUTE
    return Lateness(minutes=max(0, behind), permille=visit.late_permille)


def waiting(booking: Booking, now: datetime) -> Need | None:
    """What a booking that nobody comes to yet needs; None where all goes its way."""
    match booking.phase:
        case Requested(fill_by=by, needs_human=True):
            return Need(booking=booking, code="nobody_found", due=by)
        case Requested(fill_by=by) | Offered(fill_by=by) if in_queue(booking.phase):
            return Need(booking=booking, code="nobody_yet", due=by)
        case AwaitingChoice(until=until) if now < until:
            return Need(booking=booking, code="choice_open", due=until)
        case _:
            return None


def contested(booking: Booking, told: str, since: datetime) -> Need:
    """What a visit needs whose cleaner counts as not having come, and says that they did."""
    return Need(booking=booking, code="says_they_came", due=since + HEARD_WITHIN, evidence=told)


def one_each(needs: Iterable[Need], told: Iterable[Need]) -> list[Need]:
    """One need a booking: what was ``told`` of one that needs somebody in any case joins what it needs."""
    found = {one.booking.id: one for one in needs}
    for one in told:
        there = found.get(one.booking.id)
        found[one.booking.id] = one if there is None else with_(there, evidence=one.evidence)
    return list(found.values())


def running_late(visit: StandingVisit, now: datetime) -> Need | None:
    """What a visit needs that somebody comes to, and too late; None while it stands well, or is out of reach."""
    start = visit.booking.window.start
    late = lateness_of(visit)
    if not isinstance(visit.booking.phase, Confirmed | EnRoute) or not now - BEHIND <= start <= now + AHEAD:
        return None
    if late.minutes < EXPECTED_LATE_MIN:
        return None
    return Need(booking=visit.booking, code="will_be_late", due=start, late=late)


def in_order(needs: Iterable[Need]) -> list[Need]:
    """The one with the fewest minutes left first."""
    return sorted(needs, key=lambda one: (one.due, one.booking.id))


def mendable(booking: Booking, now: datetime) -> bool:
    """Whether somebody else could still be sent: it has not begun, and nobody is on the way or being asked."""
    return isinstance(booking.phase, Requested | AwaitingChoice | Confirmed) and now <= booking.window.start


def mended(booking: Booking, cleaner: Cleaner, policy: Policy, now: datetime) -> Booking:
    """The booking as it would be if this cleaner came: nothing is kept, and no time is claimed by it."""
    done = give(booking, cleaner.id, ClaimId(booking.id), policy, now, Said(by="ops"))
    assert isinstance(done, Granted), "only what can be given is proposed"
    return done.value


def paid(booking: Booking) -> Money:
    """What whoever comes to it is paid, extra time that is paid for with it."""
    return total(pay_of(booking), booking.price.total.currency)


def can_assign(booking: Booking, cleaner: Cleaner, now: datetime) -> bool:
    """Whether the office may give it to this cleaner at once: they agreed beforehand, and no wish is in the way."""
    if not cleaner.instant or now > booking.window.start:
        return False
    match booking.phase:
        case Requested() | Confirmed():
            return not isinstance(booking.wish, Only) or booking.wish.cleaner == cleaner.id
        case AwaitingChoice():
            return True
        case _:
            return False


def can_ask(booking: Booking, cleaner: Cleaner, earlier: Sequence[Offer], now: datetime) -> bool:
    """Whether the office may ask this cleaner: nobody is being asked, and they have not been asked in this round."""
    if not isinstance(booking.phase, Requested) or now > booking.window.start:
        return False
    if any(isinstance(one.phase, Open) for one in earlier):
        return False
    return cleaner.id not in {one.cleaner for one in earlier} and cleaner.id not in booking.phase.asked


def how_to_send(booking: Booking, cleaner: Cleaner, earlier: Sequence[Offer], now: datetime) -> How | None:
    """How the office gets this cleaner to come; None where the customer named somebody else, or nobody is to come."""
    if can_assign(booking, cleaner, now):
        return "assign"
    if can_ask(booking, cleaner, earlier, now):
        return "ask"
    given = may_be_given(booking, cleaner.id) and may_be_given_to(booking, cleaner.id)
    return "agree" if given and not cleaner.instant and now <= booking.window.start else None


def cheapest(repairs: Iterable[Repair], now: Lateness | None) -> tuple[Repair, ...]:
    """The best few: what costs least, then what begins soonest, certain before asked, then the shortest way.

    Of a visit that somebody comes to only what is better than waiting for them.
    """
    helps = (one for one in repairs if one.how != "agree" and (now is None or one.after.minutes < now.minutes))
    return best_first(helps)[:MOST_REPAIRS]


def best_first(repairs: Iterable[Repair]) -> tuple[Repair, ...]:
    """What costs least, then what begins soonest, certain before asked before agreed to, then the shortest way."""
    certain: tuple[How, ...] = ("assign", "ask", "agree")
    order = sorted(
        repairs,
        key=lambda one: (
            one.cost.amount, one.after.minutes, certain.index(one.how), one.added_min, one.cleaner.id,
        ),
    )  # fmt: skip
    return tuple(order)
