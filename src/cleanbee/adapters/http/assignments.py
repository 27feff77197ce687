"""Assigned batches: who was given which open booking, and the proof that no other answer is worth more."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BATCH, BOOKING, CLEANER, BatchRef, BookingRef, CleanerRef, decode, encode
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Given, Instant, Page, Version, Wire, Word, given, or_unset, utc
from cleanbee.domain.kernel import BatchId
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.share import Outcome
from cleanbee.ports.inbound.matching.read_assignments import AssignmentsAsked

_LIST = "assignments"
Worth = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]


class AssignmentsQuery(Given, frozen=True, kw_only=True):
    """Which part of the list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


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


async def _list(call: Call[None, AssignmentsQuery]) -> object:
    cursor = given(call.query.cursor)
    before: BatchId | None = None
    if cursor is not None:
        whose, _, place = (call.seals.open_cursor(cursor) or "").rpartition(" ")
        found = decode(BATCH, place) if whose == _LIST else None
        if found is None:
            raise No(Code.cursor_invalid)
        before = BatchId(found)
    asked = AssignmentsAsked(actor=call.actor, before=before, limit=call.query.limit)
    return await call.app.matching.list_assignments(asked)


def _page(call: Call[None, AssignmentsQuery], batches: tuple[Batch, ...]) -> Answer:
    full = len(batches) == call.query.limit
    cursor = call.seals.cursor(f"{_LIST} {encode(BATCH, batches[-1].id)}") if full else None
    data = [_shown(one) for one in batches]
    return Answer(body=AssignmentPage(data=data, has_more=full, next_cursor=or_unset(cursor)))


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
        audience="ops", query=AssignmentsQuery, ask=_list, show=_page, answers={200: AssignmentPage},
        no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
