"""Papers about money say what the journals say, to the cent, in the language and the form of whoever reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.booking.booking import Booking, Cancelled, ExtraPaid, ExtraTime
from cleanbee.domain.booking.cancel import share_fee
from cleanbee.domain.kernel import (
    CleanerId,
    DisputeId,
    Granted,
    InvoiceId,
    JournalId,
    Money,
    OperationId,
    OpsId,
    PaymentId,
    Refused,
    total,
    window_of,
    with_,
)
from cleanbee.domain.payment import books
from cleanbee.domain.payment.dispute import Dispute, Open
from cleanbee.domain.payment.evidence import CaseFile, Step, evidence_of
from cleanbee.domain.payment.journals.credits import credit_used, paid_otherwise
from cleanbee.domain.payment.journals.disputes import Disputed, dispute_lost, dispute_opened
from cleanbee.domain.payment.journals.extras import extra_time, tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.refunds import Refund, refund_failed, refunded
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.papers.invoice import invoice, to_invoice
from cleanbee.domain.payment.papers.packet import packet
from cleanbee.domain.payment.papers.paper import NotChargedYet, Paper, Party, Seller, seen_by
from cleanbee.domain.payment.papers.receipt import Sold, receipt
from cleanbee.domain.payment.papers.sheet import LONGEST_TEXT, Cells, sheet_of
from cleanbee.domain.payment.papers.statement import statement
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.payment.payout import Paid, Payable, new_payout, weeks_of
from cleanbee.domain.people.actor import AsCustomer, AsOps
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.speech import Language, say_day, say_money, say_rate
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.domain.pricing.price import price_of
from cleanbee.domain.pricing.quote import Price
from cleanbee.domain.pricing.supply import AGENT
from cleanbee.ports.contracts.nouns import Nouns

BERLIN = "Europe/Berlin"
VISIT = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
DONE = VISIT + timedelta(hours=3, minutes=30)
TAKEN = DONE + timedelta(hours=24)
NOUNS = Nouns(SeededIds(9))
JOYCE = CleanerId(UUID(int=7))
HOUSE = Seller(name="CleanBee", address=("Bienenweg 1", "Honigfeld"), tax_number="DE000000000")
BOOK: PriceBook = with_(
    NOUNS.book(), extras={"oven": Extra(minutes=30, material=300, names={"en": "Oven", "de": "Backofen"})}
)


def euros(cents: int) -> Money:
    return Money(amount=cents)


def sold_for(*extras: str, minutes: int = 180, book: PriceBook = BOOK) -> Price:
    price = price_of(minutes, extras, book, short_notice=False)
    assert isinstance(price, Price)
    return price


def entry(at: datetime, booking: Booking) -> Entry:
    return Entry(id=JournalId(NOUNS.ids.new()), source=NOUNS.ids.new(), booking=booking.id, at=at)


def a_clean(price: Price) -> Booking:
    mia = NOUNS.customer()
    made = NOUNS.booking(NOUNS.home(mia), NOUNS.quote(mia))
    return with_(made, price=price, minutes=210, window=window_of(VISIT, 210), local=local_of(VISIT, BERLIN))


def done(booking: Booking) -> Journal:
    return books.earned(JournalId(NOUNS.ids.new()), booking, JOYCE, DONE)


def taken(booking: Booking, cents: int) -> Journal:
    taking = books.Taking(
        operation=OperationId(NOUNS.ids.new()), taken=euros(cents), hold=euros(cents), pay=None, at=TAKEN
    )
    return books.captured(JournalId(NOUNS.ids.new()), booking, taking)


def sold(booking: Booking, *journals: Journal, book: PriceBook = BOOK) -> Sold:
    card = Card(
        id=NOUNS.ids.new(), owner=booking.customer, token="t", brand="visa", last4="4242", saved_at=VISIT, mandate="1"
    )
    return Sold(
        booking=booking, journals=journals, book=book, card=card, customer=Party(name="Mia"), place="Lindenweg 12",
        seller=HOUSE, reference="bkg_1",
    )  # fmt: skip


def written(what: Sold, language: Language = "en") -> Paper:
    decided = receipt(what, language)
    assert isinstance(decided, Granted)
    return decided.value


def lines(paper: Paper) -> list[str]:
    return [f"{row.text}: {row.amount}" for block in sheet_of(paper).blocks for row in block.rows]


def test_the_receipt_of_a_clean_reads_like_its_price_and_its_payment() -> None:
    booking = a_clean(sold_for("oven"))
    paper = written(sold(booking, done(booking), taken(booking, 9000)))
    assert lines(paper) == [
        "Cleaning, 210 min: €60.00",
        "Oven: €15.00",
        "Net: €75.00",
        "VAT 20%: €15.00",
        "Total: €90.00",
        "Visa •••• 4242, 3 March 2027: €90.00",
        "Paid in all: €90.00",
    ]
    assert (paper.day, paper.made_at, paper.notes) == (date(2027, 3, 3), TAKEN, ())
    assert [one.text for one in paper.details] == ["bkg_1", "2 March 2027", "09:00–12:30", "Lindenweg 12"]


def test_what_a_bank_took_back_for_good_and_a_refund_that_came_back_stand_on_the_receipt() -> None:
    booking = a_clean(sold_for())
    price = booking.price.total
    nothing = euros(0)
    back = refunded(entry(TAKEN, booking), Refund(amount=euros(2000), charged=price, tax=nothing, back=nothing))
    taken_back, of_bank = entry(TAKEN, booking), Disputed(amount=price, fee=euros(1500))
    lost = dispute_lost(with_(taken_back, id=JournalId(NOUNS.ids.new())), of_bank)
    journals = (
        done(booking), taken(booking, price.amount), back, refund_failed(entry(TAKEN, booking), back),
        dispute_opened(taken_back, of_bank), lost,
    )  # fmt: skip
    paper = written(sold(booking, *journals))
    paid, gone = paper.sections[-2:]
    assert [one.amount for one in paid.rows] == [price, euros(-2000), euros(2000), price]
    assert (gone.title, [one.amount for one in gone.rows]) == ("Taken back by your bank", [price])
    assert len(written(sold(booking, *journals[:-1])).sections) == len(paper.sections) - 1, "not decided"


def test_in_german_it_says_the_same_in_german() -> None:
    booking = a_clean(sold_for("oven"))
    tip = tipped(entry(TAKEN, booking), euros(800), alone(JOYCE))
    back = refunded(
        entry(TAKEN, booking), Refund(amount=euros(2000), charged=euros(9000), tax=euros(1500), back=euros(0))
    )
    paper = written(sold(booking, done(booking), taken(booking, 9000), tip, back), "de")
    assert lines(paper)[1:] == [
        "Backofen: 15,00 €",
        "Netto: 75,00 €",
        "USt. 20 %: 15,00 €",
        "Summe: 90,00 €",
        "Visa •••• 4242, 3. März 2027: 90,00 €",
        "Erstattet, 3. März 2027: -20,00 €",
        "Insgesamt bezahlt: 70,00 €",
        "Trinkgeld, 3. März 2027: 8,00 €",
    ]
    assert sheet_of(paper).seller == ("CleanBee", "Bienenweg 1", "Honigfeld", "USt-IdNr. DE000000000")


def test_where_the_cleaner_sells_the_clean_the_receipt_says_whose_what_is() -> None:
    book: PriceBook = with_(BOOK, supply=AGENT)
    booking = a_clean(sold_for(book=book))
    paper = written(sold(booking, done(booking), taken(booking, 7632), book=book))
    assert lines(paper)[:3] == ["Cleaning, 210 min: €72.00", "VAT 20% on our share: €4.32", "Total: €76.32"]
    assert "€50.40 of the price is the cleaner's" in paper.notes[0]


def test_a_fee_for_cancelling_has_a_receipt_too() -> None:
    booking = a_clean(sold_for())
    cost = share_fee(euros(2160), 2500, booking.price, 600, "notice")
    gone = Cancelled(by="customer", reason="x", at=VISIT, fee=cost.amount, cleaner=JOYCE, cleaner_pay=cost.cleaner)
    booking = with_(booking, phase=gone)
    owed = books.fee(JournalId(NOUNS.ids.new()), booking, cost, JOYCE, VISIT)
    assert lines(written(sold(booking, owed, taken(booking, 2160)))) == [
        "Fee for cancelling: €18.00",
        "VAT 20%: €3.60",
        "Total: €21.60",
        "Visa •••• 4242, 3 March 2027: €21.60",
        "Paid in all: €21.60",
    ]


def test_a_clean_paid_by_transfer_has_a_receipt_that_says_so_and_an_invoice() -> None:
    booking = a_clean(sold_for())
    tip = tipped(entry(TAKEN, booking), euros(500), alone(JOYCE))
    what = sold(booking, done(booking), paid_otherwise(entry(TAKEN, booking), booking.customer, euros(8640)), tip)
    assert lines(written(what))[3:] == [
        "Paid without a card, 3 March 2027: €86.40", "Paid in all: €86.40", "Tip, 3 March 2027: €5.00",
    ]  # fmt: skip
    sale = to_invoice(what)
    assert sale is not None and sale.total == euros(8640)


def test_there_is_no_receipt_before_any_money_came() -> None:
    booking = a_clean(sold_for())
    for journals in ((), (done(booking),)):
        assert receipt(sold(booking, *journals), "en") == Refused(why=NotChargedYet())


@given(st.integers(8, 32), st.booleans(), st.integers(0, 20_000), st.lists(st.integers(1, 9_000), max_size=4))
def test_every_sum_on_a_receipt_is_the_sum_of_its_rows_and_what_the_journals_have(
    quarters: int, oven: bool, credit: int, backs: list[int]
) -> None:
    booking = a_clean(sold_for(*(["oven"] if oven else []), minutes=quarters * 15))
    price = booking.price
    credit = min(credit, price.total.amount - 100)
    journals = [done(booking)]
    if credit:
        journals.append(credit_used(entry(DONE, booking), booking.customer, euros(credit)))
    journals.append(taken(booking, price.total.amount - credit))
    gone = 0
    for wished in backs:
        back = min(wished, price.total.amount - credit - gone)
        if back > 0:
            refund = Refund(amount=euros(back), charged=price.total, tax=price.tax, back=euros(gone))
            journals.append(refunded(entry(TAKEN, booking), refund))
            gone += back
    charged, paid = written(sold(booking, *journals)).sections
    assert charged.rows[-1].amount == price.total
    assert total(row.amount for row in charged.rows if not row.sum) == price.total
    assert all(row.amount == price.net for row in charged.rows if row.text == "Net")
    assert paid.rows[-1].amount == total(row.amount for row in paid.rows if not row.sum) == price.total - euros(gone)


def test_the_invoice_says_what_the_platform_sold_under_the_next_number_of_its_year() -> None:
    booking = a_clean(sold_for("oven"))
    what = sold(booking, done(booking), taken(booking, 9000))
    sale = to_invoice(what)
    assert sale is not None
    eve = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    written = [invoice(InvoiceId(NOUNS.ids.new()), what, sale, last, "en", at) for last, at in ((41, TAKEN), (0, eve))]
    assert [one.paper.number for one in written] == ["2027-000042", "2028-000001"]
    assert lines(written[0].paper) == [
        "Cleaning, 210 min: €60.00", "Oven: €15.00", "Net: €75.00", "VAT 20%: €15.00", "Total: €90.00",
    ]  # fmt: skip
    assert [one.text for one in written[0].paper.details][:3] == ["2027-000042", "3 March 2027", "2 March 2027"]


def test_an_agent_invoices_its_own_share_alone() -> None:
    book: PriceBook = with_(BOOK, supply=AGENT)
    booking = a_clean(sold_for(book=book))
    what = sold(booking, done(booking), taken(booking, 7632), book=book)
    sale = to_invoice(what)
    assert sale is not None
    assert lines(invoice(InvoiceId(NOUNS.ids.new()), what, sale, 0, "de", TAKEN).paper) == [
        "Vermittlung der Reinigung: 21,60 €", "USt. 20 % auf unseren Anteil: 4,32 €", "Summe: 25,92 €",
    ]  # fmt: skip


def test_where_somebody_lives_only_they_are_told() -> None:
    booking = a_clean(sold_for())
    paper = written(sold(booking, taken(booking, 8640)))
    assert seen_by(paper, AsCustomer(id=booking.customer)) == paper
    told = seen_by(paper, AsOps(id=OpsId(UUID(int=1)), role="finance"))
    assert "Lindenweg 12" not in str(told) and len(told.details) == len(paper.details) - 1


def test_what_is_still_owed_stands_on_the_receipt() -> None:
    booking = a_clean(sold_for())
    assert lines(written(sold(booking, done(booking), taken(booking, 4000))))[-1] == "Still open: €46.40"


def test_a_statement_has_each_line_once_and_what_was_sent_at_its_end() -> None:
    paid = [(5040, "capture"), (800, "tip"), (-300, "cleaner_reversal")]
    payable = tuple(
        Payable(journal=JournalId(UUID(int=at + 1)), kind=kind, booking=None, amount=euros(cents), at=TAKEN)
        for at, (cents, kind) in enumerate(paid)
    )
    (week,) = weeks_of(payable, BERLIN, frozenset())
    payout = new_payout(NOUNS.ids.new(), JOYCE, week, BERLIN, TAKEN)
    phase = Paid(operation=OperationId(UUID(int=3)), amount=euros(5330), at=datetime(2027, 3, 9, 9, tzinfo=UTC))
    payout = with_(payout, phase=phase, kept_off=euros(110), fee=euros(100))
    paper = statement(payout, Party(name="Joyce"), HOUSE, "pot_1", "en")
    assert lines(paper) == [
        "Clean, 3 March 2027: €50.40",
        "Tip, 3 March 2027: €8.00",
        "Correction, 3 March 2027: -€3.00",
        "Earned: €55.40",
        "Earned: €55.40",
        "Went against what you owed: -€1.10",
        "Fee for being paid early: -€1.00",
        "Paid out: €53.30",
    ]
    assert [one.text for one in paper.details] == ["pot_1", "1 March 2027 – 7 March 2027", "arrived on 9 March 2027"]


@pytest.mark.parametrize(
    ("cents", "english", "german"),
    [
        (0, "€0.00", "0,00 €"),
        (5, "€0.05", "0,05 €"),
        (-123_456, "-€1,234.56", "-1.234,56 €"),
        (100_000_000_00, "€100,000,000.00", "100.000.000,00 €"),
    ],
)
def test_amounts_are_written_as_their_language_writes_them(cents: int, english: str, german: str) -> None:
    assert (say_money(euros(cents), "en"), say_money(euros(cents), "de")) == (english, german)


def test_rates_and_days_are_written_as_their_language_writes_them() -> None:
    assert [say_rate(one, "de") for one in (0, 1900, 750, 5)] == ["0 %", "19 %", "7,5 %", "0,05 %"]
    assert [say_rate(one, "en") for one in (2000, 1234)] == ["20%", "12.34%"]
    assert (say_day(date(2028, 2, 29), "de"), say_day(date(2028, 2, 29), "en")) == (
        "29. Februar 2028",
        "29 February 2028",
    )


def test_extra_time_stands_on_receipt_and_invoice_and_its_tax_is_in_the_tax() -> None:
    more = price_of(30, (), BOOK, short_notice=False)
    assert isinstance(more, Price)
    extra = ExtraTime(minutes=30, price=more, asked_at=VISIT, phase=ExtraPaid(at=DONE))
    booking = with_(a_clean(sold_for()), extra=extra, minutes=210)
    what = sold(booking, extra_time(entry(DONE, booking), more, alone(JOYCE)), done(booking), taken(booking, 8640))
    assert lines(written(what)) == [
        "Cleaning, 180 min: €72.00", "Extra time: €12.00", "Net: €84.00", "VAT 20%: €16.80", "Total: €100.80",
        "Visa •••• 4242, 2 March 2027: €14.40", "Visa •••• 4242, 3 March 2027: €86.40", "Paid in all: €100.80",
    ]  # fmt: skip
    sale = to_invoice(what)
    assert sale is not None and (sale.total, sale.pay) == (euros(10080), euros(5880))


def test_the_evidence_of_a_dispute_is_the_same_packet_on_paper_and_nothing_in_it_is_more_than_text() -> None:
    booking = a_clean(sold_for("oven"))
    mia, home = NOUNS.customer(), NOUNS.home(NOUNS.customer())
    dispute = Dispute(
        id=DisputeId(UUID(int=1)), name="du_1", payment=PaymentId(UUID(int=2)), booking=booking.id, customer=mia.id,
        charge="ch_1", amount=euros(9000), fee=euros(1500), reason="product_not_received", opened_at=TAKEN,
        evidence_by=TAKEN + timedelta(days=7), phase=Open(),
    )  # fmt: skip
    file = CaseFile(
        dispute=dispute, booking=booking, customer=with_(mia, name="Mia\nWeber"), home=home, cleaner=NOUNS.cleaner(),
        card=NOUNS.card(mia), policy=standard(),
        steps=(Step(to="in_progress", at=VISIT), Step(to="completed", at=DONE)),
        messages=(), money=(), statement="She thanked us.\n\x07And again.",
    )  # fmt: skip
    sheet = packet(evidence_of(file, TAKEN), HOUSE)
    assert [(one.title, len(one.rows)) for one in sheet.blocks] == [
        ("The price", 4), ("The visit (Europe/Berlin)", 3), ("What happened, step by step", 2),
    ]  # fmt: skip
    assert ("Amount", "€90.00") in sheet.details and ("To be sent by", "2027-03-10 12:30") in sheet.details
    assert sheet.blocks[2].rows[1] == Cells(text="completed", amount="2027-03-02 12:30", sum=False)
    assert (sheet.notes, sheet.reader) == (("She thanked us. And again.",), ("To the bank of", "Mia Weber"))


def test_a_name_is_one_line_of_bounded_length_whatever_somebody_typed() -> None:
    booking = a_clean(sold_for())
    what = with_(sold(booking, taken(booking, 8640)), customer=Party(name="Mia\n\x00 \u202egnimmats " + "x" * 999))
    (name,) = sheet_of(written(what)).reader
    assert name.startswith("Mia gnimmats xxx") and len(name) == LONGEST_TEXT and name.isprintable()
