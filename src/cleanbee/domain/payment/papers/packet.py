"""The evidence of a dispute on paper: the same packet as the data, in English, as banks and their courts read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cleanbee.domain.payment.evidence import Evidence
from cleanbee.domain.payment.papers.paper import Seller, party_of
from cleanbee.domain.payment.papers.sheet import Block, Cells, Sheet, flat, lines_of
from cleanbee.domain.payment.papers.words import word
from cleanbee.domain.platform.speech import say_day, say_money, say_rate
from cleanbee.domain.platform.wallclock import local_of

ENGLISH = "en"


def packet(evidence: Evidence, seller: Seller) -> Sheet:
    """The packet, laid out for a printer; the same packet is the same sheet."""
    zone, customer = evidence.visit.local.zone, evidence.customer
    said = (flat(evidence.statement, len(evidence.statement)),) if evidence.statement else ()
    return Sheet(
        language=ENGLISH,
        title="Evidence",
        number=flat(evidence.name),
        day=say_day(local_of(evidence.made_at, zone).day, ENGLISH),
        made_at=evidence.made_at,
        seller=lines_of(party_of(seller, word("tax_number", ENGLISH))),
        reader=("To the bank of", flat(customer.name)),
        details=_details(evidence, zone),
        blocks=tuple(one for one in _blocks(evidence, zone) if one.rows),
        notes=said,
    )


def _details(evidence: Evidence, zone: str) -> tuple[tuple[str, str], ...]:
    customer, terms, mandate = evidence.customer, evidence.terms, evidence.mandate
    reach = ", ".join(one for one in (customer.email, customer.phone) if one)
    return (
        ("Dispute", f"{flat(evidence.name)}, {flat(evidence.reason.replace('_', ' '))}"),
        ("Amount", say_money(evidence.amount, ENGLISH)),
        ("To be sent by", _at(evidence.evidence_by, zone)),
        ("Customer", flat(f"{customer.name}, {reach}")),
        ("Address", flat(customer.address)),
        ("Booked at", _at(evidence.placed_at, zone)),
        ("Terms", f"{flat(terms.policy)}; cancelling costs up to {say_rate(terms.late_fee_bp, ENGLISH)}"),
        ("Consent", f"text {flat(mandate.text)}, given {_at(mandate.given_at, zone)}"),
        ("Card", f"{flat(mandate.brand)} ending in {flat(mandate.last4)}"),
    )


def _blocks(evidence: Evidence, zone: str) -> tuple[Block, ...]:
    price = (
        Cells(text=flat(one.code.replace("_", " ")), amount=say_money(one.amount, ENGLISH), sum=False)
        for one in evidence.price.lines
    )
    total = Cells(text="total", amount=say_money(evidence.price.total, ENGLISH), sum=True)
    steps = ((one.to.replace("_", " "), one.at) for one in evidence.steps)
    told = ((f"{one.template.replace('_', ' ')} to the {one.to} by {one.channel}", one.at) for one in evidence.messages)
    money = (
        (f"{one.what.replace('_', ' ')} {'' if one.amount is None else say_money(one.amount, ENGLISH)}", one.at)
        for one in evidence.money
    )
    return (
        Block(title="The price", rows=(*price, total)),
        Block(title=f"The visit ({zone})", rows=_dated(_visit(evidence), zone)),
        Block(title="What happened, step by step", rows=_dated(steps, zone)),
        Block(title="Money", rows=_dated(money, zone)),
        Block(title="Messages about this clean", rows=_dated(told, zone)),
    )


def _visit(evidence: Evidence) -> Iterable[tuple[str, datetime]]:
    visit = evidence.visit
    moments = (
        (f"booked, {visit.cleaner or 'nobody'} to come", visit.booked.start),
        ("cancelled", visit.cancelled_at),
        ("arrived", visit.arrived_at),
        ("work began", visit.began_at),
        ("ended", visit.ended_at),
    )
    yield from ((text, at) for text, at in moments if at is not None)
    yield from ((f"tried to reach the customer by {channel}", at) for channel, at in visit.calls)
    yield from ((f"our office vouched for the {one.what}: {one.reason}", one.at) for one in visit.vouched)


def _dated(rows: Iterable[tuple[str, datetime]], zone: str) -> tuple[Cells, ...]:
    return tuple(Cells(text=flat(text), amount=_at(at, zone), sum=False) for text, at in rows)


def _at(at: datetime, zone: str) -> str:
    return local_of(at, zone).text.replace("T", " ")
