"""The two of a clean review each other."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, field

from cleanbee.adapters.http.names import BOOKING, REVIEW, BookingRef, ReviewRef, encode
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Wire, Word, utc
from cleanbee.domain.kernel import BookingId
from cleanbee.domain.trust import review as domain
from cleanbee.ports.inbound.trust.review import ReviewAsked, ReviewGiven, ReviewsView

Stars = Annotated[int, Meta(ge=1, le=domain.MOST_STARS)]
Said = Annotated[str, Meta(max_length=domain.LONGEST)]
Tags = Annotated[list[Word], Meta(max_length=10)]


class NewReview(Given, frozen=True, kw_only=True):
    """What you say of the other side; nobody sees it before both have written, or a week is over."""

    stars: Stars
    text: Said = ""
    tags: Tags = field(default_factory=list[str])


class Review(Wire, frozen=True, kw_only=True):
    """What one side said of the other; telephone numbers are taken out."""

    object: Literal["review"] = "review"
    id: ReviewRef
    by: Literal["customer", "cleaner"]
    stars: Stars
    text: Said
    tags: Tags
    written_at: Instant
    published_at: Instant | UnsetType = UNSET


class BookingReviews(Wire, frozen=True, kw_only=True):
    """The reviews of a clean as you may see them: your own, and the other side's once it is published.

    ``closed``: nobody has cleaned; ``open``: you may write until ``closes_at``, with these ``tags``; ``sealed``: yours
    is in and waits; ``lapsed``: nobody wrote in time.
    """

    object: Literal["booking_reviews"] = "booking_reviews"
    booking_id: BookingRef
    state: Literal["closed", "open", "sealed", "published", "lapsed"]
    closes_at: Instant | UnsetType = UNSET
    tags: Tags
    by_customer: Review | UnsetType = UNSET
    by_cleaner: Review | UnsetType = UNSET


async def _write(call: Call[NewReview, None]) -> object:
    told = call.body
    booking = BookingId(call.id("booking_id"))
    ask = ReviewGiven(
        actor=call.actor, booking=booking, stars=told.stars, text=told.text, tags=tuple(dict.fromkeys(told.tags))
    )
    return await call.app.trust.write_review(ask, call.once)


async def _read(call: Call[None, None]) -> object:
    ask = ReviewAsked(actor=call.actor, booking=BookingId(call.id("booking_id")))
    return await call.app.trust.read_reviews(ask)


def _review(view: ReviewsView, by: domain.Side) -> Review | UnsetType:
    one = next((each for each in view.shown if each.by == by), None)
    if one is None:
        return UNSET
    return Review(
        id=encode(REVIEW, one.id),
        by=one.by,
        stars=one.stars,
        text=one.text,
        tags=list(one.tags),
        written_at=utc(one.written_at),
        published_at=utc(one.phase.at) if isinstance(one.phase, domain.Published) else UNSET,
    )


def _shown(call: Call[Any, None], view: ReviewsView, status: int = 200) -> Answer:
    body = BookingReviews(
        booking_id=encode(BOOKING, call.id("booking_id")),
        state=view.standing,
        closes_at=UNSET if view.until is None else utc(view.until),
        tags=list(view.tags),
        by_customer=_review(view, "customer"),
        by_cleaner=_review(view, "cleaner"),
    )
    return Answer(body=body, status=status)


def _written(call: Call[NewReview, None], view: ReviewsView) -> Answer:
    return _shown(call, view, 201)


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/review", operation_id="readReviews", tag="trust",
        summary="The reviews of a clean: yours, and the other side's once it is published", action="booking.read",
        audience="signed_in", ask=_read, show=_shown, answers={200: BookingReviews},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/review", operation_id="writeReview", tag="trust",
        summary="Review the other side of a clean", action="booking.review", audience="signed_in", rate="write",
        keyed=True, body=NewReview, ask=_write, show=_written, answers={201: BookingReviews},
        no=(Code.refused, Code.illegal_transition),
        example={"stars": 5, "text": "The windows shine.", "tags": ["thorough"]},
    ),
)  # fmt: skip
