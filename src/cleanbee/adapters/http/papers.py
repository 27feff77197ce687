"""Papers about money: a customer's receipt and a cleaner's statement, as JSON and as PDF."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from cleanbee.adapters.http.language import spoken
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Pdf, Route, shown_pdf
from cleanbee.adapters.http.wire import Day, Money, Name, Text, Wire, money
from cleanbee.domain.kernel import BookingId, PayoutId
from cleanbee.domain.payment.papers import paper as domain
from cleanbee.domain.platform.speech import language
from cleanbee.ports.inbound.payment.papers import BookingPaperAsked, StatementAsked


class PaperParty(Wire, frozen=True, kw_only=True):
    """Who writes a paper, or whom it is for."""

    name: Name
    lines: Annotated[list[Name], Meta(max_length=20)]


class PaperDetail(Wire, frozen=True, kw_only=True):
    """One fact about a paper."""

    label: Name
    text: Text


class PaperRow(Wire, frozen=True, kw_only=True):
    """One line with an amount; a ``sum`` adds up what stands above it."""

    text: Text
    amount: Money
    sum: bool


class PaperSection(Wire, frozen=True, kw_only=True):
    """Rows under a heading."""

    title: Name
    rows: Annotated[list[PaperRow], Meta(max_length=10_000)]


class Paper(Wire, frozen=True, kw_only=True):
    """A paper about money: its words in the language of the answer, its amounts as everywhere."""

    object: Literal["paper"] = "paper"
    kind: domain.PaperKind
    number: Name
    language: Literal["en", "de"]
    date: Day
    title: Name
    seller: PaperParty
    reader: PaperParty
    details: Annotated[list[PaperDetail], Meta(max_length=20)]
    sections: Annotated[list[PaperSection], Meta(max_length=20)]
    notes: Annotated[list[Text], Meta(max_length=20)]


def _about(call: Call[None, None]) -> BookingPaperAsked:
    return BookingPaperAsked(
        actor=call.actor,
        booking=BookingId(call.id("booking_id")),
        language=language(spoken()),
        reference=call.path["booking_id"],
    )


def _statement_of(call: Call[None, None]) -> StatementAsked:
    return StatementAsked(
        actor=call.actor,
        payout=PayoutId(call.id("payout_id")),
        language=language(spoken()),
        reference=call.path["payout_id"],
    )


async def _receipt(call: Call[None, None]) -> object:
    return await call.app.payment.read_receipt(_about(call))


async def _receipt_pdf(call: Call[None, None]) -> object:
    return await call.app.payment.print_receipt(_about(call))


async def _invoice(call: Call[None, None]) -> object:
    return await call.app.payment.read_invoice(_about(call))


async def _invoice_pdf(call: Call[None, None]) -> object:
    return await call.app.payment.print_invoice(_about(call))


async def _statement(call: Call[None, None]) -> object:
    return await call.app.payment.read_statement(_statement_of(call))


async def _statement_pdf(call: Call[None, None]) -> object:
    return await call.app.payment.print_statement(_statement_of(call))


def _shown(call: Call[Any, Any], paper: domain.Paper) -> Answer:
    body = Paper(
        kind=paper.kind,
        number=paper.number,
        language=paper.language,
        date=paper.day,
        title=paper.title,
        seller=_party(paper.seller),
        reader=_party(paper.reader),
        details=[PaperDetail(label=one.label, text=one.text) for one in paper.details],
        sections=[_section(one) for one in paper.sections],
        notes=list(paper.notes),
    )
    return Answer(body=body)


def _party(party: domain.Party) -> PaperParty:
    return PaperParty(name=party.name, lines=list(party.lines))


def _section(section: domain.Section) -> PaperSection:
    rows = [PaperRow(text=one.text, amount=money(one.amount), sum=one.sum) for one in section.rows]
    return PaperSection(title=section.title, rows=rows)


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/receipt", operation_id="readBookingReceipt", tag="payment",
        summary="What a clean cost and how it was paid, as a receipt", action="payment.read", audience="signed_in",
        ask=_receipt, show=_shown, answers={200: Paper}, no=(Code.refused,),
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}/receipt.pdf", operation_id="printBookingReceipt", tag="payment",
        summary="The receipt of a clean as PDF", action="payment.read", audience="signed_in", rate="search",
        ask=_receipt_pdf, show=shown_pdf, answers={200: Pdf}, no=(Code.refused, Code.dependency_down),
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}/invoice", operation_id="readInvoice", tag="payment",
        summary="The invoice of a clean, as it was written when its money came", action="payment.read",
        audience="signed_in", ask=_invoice, show=_shown, answers={200: Paper}, no=(Code.refused,),
    ),
    Route(
        method="GET", path="/v1/bookings/{booking_id}/invoice.pdf", operation_id="printInvoice", tag="payment",
        summary="The invoice of a clean as PDF", action="payment.read", audience="signed_in", rate="search",
        ask=_invoice_pdf, show=shown_pdf, answers={200: Pdf}, no=(Code.refused, Code.dependency_down),
    ),
    Route(
        method="GET", path="/v1/payouts/{payout_id}/statement", operation_id="readStatement", tag="payment",
        summary="The statement of one week's pay", action="payout.read", audience="signed_in", ask=_statement,
        show=_shown, answers={200: Paper},
    ),
    Route(
        method="GET", path="/v1/payouts/{payout_id}/statement.pdf", operation_id="printStatement", tag="payment",
        summary="The statement of one week's pay as PDF", action="payout.read", audience="signed_in", rate="search",
        ask=_statement_pdf, show=shown_pdf, answers={200: Pdf}, no=(Code.dependency_down,),
    ),
)  # fmt: skip
