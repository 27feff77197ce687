"""What a paper about money says, whoever prints it: a receipt, an invoice, a cleaner's statement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from cleanbee.domain.kernel import Money, Refusal, Value, with_
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.platform.speech import Language

PaperKind = Literal["receipt", "invoice", "statement"]


class Party(Value, frozen=True, kw_only=True):
    """Who writes a paper, or whom it is for: a name, and the lines below it."""

    name: str
    lines: tuple[str, ...] = ()


class Seller(Value, frozen=True, kw_only=True):
    """The house as its papers name it; ``tax_number`` is what the state knows it by."""

    name: str
    address: tuple[str, ...] = ()
    tax_number: str = ""


class Detail(Value, frozen=True, kw_only=True):
    """One fact about the paper: what it is, and what it says; ``street`` tells where somebody lives."""

    label: str
    text: str
    street: bool = False


class Row(Value, frozen=True, kw_only=True):
    """One line with an amount; ``sum`` marks one that adds up what stands above it."""

    text: str
    amount: Money
    sum: bool = False


class Section(Value, frozen=True, kw_only=True):
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


class Paper(Value, frozen=True, kw_only=True):
    """A paper in one language: amounts are whole minor units, every text is ready to read.

    ``made_at`` is when what it says became true, and never when somebody looked; ``day`` is its date on paper.
    """

    kind: PaperKind
    number: str
    language: Language
    made_at: datetime
    day: date
    title: str
    seller: Party
    reader: Party
    details: tuple[Detail, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()


class NotChargedYet(Refusal, frozen=True, kw_only=True):
    """No money was taken for this clean, so there is nothing to put on paper; the timeline says when it will be."""


def seen_by(paper: Paper, actor: Actor) -> Paper:
    """The paper as this reader is shown it: where a customer lives they alone are told, with no look to be noted."""
    if isinstance(actor, AsCustomer):
        return paper
    return with_(paper, details=tuple(one for one in paper.details if not one.street))


def party_of(seller: Seller, tax_number: str) -> Party:
    """The house at the head of a paper; ``tax_number`` is what its number is called there."""
    number = (f"{tax_number} {seller.tax_number}",) if seller.tax_number else ()
    return Party(name=seller.name, lines=(*seller.address, *number))
