"""The receipt of a decision about people: what it was made of, who may read it, and what became of their doubts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    CustomerId,
    Event,
    Granted,
    OpsId,
    ReceiptId,
    Refusal,
    Refused,
    Value,
    evolve,
    with_,
)
from cleanbee.domain.matching.eligible import BLOCKED
from cleanbee.domain.matching.passed import Passed
from cleanbee.domain.matching.rank import CandidatesRanked, Ranking
from cleanbee.domain.matching.share import Share

CONTEST_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=7)
"""Source: Directive (EU) 2024/2831 asks for a human answer in time; thirty and seven days are our preset."""


class Answer(Value, frozen=True, kw_only=True):
    """What a human said to a doubt: ``upheld`` when the decision stands."""

    by: OpsId
    at: datetime
    text: str
    upheld: bool


class Contest(Value, frozen=True, kw_only=True):
    """One subject's doubt, to be answered by a human until ``answer_by``."""

    by: UUID
    at: datetime
    why: str
    answer_by: datetime
    answer: Answer | None = None


class Receipt(Aggregate, frozen=True, kw_only=True):
    """How somebody was looked for, a fee came about or a promise passed to another: kept as decided, whatever changes.

    ``share``: it was given away together with others, and this is its part in that batch.
    """

    id: ReceiptId
    booking: BookingId
    customer: CustomerId
    made_at: datetime
    matter: Ranking | Reckoning | Passed
    contests: tuple[Contest, ...] = ()
    share: Share | None = None

    @property
    def cleaners(self) -> tuple[CleanerId, ...]:
        """Everyone it is about and who may read their part.

        A veto between two people is nobody's to read: whoever it kept out finds no receipt.
        """
        match self.matter:
            case Reckoning(cleaner=cleaner):
                return () if cleaner is None else (cleaner,)
            case Ranking(ranked=ranked, further=further, excluded=excluded):
                out = (one.cleaner for one in excluded if BLOCKED not in one.rules)
                return (*(one.cleaner for one in ranked), *further, *out)
            case Passed(was=was, to=to):
                return tuple(one for one in (was, to) if one is not None)

    @property
    def answer_by(self) -> datetime | None:
        """When the first doubt without an answer is to be answered; None when none waits."""
        return min((one.answer_by for one in self.contests if one.answer is None), default=None)


class FeeReckoned(Event, frozen=True, kw_only=True):
    """A fee came about; how, the receipt says."""

    booking: BookingId
    receipt: ReceiptId
    customer: CustomerId
    cleaner: CleanerId | None = None


class ReceiptContested(Event, frozen=True, kw_only=True):
    """A subject of a decision doubts it: a human has to answer."""

    receipt: ReceiptId
    booking: BookingId


class ContestAnswered(Event, frozen=True, kw_only=True):
    """A human answered a doubt."""

    receipt: ReceiptId
    booking: BookingId


class ContestTooLate(Refusal, frozen=True, kw_only=True):
    """The time in which a decision could be doubted is over; write to the office all the same."""

    until: datetime


class ContestedBefore(Refusal, frozen=True, kw_only=True):
    """You have doubted this decision already; the answer stands, or comes, with it."""


class ContestEmpty(Refusal, frozen=True, kw_only=True):
    """Say in your own words what is wrong, so that a human can look at it."""


class NothingToAnswer(Refusal, frozen=True, kw_only=True):
    """Nobody doubts this decision, or every doubt has been answered."""


ContestRefusal = ContestTooLate | ContestedBefore | ContestEmpty


def write(
    id: ReceiptId,
    booking: BookingId,
    customer: CustomerId,
    ranking: Ranking,
    now: datetime,
    share: Share | None = None,
) -> Granted[Receipt]:
    """The receipt of a ranking, and of what a batch decided on it."""
    made = Receipt(id=id, booking=booking, customer=customer, made_at=now, matter=ranking, share=share)
    return Granted(value=made, events=(CandidatesRanked(booking=booking, receipt=id),))


def write_fee(id: ReceiptId, booking: Booking, reckoned: Reckoning) -> Granted[Receipt]:
    """The receipt of a fee."""
    made = Receipt(id=id, booking=booking.id, customer=booking.customer, made_at=reckoned.at, matter=reckoned)
    told = FeeReckoned(booking=booking.id, receipt=id, customer=booking.customer, cleaner=reckoned.cleaner)
    return Granted(value=made, events=(told,))


def write_passed(id: ReceiptId, one: Passed, booking: Booking, now: datetime) -> Receipt:
    """The receipt of a promise that passed to another cleaner."""
    return Receipt(id=id, booking=booking.id, customer=booking.customer, made_at=now, matter=one)


def contest(receipt: Receipt, by: UUID, why: str, now: datetime) -> Granted[Receipt] | Refused[ContestRefusal]:
    """A subject doubts the decision, once, within thirty days."""
    until = receipt.made_at + CONTEST_WITHIN
    said = why.strip()
    if not said:
        return Refused(why=ContestEmpty())
    if now >= until:
        return Refused(why=ContestTooLate(until=until))
    if any(one.by == by for one in receipt.contests):
        return Refused(why=ContestedBefore())
    doubt = Contest(by=by, at=now, why=said, answer_by=now + ANSWER_WITHIN)
    return Granted(
        value=evolve(receipt, contests=(*receipt.contests, doubt)),
        events=(ReceiptContested(receipt=receipt.id, booking=receipt.booking),),
    )


def answer(receipt: Receipt, given: Answer) -> Granted[Receipt] | Refused[NothingToAnswer | ContestEmpty]:
    """A human answers the oldest doubt that waits."""
    waiting = [n for n, one in enumerate(receipt.contests) if one.answer is None]
    if not waiting:
        return Refused(why=NothingToAnswer())
    if not given.text.strip():
        return Refused(why=ContestEmpty())
    contests = list(receipt.contests)
    contests[waiting[0]] = with_(contests[waiting[0]], answer=given)
    return Granted(
        value=evolve(receipt, contests=tuple(contests)),
        events=(ContestAnswered(receipt=receipt.id, booking=receipt.booking),),
    )
