"""Who sells the clean is data: the platform as principal, or as the agent of a cleaner who sells it themselves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.payment.test_books import MONDAY, Page, euros, written
from tests.unit.domain.pricing.test_price import BOOK, asked, quoted

from cleanbee.domain.booking.cancel import Fee, share_fee
from cleanbee.domain.kernel import with_
from cleanbee.domain.payment import books
from cleanbee.domain.payment.journals.refunds import Refund, refunded
from cleanbee.domain.pricing.price import price_of
from cleanbee.domain.pricing.quote import Price
from cleanbee.domain.pricing.supply import AGENT, PRINCIPAL

VISIT = asked(2, 1, ("ironing",))


def shares(one: Price | Fee) -> tuple[int, int, int]:
    return one.cleaner.amount, one.platform.amount, one.tax.amount


def visit_one(book: object = BOOK) -> Price:
    return quoted(VISIT, book).price  # pyright: ignore[reportArgumentType]


AS_AGENT = with_(BOOK, supply=AGENT)


def test_visit_one_as_principal_is_taxed_whole() -> None:
    price = visit_one()
    assert (price.total, price.supply) == (euros(8640), PRINCIPAL)
    assert shares(price) == (5040, 2160, 1440)


def test_visit_one_as_agent_is_taxed_on_the_platform_s_share_and_the_cleaner_gets_the_same() -> None:
    price = visit_one(AS_AGENT)
    assert (price.total, price.net, price.supply) == (euros(7632), euros(7200), AGENT)
    assert shares(price) == (5040, 2160, 432)


def test_the_earned_journal_of_each_model_reads_like_its_price() -> None:
    for book, told in (
        (BOOK, "customer:owed +86.40  cleaner:accrued -50.40  platform:revenue -21.60  tax:due -14.40"),
        (AS_AGENT, "customer:owed +76.32  cleaner:accrued -50.40  platform:revenue -21.60  tax:due -4.32"),
    ):
        page = Page()
        booking = with_(page.booking, price=visit_one(book))
        assert written(books.earned(page.id(), booking, page.joyce, MONDAY)) == told


def test_half_the_price_as_a_fee_is_shared_like_the_price_in_each_model() -> None:
    principal, agent = visit_one(), visit_one(AS_AGENT)
    assert shares(share_fee(euros(4320), 5000, principal, 300, "notice")) == (2520, 1080, 720)
    assert shares(share_fee(euros(3816), 5000, agent, 300, "notice")) == (2520, 1080, 216)


def test_where_less_can_be_charged_than_the_cleaner_s_share_an_agent_has_nothing_to_tax() -> None:
    fee = share_fee(euros(2000), 5000, visit_one(AS_AGENT), 300, "notice")
    assert shares(fee) == (2520, -520, 0)
    page = Page()
    told = written(books.fee(page.id(), page.booking, fee, page.joyce, MONDAY))
    assert told == "customer:owed +20.00  cleaner:accrued -25.20  platform:promise +5.20"


def test_a_refund_takes_back_the_tax_that_was_in_the_charge_in_each_model() -> None:
    page = Page()
    for price, told in (
        (visit_one(), "platform:promise +16.67  tax:due +3.33  gateway -20.00"),
        (visit_one(AS_AGENT), "platform:promise +18.87  tax:due +1.13  gateway -20.00"),
    ):
        refund = Refund(amount=euros(2000), charged=price.total, tax=price.tax, back=euros(0))
        assert written(refunded(page.entry(MONDAY), refund)) == told


@given(st.sampled_from([PRINCIPAL, AGENT]), st.integers(8, 32), st.integers(0, 10_000), st.integers(0, 100_000))
def test_a_fee_in_either_model_adds_up_and_the_whole_price_as_a_fee_is_shared_just_like_it(
    supply: object, quarters: int, rate: int, chargeable: int
) -> None:
    price = price_of(quarters * 15, (), with_(BOOK, supply=supply), short_notice=False)
    assert isinstance(price, Price)
    assert price.cleaner + price.platform + price.tax == price.total
    fee = share_fee(price.total.share(rate).least(euros(chargeable)), rate, price, 0, "notice")
    assert fee.cleaner + fee.platform + fee.tax == fee.amount
    assert 0 <= fee.tax.amount <= price.tax.amount
    assert shares(share_fee(price.total, 10_000, price, 0, "notice")) == shares(price)
