"""What speaks for us when a bank disputes a charge: one packet, as data and as the text that the bank reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking, Cancelled, LockedOut, Override, Settled
from cleanbee.domain.kernel import BookingId, DisputeId, Money, Value, Window
from cleanbee.domain.payment.dated import Line
from cleanbee.domain.payment.dispute import Dispute
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.policy import Band, Policy
from cleanbee.domain.platform.wallclock import LocalStart, local_of
from cleanbee.domain.pricing.quote import Price

MOST_TEXT = 20_000
"""So many characters a bank reads (Stripe's limit for free text)."""


class Step(Value, frozen=True, kw_only=True):
    """A step of the booking, and when it was taken."""

    to: str
    at: datetime


class Told(Value, frozen=True, kw_only=True):
    """A message about this clean: to whom, by which road, when, and when it was handed to the carrier."""

    to: Literal["customer", "cleaner"]
    template: str
    channel: str
    at: datetime
    sent_at: datetime | None


class Terms(Value, frozen=True, kw_only=True):
    """What the customer agreed to when booking: the policy by its name, and what cancelling cost when."""

    policy: str
    accepted_at: datetime
    free_after_booking_min: int
    bands: tuple[Band, ...]
    late_fee_bp: int


class Mandate(Value, frozen=True, kw_only=True):
    """The customer's consent to be charged later: which ``text`` of it, given when, for which card."""

    text: str
    given_at: datetime
    brand: str
    last4: str


class Visit(Value, frozen=True, kw_only=True):
    """What is known of the visit: who came, when they arrived, began and ended, and what was tried at the door."""

    cleaner: str | None
    booked: Window
    local: LocalStart
    arrived_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    calls: tuple[tuple[str, datetime], ...] = ()
    vouched: tuple[Override, ...] = ()
    cancelled_at: datetime | None = None


class Party(Value, frozen=True, kw_only=True):
    """The customer as they gave themselves to us."""

    name: str
    email: str | None
    phone: str | None
    address: str
    since: datetime


class Evidence(Value, frozen=True, kw_only=True):
    """Everything that speaks for a charge, as it stands at ``made_at``."""

    dispute: DisputeId
    name: str
    reason: str
    amount: Money
    fee: Money
    evidence_by: datetime
    booking: BookingId
    placed_at: datetime
    customer: Party
    terms: Terms
    mandate: Mandate
    visit: Visit
    price: Price
    steps: tuple[Step, ...]
    messages: tuple[Told, ...]
    money: tuple[Line, ...]
    statement: str
    made_at: datetime


class CaseFile(Value, frozen=True, kw_only=True):
    """All that the packet is made of, as it is kept."""

    dispute: Dispute
    booking: Booking
    customer: Customer
    home: Home
    cleaner: Cleaner | None
    card: Card
    policy: Policy
    steps: tuple[Step, ...]
    messages: tuple[Told, ...]
    money: tuple[Line, ...]
    statement: str = ""


def evidence_of(file: CaseFile, now: datetime) -> Evidence:
    """The packet; the same file gives the same packet."""
    dispute, booking, policy, card = file.dispute, file.booking, file.policy, file.card
    return Evidence(
        dispute=dispute.id,
        name=dispute.name,
        reason=dispute.reason,
        amount=dispute.amount,
        fee=dispute.fee,
        evidence_by=dispute.evidence_by,
        booking=booking.id,
        placed_at=booking.placed_at,
        customer=Party(
            name=file.customer.name,
            email=file.customer.email,
            phone=file.customer.phone,
            address=file.home.address,
            since=file.customer.since,
        ),
        terms=Terms(
            policy=policy.version,
            accepted_at=booking.placed_at,
            free_after_booking_min=policy.free_after_booking_min,
            bands=policy.bands,
            late_fee_bp=policy.late_fee_bp,
        ),
        mandate=Mandate(text=card.mandate, given_at=card.saved_at, brand=card.brand, last4=card.last4),
        visit=_visit(file),
        price=booking.price,
        steps=file.steps,
        messages=file.messages,
        money=file.money,
        statement=file.statement,
        made_at=now,
    )


def _visit(file: CaseFile) -> Visit:
    phase = file.booking.phase
    return Visit(
        cleaner=None if file.cleaner is None else file.cleaner.name,
        booked=file.booking.window,
        local=file.booking.local,
        arrived_at=_last(file.steps, "at_door"),
        began_at=_last(file.steps, "in_progress"),
        ended_at=_last(file.steps, "completed") or _last(file.steps, "locked_out"),
        calls=phase.calls if isinstance(phase, LockedOut | Settled) else (),
        vouched=file.booking.overrides,
        cancelled_at=phase.at if isinstance(phase, Cancelled) else None,
    )


def _last(steps: Sequence[Step], to: str) -> datetime | None:
    return next((one.at for one in reversed(steps) if one.to == to), None)


def as_text(evidence: Evidence) -> str:
    """The packet as its bank reads it: what matters first, and no more than a bank reads."""
    zone = evidence.visit.local.zone
    lines = [
        *_head(evidence),
        "",
        f"The visit ({zone}):",
        *_of_visit(evidence, zone),
        "",
        "What happened, step by step:",
        *(f"  {_at(one.at, zone)}  {one.to.replace('_', ' ')}" for one in evidence.steps),
        "",
        "Money:",
        *(f"  {_at(one.at, zone)}  {one.what.replace('_', ' ')}  {_sum(one.amount)}" for one in evidence.money),
        "",
        "Messages about this clean:",
        *(f"  {_at(one.at, zone)}  {one.template.replace('_', ' ')} to the {one.to} by {one.channel}"
          for one in evidence.messages),
    ]  # fmt: skip
    return "\n".join(lines)[:MOST_TEXT]


def _head(evidence: Evidence) -> list[str]:
    zone, customer, terms, mandate = evidence.visit.local.zone, evidence.customer, evidence.terms, evidence.mandate
    said = [evidence.statement, ""] if evidence.statement else []
    return [
        f"Dispute {evidence.name} ({evidence.reason.replace('_', ' ')}), {_sum(evidence.amount)}.",
        "",
        *said,
        f"Customer: {customer.name}, {customer.email or '-'}, {customer.phone or '-'}; address: {customer.address}.",
        f"Booked by the customer at {_at(evidence.placed_at, zone)} for {_sum(evidence.price.total)}:",
        *(f"  {line.code.replace('_', ' ')}  {_sum(line.amount)}" for line in evidence.price.lines),
        f"Terms accepted with the booking: {terms.policy}; later cancelling costs up to {_percent(terms.late_fee_bp)}.",
        f"Consent to later charges: text {mandate.text}, given {_at(mandate.given_at, zone)}, "
        f"card {mandate.brand} ending in {mandate.last4}.",
    ]  # fmt: skip


def _of_visit(evidence: Evidence, zone: str) -> list[str]:
    visit = evidence.visit
    moments = (
        ("booked for", visit.booked.start),
        ("cancelled", visit.cancelled_at),
        ("arrived", visit.arrived_at),
        ("work began", visit.began_at),
        ("ended", visit.ended_at),
    )
    return [
        f"  who came: {visit.cleaner or 'nobody'}",
        *(f"  {word}: {_at(at, zone)}" for word, at in moments if at is not None),
        *(f"  tried to reach the customer by {channel}: {_at(at, zone)}" for channel, at in visit.calls),
        *(f"  our office vouched for the {one.what}: {one.reason}" for one in visit.vouched),
    ]


def _at(at: datetime, zone: str) -> str:
    return local_of(at, zone).text.replace("T", " ")


def _sum(amount: Money | None) -> str:
    if amount is None:
        return ""
    sign = "-" if amount.amount < 0 else ""
    whole, rest = divmod(abs(amount.amount), 100)
    return f"{sign}{whole}.{rest:02d} {amount.currency}"


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole} %" if not rest else f"{whole}.{rest:02d} %"
