"""A job, a cleaner and an offer to be judged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from tests.unit.domain.availability.calendar_days import BASE, BERLIN, Calendar, home

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Granted, Money, OfferId, window_of, with_
from cleanbee.domain.matching.asking import Asking
from cleanbee.domain.matching.job import Job
from cleanbee.domain.people.person import Active, Cleaner, Document
from cleanbee.domain.platform.wallclock import LocalStart, resolve

SEED = UUID("0191d000-0000-7000-8000-00000000000b")
NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = LocalStart(day=date(2027, 3, 3), minute=570, zone=BERLIN)
MIA = CustomerId(uuid5(SEED, "mia"))
WORK = window_of(resolve(START).at, 210)


def cleaner(name: str = "joyce", **facts: object) -> Cleaner:
    plain = Cleaner(
        id=CleanerId(uuid5(SEED, name)),
        name=name,
        base=BASE,
        zone=BERLIN,
        area_m=9_000,
        phase=Active(),
        skills=("standard", "ironing"),
        documents=(Document(kind="insurance", valid_until=date(2027, 12, 31)),),
    )
    return with_(plain, **facts)


def job(**facts: object) -> Job:
    plain = Job(
        booking=BookingId(uuid5(SEED, "booking")),
        customer=MIA,
        home=home(12),
        zone=BERLIN,
        skills=frozenset({"standard"}),
        window=WORK,
        pay=Money(amount=5880),
    )
    return with_(plain, **facts)


def claim() -> Claim:
    decided = Calendar().ask(START, 210, home(12))
    assert isinstance(decided, Granted)
    return decided.value.claim


def asking(who: Cleaner | None = None, about: Job | None = None, **facts: object) -> Asking:
    plain = Asking(
        id=OfferId(uuid5(SEED, "offer")),
        job=about or job(),
        cleaner=who or cleaner(),
        claim=claim(),
        pay=Money(amount=6180),
        travel_in_min=12,
        travel_pay_min=24,
        minutes=210,
    )
    return with_(plain, **facts)


def before_start(hours: float) -> datetime:
    return WORK.start - timedelta(hours=hours)
