"""The evidence about a disputed charge as it goes out: the same packet that is sent to the bank as text."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.fee_receipts import PolicyName
from cleanbee.adapters.http.names import BOOKING, DISPUTE, BookingRef, DisputeRef, encode
from cleanbee.adapters.http.timeline import MoneyLine, shown_line
from cleanbee.adapters.http.wire import (
    Count,
    Instant,
    Money,
    Name,
    Text,
    Window,
    Wire,
    Word,
    money,
    or_unset,
    utc,
    window,
)
from cleanbee.domain.payment import evidence as domain
from cleanbee.domain.platform.policy import Band, Elapsed

Bp = Annotated[int, Meta(ge=0, le=1_000_000)]


class EvidenceParty(Wire, frozen=True, kw_only=True):
    """The customer as they gave themselves to us."""

    name: Name
    email: Name | UnsetType = UNSET
    phone: Name | UnsetType = UNSET
    address: Name
    since_at: Instant


class EvidenceBand(Wire, frozen=True, kw_only=True):
    """Cancelling up to a cut-off, so many minutes before the start or at a time some days before, costs this share."""

    before_min: Count | UnsetType = UNSET
    days_before: Count | UnsetType = UNSET
    at_minute: Count | UnsetType = UNSET
    fee_bp: Bp


class EvidenceTerms(Wire, frozen=True, kw_only=True):
    """What the customer accepted by booking."""

    policy: PolicyName
    accepted_at: Instant
    free_after_booking_min: Count
    bands: Annotated[list[EvidenceBand], Meta(max_length=50)]
    late_fee_bp: Bp


class EvidenceMandate(Wire, frozen=True, kw_only=True):
    """The consent to later charges: which text, when, for which card."""

    text: Name
    given_at: Instant
    brand: Name
    last4: Annotated[str, Meta(max_length=4)]


class EvidenceCall(Wire, frozen=True, kw_only=True):
    """A try to reach the customer at the door."""

    channel: Word
    at: Instant


class EvidenceVisit(Wire, frozen=True, kw_only=True):
    """Who came, and when they arrived, began and ended; ``vouched``: what the office vouched for, and why."""

    cleaner: Name | UnsetType = UNSET
    booked: Window
    arrived_at: Instant | UnsetType = UNSET
    began_at: Instant | UnsetType = UNSET
    ended_at: Instant | UnsetType = UNSET
    cancelled_at: Instant | UnsetType = UNSET
    calls: Annotated[list[EvidenceCall], Meta(max_length=100)]
    vouched: Annotated[list[Text], Meta(max_length=100)]


class EvidenceStep(Wire, frozen=True, kw_only=True):
    """A step of the booking."""

    to: Word
    at: Instant


class EvidenceMessage(Wire, frozen=True, kw_only=True):
    """A message about this clean."""

    to: Literal["customer", "cleaner"]
    template: Word
    channel: Word
    at: Instant
    sent_at: Instant | UnsetType = UNSET


class EvidenceLine(Wire, frozen=True, kw_only=True):
    """A line of the price."""

    code: Word
    amount: Money


class Evidence(Wire, frozen=True, kw_only=True):
    """Everything that speaks for a charge, as it stands at ``made_at``; ``text`` is what its bank reads."""

    object: Literal["evidence"] = "evidence"
    dispute_id: DisputeRef
    name: Name
    reason: Name
    amount: Money
    fee: Money
    evidence_by_at: Instant
    booking_id: BookingRef
    placed_at: Instant
    customer: EvidenceParty
    terms: EvidenceTerms
    mandate: EvidenceMandate
    visit: EvidenceVisit
    total: Money
    price: Annotated[list[EvidenceLine], Meta(max_length=100)]
    steps: Annotated[list[EvidenceStep], Meta(max_length=1000)]
    messages: Annotated[list[EvidenceMessage], Meta(max_length=1000)]
    money: Annotated[list[MoneyLine], Meta(max_length=500)]
    text: Annotated[str, Meta(max_length=domain.MOST_TEXT)]
    made_at: Instant


def shown_evidence(one: domain.Evidence) -> Evidence:
    """The packet as it goes out."""
    zone = one.visit.local.zone
    return Evidence(
        dispute_id=encode(DISPUTE, one.dispute),
        name=one.name,
        reason=one.reason,
        amount=money(one.amount),
        fee=money(one.fee),
        evidence_by_at=utc(one.evidence_by),
        booking_id=encode(BOOKING, one.booking),
        placed_at=utc(one.placed_at),
        customer=_party(one.customer),
        terms=_terms(one.terms),
        mandate=EvidenceMandate(
            text=one.mandate.text,
            given_at=utc(one.mandate.given_at),
            brand=one.mandate.brand,
            last4=one.mandate.last4,
        ),
        visit=_visit(one.visit),
        total=money(one.price.total),
        price=[EvidenceLine(code=line.code, amount=money(line.amount)) for line in one.price.lines],
        steps=[EvidenceStep(to=step.to, at=utc(step.at)) for step in one.steps],
        messages=[_message(each) for each in one.messages],
        money=[shown_line(line, zone) for line in one.money],
        text=domain.as_text(one),
        made_at=utc(one.made_at),
    )


def _party(one: domain.Party) -> EvidenceParty:
    return EvidenceParty(
        name=one.name,
        email=or_unset(one.email),
        phone=or_unset(one.phone),
        address=one.address,
        since_at=utc(one.since),
    )


def _terms(one: domain.Terms) -> EvidenceTerms:
    return EvidenceTerms(
        policy=one.policy,
        accepted_at=utc(one.accepted_at),
        free_after_booking_min=one.free_after_booking_min,
        bands=[_band(band) for band in one.bands],
        late_fee_bp=one.late_fee_bp,
    )


def _band(one: Band) -> EvidenceBand:
    if isinstance(one.cutoff, Elapsed):
        return EvidenceBand(before_min=one.cutoff.minutes, fee_bp=one.fee_bp)
    return EvidenceBand(days_before=one.cutoff.days_before, at_minute=one.cutoff.minute, fee_bp=one.fee_bp)


def _visit(one: domain.Visit) -> EvidenceVisit:
    moments = {
        name: UNSET if at is None else utc(at)
        for name, at in (
            ("arrived_at", one.arrived_at),
            ("began_at", one.began_at),
            ("ended_at", one.ended_at),
            ("cancelled_at", one.cancelled_at),
        )
    }
    return EvidenceVisit(
        cleaner=or_unset(one.cleaner),
        booked=window(one.booked, one.local),
        calls=[EvidenceCall(channel=channel, at=utc(at)) for channel, at in one.calls],
        vouched=[f"{each.what}: {each.reason}"[:2000] for each in one.vouched],
        **moments,
    )


def _message(one: domain.Told) -> EvidenceMessage:
    sent = UNSET if one.sent_at is None else utc(one.sent_at)
    return EvidenceMessage(to=one.to, template=one.template, channel=one.channel, at=utc(one.at), sent_at=sent)
