"""One booking's journals, line by line, as the design's page has them: visit 2 of the weekly two-bedroom home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import CleanerId, JournalId, Money, OperationId, with_
from cleanbee.domain.payment import books
from cleanbee.domain.payment.accounts import CHART
from cleanbee.domain.payment.journals.corrections import reversed_
from cleanbee.domain.payment.journals.credits import credit_granted, credit_used
from cleanbee.domain.payment.journals.disputes import Disputed, dispute_lost, dispute_opened
from cleanbee.domain.payment.journals.extras import gateway_fee, tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.payouts import paid_out, payout_paid
from cleanbee.domain.payment.journals.refunds import Refund, refunded
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.pricing.quote import Line, Price
from cleanbee.ports.contracts.nouns import Nouns

VISIT = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
DONE = VISIT + timedelta(hours=3, minutes=30)
MONDAY = VISIT + timedelta(days=6)


def euros(cents: int) -> Money:
    return Money(amount=cents)


def visit_two() -> Price:
    lines = (Line(code="net", amount=euros(7980)), Line(code="tax", amount=euros(1596)))
    return Price(lines=lines, total=euros(9576), tax=euros(1596), cleaner=euros(6180), platform=euros(1800))


class Page:
    """The journals of visit 2 in their order."""

    def __init__(self, nouns: Nouns | None = None, booking: Booking | None = None) -> None:
        nouns = nouns or Nouns(SeededIds(2))
        self.ids = nouns.ids
        mia = nouns.customer()
        booking = booking or nouns.booking(nouns.home(mia), nouns.quote(mia))
        self.booking: Booking = with_(booking, price=visit_two())
        self.joyce = CleanerId(self.ids.new())

    def entry(self, at: datetime) -> Entry:
        return Entry(id=self.id(), source=self.ids.new(), booking=self.booking.id, at=at)

    def id(self) -> JournalId:
        return JournalId(self.ids.new())

    def story(self) -> Iterator[tuple[str, Journal]]:
        total, pay = euros(9576), euros(6180)
        hold = books.held(self.id(), self.ids.new(), self.booking, total, VISIT - timedelta(hours=48))
        yield "hold", hold
        yield "earned", books.earned(self.id(), self.booking, self.joyce, DONE)
        taking = books.Taking(
            operation=OperationId(self.ids.new()),
            taken=total,
            hold=total,
            pay=(self.joyce, pay),
            at=DONE + timedelta(hours=24),
        )
        yield "capture", books.captured(self.id(), self.booking, taking)
        yield "gateway_fee", gateway_fee(self.entry(taking.at), euros(169))
        yield "tip", tipped(self.entry(taking.at), euros(800), alone(self.joyce))
        yield "gateway_fee", gateway_fee(self.entry(taking.at), euros(37))
        yield "payout", paid_out(self.entry(MONDAY), self.joyce, euros(6980))
        yield "payout_paid", payout_paid(self.entry(MONDAY), self.joyce, euros(6980))


def written(journal: Journal) -> str:
    return "  ".join(f"{one.account} {one.amount.amount / 100:+.2f}" for one in journal.postings)


def balances(journals: Iterable[Journal]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for journal in journals:
        for one in journal.postings:
            sums[one.account] = sums.get(one.account, 0) + one.amount.amount
    return {account: amount for account, amount in sums.items() if amount}


def test_the_journals_of_visit_two_read_like_the_page() -> None:
    assert [(kind, written(journal)) for kind, journal in Page().story()] == [
        ("hold", "memo:held +95.76  memo:holder -95.76"),
        ("earned", "customer:owed +95.76  cleaner:accrued -61.80  platform:revenue -18.00  tax:due -15.96"),
        (
            "capture",
            "gateway +95.76  customer:owed -95.76  cleaner:accrued +61.80  cleaner:payable -61.80"
            "  memo:held -95.76  memo:holder +95.76",
        ),
        ("gateway_fee", "platform:gateway_cost +1.69  gateway -1.69"),
        ("tip", "gateway +8.00  cleaner:payable -8.00"),
        ("gateway_fee", "platform:gateway_cost +0.37  gateway -0.37"),
        ("payout", "cleaner:payable +69.80  cleaner:in_transit -69.80"),
        ("payout_paid", "cleaner:in_transit +69.80  gateway -69.80"),
    ]
    for kind, journal in Page().story():
        assert journal.kind == kind


def test_what_is_left_at_the_gateway_is_revenue_and_tax_less_the_cost() -> None:
    left = balances(journal for _, journal in Page().story())
    assert left == {"gateway": 3190, "platform:revenue": -1800, "tax:due": -1596, "platform:gateway_cost": 206}
    assert left["gateway"] == 1800 + 1596 - 206


def test_a_refund_of_twenty_is_borne_by_the_platform_less_its_tax() -> None:
    page = Page()
    refund = Refund(amount=euros(2000), charged=euros(9576), tax=euros(1596), back=euros(0))
    assert written(refunded(page.entry(MONDAY), refund)) == "platform:promise +16.67  tax:due +3.33  gateway -20.00"


def test_whom_nobody_paid_in_time_gets_a_quarter_of_the_pay_from_the_platform() -> None:
    page = Page()
    made = books.cover(page.id(), page.booking, page.joyce, page.booking.price.cleaner.share(2500), VISIT)
    assert written(made) == "platform:promise +15.45  cleaner:payable -15.45"


def test_a_credit_is_promised_and_then_pays_down_what_is_owed() -> None:
    page = Page()
    granted = credit_granted(page.entry(VISIT), page.booking.customer, euros(958))
    used = credit_used(page.entry(DONE), page.booking.customer, euros(958))
    assert written(granted) == "platform:promise +9.58  customer:credit -9.58"
    assert written(used) == "customer:credit +9.58  customer:owed -9.58"


def test_a_dispute_takes_amount_and_fee_at_once_and_lost_it_is_borne_by_the_platform() -> None:
    page = Page()
    taken = Disputed(amount=euros(9576), fee=euros(1500))
    opened, lost = dispute_opened(page.entry(MONDAY), taken), dispute_lost(page.entry(MONDAY), taken)
    assert balances([opened]) == {"disputes:open": 11076, "gateway": -11076}
    assert balances([opened, lost]) == {"platform:dispute": 11076, "gateway": -11076}


def test_a_journal_and_its_reversal_leave_nothing() -> None:
    for _, journal in Page().story():
        back = reversed_(JournalId(SeededIds(7).new()), journal, MONDAY)
        assert balances([journal, back]) == {}
        assert (back.reverses, back.source, back.kind) == (journal.id, journal.id, "reversal")
        with pytest.raises(AssertionError, match="a reversal stays"):
            reversed_(back.id, back, MONDAY)


def test_every_account_of_the_page_is_on_the_chart() -> None:
    named = {one.account for _, journal in Page().story() for one in journal.postings}
    assert named <= set(CHART)
