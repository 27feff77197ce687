"""Which card may be asked at a rung of the ladder, and when the next one comes.

Nobody is asked blindly: after a no that wants the card's owner, or another card, only one that stands in is asked; and
no card is asked more often with its owner absent than the ladder says, whichever of the customer's cleans it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.kernel import PaymentId, Value, with_
from cleanbee.domain.payment.payment import Card, DeclineClass, Failed, Operation, Payment, Sent, Succeeded, Unknown
from cleanbee.domain.platform.ladder import HoldLadder

Answer = DeclineClass | Literal["held", "open"]


class Try(Value, frozen=True, kw_only=True):
    """A card was asked to hold an amount; ``absent``: without its owner. ``open``: nobody knows the answer yet."""

    card: str
    payment: PaymentId | None
    at: datetime
    absent: bool
    answer: Answer


class CardsAsked(Value, frozen=True, kw_only=True):
    """The payment's own card, then those that stand in for it; and what they were asked, the newest first."""

    cards: tuple[Card, ...]
    tried: tuple[Try, ...] = ()


def cards_asked(cards: Sequence[Card], asked: Iterable[Operation]) -> CardsAsked:
    """What can be asked, by what was asked."""
    tried = [one for one in map(tried_as, asked) if one is not None]
    return CardsAsked(cards=tuple(cards), tried=tuple(sorted(tried, key=lambda one: one.at, reverse=True)))


def tried_as(asked: Operation) -> Try | None:
    """An operation as a try; None for one that asks no card, or that nobody has sent."""
    at = asked.asked_at or _moment(asked)
    if asked.kind != "authorise" or at is None:
        return None
    return Try(card=asked.card, payment=asked.payment, at=at, absent=not asked.customer_present, answer=_answer(asked))


def answered(wallet: CardsAsked, asked: Operation) -> CardsAsked:
    """The wallet once it is known what came of one operation."""
    now = tried_as(asked)
    if now is None:
        return wallet
    others = (one for one in wallet.tried if (one.card, one.payment, one.at) != (now.card, now.payment, now.at))
    tried = sorted((*others, now), key=lambda one: one.at, reverse=True)
    return with_(wallet, tried=tuple(tried))


def card_for(payment: Payment, wallet: CardsAsked, ladder: HoldLadder, at: datetime) -> Card | None:
    """The card to be asked at an instant with its owner absent; None where nobody may be.

    Whoever has said no least often to this payment is asked, the payment's own card first among equals.
    """
    mark = _chosen([one.mark for one in wallet.cards], payment.id, wallet.tried, ladder, at)
    return next((one for one in wallet.cards if one.mark == mark), None)


def _chosen(
    marks: Sequence[str], payment: PaymentId | None, tried: Sequence[Try], ladder: HoldLadder, at: datetime
) -> str | None:
    no = last_no(marks[0], payment, tried)
    among = marks if no is None or ladder.after(no).stand_in else marks[:1]
    willing = [one for one in among if _willing(one, payment, tried, ladder, at)]
    return min(willing, key=lambda mark: sum(1 for t in tried if (t.card, t.payment) == (mark, payment)), default=None)


def next_try(
    payment: Payment, start: datetime, wallet: CardsAsked, ladder: HoldLadder, now: datetime
) -> datetime | None:
    """The next rung at which somebody may be asked; None where only the customer can help."""
    rungs = rungs_after(start, now, ladder)
    return next((rung for rung in rungs if card_for(payment, wallet, ladder, rung) is not None), None)


def next_rung(start: datetime, now: datetime, ladder: HoldLadder) -> datetime | None:
    """The next rung, whoever may be asked then: if nobody, the customer is reminded."""
    return next(iter(rungs_after(start, now, ladder)), None)


def rungs_after(start: datetime, at: datetime, ladder: HoldLadder) -> tuple[datetime, ...]:
    """The rungs of the ladder that lie later than an instant."""
    rungs = (start - timedelta(minutes=before) for before in ladder.rungs_before_min)
    return tuple(rung for rung in rungs if rung > at)


def last_no(card: str, payment: PaymentId | None, tried: Sequence[Try]) -> DeclineClass | None:
    """What the bank last said of a card, if it said no: for this payment, or of the card itself for any."""
    for one in tried:
        if one.card != card or one.answer == "open":
            continue
        if one.answer == "held":
            return None
        if one.answer == "new_card" or one.payment == payment:
            return one.answer
    return None


def tries_left(card: str, tried: Sequence[Try], ladder: HoldLadder, at: datetime) -> int:
    """How often a card may still be asked at an instant with its owner absent."""
    since = at - timedelta(minutes=ladder.tries_within_min)
    asked = sum(1 for one in tried if one.card == card and one.absent and since < one.at)
    return ladder.most_absent_tries - asked


def if_refused(
    start: datetime, first: datetime, wallet: CardsAsked, ladder: HoldLadder, payment: Payment | None = None
) -> tuple[datetime, ...]:
    """The rungs after a first try, as they come if every bank asks for patience."""
    id = None if payment is None else payment.id
    marks = [one.mark for one in wallet.cards] or [""]
    tried, found = list(wallet.tried), list[datetime]()
    for at in (first, *rungs_after(start, first, ladder)):
        mark = _chosen(marks, id, tried, ladder, at)
        if mark is not None:
            tried.insert(0, Try(card=mark, payment=id, at=at, absent=True, answer="try_again"))
            found.append(at)
    return tuple(at for at in found if at > first)


def _willing(card: str, payment: PaymentId | None, tried: Sequence[Try], ladder: HoldLadder, at: datetime) -> bool:
    no = last_no(card, payment, tried)
    return (no is None or ladder.after(no).same_card) and tries_left(card, tried, ladder, at) > 0


def _moment(asked: Operation) -> datetime | None:
    match asked.phase:
        case Sent(first_at=at) | Unknown(first_at=at) | Succeeded(at=at) | Failed(at=at):
            return at
        case _:
            return None


def _answer(asked: Operation) -> Answer:
    match asked.phase:
        case Succeeded():
            return "held"
        case Failed(kind=kind):
            return kind or "try_again"
        case _:
            return "open"
