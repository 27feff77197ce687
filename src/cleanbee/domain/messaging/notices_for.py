"""Whom to tell what: the notices that follow from news about a booking, with every gap filled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.reveal import street
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import Event, Granted, NoticeId, Value, with_
from cleanbee.domain.messaging.around import Around, Say
from cleanbee.domain.messaging.chat import MessagePosted
from cleanbee.domain.messaging.deadlines import deadline_of, in_time
from cleanbee.domain.messaging.gaps import filled
from cleanbee.domain.messaging.happened import News, templates_for
from cleanbee.domain.messaging.notice import Channel, Notice, Queued, Recipient, Suppressed
from cleanbee.domain.messaging.told import TEMPLATES, Told
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.people.actor import Actor, AsCleaner, AsSystem
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.person import Cleaner, Customer
from cleanbee.domain.platform.named_id import named_id
from cleanbee.domain.platform.quiet import SOON, TO_ANSWER, after_quiet


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
    """One template for its audience, by the first road that reaches them or by all; nothing where it is no news now.

    What is said is true when it is read: where a moment has passed by then, another template says so.
    """
    asked = TEMPLATES[template]
    reader = _reader(asked, around)
    if reader is None:
        return ()
    say = Say(around=around, locale=reader.locale, zone=reader.zone, at=now, event=event)
    loud = _loud(template, say)
    say = with_(say, at=now if loud else after_quiet(now, reader.zone))
    fitting = _fitting(template, say, now)
    if fitting is None:
        return ()
    told = TEMPLATES[fitting]
    words = filled(fitting, told.gaps, say)
    return tuple(
        Notice(
            id=NoticeId(named_id("notice", reader.id, fitting, around.booking.id, occasion, channel)),
            to=Recipient(person=reader.id, channel=channel, address=address, locale=reader.locale),
            template=fitting,
            subject=around.booking.id,
            occasion=f"{occasion}/{channel}",
            words=words,
            critical=loud,
            made_at=now,
            phase=Queued(not_before=say.at) if address else Suppressed(why="unreachable"),
        )
        for channel, address in _roads(told, reader.addresses)
    )


def _loud(template: str, say: Say) -> bool:
    """Whether it breaks the night: money, safety, what starts soon or is under way, what cannot wait for an answer."""
    told, now, visit = TEMPLATES[template], say.at, say.around.booking.window
    if told.critical or (visit.start <= now + SOON and now < visit.end):
        return True
    due = deadline_of(template, say) if told.answer else None
    return due is not None and due < after_quiet(now, say.zone) + TO_ANSWER


def _fitting(template: str, say: Say, now: datetime) -> str | None:
    """The template that may be told and is true: no street to whom it is not open yet, no moment that has passed."""
    told = TEMPLATES[template]
    if told.audience == "cleaner" and "address" in told.gaps and not _street_is_open(say.around, now):
        without = STREETLESS[template]
        return None if without is None else in_time(without, say)
    return in_time(template, say)


def _street_is_open(around: Around, now: datetime) -> bool:
    booking, cleaner = around.booking, around.cleaner
    if cleaner is None or visitor(booking) != cleaner.id or may_pass(booking, now):
        return False
    secured = may_go_on(booking, around.payment)
    return isinstance(street(booking, cleaner.id, around.policy, now, secured=secured), Granted)


# What a cleaner is told instead while the street is not open to them: it comes once the money is held.
STREETLESS: dict[str, str | None] = {
    "reminder_24h_cleaner": "unpaid_warning",
    "reminder_2h_cleaner": "unpaid_reminder",
    "street_told": None,
}


def disclosed(notice: Notice, around: Around, now: datetime) -> tuple[Disclosure, ...]:
    """What a notice tells somebody who does not live there of where that is: that is noted, for good."""
    whom = TEMPLATES[notice.template].audience
    if "address" not in notice.words or whom == "customer":
        return ()
    told = around.cleaner if whom == "cleaner" else None
    who: Actor = AsSystem(job="mail to the desk") if told is None else AsCleaner(id=told.id)
    home, booking = around.home.id, around.booking.id
    return (Disclosure(who=who, what="street", thing="home", subject=home, at=now, booking=booking),)


class _Reader(Value, frozen=True, kw_only=True):
    id: UUID
    locale: str
    zone: str
    addresses: dict[Channel, str]


def _reader(told: Told, around: Around) -> _Reader | None:
    match told.audience:
        case "customer":
            one = around.customer
            return _Reader(id=one.id, locale=one.locale, zone=around.home.zone, addresses=_addresses(one))
        case "cleaner":
            it = around.cleaner
            if it is None:
                return None
            return _Reader(id=it.id, locale=it.locale, zone=it.zone, addresses=_addresses(it))
        case "ops":
            desk = around.desk
            return _Reader(id=named_id("desk"), locale="en", zone=desk.zone, addresses={"mail": desk.mail})


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
    return tuple(open_roads) if told.everywhere else (open_roads[0],)


_TELLS_APART = ("offer", "notice", "refund", "dispute", "tip")


def _occasion(news: News) -> str:
    """What makes this telling another one than the last: the offer, the notice, the refund, the operation's moment, or
    the step; of messages that were not read yet it is the hour.
    """
    if isinstance(news.event, MessagePosted):
        return f"{news.event.kind}:{news.event.read_to}:{news.at:%Y-%m-%dT%H}"
    other = next((one for name in _TELLS_APART if (one := getattr(news.event, name, None)) is not None), None)
    if other is not None:
        return f"{news.event.kind}:{other}"
    version = getattr(news.event, "version", None)
    return f"{news.event.kind}:{version if version is not None else news.at.isoformat()}"
