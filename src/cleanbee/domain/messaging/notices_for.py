"""Whom to tell what: the notices that follow from news about a booking, with every gap filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingChoice,
    Booking,
    Cancelled,
    EnRoute,
    Requested,
)
from cleanbee.domain.kernel import Event, Money, NoticeId, Value
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.messaging.carry import after_quiet
from cleanbee.domain.messaging.happened import News, templates_for
from cleanbee.domain.messaging.notice import Channel, Notice, Queued, Recipient, Suppressed
from cleanbee.domain.messaging.told import TEMPLATES, Told
from cleanbee.domain.messaging.words import say_date, say_moment, say_money, say_reason, say_time
from cleanbee.domain.payment.payment import ActionRequired, Declined, Payment
from cleanbee.domain.people.actor import Actor, AsCleaner, AsSystem
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.named_id import named_id
from cleanbee.domain.platform.policy import Policy

SOON = timedelta(hours=12)


class Desk(Value, frozen=True, kw_only=True):
    """Where the office reads, and where links lead to."""

    mail: str
    url: str
    zone: str = "Europe/Berlin"


class Around(Value, frozen=True, kw_only=True):
    """Everything that a message about a booking may speak of."""

    booking: Booking
    home: Home
    customer: Customer
    cleaner: Cleaner | None
    offer: Offer | None = None
    payment: Payment | None = None
    policy: Policy
    desk: Desk


def notices_for(news: News, around: Around, now: datetime) -> tuple[Notice, ...]:
    """The notices that follow from an event; the same event always gives the same ids."""
    found: list[Notice] = []
    for template in templates_for(news):
        told = TEMPLATES[template]
        occasion = "once" if told.once else _occasion(news)
        found.extend(written(template, around, occasion, now, news.event))
    return tuple(found)


def written(
    template: str, around: Around, occasion: str, now: datetime, event: Event | None = None
) -> tuple[Notice, ...]:
    """One template for its audience: by the first road that reaches them; by all of them when it is critical."""
    told = TEMPLATES[template]
    person = _person(told, around)
    if person is None:
        return ()
    id, locale, zone, addresses = person
    say = Say(around=around, locale=locale, event=event, cleaners=told.audience == "cleaner")
    words = {gap: GAPS[gap](say) for gap in told.gaps}
    roads = _roads(told, addresses)
    start = around.booking.window.start
    loud = told.critical or now < start <= now + SOON
    first = now if loud else after_quiet(now, zone)
    return tuple(
        Notice(
            id=NoticeId(named_id("notice", id, template, around.booking.id, occasion, channel)),
            to=Recipient(person=id, channel=channel, address=address, locale=locale),
            template=template,
            subject=around.booking.id,
            occasion=f"{occasion}/{channel}",
            words=words,
            critical=loud,
            made_at=now,
            phase=Queued(not_before=first) if address else Suppressed(why="unreachable"),
        )
        for channel, address in roads
    )


def disclosed(notice: Notice, around: Around, now: datetime) -> tuple[Disclosure, ...]:
    """What a notice tells somebody who does not live there of where that is: that is noted, for good."""
    whom = TEMPLATES[notice.template].audience
    if "address" not in notice.words or whom == "customer":
        return ()
    told = around.cleaner if whom == "cleaner" else None
    who: Actor = AsSystem(job="mail to the desk") if told is None else AsCleaner(id=told.id)
    home, booking = around.home.id, around.booking.id
    return (Disclosure(who=who, what="street", thing="home", subject=home, at=now, booking=booking),)


_Person = tuple[UUID, str, str, dict[Channel, str]]


def _person(told: Told, around: Around) -> _Person | None:
    match told.audience:
        case "customer":
            one = around.customer
            return one.id, one.locale, around.home.zone, _addresses(one)
        case "cleaner":
            cleaner = around.cleaner
            return None if cleaner is None else (cleaner.id, cleaner.locale, cleaner.zone, _addresses(cleaner))
        case "ops":
            return named_id("desk"), "en", around.desk.zone, {"mail": around.desk.mail}


def _addresses(person: Customer | Cleaner) -> dict[Channel, str]:
    known: dict[Channel, str | None] = {"sms": person.phone, "mail": person.email}
    return {channel: address for channel, address in known.items() if address}


def _roads(told: Told, addresses: dict[Channel, str]) -> tuple[tuple[Channel, str], ...]:
    """The roads to go by. No telephone has told us where to push to yet, so push falls to what there is."""
    wanted: list[Channel] = [road for road in told.roads if road != "push"] or ["mail", "sms"]
    open_roads: list[tuple[Channel, str]] = [(road, addresses[road]) for road in wanted if road in addresses] or list(
        addresses.items()
    )
    if not open_roads:
        return ((wanted[0], ""),)
    return tuple(open_roads) if told.critical else (open_roads[0],)


def _occasion(news: News) -> str:
    """What makes this telling another one than the last: the offer, the operation's moment, or the step."""
    offer = getattr(news.event, "offer", None)
    if offer is not None:
        return f"{news.event.kind}:{offer}"
    version = getattr(news.event, "version", None)
    return f"{news.event.kind}:{version if version is not None else news.at.isoformat()}"


class Say(Value, frozen=True, kw_only=True):
    """What a gap is filled from: the facts, the reader's language, and whether the reader is a cleaner."""

    around: Around
    locale: str
    event: Event | None
    cleaners: bool

    @property
    def booking(self) -> Booking:
        return self.around.booking

    @property
    def zone(self) -> str:
        return self.around.home.zone

    @property
    def start(self) -> datetime:
        """The visit's start; an offer speaks of its own."""
        offer = self.around.offer
        return self.booking.window.start if offer is None else offer.window.start


def _moment(say: Say, at: datetime) -> str:
    return say_moment(at, say.zone, say.locale)


def _deadline(say: Say) -> str:
    """Until when something can be done about what is told."""
    booking, policy = say.booking, say.around.policy
    payment = None if say.around.payment is None else say.around.payment.phase
    if isinstance(payment, ActionRequired):
        return _moment(say, payment.until)
    if isinstance(payment, Declined):
        return _moment(say, say.start - timedelta(minutes=policy.release_before_min))
    match booking.phase:
        case Requested(fill_by=until) | AwaitingChoice(until=until):
            return _moment(say, until)
        case AtDoor(since=since):
            return _moment(say, since + timedelta(minutes=policy.lockout_wait_min))
        case _:
            return _moment(say, say.start - timedelta(minutes=policy.free_move_notice_min))


def _pay(say: Say) -> str:
    booking, offer = say.booking, say.around.offer
    if offer is not None:
        return say_money(offer.pay, say.locale)
    if not isinstance(booking.phase, Cancelled):
        return say_money(booking.price.cleaner, say.locale)
    if booking.phase.reason == "card_not_secured":
        return say_money(booking.price.cleaner.share(say.around.policy.unpaid_cleaner_bp), say.locale)
    return say_money(booking.phase.cleaner_pay, say.locale)


def _fee(say: Say) -> str:
    phase, price = say.booking.phase, say.booking.price
    return say_money(phase.fee if isinstance(phase, Cancelled) else price.total, say.locale)


def _eta(say: Say) -> str:
    phase = say.booking.phase
    at = phase.eta if isinstance(phase, EnRoute) and phase.eta is not None else say.start
    return say_time(at, say.zone)


def _reason(say: Say) -> str:
    payment = None if say.around.payment is None else say.around.payment.phase
    phase, event = say.booking.phase, say.event
    given = getattr(event, "reason", None) or getattr(event, "kind_of_decline", None)
    if given is None and isinstance(payment, Declined):
        given = payment.kind
    if given is None and isinstance(phase, AwaitingChoice):
        given = phase.reason
    return say_reason(str(given or "nobody_found"), say.locale)


def _offered(say: Say, fact: Callable[[Offer], Money]) -> str:
    return "" if say.around.offer is None else say_money(fact(say.around.offer), say.locale)


def _expires(say: Say) -> str:
    offer = say.around.offer
    until = None if offer is None else getattr(offer.phase, "until", None)
    return "" if until is None else _moment(say, until)


def _cleaner_name(say: Say) -> str:
    return "" if say.around.cleaner is None else say.around.cleaner.name


GAPS: dict[str, Callable[[Say], str]] = {
    "address": lambda say: say.around.home.address,
    "amount": lambda say: say_money(say.booking.price.total, say.locale),
    "booking": lambda say: str(say.booking.id),
    "cleaner": _cleaner_name,
    "customer": lambda say: say.around.customer.name,
    "date": lambda say: say_date(say.start, say.zone, say.locale),
    "deadline": _deadline,
    "eta": _eta,
    "expires": _expires,
    "fee": _fee,
    "link": lambda say: f"{say.around.desk.url}/?booking={say.booking.id}",
    "minutes": lambda say: str(say.booking.minutes),
    "pay": _pay,
    "pay_per_h": lambda say: _offered(say, lambda offer: offer.pay_per_h),
    "reason": _reason,
    "tax": lambda say: say_money(say.booking.price.tax, say.locale),
    "time": lambda say: say_time(say.start, say.zone),
    "total": lambda say: say_money(say.booking.price.total, say.locale),
    "travel": lambda say: "" if say.around.offer is None else str(say.around.offer.travel_min),
}
