"""Charges that banks took back: the office reads them, sees what speaks for us, and sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.evidence_shapes import Evidence, shown_evidence
from cleanbee.adapters.http.names import BOOKING, DISPUTE, OPS, BookingRef, DisputeRef, OpsRef, encode
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Pdf, Route, shown_pdf
from cleanbee.adapters.http.wire import Given, Instant, Money, Name, Page, Text, Version, Wire, money, or_unset, utc
from cleanbee.domain.kernel import DisputeId
from cleanbee.domain.payment import dispute as domain
from cleanbee.domain.payment import evidence
from cleanbee.ports.inbound.payment.disputes import DisputeAsked, DisputesAsked
from cleanbee.ports.outbound.kept import Place

PhaseWord = Literal["open", "sending", "contested", "won", "lost"]


class DisputesQuery(PageQuery, frozen=True, kw_only=True):
    """Which part of the list; with ``closed`` also those that are decided."""

    closed: bool = False


class EvidenceGiven(Given, frozen=True, kw_only=True):
    """Words of your own, which stand before the rest of the packet."""

    statement: Annotated[str, Meta(max_length=4000)] = ""


class Dispute(Wire, frozen=True, kw_only=True):
    """A charge that its bank took back: amount and fee are gone until it is decided.

    Without evidence by ``evidence_by_at`` it is lost. ``refused``: why the bank did not take what was sent.
    """

    object: Literal["dispute"] = "dispute"
    id: DisputeRef
    name: Name
    booking_id: BookingRef
    phase: PhaseWord
    amount: Money
    fee: Money
    reason: Name
    opened_at: Instant
    evidence_by_at: Instant
    refused: Text | UnsetType = UNSET
    sent_by: OpsRef | UnsetType = UNSET
    sent_at: Instant | UnsetType = UNSET
    decided_at: Instant | UnsetType = UNSET
    version: Version


class DisputePage(Page[Dispute], frozen=True, kw_only=True):
    """Disputes, newest first."""


async def _list(call: Call[None, DisputesQuery]) -> object:
    after = place_in(call, _name(call), moment)
    ask = DisputesAsked(actor=call.actor, closed_too=call.query.closed, after=after, limit=call.query.limit + 1)
    return await call.app.payment.list_disputes(ask)


async def _read(call: Call[None, None]) -> object:
    return await call.app.payment.read_dispute(_about(call))


async def _evidence(call: Call[None, None]) -> object:
    return await call.app.payment.read_evidence(_about(call))


async def _evidence_pdf(call: Call[None, None]) -> object:
    return await call.app.payment.print_evidence(_about(call))


async def _send(call: Call[EvidenceGiven, None]) -> object:
    return await call.app.payment.send_evidence(_about(call, call.body.statement), call.once)


def _about(call: Call[Any, None], statement: str = "") -> DisputeAsked:
    dispute = DisputeId(call.id("dispute_id"))
    return DisputeAsked(actor=call.actor, dispute=dispute, statement=statement, at_version=call.at_version)


def _name(call: Call[None, DisputesQuery]) -> str:
    return "disputes/all" if call.query.closed else "disputes"


def _shown(one: domain.Dispute) -> Dispute:
    phase = one.phase
    sent = phase if isinstance(phase, domain.Contested) else None
    by = phase.by if isinstance(phase, domain.Contested | domain.Sending) else None
    refused = phase.refused if isinstance(phase, domain.Open) and phase.refused else None
    return Dispute(
        id=encode(DISPUTE, one.id),
        name=one.name,
        booking_id=encode(BOOKING, one.booking),
        phase=one.phase_word,  # pyright: ignore[reportArgumentType] the phases of a dispute
        amount=money(one.amount),
        fee=money(one.fee),
        reason=one.reason,
        opened_at=utc(one.opened_at),
        evidence_by_at=utc(one.evidence_by),
        refused=or_unset(refused),
        sent_by=UNSET if by is None else encode(OPS, by),
        sent_at=UNSET if sent is None else utc(sent.at),
        decided_at=utc(phase.at) if isinstance(phase, domain.Won | domain.Lost) else UNSET,
        version=one.version,
    )


def _one(call: Call[Any, None], one: domain.Dispute) -> Answer:
    return Answer(body=_shown(one), version=one.version)


def _packet(call: Call[None, None], one: evidence.Evidence) -> Answer:
    return Answer(body=shown_evidence(one))


def _page(call: Call[None, DisputesQuery], found: Sequence[domain.Dispute]) -> Answer:
    part, more = part_of(found, None, call.query.limit, lambda one: (one.opened_at, one.id))
    last = Place(at=part[-1].opened_at, id=part[-1].id) if more else None
    cursor = moment_at(call, _name(call), last)
    return Answer(body=DisputePage(data=[_shown(one) for one in part], has_more=more, next_cursor=cursor))


ROUTES = (
    Route(
        method="GET", path="/v1/disputes", operation_id="listDisputes", tag="payment",
        summary="Charges that banks took back", action="dispute.list", audience="ops", query=DisputesQuery, ask=_list,
        show=_page, answers={200: DisputePage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/disputes/{dispute_id}", operation_id="readDispute", tag="payment",
        summary="One dispute", action="dispute.read", audience="ops", ask=_read, show=_one, answers={200: Dispute},
    ),
    Route(
        method="GET", path="/v1/disputes/{dispute_id}/evidence", operation_id="readEvidence", tag="payment",
        summary="Everything that speaks for us, in one packet", action="dispute.read", audience="ops", ask=_evidence,
        show=_packet, answers={200: Evidence},
    ),
    Route(
        method="GET", path="/v1/disputes/{dispute_id}/evidence.pdf", operation_id="printEvidence", tag="payment",
        summary="The same packet as PDF", action="dispute.read", audience="ops", rate="search", ask=_evidence_pdf,
        show=shown_pdf, answers={200: Pdf}, no=(Code.dependency_down,),
    ),
    Route(
        method="POST", path="/v1/disputes/{dispute_id}/evidence", operation_id="sendEvidence", tag="payment",
        summary="Send the packet to the bank, which takes it once", action="dispute.contest", audience="ops",
        rate="write", keyed=True, match="must", body=EvidenceGiven, ask=_send, show=_one, answers={200: Dispute},
        no=(Code.refused, Code.illegal_transition), example={"statement": "The customer thanked us by message."},
    ),
)  # fmt: skip
