"""The sandbox's own time; these routes do not exist in live."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.problems import Code, No, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Wire, given, or_unset, utc
from cleanbee.ports.inbound.platform.advance_clock import FARTHEST_MIN, Advanced, ClockAsked
from cleanbee.ports.inbound.platform.read_clock import ClockShown


class FreezeGiven(Given, frozen=True, kw_only=True):
    """Stand still at this instant (absent: now)."""

    at: Instant | UnsetType = UNSET


class AdvanceGiven(Given, frozen=True, kw_only=True):
    """To an instant, or so many minutes on: one of them; then stand still, or run on."""

    to: Instant | UnsetType = UNSET
    minutes: Annotated[int, Meta(ge=0, le=FARTHEST_MIN)] | UnsetType = UNSET
    then: Literal["stand", "run"] = "stand"


class Clock(Wire, frozen=True, kw_only=True):
    """Business time; ``ready`` when nothing that fell due is left undone."""

    object: Literal["clock"] = "clock"
    now_at: Instant
    next_due_at: Instant | UnsetType = UNSET
    ready: bool = True
    done: Annotated[int, Meta(ge=0)] | UnsetType = UNSET


async def _read(call: Call[None, None]) -> object:
    return await call.app.platform.read_clock()


async def _freeze(call: Call[FreezeGiven, None]) -> object:
    return await _move(call, ClockAsked(actor=call.actor, to=given(call.body.at)))


async def _advance(call: Call[AdvanceGiven, None]) -> object:
    to, minutes = given(call.body.to), given(call.body.minutes)
    if (to is None) == (minutes is None):
        raise wrong("/to", "Give an instant or minutes, one of them.")
    by = None if minutes is None else timedelta(minutes=minutes)
    return await _move(call, ClockAsked(actor=call.actor, to=to, by=by, then=call.body.then))


async def _move(call: Call[FreezeGiven, None] | Call[AdvanceGiven, None], ask: ClockAsked) -> object:
    advance = call.app.platform.advance_clock
    if advance is None:
        raise No(Code.not_found)
    return await advance(ask)


def _shown(call: Call[None, None], clock: ClockShown) -> Answer:
    due = None if clock.next_due is None else utc(clock.next_due)
    return Answer(body=Clock(now_at=utc(clock.now), next_due_at=or_unset(due)))


def _moved(call: Call[AdvanceGiven, None], clock: Advanced) -> Answer:
    return Answer(body=Clock(now_at=utc(clock.now), ready=clock.ready, done=clock.done))


ROUTES = (
    Route(
        method="GET", path="/v1/test_helpers/clock", operation_id="readClock", tag="platform",
        summary="What time it is in the sandbox", action="clock.read", audience="anyone", ask=_read, show=_shown,
        answers={200: Clock}, sandbox=True,
    ),
    Route(
        method="POST", path="/v1/test_helpers/clock/freeze", operation_id="freezeClock", tag="platform",
        summary="Let the sandbox's time stand still", action="clock.move", audience="ops", rate="write",
        ask=_freeze, show=_moved, body=FreezeGiven, answers={200: Clock}, no=(Code.refused,), sandbox=True,
        example={"at": "2026-03-02T07:55:00Z"},
    ),
    Route(
        method="POST", path="/v1/test_helpers/clock/advance", operation_id="advanceClock", tag="platform",
        summary="Move the sandbox's time on and do what falls due", action="clock.move", audience="ops",
        rate="write", ask=_advance, show=_moved, body=AdvanceGiven, answers={200: Clock}, no=(Code.refused,),
        sandbox=True, example={"minutes": 60},
    ),
)  # fmt: skip
