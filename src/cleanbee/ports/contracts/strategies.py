"""One Hypothesis strategy a noun: values that the domain could keep. Ids are fresh ones, never drawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleanbee.domain.availability.claim import Booked, Claim, Hold, TimeOff
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.booking import booking as b
from cleanbee.domain.kernel import ClaimId, CleanerId, Money, Place, Window, window_of, with_
from cleanbee.domain.matching import offer as o
from cleanbee.domain.messaging import notice as n
from cleanbee.domain.payment import payment as p
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.people import person as h
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Asked, Line, Price, Quote
from cleanbee.ports.contracts.nouns import Nouns

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
"""Every text a person may write: no lone surrogates and no NUL, which the edge turns away."""


def instants() -> SearchStrategy[datetime]:
    """Instants of some years, to the microsecond."""
    span = int(timedelta(days=4 * 365).total_seconds()) * 1_000_000
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return st.integers(0, span).map(lambda micros: start + timedelta(microseconds=micros))


def money(least: int = 0) -> SearchStrategy[Money]:
    """Amounts up to a million."""
    return st.integers(least, 100_000_000).map(lambda amount: Money(amount=amount))


def windows() -> SearchStrategy[Window]:
    """Spans of a quarter of an hour to half a day."""
    return st.builds(window_of, instants(), st.integers(15, 720))


def places() -> SearchStrategy[Place]:
    """Anywhere on the map."""
    return st.builds(Place, lat_e6=st.integers(-90_000_000, 90_000_000), lon_e6=st.integers(-180_000_000, 180_000_000))


def customers(nouns: Nouns) -> SearchStrategy[h.Customer]:
    """Customers."""
    return st.builds(
        lambda name, locale, since, blocked: with_(
            nouns.customer(), name=name, locale=locale, since=since, blocked_cleaners=_cleaners(nouns, blocked)
        ),
        TEXTS,
        st.sampled_from(["en", "de"]),
        instants(),
        st.integers(0, 3),
    )


def cleaners(nouns: Nouns) -> SearchStrategy[h.Cleaner]:
    """Cleaners in every phase."""
    phases: SearchStrategy[h.CleanerPhase] = st.one_of(
        st.sampled_from([h.Applied(), h.Vetting(), h.Active(), h.Left()]),
        st.builds(h.Away, since=instants()),
        st.builds(h.UnderReview, why=TEXTS),
        st.builds(h.Suspended, why=TEXTS),
    )
    documents = st.lists(st.builds(h.Document, kind=TEXTS, valid_until=st.dates()), max_size=3).map(tuple)
    return st.builds(
        lambda base, phase, papers, stars: with_(
            nouns.cleaner(base), phase=phase, documents=papers, stars_sum=stars * 5, stars_count=stars
        ),
        places(),
        phases,
        documents,
        st.integers(0, 10_000),
    )


def homes(nouns: Nouns, owner: h.Customer) -> SearchStrategy[h.Home]:
    """Homes of one customer."""
    rooms = st.builds(h.Rooms, bedrooms=st.integers(0, 20), bathrooms=st.integers(0, 20))
    return st.builds(
        lambda address, place, zone, size, notes, archived: with_(
            nouns.home(owner),
            address=address,
            place=place,
            zone=zone,
            rooms=size,
            notes=h.AccessNotes(text=notes),
            archived_at=archived,
        ),
        TEXTS,
        places(),
        st.sampled_from(ZONES),
        rooms,
        TEXTS,
        st.none() | instants(),
    )


def prices() -> SearchStrategy[Price]:
    """Prices whose lines and shares add up."""

    def add_up(cleaner: Money, platform: Money, tax: Money) -> Price:
        lines = (Line(code="standard", amount=cleaner + platform), Line(code="tax", amount=tax))
        return Price(lines=lines, total=cleaner + platform + tax, tax=tax, cleaner=cleaner, platform=platform)

    return st.builds(add_up, money(), money(), money())


def quotes(nouns: Nouns, customer: h.Customer | None) -> SearchStrategy[Quote]:
    """Quotes."""
    asked = st.builds(
        Asked,
        place=places(),
        address=TEXTS,
        zone=st.sampled_from(ZONES),
        rooms=st.builds(h.Rooms, bedrooms=st.integers(0, 20), bathrooms=st.integers(0, 20)),
        kind=st.sampled_from(["standard", "deep", "move_out"]),
        extras=st.lists(st.sampled_from(["oven", "windows"]), unique=True).map(tuple),
    )
    return st.builds(
        lambda what, price, short: with_(nouns.quote(customer), asked=what, price=price, short_notice_price=short),
        asked,
        prices(),
        prices(),
    )


def hours(cleaner: h.Cleaner) -> SearchStrategy[Hours]:
    """Working hours of one cleaner."""
    spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])
    weekly = st.builds(
        lambda day, span: WeeklyRule(weekday=day, start_min=span[0], end_min=span[1]), st.integers(0, 6), spans
    )
    dates = st.builds(DateRule, day=st.dates(), spans=st.lists(spans, max_size=2).map(tuple))
    return st.builds(
        lambda zone, week, days: Hours(id=cleaner.id, zone=zone, weekly=week, dates=days),
        st.sampled_from(ZONES),
        st.lists(weekly, max_size=4).map(tuple),
        st.lists(dates, max_size=3).map(tuple),
    )


def claims(nouns: Nouns, cleaner: h.Cleaner) -> SearchStrategy[Claim]:
    """Holds and time off of one cleaner, with travel and slack around them."""

    def around(work: Window, before: int, after: int, place: Place | None, until: datetime, off: bool) -> Claim:
        blocked = Window(start=work.start - timedelta(minutes=before), end=work.end + timedelta(minutes=after))
        use = TimeOff(note="away") if off else Hold(holder=nouns.ids.new(), until=until)
        return with_(nouns.claim(cleaner, work, use), blocked=blocked, place=place)

    minutes = st.integers(0, 45)
    return st.builds(around, windows(), minutes, minutes, st.none() | places(), instants(), st.booleans())


def booked(nouns: Nouns, cleaner: h.Cleaner, booking: b.Booking) -> Claim:
    """The one claim that a booking's seat has."""
    return nouns.claim(cleaner, booking.window, Booked(booking=booking.id))


def bookings(nouns: Nouns, home: h.Home, quote: Quote) -> SearchStrategy[b.Booking]:
    """New bookings in each phase that a life may begin in."""
    phases: SearchStrategy[b.Phase] = st.one_of(
        st.builds(
            lambda until: b.AwaitingCard(
                hold=ClaimId(nouns.ids.new()), cleaner=CleanerId(nouns.ids.new()), until=until
            ),
            instants(),
        ),
        st.builds(
            lambda fill_by, asked, human: b.Requested(
                fill_by=fill_by, asked=_cleaners(nouns, asked), needs_human=human
            ),
            instants(),
            st.integers(0, 5),
            st.booleans(),
        ),
        st.builds(
            lambda told: b.Confirmed(cleaner=CleanerId(nouns.ids.new()), claim=ClaimId(nouns.ids.new()), told_at=told),
            instants(),
        ),
    )
    wishes: SearchStrategy[b.Wish] = st.one_of(
        st.just(b.Anyone()),
        st.builds(lambda: b.Only(cleaner=CleanerId(nouns.ids.new()))),
        st.builds(lambda: b.Prefer(cleaner=CleanerId(nouns.ids.new()))),
    )
    return st.builds(
        lambda phase, wish, window, price, zone, notice: with_(
            nouns.booking(home, quote, phase=phase),
            wish=wish,
            window=window,
            local=local_of(window.start, zone),
            price=price,
            least_notice_min=notice,
        ),
        phases,
        wishes,
        windows(),
        prices(),
        st.sampled_from(ZONES),
        st.none() | st.integers(0, 100_000),
    )


def offers(nouns: Nouns, booking: b.Booking, cleaner: h.Cleaner) -> SearchStrategy[o.Offer]:
    """Offers of one booking to one cleaner, in every phase."""
    phases: SearchStrategy[o.OfferPhase] = st.one_of(
        st.builds(lambda until: o.Open(until=until, claim=ClaimId(nouns.ids.new())), instants()),
        st.builds(o.Accepted, at=instants()),
        st.builds(o.Declined, at=instants()),
        st.builds(o.Expired, at=instants()),
        st.builds(o.Withdrawn, at=instants(), why=TEXTS),
    )
    return st.builds(
        lambda phase, pay, travel: with_(nouns.offer(booking, cleaner, phase), pay=pay, travel_min=travel),
        phases,
        money(),
        st.integers(0, 45),
    )


def operations(nouns: Nouns, payment: p.Payment) -> SearchStrategy[p.Operation]:
    """Intended effects of one payment, in every phase."""
    tries = st.integers(1, 9)
    phases: SearchStrategy[p.OperationPhase] = st.one_of(
        st.just(p.Planned()),
        st.builds(p.Sent, first_at=instants(), attempts=tries, next_at=instants()),
        st.builds(p.Succeeded, at=instants(), provider_id=TEXTS),
        st.builds(p.Failed, at=instants(), reason=TEXTS),
        st.builds(p.Unknown, first_at=instants(), attempts=tries, next_at=instants()),
        st.builds(p.Abandoned, reason=TEXTS, evidence=TEXTS),
    )
    return st.builds(
        lambda kind, amount, present, phase: with_(
            nouns.operation(payment, kind), amount=amount, customer_present=present, phase=phase
        ),
        st.sampled_from(["authorise", "capture", "void"]),
        money(1),
        st.booleans(),
        phases,
    )


def journals(nouns: Nouns, booking: UUID, owner: UUID) -> SearchStrategy[Journal]:
    """Balanced journals of two to six lines."""

    def balanced(amounts: list[int], at: datetime) -> Journal:
        lines = [Posting(account=f"test:{number}", amount=Money(amount=a)) for number, a in enumerate(amounts)]
        rest = Posting(account="customer:owed", amount=Money(amount=-sum(amounts)), owner=owner)
        return with_(nouns.journal(booking, owner), at=at, postings=(*lines, rest))

    amounts = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=5)
    return st.builds(balanced, amounts.filter(sum), instants())


def notices(nouns: Nouns) -> SearchStrategy[n.Notice]:
    """Notices in every phase."""
    phases: SearchStrategy[n.NoticePhase] = st.one_of(
        st.builds(n.Queued, not_before=instants(), tries=st.integers(0, 8)),
        st.builds(n.Sent, at=instants()),
        st.builds(n.Suppressed, why=TEXTS),
        st.builds(n.Dead, last_error=TEXTS),
    )
    return st.builds(
        lambda phase, words, critical, made: with_(
            nouns.notice(nouns.ids.new()), phase=phase, words=words, critical=critical, made_at=made
        ),
        phases,
        st.dictionaries(TEXTS, TEXTS, max_size=3),
        st.booleans(),
        instants(),
    )


def _cleaners(nouns: Nouns, count: int) -> tuple[CleanerId, ...]:
    return tuple(CleanerId(nouns.ids.new()) for _ in range(count))
