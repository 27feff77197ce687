"""Receipts of decisions: why somebody was asked first, or not, or why a fee is as it is; what would have changed it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.fee_receipts import FeeReceipt, shown_fee
from cleanbee.adapters.http.names import (
    BATCH,
    BOOKING,
    CLEANER,
    RECEIPT,
    BatchRef,
    BookingRef,
    CleanerRef,
    ReceiptRef,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Given, Instant, Money, Page, Text, Version, Wire, Word, given, money, utc
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import BookingId, ReceiptId
from cleanbee.domain.matching import passed, share, standing
from cleanbee.domain.matching import receipt as domain
from cleanbee.domain.matching.counterfactual import Change as DomainChange
from cleanbee.domain.matching.rank import Ranking
from cleanbee.domain.matching.score import WEIGHTS
from cleanbee.domain.matching.share import Outcome
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.ports.inbound.matching.contest_receipt import AnswerAsked, ContestAsked
from cleanbee.ports.inbound.matching.read_receipts import ReceiptAsked, Receipts, ReceiptsAsked, ReceiptView

FOR_CUSTOMERS = frozenset({"continuity", "travel", "preference", "rating"})
"""What a customer is told of whoever was found for them; how a colleague earns is none of it."""

Points = Annotated[int, Meta(ge=0, le=100_000)]
Worth = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
Units = Literal["minute", "visit", "day", "permille", "star_e2", "minor_unit", "fact"]


class ReceiptsQuery(PageQuery, frozen=True, kw_only=True):
    """Of which booking; without one: those about you, and for the office those that wait for an answer."""

    booking_id: BookingRef | UnsetType = UNSET


class ContestGiven(Given, frozen=True, kw_only=True):
    """What is wrong with the decision, in your own words."""

    reason: Text


class ContestAnswerGiven(Given, frozen=True, kw_only=True):
    """What the office says, and whether the decision stands."""

    text: Text
    upheld: bool


class Term(Wire, frozen=True, kw_only=True):
    """One part of a score: 0 to 1,000 points, times its weight."""

    name: Word
    points: Annotated[int, Meta(ge=0, le=1000)]
    weight: Annotated[int, Meta(ge=0, le=100)]


class Change(Wire, frozen=True, kw_only=True):
    """One input as it was, and the nearest value with which the answer would have been another; facts are 0 and 1."""

    input: Word
    unit: Units
    had: Annotated[int, Meta(ge=0)]
    needed: Annotated[int, Meta(ge=0)]


class Place(Wire, frozen=True, kw_only=True):
    """How somebody stood: the terms, weighted, add up to ``score``; ``rules`` kept them out altogether."""

    cleaner_id: CleanerRef | UnsetType = UNSET
    outcome: Literal["chosen", "first", "asked", "behind", "kept_out", "took_on", "passed_on"]
    place: Count | UnsetType = UNSET
    score: Points | UnsetType = UNSET
    to_beat: Points | UnsetType = UNSET
    terms: Annotated[list[Term], Meta(max_length=20)]
    rules: Annotated[list[Word], Meta(max_length=20)]
    changes: Annotated[list[Change], Meta(max_length=20)]


class Considered(Wire, frozen=True, kw_only=True):
    """Somebody who could do it, the worth in minor units, and the least by which that fell short; 0: given, or equal.

    ``elsewhere``: the batch gave them another booking.
    """

    cleaner_id: CleanerRef
    worth: Worth
    short_by: Worth
    elsewhere: bool


class BatchShare(Wire, frozen=True, kw_only=True):
    """It was given away together with others: in which batch, what came of it, and who was considered."""

    batch_id: BatchRef
    outcome: Outcome
    given_to: CleanerRef | UnsetType = UNSET
    considered: Annotated[list[Considered], Meta(max_length=100)]


class PassedOn(Wire, frozen=True, kw_only=True):
    """The clean passed to another cleaner before anybody was told who comes: at the same time, at the same price.

    ``instead_id`` is the clean that took its place with whoever had it.
    """

    start_at: Instant
    end_at: Instant
    total: Money | UnsetType = UNSET
    pay: Money | UnsetType = UNSET
    was_id: CleanerRef | UnsetType = UNSET
    now_id: CleanerRef | UnsetType = UNSET
    instead_id: BookingRef | UnsetType = UNSET


class Doubt(Wire, frozen=True, kw_only=True):
    """A doubt, until when a human answers it, and the answer."""

    reason: Text
    made_at: Instant
    answer_by: Instant
    answer: Text | UnsetType = UNSET
    upheld: bool | UnsetType = UNSET


class Receipt(Wire, frozen=True, kw_only=True):
    """How somebody was looked for, or how a fee came about (``fee``). You may doubt it until ``contest_by``."""

    object: Literal["receipt"] = "receipt"
    about: Literal["choice", "fee", "passed_on"]
    id: ReceiptRef
    booking_id: BookingRef
    made_at: Instant
    contest_by: Instant
    score_version: Word | UnsetType = UNSET
    candidates: Count | UnsetType = UNSET
    places: Annotated[list[Place], Meta(max_length=100)] | UnsetType = UNSET
    fee: FeeReceipt | UnsetType = UNSET
    contests: Annotated[list[Doubt], Meta(max_length=100)]
    batch: BatchShare | UnsetType = UNSET
    passed_on: PassedOn | UnsetType = UNSET
    version: Version


class ReceiptPage(Page[Receipt], frozen=True, kw_only=True):
    """Receipts."""


async def _list(call: Call[None, ReceiptsQuery]) -> object:
    told = call.query.booking_id
    booking = None if told is UNSET else BookingId(call.named(BOOKING, told, "/booking_id"))
    after = place_in(call, _name(call), moment)
    ask = ReceiptsAsked(actor=call.actor, booking=booking, after=after, limit=call.query.limit)
    return await call.app.matching.list_receipts(ask)


def _name(call: Call[None, ReceiptsQuery]) -> str:
    """Each booking's receipts are a list of their own."""
    return f"receipts/{given(call.query.booking_id) or 'mine'}"


async def _read(call: Call[None, None]) -> object:
    return await call.app.matching.read_receipt(ReceiptAsked(**_on(call)))


async def _contest(call: Call[ContestGiven, None]) -> object:
    return await call.app.matching.contest_receipt(ContestAsked(**_on(call), why=call.body.reason), call.once)


async def _answer(call: Call[ContestAnswerGiven, None]) -> object:
    ask = AnswerAsked(**_on(call), text=call.body.text, upheld=call.body.upheld)
    return await call.app.matching.answer_contest(ask, call.once)


def _on(call: Call[Any, None]) -> dict[str, Any]:
    return {"actor": call.actor, "receipt": ReceiptId(call.id("receipt_id")), "at_version": call.at_version}


def _shown(view: ReceiptView, actor: Actor) -> Receipt:
    receipt = view.receipt
    ranked = receipt.matter if isinstance(receipt.matter, Ranking) else None
    return Receipt(
        about=_about(view),
        id=encode(RECEIPT, receipt.id),
        booking_id=encode(BOOKING, receipt.booking),
        made_at=utc(receipt.made_at),
        contest_by=utc(receipt.made_at + domain.CONTEST_WITHIN),
        score_version=UNSET if ranked is None else ranked.score_version,
        candidates=UNSET if ranked is None else ranked.candidates,
        places=UNSET if view.fee is not None else _places(view, actor),
        fee=UNSET if view.fee is None else shown_fee(view.fee, actor),
        contests=[_doubt(one) for one in view.contests],
        batch=UNSET if view.share is None else _share(view.share),
        passed_on=UNSET if view.passed is None else _passed(view.passed, actor),
        version=receipt.version,
    )


def _about(view: ReceiptView) -> Literal["choice", "fee", "passed_on"]:
    match view.receipt.matter:
        case Reckoning():
            return "fee"
        case passed.Passed():
            return "passed_on"
        case Ranking():
            return "choice"


def _places(view: ReceiptView, actor: Actor) -> list[Place]:
    return [_place(one, for_customer=isinstance(actor, AsCustomer)) for one in view.standings]


def _place(one: standing.Standing, *, for_customer: bool) -> Place:
    told = [name for name in WEIGHTS if name in one.terms and not (for_customer and name not in FOR_CUSTOMERS)]
    return Place(
        cleaner_id=UNSET if for_customer else encode(CLEANER, one.cleaner),
        outcome=one.outcome,
        place=UNSET if one.place is None else one.place,
        score=UNSET if one.score is None or for_customer else one.score,
        to_beat=UNSET if one.to_beat is None or for_customer else one.to_beat,
        terms=[Term(name=name, points=one.terms[name], weight=WEIGHTS[name]) for name in told],
        rules=list(one.rules),
        changes=[] if for_customer else [_change(each) for each in one.changes],
    )


def _share(one: share.Share) -> BatchShare:
    return BatchShare(
        batch_id=encode(BATCH, one.batch),
        outcome=one.outcome,
        given_to=UNSET if one.given is None else encode(CLEANER, one.given),
        considered=[
            Considered(
                cleaner_id=encode(CLEANER, each.cleaner),
                worth=each.worth,
                short_by=each.short_by,
                elsewhere=each.elsewhere,
            )
            for each in one.considered
        ],
    )


def _passed(one: passed.Passed, actor: Actor) -> PassedOn:
    return PassedOn(
        start_at=utc(one.window.start),
        end_at=utc(one.window.end),
        total=UNSET if isinstance(actor, AsCleaner) else money(one.total),
        pay=UNSET if isinstance(actor, AsCustomer) else money(one.pay),
        was_id=UNSET if one.was is None else encode(CLEANER, one.was),
        now_id=UNSET if one.to is None else encode(CLEANER, one.to),
        instead_id=UNSET if one.instead is None else encode(BOOKING, one.instead),
    )


def _change(one: DomainChange) -> Change:
    return Change(input=one.input, unit=one.unit, had=one.had, needed=one.needed)


def _doubt(one: domain.Contest) -> Doubt:
    return Doubt(
        reason=one.why,
        made_at=utc(one.at),
        answer_by=utc(one.answer_by),
        answer=UNSET if one.answer is None else one.answer.text,
        upheld=UNSET if one.answer is None else one.answer.upheld,
    )


def _one(call: Call[Any, Any], view: ReceiptView) -> Answer:
    return Answer(body=_shown(view, call.actor), version=view.receipt.version)


def _page(call: Call[None, ReceiptsQuery], part: Receipts) -> Answer:
    data = [_shown(one, call.actor) for one in part.views]
    cursor = moment_at(call, _name(call), part.more)
    return Answer(body=ReceiptPage(data=data, has_more=part.more is not None, next_cursor=cursor))


ROUTES = (
    Route(
        method="GET", path="/v1/receipts", operation_id="listReceipts", tag="matching",
        summary="How somebody was looked for, and how fees came about", action="receipt.list", audience="signed_in",
        query=ReceiptsQuery, ask=_list, show=_page, answers={200: ReceiptPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/receipts/{receipt_id}", operation_id="readReceipt", tag="matching",
        summary="One decision explained", action="receipt.read", audience="signed_in", ask=_read, show=_one,
        answers={200: Receipt},
    ),
    Route(
        method="POST", path="/v1/receipts/{receipt_id}/contest", operation_id="contestReceipt", tag="matching",
        summary="Doubt a decision about you; a human answers within seven days", action="receipt.contest",
        audience="signed_in", rate="write", keyed=True, match="may", body=ContestGiven, ask=_contest, show=_one,
        answers={200: Receipt}, no=(Code.refused,), example={"reason": "I am five minutes away, not twenty."},
    ),
    Route(
        method="POST", path="/v1/receipts/{receipt_id}/answer", operation_id="answerContest", tag="matching",
        summary="Answer the oldest doubt that waits", action="receipt.answer", audience="ops", rate="write",
        keyed=True, match="must", body=ContestAnswerGiven, ask=_answer, show=_one, answers={200: Receipt},
        no=(Code.refused,), example={"text": "The way was measured by road; it stands.", "upheld": True},
    ),
)  # fmt: skip
