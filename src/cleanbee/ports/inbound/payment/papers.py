"""Papers about money, to be read and to be printed: a customer's receipt, a cleaner's statement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import (
    BookingId,
    Granted,
    InvoiceId,
    NotAllowed,
    NotFound,
    PayoutId,
    Refusal,
    Refused,
    Value,
)
from cleanbee.domain.payment.events import PaymentCaptured, PaymentPaidOtherwise
from cleanbee.domain.payment.evidence import Evidence
from cleanbee.domain.payment.papers.invoice import NotInvoicedYet, invoice, series_of, to_invoice
from cleanbee.domain.payment.papers.paper import NotChargedYet, Paper, Party, Seller, seen_by
from cleanbee.domain.payment.papers.receipt import Sold, receipt
from cleanbee.domain.payment.papers.sheet import Sheet
from cleanbee.domain.payment.papers.statement import statement
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.feed import Kept
from cleanbee.domain.platform.speech import Language, language
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.printer import Printer
from cleanbee.ports.outbound.store import Store, Work

A = TypeVar("A")
P = TypeVar("P", Paper, Evidence)
R = TypeVar("R", bound=Refusal)


class BookingPaperAsked(Value, frozen=True, kw_only=True):
    """A paper about a booking, in a language; ``reference`` is the booking as it is named outside."""

    actor: Actor
    booking: BookingId
    language: Language
    reference: str


class StatementAsked(Value, frozen=True, kw_only=True):
    """The statement of a payout, in a language; ``reference`` is the payout as it is named outside."""

    actor: Actor
    payout: PayoutId
    language: Language
    reference: str


@dataclass(frozen=True)
class ReadBookingReceipt:
    """The receipt of a clean that was charged, for its customer and the office."""

    store: Store
    seller: Seller

    async def __call__(self, ask: BookingPaperAsked) -> Paper | Refused[NotFound | NotAllowed | NotChargedYet]:
        """What it cost and how it was paid, as the journals have it now."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="payment"))
            allowed = may(ask.actor, "payment.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            decided = receipt(await sold(work, booking, self.seller, ask.reference), ask.language)
            return seen_by(decided.value, ask.actor) if isinstance(decided, Granted) else decided


@dataclass(frozen=True)
class ReadInvoice:
    """The invoice of a clean, as it was written, for its customer and the office."""

    store: Store

    async def __call__(self, ask: BookingPaperAsked) -> Paper | Refused[NotFound | NotAllowed | NotInvoicedYet]:
        """The paper, in the language in which it was written."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="payment"))
            allowed = may(ask.actor, "payment.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            written = await work.invoices.of_booking(booking.id)
            return Refused(why=NotInvoicedYet()) if written is None else seen_by(written.paper, ask.actor)


@dataclass(frozen=True)
class WriteInvoice:
    """The step behind the coming of money: the booking's invoice is written, once, behind the last one of its series.

    Two that are written at once want the same place: one of them is ``Stale`` and comes again, so no place stays empty.
    """

    ids: Ids
    seller: Seller

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Keep the invoice, unless there is one or nothing to invoice."""
        event = kept.event
        assert isinstance(event, PaymentCaptured | PaymentPaidOtherwise), "an invoice follows the money"
        booking = await work.bookings.find(event.booking)
        assert booking is not None, "money is taken for bookings"
        if await work.invoices.of_booking(booking.id) is not None:
            return
        what = await sold(work, booking, self.seller)
        if (sale := to_invoice(what)) is None:
            return
        customer = await work.customers.find(booking.customer)
        assert customer is not None, "a booking is somebody's"
        now = await work.now()
        last = await work.invoices.last_place(series_of(what, now))
        fresh = InvoiceId(self.ids.new())
        await work.invoices.add(invoice(fresh, what, sale, last, language(customer.locale), now))


@dataclass(frozen=True)
class ReadStatement:
    """The statement of one week's pay, for its cleaner and for finance."""

    store: Store
    seller: Seller

    async def __call__(self, ask: StatementAsked) -> Paper | Refused[NotFound | NotAllowed]:
        """The payout line by line, as it stands now."""
        async with self.store.begin() as work:
            payout = await work.payouts.find(ask.payout)
            allowed = may(ask.actor, "payout.read", Facts(person=None if payout is None else payout.cleaner))
            if isinstance(allowed, Refused):
                return allowed
            if payout is None:
                return Refused(why=NotFound(what="payout"))
            cleaner = await work.cleaners.find(payout.cleaner)
            assert cleaner is not None, "whoever is paid is known"
            party = Party(name=cleaner.name, lines=() if cleaner.email is None else (cleaner.email,))
            return statement(payout, party, self.seller, ask.reference, ask.language)


@dataclass(frozen=True)
class PrintPaper(Generic[A, P, R]):
    """A paper as PDF: read like any other, in a unit that is over before anything is laid out and printed."""

    read: Callable[[A], Awaitable[P | Refused[R]]]
    lay_out: Callable[[P], Sheet]
    printer: Printer

    async def __call__(self, ask: A) -> bytes | Refused[R]:
        """The bytes of the PDF.

        :raises PrinterDown: nothing was printed.
        """
        paper = await self.read(ask)
        return paper if isinstance(paper, Refused) else await self.printer.print(self.lay_out(paper))


async def sold(work: Work, booking: Booking, seller: Seller, reference: str = "") -> Sold:
    """All that the papers of a booking are written from."""
    payment = await work.payments.of_booking(booking.id)
    quote = await work.quotes.find(booking.quote)
    customer = await work.customers.find(booking.customer)
    home = await work.homes.find(booking.home)
    assert payment is not None and quote is not None, "every booking has its payment and its quote"
    assert customer is not None and home is not None, "a booking is of somebody's home"
    return Sold(
        booking=booking,
        journals=tuple(await work.journals.of_booking(booking.id)),
        book=await work.books.price_book(quote.book),
        card=await work.cards.find(payment.card),
        customer=Party(name=customer.name, lines=() if customer.email is None else (customer.email,)),
        place=home.address,
        seller=seller,
        reference=reference,
    )
