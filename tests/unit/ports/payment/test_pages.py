"""The worked examples of the domain's page: the price, and what cancelling costs over the night of the clock change."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.unit.domain.pricing.book_of_today import BOOK, asked
from tests.unit.ports.payment.made_up import Made
from tests.unit.ports.payment.timeline_lives import Life, begun, posted

from cleanbee.domain.booking.costs import cost_at, cost_steps
from cleanbee.domain.booking.terms import Terms
from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.domain.pricing.price import labour_min, price_of
from cleanbee.domain.pricing.quote import Line, Price

ZONE = "Europe/Berlin"
IRONING_ALWAYS = ("ironing",)
OVEN_TOO = ("ironing", "oven")
DAY = timedelta(days=1)


def berlin(text: str) -> datetime:
    """``2027-03-28 09:00:01`` by Berlin's clocks."""
    local = datetime.fromisoformat(text)
    minute = LocalStart(day=local.date(), minute=local.hour * 60 + local.minute, zone=ZONE)
    return resolve(minute).at + timedelta(seconds=local.second)


def eur(text: str) -> Money:
    """``95.76``."""
    return Money(amount=int(text.replace(".", "")))


def visit(extras: tuple[str, ...]) -> tuple[int, Price]:
    """2 bed / 1 bath with these extras, as the price book has it."""
    what = asked(2, 1, extras)
    minutes = labour_min(what.rooms, what.kind, extras, BOOK)
    price = price_of(minutes, extras, BOOK, short_notice=False)
    assert isinstance(price, Price)
    return minutes, price


def weekly(price: Price) -> Price:
    """10 % off base and every-visit labour, from the second visit on: the platform bears it; tax once, on the net."""
    off = (price.lines[0].amount + price.lines[1].amount).share(1000)
    net = price.net - off
    tax = net.share(BOOK.tax_bp)
    lines = (*price.lines[:-1], Line(code="weekly", amount=-off), Line(code="tax", amount=tax))
    return Price(lines=lines, total=net + tax, tax=tax, cleaner=price.cleaner, platform=net - price.cleaner)


def test_the_price_of_the_first_and_of_the_second_visit_stands_as_on_the_page() -> None:
    first_min, first = visit(IRONING_ALWAYS)
    second_min, plain = visit(OVEN_TOO)
    second = weekly(plain)
    assert (first_min, second_min) == (180, 210)
    assert [(one.code, one.amount) for one in first.lines] == [
        ("base", eur("60.00")), ("ironing", eur("12.00")), ("tax", eur("14.40")),
    ]  # fmt: skip
    assert [(one.code, one.amount) for one in second.lines] == [
        ("base", eur("60.00")), ("ironing", eur("12.00")), ("oven", eur("15.00")), ("weekly", -eur("7.20")),
        ("tax", eur("15.96")),
    ]  # fmt: skip
    assert (first.net, second.net) == (eur("72.00"), eur("79.80"))
    assert (first.total, second.total) == (eur("86.40"), eur("95.76"))
    assert (first.cleaner, first.platform) == (eur("50.40"), eur("21.60"))
    assert (second.cleaner, second.platform) == (eur("61.80"), eur("18.00"))


def sunday_at_nine() -> Made:
    """Start Sun 28 Mar 2027 09:00 Berlin (clocks go forward that night), total 95.76; booked two weeks ahead."""
    start = berlin("2027-03-28 09:00:00")
    return Made(
        seed=1,
        policy=standard(),
        price=weekly(visit(OVEN_TOO)[1]),
        zone=ZONE,
        cleaner_zone=ZONE,
        minutes=210,
        start=start,
        placed_at=start - 14 * DAY,
    )


# fee, then cleaner / platform / tax
NOTHING = ("0.00", "0.00", "0.00", "0.00")
QUARTER = ("23.94", "15.45", "4.50", "3.99")
HALF = ("47.88", "30.90", "9.00", "7.98")
ALL = ("95.76", "61.80", "18.00", "15.96")

THE_NIGHT = [
    ("2027-03-27 07:59:59", NOTHING),
    ("2027-03-27 08:00:00", NOTHING),  # not 09:00: exactly 24 h, for the night has an hour less
    ("2027-03-27 08:00:01", QUARTER),
    ("2027-03-27 09:00:00", QUARTER),
    ("2027-03-28 03:00:00", QUARTER),  # exactly 6 h
    ("2027-03-28 03:00:01", HALF),
    ("2027-03-28 04:00:00", HALF),  # 5 h
    ("2027-03-28 07:00:00", HALF),  # exactly 2 h
    ("2027-03-28 07:00:01", ALL),
]


async def taken(life: Life) -> tuple[Money, ...]:
    """What the journals have of it: from the customer, for the cleaner, the platform, the tax."""
    journals = await life.journals()
    who = life.town.cleaner.id
    amounts = (
        posted(journals, "gateway"),
        -posted(journals, "cleaner:payable", owner=who),
        -posted(journals, "platform:revenue", "platform:promise"),
        -posted(journals, "tax:due"),
    )
    return tuple(Money(amount=one) for one in amounts)


@pytest.mark.parametrize(("when", "amounts"), THE_NIGHT, ids=[when for when, _ in THE_NIGHT])
async def test_cancelling_over_the_night_of_the_clock_change_costs_what_the_page_says(
    when: str, amounts: tuple[str, ...]
) -> None:
    life = await begun(sunday_at_nine())
    said = cost_at((await life.timeline()).cancelling, berlin(when))
    assert (said.amount, said.cleaner, said.platform, said.tax) == tuple(eur(one) for one in amounts)
    await life.cancel_at(berlin(when))
    assert await taken(life) == tuple(eur(one) for one in amounts)


def test_where_only_40_can_be_charged_the_cleaner_has_the_full_share_and_the_platform_the_rest() -> None:
    made = sunday_at_nine()
    terms = Terms(
        start=made.start,
        local=LocalStart(day=date(2027, 3, 28), minute=9 * 60, zone=ZONE),
        placed_at=made.placed_at,
        price=made.price,
        coming="promised",
        late_from=made.start,
    )
    five_hours = berlin("2027-03-28 04:00:00")
    (said, *_) = cost_steps(terms, made.policy, five_hours, eur("40.00"))
    assert (said.amount, said.cleaner, said.platform, said.tax) == tuple(map(eur, ("40.00", "30.90", "2.43", "6.67")))


async def test_moved_on_at_5_h_and_cancelled_3_days_ahead_the_5_h_are_kept() -> None:
    life = await begun(sunday_at_nine())
    await life.town.go_to(berlin("2027-03-28 04:00:00"))
    await life.move_to(berlin("2027-04-02 09:00:00"))
    three_days_ahead = berlin("2027-03-30 09:00:00")
    said = cost_at((await life.timeline()).cancelling, three_days_ahead)
    assert (said.amount, said.cleaner, said.platform, said.tax) == tuple(map(eur, HALF))
    await life.cancel_at(three_days_ahead)
    assert await taken(life) == tuple(map(eur, HALF))
