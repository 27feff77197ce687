"""What a clean takes and costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.domain.pricing.book_of_today import BOOK, NOW, QUOTE, asked

from cleanbee.domain.kernel import Granted, Money, NoTimer, NotInPhase, Refused, Timer, with_
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.price import accept, expire, is_open, labour_min, price_at, price_of, quote
from cleanbee.domain.pricing.quote import (
    Accepted,
    Asked,
    CleanKind,
    Expired,
    ExtraUnknown,
    Line,
    Open,
    PayAboveNet,
    Price,
    Quote,
    ServiceNotOffered,
    TooLong,
)


def quoted(what: Asked, book: PriceBook = BOOK) -> Quote:
    decided = quote(what, book, id=QUOTE, customer=None, policy="p.1", now=NOW)
    assert isinstance(decided, Granted)
    return decided.value


def refused(what: Asked, book: PriceBook = BOOK) -> object:
    decided = quote(what, book, id=QUOTE, customer=None, policy="p.1", now=NOW)
    assert isinstance(decided, Refused)
    return decided.why


def eur(cents: int) -> Money:
    return Money(amount=cents)


def lines(price: Price) -> list[tuple[str, int]]:
    return [(line.code, line.amount.amount) for line in price.lines]


def test_two_bedrooms_and_ironing_cost_72_net_and_86_40_with_tax() -> None:
    one = quoted(asked(extras=("ironing",)))
    assert one.minutes == 180
    assert lines(one.price) == [("base", 6000), ("ironing", 1200), ("tax", 1440)]
    assert one.price.total == eur(8640)
    assert (one.price.cleaner, one.price.platform, one.price.tax) == (eur(5040), eur(2160), eur(1440))


def test_the_oven_costs_its_half_hour_and_its_material_and_the_cleaner_gets_all_the_material() -> None:
    one = quoted(asked(extras=("oven",)))
    assert one.minutes == 180
    assert lines(one.price) == [("base", 6000), ("oven", 1500), ("tax", 1500)]
    assert one.price.total == eur(9000)
    assert one.price.cleaner == eur(12 * 420 + 300)


def test_ironing_and_oven_pay_the_cleaner_61_80() -> None:
    one = quoted(asked(extras=("ironing", "oven")))
    assert one.minutes == 210
    assert one.price.net == eur(8700)
    assert one.price.cleaner == eur(6180)


def test_short_notice_costs_a_tenth_more_on_labour_alone_and_the_cleaner_gets_seven_tenths_of_it() -> None:
    price = quoted(asked(extras=("oven",))).short_notice_price
    assert lines(price) == [("base", 6000), ("oven", 1500), ("short_notice", 720), ("tax", 1644)]
    assert price.cleaner == eur(5040 + 300 + 504)
    assert price.platform == eur(2160 + 216)


@pytest.mark.parametrize(
    ("bedrooms", "bathrooms", "kind", "extras", "minutes"),
    [
        (0, 0, "standard", (), 120),
        (1, 0, "standard", (), 120),
        (1, 1, "standard", (), 120),
        (2, 1, "standard", (), 150),
        (2, 1, "standard", ("lamps",), 180),
        (2, 1, "standard", ("linen",), 165),
        (1, 1, "deep", (), 225),
        (4, 2, "deep", (), 435),
        (3, 2, "move_out", (), 465),
        (0, 0, "standard", ("green",), 120),
    ],
)
def test_minutes_follow_from_rooms_kind_and_extras_up_to_the_next_quarter_hour(
    bedrooms: int, bathrooms: int, kind: CleanKind, extras: tuple[str, ...], minutes: int
) -> None:
    what = asked(bedrooms, bathrooms, extras, kind)
    assert labour_min(what.rooms, kind, extras, BOOK) == minutes


def test_eight_hours_are_sold_and_a_quarter_more_is_too_long_for_one_cleaner() -> None:
    assert quoted(asked(bedrooms=10, bathrooms=4)).minutes == 480
    assert refused(asked(bedrooms=10, bathrooms=4, extras=("linen",))) == TooLong(minutes=495, most=480)


def test_what_the_book_does_not_offer_is_refused_by_name() -> None:
    assert refused(asked(extras=("oven", "chimney"))) == ExtraUnknown(extra="chimney")
    assert refused(asked(kind="deep"), with_(BOOK, kinds={"standard": 1000})) == ServiceNotOffered()


def test_the_same_extra_asked_for_twice_is_done_and_paid_once() -> None:
    assert quoted(asked(extras=("oven", "oven"))) == quoted(asked(extras=("oven",)))


def test_a_book_that_pays_more_than_it_takes_sells_nothing() -> None:
    assert refused(asked(), with_(BOOK, pay_per_quarter=601)) == PayAboveNet()
    assert quoted(asked(), with_(BOOK, pay_per_quarter=600)).price.platform == eur(0)


def test_exactly_24_hours_ahead_is_not_short_notice_and_a_second_less_is() -> None:
    one = quoted(asked())
    day = timedelta(hours=24)
    assert price_at(one, NOW + day, NOW) == one.price
    assert price_at(one, NOW + day + timedelta(seconds=1), NOW) == one.price
    assert price_at(one, NOW + day - timedelta(seconds=1), NOW) == one.short_notice_price


def test_a_quote_is_open_for_half_an_hour_without_its_last_instant() -> None:
    one = quoted(asked())
    end = NOW + timedelta(minutes=30)
    assert one.phase == Open(until=end)
    assert is_open(one, end - timedelta(microseconds=1))
    assert not is_open(one, end)


def test_a_quote_asks_to_be_woken_when_its_half_hour_is_over() -> None:
    decided = quote(asked(), BOOK, id=QUOTE, customer=None, policy="p.1", now=NOW)
    assert isinstance(decided, Granted)
    assert decided.timers == (Timer(kind="quote.expire", subject=QUOTE, due_at=NOW + timedelta(minutes=30)),)


def test_an_open_quote_is_accepted_once_and_its_expiry_forgotten() -> None:
    one = quoted(asked())
    done = accept(one, NOW + timedelta(minutes=29))
    assert isinstance(done, Granted)
    assert done.value.phase == Accepted()
    assert done.timers == (NoTimer(kind="quote.expire", subject=QUOTE),)
    assert accept(done.value, NOW) == Refused(why=NotInPhase(phase="accepted"))
    assert expire(done.value, NOW + timedelta(hours=1)) == Refused(why=NotInPhase(phase="accepted"))


def test_a_quote_expires_at_its_end_and_never_before() -> None:
    one = quoted(asked())
    end = NOW + timedelta(minutes=30)
    assert expire(one, end - timedelta(seconds=1)) == Refused(why=NotInPhase(phase="open"))
    gone = expire(one, end)
    assert isinstance(gone, Granted)
    assert gone.value.phase == Expired()
    assert accept(one, end) == Refused(why=NotInPhase(phase="expired"))
    assert expire(gone.value, end) == Refused(why=NotInPhase(phase="expired"))


def test_a_price_whose_lines_do_not_sum_up_cannot_be_said() -> None:
    price = quoted(asked()).price
    with pytest.raises(AssertionError):
        with_(price, lines=(*price.lines, Line(code="tip", amount=eur(1))))
    with pytest.raises(AssertionError):
        with_(price, cleaner=price.cleaner + eur(1))


books = st.builds(
    lambda rate, pay_permille, bp, cleaner_bp, tax: with_(
        BOOK,
        rate_per_quarter=rate,
        pay_per_quarter=rate * pay_permille // 1000,
        short_notice_bp=bp,
        short_notice_cleaner_bp=cleaner_bp,
        tax_bp=tax,
    ),
    st.integers(1, 5000),
    st.integers(0, 1000),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)
extras = st.lists(st.sampled_from(sorted(BOOK.extras)), unique=True).map(tuple)


@given(book=books, quarters=st.integers(8, 32), some=extras, soon=st.booleans())
def test_no_cent_is_lost_between_customer_cleaner_platform_and_tax(
    book: PriceBook, quarters: int, some: tuple[str, ...], soon: bool
) -> None:
    price = price_of(quarters * 15, some, book, short_notice=soon)
    assert isinstance(price, Price)
    assert sum(amount for _, amount in lines(price)) == price.total.amount
    assert price.cleaner + price.platform + price.tax == price.total
    assert all(amount >= 0 for _, amount in lines(price))
    assert price.platform.amount >= 0


@given(book=books, bedrooms=st.integers(0, 8), bathrooms=st.integers(0, 4), some=extras)
def test_a_larger_home_never_takes_less_or_costs_less(
    book: PriceBook, bedrooms: int, bathrooms: int, some: tuple[str, ...]
) -> None:
    small, large = asked(bedrooms, bathrooms, some), asked(bedrooms + 1, bathrooms, some)
    decided = quote(large, book, id=QUOTE, customer=None, policy="p.1", now=NOW)
    assume(isinstance(decided, Granted))
    one, other = quoted(small, book), quoted(large, book)
    assert one.minutes <= other.minutes
    assert one.minutes % 15 == other.minutes % 15 == 0
    assert one.price.total.amount <= other.price.total.amount
    assert one.price.cleaner.amount <= other.price.cleaner.amount


@given(book=books, some=extras)
def test_short_notice_never_costs_the_cleaner_anything(book: PriceBook, some: tuple[str, ...]) -> None:
    one = quoted(asked(extras=some), book)
    assert one.short_notice_price.cleaner.amount >= one.price.cleaner.amount
    assert one.short_notice_price.platform.amount >= one.price.platform.amount
