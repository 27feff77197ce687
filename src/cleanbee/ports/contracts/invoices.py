"""What the table of invoices promises: one a booking, one a place, no place left out, nothing changed."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import BookingId, InvoiceId
from cleanbee.domain.payment.papers.invoice import Invoice, Series, number_of
from cleanbee.domain.payment.papers.paper import Paper, Party
from cleanbee.ports.contracts.nouns import MORNING, Nouns
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.store import Stale, Store


class InvoicesContract(OpensStore):
    """Invoices."""

    async def test_an_invoice_is_found_as_it_was_written(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            mine = _series(nouns)
            one = _invoice(nouns, mine, 1)
            async with store.begin() as work:
                await work.invoices.add(one)
            async with store.begin() as work:
                assert await work.invoices.find(one.id) == one == await work.invoices.of_booking(one.booking)
                assert await work.invoices.of_booking(BookingId(nouns.ids.new())) is None
                assert await work.invoices.last_place(mine) == 1
                assert await work.invoices.last_place(Series(seller=mine.seller, year=mine.year + 1)) == 0

    async def test_a_booking_has_one_invoice(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            mine = _series(nouns)
            one = _invoice(nouns, mine, 1)
            async with store.begin() as work:
                await work.invoices.add(one)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.invoices.add(_invoice(nouns, mine, 2, one.booking))

    async def test_a_place_that_was_given_up_is_the_next_ones(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            mine = _series(nouns)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.invoices.add(_invoice(nouns, mine, 1))
                    assert await work.invoices.last_place(mine) == 1
                    raise ZeroDivisionError
            async with store.begin() as work:
                assert await work.invoices.last_place(mine) == 0

    async def test_whoever_writes_at_once_wants_one_place_and_in_the_end_none_is_left_out(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            mine, meeting = _series(nouns), Meeting(2)

            async def write(invoice: Invoice) -> None:
                async with store.begin() as work:
                    assert await work.invoices.last_place(mine) == 0
                    await meeting.arrive()
                    await work.invoices.add(invoice)

            outcome = await at_once(*(write(_invoice(nouns, mine, 1)) for _ in range(2)))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            await at_once(*(_written(store, nouns, mine) for _ in range(4)))
            async with store.begin() as work:
                assert await work.invoices.last_place(mine) == 5


async def _written(store: Store, nouns: Nouns, series: Series) -> None:
    """One more, however often somebody else is faster."""
    while True:
        try:
            async with store.begin() as work:
                last = await work.invoices.last_place(series)
                await work.invoices.add(_invoice(nouns, series, last + 1))
            return
        except Stale:
            continue


def _series(nouns: Nouns) -> Series:
    return Series(seller=nouns.word("house"), year=2027)


def _invoice(nouns: Nouns, series: Series, place: int, booking: BookingId | None = None) -> Invoice:
    paper = Paper(
        kind="invoice", number=number_of(series, place), language="de", made_at=MORNING, day=MORNING.date(),
        title="Rechnung", seller=Party(name=series.seller), reader=Party(name="Mia"), details=(), sections=(),
    )  # fmt: skip
    booking = booking or BookingId(nouns.ids.new())
    return Invoice(id=InvoiceId(nouns.ids.new()), booking=booking, series=series, place=place, paper=paper)
