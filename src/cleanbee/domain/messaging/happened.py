"""Which templates follow from an event: the one table of what is news to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cleanbee.domain.booking.booking import Anyone, Booking, Cancelled, Confirmed, EnRoute, Expired, Offered, Requested
from cleanbee.domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingMoved,
    BookingRequested,
    BookingSettled,
    ChoiceNeeded,
    CleanerArrived,
    CleanerLate,
    CleanerReleased,
    CleanerSetOff,
    CleanerWithdrew,
    CleaningFinished,
    DoorEvidenceKept,
    EtaGiven,
    ExtraTimeAgreed,
    ExtraTimeAsked,
    ExtraTimeUnpaid,
    HumanNeeded,
    LockoutReported,
    NotKept,
)
from cleanbee.domain.booking.fill import in_queue
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.kernel import Event, Value, snake
from cleanbee.domain.matching.offer import OfferExpired, OfferMade, OfferTaken, OfferWithdrawn
from cleanbee.domain.messaging.carry import NoticeGivenUp
from cleanbee.domain.messaging.chat import MessagePosted
from cleanbee.domain.messaging.told import TEMPLATES
from cleanbee.domain.payment.dispute import ChargeDisputed, DisputeLost, DisputeWon
from cleanbee.domain.payment.events import (
    PaymentActionRequired,
    PaymentDeclined,
    PaymentHeld,
    PaymentInDoubt,
    PaymentOwed,
)
from cleanbee.domain.payment.refund import RefundAsked, RefundGiven
from cleanbee.domain.payment.tip import TipGiven


class News(Value, frozen=True, kw_only=True):
    """An event, when it happened, and the booking as it is by the time people are told.

    ``origin`` is the phase that the event ended, where somebody looked it up.
    """

    event: Event
    at: datetime
    booking: Booking
    origin: str | None = None


_Templates = tuple[str, ...]

# Only who had been promised a visit is told that it is off; who was merely asked hears that of the offer.
PROMISED = frozenset({"confirmed", "en_route", "at_door"})
_OVER = Cancelled | Expired


def _confirmed(news: News) -> _Templates:
    phase = news.booking.phase
    unnamed = isinstance(news.booking.wish, Anyone) and isinstance(phase, Confirmed) and news.at < phase.told_at
    if may_pass(news.booking, news.at):
        return ("booking_confirmed_unnamed",)  # who comes may still change, so nobody is told of a visit yet
    return ("booking_confirmed_unnamed" if unnamed else "booking_confirmed", "visit_assigned")


def _requested(news: News) -> _Templates:
    assert isinstance(news.event, BookingRequested)
    return () if news.event.again else ("booking_requested",)


def _withdrew(news: News) -> _Templates:
    """Whoever has found somebody else, or been asked to choose, by the time people are told is told that instead."""
    return ("cleaner_withdrew",) if isinstance(news.booking.phase, Requested | Offered) else ()


def _released(news: News) -> _Templates:
    """Whoever had been told to come need not. Who wanted no visits together any more is not told that: the other side
    hears only that they do not come. Where somebody is looked for again, the customer hears of that too.
    """
    event = news.event
    assert isinstance(event, CleanerReleased)
    cleaner = () if event.untold or event.by == "cleaner" else ("released_cleaner",)
    if not isinstance(news.booking.phase, Requested | Offered):
        return cleaner
    return ("cleaner_released" if event.by == "customer" else "cleaner_withdrew", *cleaner)


def _human(news: News) -> _Templates:
    return ("ops_needs_human",) if in_queue(news.booking.phase) else ()


def _moved(news: News) -> _Templates:
    return ("booking_moved",) if may_pass(news.booking, news.at) else ("booking_moved", "booking_moved_cleaner")


def _choice(news: News) -> _Templates:
    assert isinstance(news.event, ChoiceNeeded)
    return ("no_show", "no_show_cleaner") if news.event.reason == "no_show" else ("choice_needed",)


def _set_off(news: News) -> _Templates:
    if not isinstance(news.booking.phase, EnRoute):
        return ()
    return ("on_the_way",) if news.at < news.booking.window.start else ("on_the_way_late",)


def _late(news: News) -> _Templates:
    """Whoever has come by the time people are told is not missed any more."""
    return ("late", "late_cleaner") if isinstance(news.booking.phase, Confirmed | EnRoute) else ()


def _not_kept(news: News) -> _Templates:
    assert isinstance(news.event, NotKept)
    return ("withdrew_cleaner",) if news.event.why == "withdrew" else ()


def _eta(news: News) -> _Templates:
    phase = news.booking.phase
    if not isinstance(phase, EnRoute) or phase.eta is None:
        return ()  # who has arrived by now is not on the way any more
    return ("running_late",) if phase.eta > news.booking.window.start else ("on_the_way",)


def _door(news: News) -> _Templates:
    calls: tuple[object, ...] = getattr(news.booking.phase, "calls", ())
    return ("lockout_waiting",) if calls else ()


def _cancelled(news: News) -> _Templates:
    event = news.event
    assert isinstance(event, BookingCancelled)
    cleaner: _Templates = ()
    if event.cleaner is not None and news.origin in PROMISED and not event.untold:
        by_us = "released_unpaid_cleaner" if event.reason == "card_not_secured" else "cancelled_by_us_cleaner"
        cleaner = ("cancelled_by_customer_cleaner" if event.by == "customer" else by_us,)
    match event.by, event.reason:
        case _, "card_not_secured":
            return ("released_unpaid", *cleaner)
        case _, "nobody_found":
            return ("cancelled_nobody_found", *cleaner)
        case _, "no_choice_made":
            return ("cancelled_no_choice", *cleaner)
        case "customer", _:
            return ("cancelled_by_customer", *cleaner)
        case "ops" | "system" | "cleaner", _:
            return ("cancelled_by_ops", *cleaner)


def _expired(news: News) -> _Templates:
    assert isinstance(news.event, BookingExpired)
    return ("hold_expired",) if news.event.reason == "card_not_secured" else ("cancelled_nobody_found",)


def _offered(news: News) -> _Templates:
    assert isinstance(news.event, OfferMade)
    return ("offer_first_yes",) if news.event.several else ("offer_new",)


def _settled(news: News) -> _Templates:
    assert isinstance(news.event, BookingSettled)
    return ("receipt", "earned") if news.event.paid else ("earned",)


def _given_up(news: News) -> _Templates:
    assert isinstance(news.event, NoticeGivenUp)
    told = TEMPLATES.get(news.event.template)
    return () if told is None or told.audience == "ops" else ("ops_not_told",)  # mail on lost mail would never end


def _posted(news: News) -> _Templates:
    assert isinstance(news.event, MessagePosted)
    return ("message_cleaner",) if news.event.by == "customer" else ("message_customer",)


def _refund_asked(news: News) -> _Templates:
    """A refund that somebody else has to agree to waits at the desk."""
    assert isinstance(news.event, RefundAsked)
    return () if news.event.alone else ("ops_refund_waits",)


def _always(*templates: str) -> Callable[[News], _Templates]:
    return lambda _: templates


FOLLOWS: dict[type[Event], Callable[[News], _Templates]] = {
    BookingRequested: _requested,
    CleanerReleased: _released,
    CleanerWithdrew: _withdrew,
    BookingConfirmed: _confirmed,
    BookingMoved: _moved,
    ChoiceNeeded: _choice,
    HumanNeeded: _human,
    CleanerSetOff: _set_off,
    EtaGiven: _eta,
    CleanerLate: _late,
    NotKept: _not_kept,
    CleanerArrived: _always("at_the_door"),
    DoorEvidenceKept: _door,
    ExtraTimeAsked: _always("extra_asked"),
    ExtraTimeAgreed: _always("extra_agreed"),
    ExtraTimeUnpaid: _always("extra_unpaid"),
    LockoutReported: _always("lockout_reported", "lockout_cleaner"),
    CleaningFinished: _always("finished"),
    BookingSettled: _settled,
    BookingCancelled: _cancelled,
    BookingExpired: _expired,
    OfferMade: _offered,
    OfferExpired: _always("offer_expired"),
    OfferWithdrawn: _always("offer_withdrawn"),
    OfferTaken: _always("offer_taken"),
    PaymentHeld: _always("card_secured", "street_told"),
    PaymentDeclined: _always("card_failed"),
    PaymentActionRequired: _always("card_action"),
    PaymentOwed: _always("owed"),
    PaymentInDoubt: _always("ops_needs_human"),
    RefundAsked: _refund_asked,
    RefundGiven: _always("refunded"),
    TipGiven: _always("tip_given", "tip_got"),
    ChargeDisputed: _always("ops_dispute"),
    DisputeWon: _always("ops_dispute_won"),
    DisputeLost: _always("ops_dispute_lost"),
    MessagePosted: _posted,
    NoticeGivenUp: _given_up,
}

# These are still news once the booking is over; the rest would tell people to expect what does not come any more.
_STILL_NEWS = (
    BookingCancelled,
    BookingExpired,
    CleanerReleased,
    MessagePosted,
    LockoutReported,
    NotKept,
    NoticeGivenUp,
    OfferExpired,
    OfferTaken,
    OfferWithdrawn,
    PaymentOwed,
    BookingSettled,
    RefundAsked,
    RefundGiven,
    ChargeDisputed,
    DisputeWon,
    DisputeLost,
)


def templates_for(news: News) -> tuple[str, ...]:
    """The templates that follow, by name; none for what nobody needs to be told."""
    follows = FOLLOWS.get(type(news.event))
    over = isinstance(news.booking.phase, _OVER)
    if follows is None or (over and not isinstance(news.event, _STILL_NEWS)):
        return ()
    return follows(news)


def event_kinds() -> tuple[str, ...]:
    """The kinds of event that may be news to somebody, for whoever wires the relay."""
    return tuple(snake(kind.__name__) for kind in FOLLOWS)
