"""Placing a booking: a quote and a slot become a promise, or wait for the card."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.slot import Slot, SlotExpired
from cleanbee.domain.booking.booking import (
    Anyone,
    AwaitingCard,
    Booking,
    Confirmed,
    Phase,
    QuoteExpired,
    Requested,
    Wish,
)
from cleanbee.domain.booking.events import BookingConfirmed, BookingPlaced, BookingRequested
from cleanbee.domain.booking.lateness import arrival_timers
from cleanbee.domain.booking.rooms import rooms_to_clean
from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    CustomerId,
    Granted,
    NotFound,
    NoTimer,
    Refused,
    Timer,
    Value,
    evolve,
)
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing import quote as pricing
from cleanbee.domain.pricing.quote import Price, Quote


class Placement(Value, frozen=True, kw_only=True):
    """All that is known when a customer books: the wish is judged, ids are drawn, the claim is made.

    Without a claim nobody is bound yet: anyone was wanted, and somebody is to be found.
    """

    id: BookingId
    customer: CustomerId
    home: Home
    quote: Quote
    slot: Slot
    price: Price
    wish: Wish
    cleaner: Cleaner | None
    claim: Claim | None
    policy: Policy
    now: datetime
    other_holds: int = 0


def fill_by(start: datetime, now: datetime) -> datetime:
    """Until when somebody must be found: a tenth of the lead ahead (45 min to 24 h), a human's 15 min kept."""
    lead = start - now
    margin = min(timedelta(hours=24), max(timedelta(minutes=45), lead // 10))
    return max(start - margin, now + timedelta(minutes=15))


def told_at(start: datetime, policy: Policy, now: datetime) -> datetime:
    """When a cleaner is told for good: a day ahead, or at once."""
    return max(start - timedelta(minutes=policy.told_before_min), now)


def place(p: Placement, *, card_later: bool) -> Granted[Booking] | Refused[QuoteExpired | SlotExpired | NotFound]:
    """A new booking: awaiting the card, or (card charged later) confirmed or requested at once."""
    if p.now >= _good_until(p) or p.slot.price != p.price.total:
        return Refused(why=SlotExpired())
    if not isinstance(p.quote.phase, pricing.Open) or p.now >= p.quote.phase.until:
        return Refused(why=QuoteExpired())
    if p.home.owner != p.customer or p.home.archived_at is not None:
        return Refused(why=NotFound(what="home"))
    booking = Booking(
        id=p.id,
        customer=p.customer,
        home=p.home.id,
        quote=p.quote.id,
        window=p.slot.window,
        local=p.slot.local,
        minutes=p.quote.minutes,
        price=p.price,
        policy=p.policy.version,
        wish=p.wish,
        instant=p.cleaner is not None and p.cleaner.instant,
        phase=_first_phase(p, card_later=card_later),
        placed_at=p.now,
        earliest_start=p.slot.window.start,
        kind=p.quote.asked.kind,
        extras=p.quote.asked.extras,
        rooms=rooms_to_clean(p.quote.asked.rooms),
    )
    placed = BookingPlaced(booking=booking.id, version=1, customer=booking.customer, cleaner=_named(p))
    return Granted(value=booking, events=(placed, *_news(booking)), timers=_first_timers(booking, p.policy))


def _good_until(p: Placement) -> datetime:
    """A slot that the customer holds is good as long as the hold, however long ago it was shown."""
    use = None if p.claim is None else p.claim.use
    return max(p.slot.until, use.until) if isinstance(use, Hold) and use.holder == p.quote.id else p.slot.until


def card_secured(booking: Booking, claim: Claim | None, policy: Policy, now: datetime) -> Granted[Booking]:
    """The card is good: the held cleaner comes (instant), or is asked; where nobody is held, somebody is looked for."""
    assert isinstance(booking.phase, AwaitingCard), "only who waits for a card can have it secured"
    phase: Phase
    if booking.instant and claim is not None:
        phase = Confirmed(
            cleaner=claim.cleaner,
            claim=claim.id,
            told_at=told_at(booking.window.start, policy, now),
            late=isinstance(booking.wish, Anyone),
        )
    else:
        phase = Requested(fill_by=fill_by(booking.window.start, now))
    onward = evolve(booking, phase=phase)
    return Granted(
        value=onward,
        events=_news(onward),
        timers=(NoTimer(kind="booking.card_until", subject=booking.id), *_first_timers(onward, policy)),
    )


def _first_phase(p: Placement, *, card_later: bool) -> Phase:
    start = p.slot.window.start
    if not card_later:
        until = p.now + timedelta(minutes=p.policy.hold_min)
        return AwaitingCard(hold=None if p.claim is None else p.claim.id, cleaner=_named(p), until=until)
    if p.cleaner is None or p.claim is None:
        return Requested(fill_by=fill_by(start, p.now))
    if p.cleaner.instant:
        told = told_at(start, p.policy, p.now)
        return Confirmed(cleaner=p.cleaner.id, claim=p.claim.id, told_at=told, late=isinstance(p.wish, Anyone))
    return Requested(fill_by=fill_by(start, p.now))


def _named(p: Placement) -> CleanerId | None:
    return None if p.cleaner is None else p.cleaner.id


def _news(booking: Booking) -> tuple[BookingConfirmed | BookingRequested, ...]:
    match booking.phase:
        case Confirmed(cleaner=cleaner):
            return (
                BookingConfirmed(
                    booking=booking.id, version=booking.version, customer=booking.customer, cleaner=cleaner
                ),
            )
        case Requested():
            return (BookingRequested(booking=booking.id, version=booking.version, customer=booking.customer),)
        case _:
            return ()


def _first_timers(booking: Booking, policy: Policy) -> tuple[Timer, ...]:
    match booking.phase:
        case AwaitingCard(until=until):
            return (Timer(kind="booking.card_until", subject=booking.id, due_at=until),)
        case Requested(fill_by=by):
            return (Timer(kind="booking.fill_by", subject=booking.id, due_at=by),)
        case Confirmed():
            return arrival_timers(booking, policy)
        case _:
            return ()


def chosen(wish: Wish) -> CleanerId | None:
    """The cleaner a wish names, if it names one."""
    return None if isinstance(wish, Anyone) else wish.cleaner
