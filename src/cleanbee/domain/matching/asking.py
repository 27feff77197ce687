"""Making an offer: one cleaner is asked at a time, for a while, at a pay they can see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import Booking, Requested
from cleanbee.domain.booking.step import unexplained
from cleanbee.domain.kernel import CleanerId, Granted, Money, OfferId, Place, ReasonMissing, Refused, Timer, Value
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.offer import (
    AskedBefore,
    BelowPayFloor,
    NotTheChosenCleaner,
    Offer,
    OfferMade,
    Open,
    SeatHasOffer,
)
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.quiet import SOON, TO_ANSWER, after_quiet

EXPIRE = "offer.expire"


class Asking(Value, frozen=True, kw_only=True):
    """Everything an offer is made of: the job, who is asked, the time kept for them, and the ways that count.

    ``claim`` is None where several are asked at once: then nobody's time is kept.
    """

    id: OfferId
    job: Job
    cleaner: Cleaner
    claim: Claim | None
    pay: Money
    travel_in_min: int
    travel_pay_min: int
    minutes: int
    round: int = 1
    reason: str = ""


OfferRefusal = NotTheChosenCleaner | SeatHasOffer | AskedBefore | BelowPayFloor


def offer(
    asking: Asking, earlier: Sequence[Offer], only: CleanerId | None, policy: Policy, now: datetime
) -> Granted[Offer] | Refused[OfferRefusal]:
    """Ask this cleaner. ``earlier`` are all offers made for the booking before, but for those made at once with this
    one; ``only`` is whom the customer insists on."""
    job, who = asking.job, asking.cleaner
    assert job.booking is not None and job.customer is not None, "offers are made for bookings"
    if only is not None and who.id != only:
        return Refused(why=NotTheChosenCleaner())
    if any(isinstance(one.phase, Open) for one in earlier):
        return Refused(why=SeatHasOffer())
    if any(one.cleaner == who.id and one.round == asking.round for one in earlier):
        return Refused(why=AskedBefore())
    per_h = pay_per_h(job.pay, asking.minutes, asking.travel_pay_min)
    if per_h.amount < who.pay_floor_per_h:
        return Refused(why=BelowPayFloor())
    until = offer_until(job.window.start, who.zone, policy, now)
    made = Offer(
        id=asking.id,
        booking=job.booking,
        customer=job.customer,
        cleaner=who.id,
        round=asking.round,
        window=job.window,
        pay=asking.pay,
        travel_min=asking.travel_in_min,
        pay_per_h=per_h,
        made_at=now,
        broadcast=asking.claim is None,
        phase=Open(until=until, claim=None if asking.claim is None else asking.claim.id),
    )
    event = OfferMade(
        offer=made.id,
        booking=made.booking,
        cleaner=made.cleaner,
        several=made.broadcast,
        reason=asking.reason,
    )
    return Granted(value=made, events=(event,), timers=(Timer(kind=EXPIRE, subject=made.id, due_at=until),))


def asked_for(reason: str) -> Granted[str] | Refused[ReasonMissing]:
    """Why the office asks somebody itself, in its words; it has to say."""
    return Refused(why=ReasonMissing()) if unexplained("ops", reason) else Granted(value=reason.strip())


def offer_life(lead: timedelta, policy: Policy) -> timedelta:
    """How long a cleaner may think: a share of the time left, between five minutes and two days."""
    share = lead * policy.offer_share_pct // 100
    least, most = timedelta(minutes=policy.offer_least_min), timedelta(minutes=policy.offer_most_min)
    return max(least, min(most, share))


def offer_until(start: datetime, zone: str, policy: Policy, now: datetime) -> datetime:
    """Until when an offer made now is open: for its life, but who is told of it only after the night has an hour then.

    Unless that takes more than half of the time left: then they are asked at night. So is whoever is asked for soon.
    """
    lead = start - now
    until, rings = now + offer_life(lead, policy), after_quiet(now, zone)
    answerable = rings + TO_ANSWER
    waits = rings > now and lead > SOON and (answerable - now) * 2 <= lead
    return max(until, answerable) if waits else until


def pay_per_h(pay: Money, paid_min: int, travel_min: int) -> Money:
    """Effective pay per hour: the pay over the paid minutes and the ways, rounded down."""
    return Money(amount=pay.amount * 60 // (paid_min + travel_min), currency=pay.currency)


def needs_human(asked: Sequence[CleanerId], candidates: int, policy: Policy) -> bool:
    """Whether a human takes over: enough were asked, or nobody is left to ask."""
    return len(asked) >= policy.offer_attempts or candidates == 0


def must_page(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether a human is to look too, before the next one is asked: at the third attempt when the start is near, and
    whenever the next offer might use up the quarter of an hour that a human is to have."""
    phase = booking.phase
    if not isinstance(phase, Requested) or phase.paged:
        return False
    lead = booking.window.start - now
    near = lead < timedelta(minutes=policy.page_lead_min) and len(phase.asked) + 1 >= policy.page_attempt
    last = phase.fill_by - timedelta(minutes=policy.human_least_min)
    return near or now + offer_life(lead, policy) > last


def still_looking(phase: Requested, now: datetime) -> bool:
    """Whether somebody may still be asked: no human has taken over, and the time to find somebody is not over."""
    return not phase.needs_human and now < phase.fill_by


def round_of(earlier: Sequence[Offer], asked: Sequence[CleanerId]) -> int:
    """Which round of asking this is: a new one begins when a booking looks for somebody afresh, so that some who were
    asked in the last round may be asked again."""
    last = max((one.round for one in earlier), default=0)
    goes_on = last and all(one.cleaner in asked for one in earlier if one.round == last)
    return last if goes_on else last + 1


CIRCLE_E6 = 6_000


def circle_of(home: Place) -> Place:
    """The middle of a 500 m circle around a home that does not give the home away: the nearest crossing of a grid."""
    return Place(
        lat_e6=_nearest(home.lat_e6, CIRCLE_E6),
        lon_e6=_nearest(home.lon_e6, CIRCLE_E6),
    )


def _nearest(value: int, step: int) -> int:
    return (2 * value + step) // (2 * step) * step
