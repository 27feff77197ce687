"""A cleaner's statement: the pay of one week line by line, what was kept off it, and what was sent."""

from __future__ import annotations

from datetime import timedelta

from cleanbee.domain.kernel import Money, snake
from cleanbee.domain.payment.papers.paper import Detail, Paper, Party, Row, Section, Seller, party_of
from cleanbee.domain.payment.papers.words import word
from cleanbee.domain.payment.payout import WEEK, InFlight, Line, LineKind, Paid, Payout
from cleanbee.domain.platform.speech import Language, say_day
from cleanbee.domain.platform.wallclock import local_of

DAY = timedelta(days=1)
_WORDS: dict[LineKind, str] = {
    "share": "share", "fee": "line_fee", "tip": "line_tip", "cover": "cover", "extra": "extra",
    "correction": "correction",
}  # fmt: skip


def statement(payout: Payout, cleaner: Party, seller: Seller, reference: str, language: Language) -> Paper:
    """The statement of a payout as it stands: ``reference`` is the payout as the cleaner knows it."""
    return Paper(
        kind="statement",
        number=reference,
        language=language,
        made_at=payout.made_at,
        day=payout.week + WEEK,
        title=word("statement", language),
        seller=party_of(seller, word("tax_number", language)),
        reader=cleaner,
        details=(
            Detail(label=word("number", language), text=reference),
            Detail(label=word("week", language), text=_week(payout, language)),
            Detail(label=word("state", language), text=_state(payout, language)),
        ),
        sections=(_lines(payout, language), _sums(payout, language)),
    )


def sent(payout: Payout) -> Money:
    """What is sent, or was: the lines less what went against a debt, and less the fee."""
    match payout.phase:
        case InFlight(amount=amount) | Paid(amount=amount):
            return amount
        case _:
            return payout.due


def _lines(payout: Payout, language: Language) -> Section:
    rows = [Row(text=_line(payout, one, language), amount=one.amount) for one in payout.lines]
    rows.append(Row(text=word("earned", language), amount=payout.earned, sum=True))
    return Section(title=word("lines", language), rows=tuple(rows))


def _line(payout: Payout, line: Line, language: Language) -> str:
    return word(_WORDS[line.kind], language, day=say_day(local_of(line.at, payout.zone).day, language))


def _sums(payout: Payout, language: Language) -> Section:
    rows = [Row(text=word("earned", language), amount=payout.earned)]
    if not payout.kept_off.is_zero:
        rows.append(Row(text=word("kept_off", language), amount=-payout.kept_off))
    if not payout.fee.is_zero:
        rows.append(Row(text=word("cash_out", language), amount=-payout.fee))
    done = isinstance(payout.phase, Paid)
    rows.append(Row(text=word("payout" if done else "to_pay", language), amount=sent(payout), sum=True))
    return Section(title=word("payout_sums", language), rows=tuple(rows))


def _week(payout: Payout, language: Language) -> str:
    return f"{say_day(payout.week, language)} – {say_day(payout.week + WEEK - DAY, language)}"


def _state(payout: Payout, language: Language) -> str:
    if isinstance(payout.phase, Paid):
        return word("paid_on", language, day=say_day(local_of(payout.phase.at, payout.zone).day, language))
    return word(snake(type(payout.phase).__name__), language)
