"""One Hypothesis strategy a noun: values that the domain could keep. Ids are fresh ones, never drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleanbee.domain.availability.claim import Claim, Hold, TimeOff
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.booking import booking as b
from cleanbee.domain.kernel import ClaimId, CleanerId, Money, Place, Value, Window, window_of, with_
from cleanbee.domain.matching import offer as o
from cleanbee.domain.messaging import notice as n
from cleanbee.domain.payment import payment as p
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.people import person as h
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.quote import Asked, Line, Price, Quote
from cleanbee.ports.contracts.nouns import Nouns

V = TypeVar("V", bound=Value)

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
HOUSE = ("gateway", "platform:revenue", "platform:promise", "platform:dispute", "tax:due")
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


def varied(example: Callable[[], V], **changes: SearchStrategy[Any]) -> SearchStrategy[V]:
    """A fresh example of a noun with some of its facts drawn."""
    return st.fixed_dictionaries(changes).map(lambda drawn: with_(example(), **drawn))


def customers(nouns: Nouns) -> SearchStrategy[h.Customer]:
    """Customers."""
    return varied(
        nouns.customer,
        name=TEXTS,
        locale=st.sampled_from(["en", "de"]),
        since=instants(),
        blocked_cleaners=_cleaners(nouns),
        favourites=_cleaners(nouns),
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
    return varied(nouns.cleaner, base=places(), phase=phases, documents=documents, stars_sum=st.integers(0, 50_000))


def homes(nouns: Nouns, owner: h.Customer) -> SearchStrategy[h.Home]:
    """Homes of one customer."""
    return varied(
        lambda: nouns.home(owner),
        address=TEXTS,
        place=places(),
        zone=st.sampled_from(ZONES),
        rooms=rooms(),
        notes=st.builds(h.AccessNotes, text=TEXTS, pin=st.none() | TEXTS),
        archived_at=st.none() | instants(),
    )


def rooms() -> SearchStrategy[h.Rooms]:
    """Sizes of homes."""
    return st.builds(h.Rooms, bedrooms=st.integers(0, 20), bathrooms=st.integers(0, 20))


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
        rooms=rooms(),
        kind=st.sampled_from(["standard", "deep", "move_out"]),
        extras=st.lists(st.sampled_from(["oven", "windows"]), unique=True).map(tuple),
    )
    return varied(lambda: nouns.quote(customer), asked=asked, price=prices(), short_notice_price=prices())


def hours(nouns: Nouns, cleaner: h.Cleaner) -> SearchStrategy[Hours]:
    """Working hours of one cleaner."""
    spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])
    weekly = st.builds(_weekly, st.integers(0, 6), spans)
    dates = st.builds(DateRule, day=st.dates(), spans=st.lists(spans, max_size=2).map(tuple))
    return varied(
        lambda: nouns.hours(cleaner),
        zone=st.sampled_from(ZONES),
        weekly=st.lists(weekly, max_size=4).map(tuple),
        dates=st.lists(dates, max_size=3).map(tuple),
    )


def claims(nouns: Nouns, cleaner: h.Cleaner) -> SearchStrategy[Claim]:
    """Holds and time off of one cleaner, with travel and slack around them."""

    def around(work: Window, before: int, after: int, place: Place | None, until: datetime | None) -> Claim:
        blocked = Window(start=work.start - timedelta(minutes=before), end=work.end + timedelta(minutes=after))
        use = TimeOff(note="away") if until is None else Hold(holder=nouns.ids.new(), until=until)
        return with_(nouns.claim(cleaner, work, use), blocked=blocked, place=place)

    minutes = st.integers(0, 45)
    return st.builds(around, windows(), minutes, minutes, st.none() | places(), st.none() | instants())


def bookings(nouns: Nouns, home: h.Home, quote: Quote) -> SearchStrategy[b.Booking]:
    """New bookings in each phase that a life may begin in."""
    cleaner, claim = _fresh(nouns, CleanerId), _fresh(nouns, ClaimId)
    phases: SearchStrategy[b.Phase] = st.one_of(
        st.builds(b.AwaitingCard, hold=claim, cleaner=cleaner, until=instants()),
        st.builds(
            b.Requested, fill_by=instants(), asked=_cleaners(nouns), needs_human=st.booleans(), paged=st.booleans()
        ),
        st.builds(b.Confirmed, cleaner=cleaner, claim=claim, told_at=instants()),
    )
    wishes: SearchStrategy[b.Wish] = st.one_of(
        st.just(b.Anyone()), st.builds(b.Only, cleaner=cleaner), st.builds(b.Prefer, cleaner=cleaner)
    )

    def of(window: Window, zone: str, drawn: b.Booking) -> b.Booking:
        return with_(drawn, window=window, local=local_of(window.start, zone))

    drawn = varied(
        lambda: nouns.booking(home, quote),
        phase=phases,
        wish=wishes,
        price=prices(),
        least_notice_min=st.none() | st.integers(0, 100_000),
        moves=st.integers(0, 3),
        marks=st.lists(_marks(cleaner), max_size=2).map(tuple),
        kind=st.sampled_from(["standard", "deep", "move_out"]),
        extras=st.lists(st.sampled_from(["oven", "windows"]), unique=True).map(tuple),
        rooms=st.lists(_rooms(), max_size=3).map(tuple),
    )
    return st.builds(of, windows(), st.sampled_from(ZONES), drawn)


def _rooms() -> SearchStrategy[b.RoomToClean]:
    codes = st.sampled_from(["kitchen", "bedroom_1", "bathroom_2"])
    return st.builds(b.RoomToClean, code=codes, ticked_at=st.none() | instants())


def _marks(cleaner: SearchStrategy[CleanerId]) -> SearchStrategy[b.Mark]:
    what = st.sampled_from(["late", "no_show", "withdrew"])
    return st.builds(
        b.Mark, what=what, cleaner=cleaner, at=instants(), notice_min=st.integers(0, 9_000), not_kept=st.booleans()
    )


def offers(nouns: Nouns, booking: b.Booking, cleaner: h.Cleaner) -> SearchStrategy[o.Offer]:
    """Offers of one booking to one cleaner, in every phase."""
    phases: SearchStrategy[o.OfferPhase] = st.one_of(
        st.builds(o.Open, until=instants(), claim=_fresh(nouns, ClaimId)),
        st.builds(o.Accepted, at=instants()),
        st.builds(o.Declined, at=instants()),
        st.builds(o.Expired, at=instants()),
        st.builds(o.Withdrawn, at=instants(), why=TEXTS),
    )
    return varied(lambda: nouns.offer(booking, cleaner), phase=phases, pay=money(), travel_min=st.integers(0, 45))


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
    return varied(
        lambda: nouns.operation(payment),
        kind=st.sampled_from(["authorise", "capture", "void"]),
        amount=money(1),
        customer_present=st.booleans(),
        provider_id=st.none() | TEXTS,
        phase=phases,
    )


def journals(nouns: Nouns, booking: UUID, owner: UUID) -> SearchStrategy[Journal]:
    """Balanced journals of two to six lines."""

    def balanced(amounts: list[int], at: datetime) -> Journal:
        lines = [Posting(account=name, amount=Money(amount=one)) for name, one in zip(HOUSE, amounts, strict=False)]
        over = sum(amounts)
        rest = Posting(
            account="customer:credit" if over > 0 else "customer:owed", amount=Money(amount=-over), owner=owner
        )
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
    return varied(
        lambda: nouns.notice(nouns.ids.new()),
        phase=phases,
        words=st.dictionaries(TEXTS, TEXTS, max_size=3),
        critical=st.booleans(),
        made_at=instants(),
    )


def _fresh(nouns: Nouns, kind: Callable[[UUID], UUID]) -> SearchStrategy[Any]:
    return st.builds(lambda: kind(nouns.ids.new()))


def _cleaners(nouns: Nouns) -> SearchStrategy[tuple[CleanerId, ...]]:
    return st.lists(_fresh(nouns, CleanerId), max_size=3).map(tuple)


def _weekly(day: int, minutes: tuple[int, int]) -> WeeklyRule:
    return WeeklyRule(weekday=day, start_min=minutes[0], end_min=minutes[1])
