"""A paper laid out for a printer: nothing but text, every amount and date as people read them in its language."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Value
from cleanbee.domain.payment.papers.paper import Paper, Party, Section
from cleanbee.domain.platform.speech import Language, say_day, say_money

LONGEST_TEXT = 300
"""Of one text on paper; what is longer is cut: nobody's name fills a page."""


class Cells(Value, frozen=True, kw_only=True):
    """One row: its words, its amount, and whether it is a sum."""

    text: str
    amount: str
    sum: bool


class Block(Value, frozen=True, kw_only=True):
    """Rows under a heading."""

    title: str
    rows: tuple[Cells, ...]


class Sheet(Value, frozen=True, kw_only=True):
    """What a printer is given. ``made_at`` dates the file, so that the same sheet is the same bytes."""

    language: Language
    title: str
    number: str
    day: str
    made_at: datetime
    seller: tuple[str, ...]
    reader: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many rows it has."""
        return sum(len(one.rows) for one in self.blocks)


def sheet_of(paper: Paper) -> Sheet:
    """The paper as a printer sets it."""
    return Sheet(
        language=paper.language,
        title=flat(paper.title),
        number=flat(paper.number),
        day=say_day(paper.day, paper.language),
        made_at=paper.made_at,
        seller=lines_of(paper.seller),
        reader=lines_of(paper.reader),
        details=tuple((flat(one.label), flat(one.text)) for one in paper.details),
        blocks=tuple(_block(one, paper.language) for one in paper.sections),
        notes=paper.notes,
    )


def _block(section: Section, language: Language) -> Block:
    rows = (Cells(text=flat(one.text), amount=say_money(one.amount, language), sum=one.sum) for one in section.rows)
    return Block(title=flat(section.title), rows=tuple(rows))


def lines_of(party: Party) -> tuple[str, ...]:
    """A party's name and the lines below it."""
    return tuple(flat(one) for one in (party.name, *party.lines) if one.strip())


def flat(text: str, most: int = LONGEST_TEXT) -> str:
    """One line of text that a page has room for: control characters and line breaks are spaces."""
    one_line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"
