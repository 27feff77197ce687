"""Assigned batches: who was given which open booking, and the proof that no other answer is worth more."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BATCH, BOOKING, CLEANER, BatchRef, BookingRef, CleanerRef, decode, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Instant, Page, Version, Wire, Word, utc
from cleanbee.domain.kernel import BatchId
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.share import Outcome
from cleanbee.ports.inbound.matching.read_assignments import AssignmentsAsked

_LIST = "assignments"
Worth = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]


class Assigned(Wire, frozen=True, kw_only=True):
    """One booking of a batch: whom it was given to, what came of it, and its dual (the profit)."""

    booking_id: BookingRef
    cleaner_id: CleanerRef | UnsetType = UNSET
    outcome: Outcome
    profit: Worth


class Priced(Wire, frozen=True, kw_only=True):
    """One cleaner of a batch and their dual (the price): what a booking had to be worth more than elsewhere."""

    cleaner_id: CleanerRef
    price: Worth


class Assignment(Wire, frozen=True, kw_only=True):
    """A batch as it was assigned. ``gap`` = ``dual`` - ``primal``; with 0 and no fault it is proved to be the best."""

    object: Literal["assignment"] = "assignment"
    id: BatchRef
    made_at: Instant
    proved: bool
    primal: int
    dual: int
    gap: int
    pairs_looked_at: Count
    faults: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(max_length=100)]
    rule: Word
    bookings: Annotated[list[Assigned], Meta(max_length=100)]
    cleaners: Annotated[list[Priced], Meta(max_length=5000)]
    version: Version


class AssignmentPage(Page[Assignment], frozen=True, kw_only=True):
    """Batches, newest first."""


async def _list(call: Call[None, PageQuery]) -> object:
    before = place_in(call, _LIST, partial(decode, BATCH))
    asked = AssignmentsAsked(
        actor=call.actor, before=None if before is None else BatchId(before), limit=call.query.limit + 1
    )
    return await call.app.matching.list_assignments(asked)


def _page(call: Call[None, PageQuery], batches: tuple[Batch, ...]) -> Answer:
    part, more = part_of(batches, None, call.query.limit, attrgetter("id"))
    cursor = cursor_at(call, _LIST, encode(BATCH, part[-1].id)) if more else UNSET
    return Answer(body=AssignmentPage(data=[_shown(one) for one in part], has_more=more, next_cursor=cursor))


def _shown(one: Batch) -> Assignment:
    proof = one.certificate
    return Assignment(
        id=encode(BATCH, one.id),
        made_at=utc(one.made_at),
        proved=proof.proved,
        primal=proof.primal,
        dual=proof.dual,
        gap=proof.dual - proof.primal,
        pairs_looked_at=len(one.links),
        faults=list(proof.faults[:100]),
        rule=proof.version,
        bookings=[_assigned(one, place) for place in range(len(one.bookings))],
        cleaners=[
            Priced(cleaner_id=encode(CLEANER, who), price=price)
            for who, price in zip(one.cleaners, one.prices, strict=True)
        ],
        version=one.version,
    )


def _assigned(one: Batch, place: int) -> Assigned:
    cleaner = one.given(place)
    return Assigned(
        booking_id=encode(BOOKING, one.bookings[place]),
        cleaner_id=UNSET if cleaner is None else encode(CLEANER, cleaner),
        outcome=one.outcomes[place],
        profit=one.profits[place],
    )


ROUTES = (
    Route(
        method="GET", path="/v1/assignments", operation_id="listAssignments", tag="matching",
        summary="Open bookings given away together, each batch with its proof", action="assignment.list",
        audience="ops", query=PageQuery, ask=_list, show=_page, answers={200: AssignmentPage},
        no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
