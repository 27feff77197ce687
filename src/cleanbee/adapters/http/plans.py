"""Plans of a day: asked for by the office, made by a worker, each with its proof and the price of every move."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import (
    BOOKING,
    CLEANER,
    PLAN,
    BookingRef,
    CleanerRef,
    decode,
    encode,
)
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.plan_shapes import PassedOn, Plan, PlanPage, passed_shown, plan_shown
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, CleanerId, PlanId
from cleanbee.domain.matching import plan as domain
from cleanbee.domain.matching.plan import Because, CancelledVisit, Kind, LateFinish, SickCleaner
from cleanbee.ports.inbound.matching.pass_visit_on import PassOnAsked
from cleanbee.ports.inbound.matching.plan_day import PlanAsked, PlansAsked, PlanWanted


class CleanerSickGiven(Given, frozen=True, kw_only=True, tag_field="type", tag="cleaner_sick"):
    """A cleaner makes none of the visits that have not begun."""

    cleaner_id: CleanerRef


class VisitCancelledGiven(Given, frozen=True, kw_only=True, tag_field="type", tag="visit_cancelled"):
    """A visit is not wanted any more."""

    booking_id: BookingRef


class FinishesLateGiven(Given, frozen=True, kw_only=True, tag_field="type", tag="finishes_late"):
    """A visit ends so many minutes after its booked end."""

    booking_id: BookingRef
    late_min: Annotated[int, Meta(ge=1, le=600)]


class PlanGiven(Given, frozen=True, kw_only=True):
    """What happened, if anything did: the day is then planned around it, each broken promise priced."""

    because: CleanerSickGiven | VisitCancelledGiven | FinishesLateGiven | UnsetType = UNSET


class PlannedMoveGiven(Given, frozen=True, kw_only=True):
    """Which move of the plan: the visit's."""

    booking_id: BookingRef


def _ask(kind: Kind) -> Callable[[Call[PlanGiven, None]], Awaitable[object]]:
    async def ask(call: Call[PlanGiven, None]) -> object:
        wanted = PlanWanted(actor=call.actor, kind=kind, day=call.day(), because=_because(call))
        return await call.app.matching.plan_day(wanted, call.once)

    return ask


def _because(call: Call[PlanGiven, None]) -> Because | None:
    match call.body.because:
        case CleanerSickGiven(cleaner_id=id):
            return SickCleaner(cleaner=CleanerId(call.named(CLEANER, id, "/because/cleaner_id")))
        case VisitCancelledGiven(booking_id=id):
            return CancelledVisit(booking=BookingId(call.named(BOOKING, id, "/because/booking_id")))
        case FinishesLateGiven(booking_id=id, late_min=late):
            return LateFinish(booking=BookingId(call.named(BOOKING, id, "/because/booking_id")), late_min=late)
        case _:
            return None


async def _read(call: Call[None, None]) -> object:
    ask = PlanAsked(actor=call.actor, day=call.day(), plan=PlanId(call.id("plan_id")))
    return await call.app.matching.read_plan(ask)


def _name(call: Call[None, PageQuery]) -> str:
    return f"plans/{call.day().isoformat()}"


async def _list(call: Call[None, PageQuery]) -> object:
    before = place_in(call, _name(call), partial(decode, PLAN))
    asked = PlansAsked(
        actor=call.actor,
        day=call.day(),
        before=None if before is None else PlanId(before),
        limit=call.query.limit + 1,
    )
    return await call.app.matching.list_plans(asked)


async def _pass_on(call: Call[PlannedMoveGiven, None]) -> object:
    ask = PassOnAsked(
        actor=call.actor,
        day=call.day(),
        plan=PlanId(call.id("plan_id")),
        booking=BookingId(call.named(BOOKING, call.body.booking_id, "/booking_id")),
        at_version=call.at_version,
    )
    return await call.app.matching.pass_visit_on(ask, call.once)


def _asked(call: Call[PlanGiven, None], plan: domain.Plan) -> Answer:
    location = {"location": f"/v1/day_plans/{plan.day.isoformat()}/plans/{encode(PLAN, plan.id)}"}
    return Answer(body=plan_shown(plan), status=202, headers=location, version=plan.version)


def _one(call: Call[Any, None], plan: domain.Plan) -> Answer:
    return Answer(body=plan_shown(plan), version=plan.version)


def _passed(call: Call[PlannedMoveGiven, None], booking: Booking) -> Answer:
    return Answer(body=passed_shown(booking), version=booking.version)


def _page(call: Call[None, PageQuery], plans: tuple[domain.Plan, ...]) -> Answer:
    part, more = part_of(plans, None, call.query.limit, attrgetter("id"))
    cursor = cursor_at(call, _name(call), encode(PLAN, part[-1].id)) if more else UNSET
    return Answer(body=PlanPage(data=[plan_shown(one) for one in part], has_more=more, next_cursor=cursor))


_SICK = {"because": {"type": "cleaner_sick", "cleaner_id": "cln_01kj8w3v5m7q2r4t6x8z0a1b2c"}}

ROUTES = (
    Route(
        method="POST", path="/v1/day_plans/{day}/replan", operation_id="replanDay", tag="matching",
        summary="Propose another plan of a day, perhaps around something that happened", action="day_plan.replan",
        audience="ops", rate="write", keyed=True, ask=_ask("replan"), show=_asked, body=PlanGiven,
        answers={202: Plan}, example=_SICK,
    ),
    Route(
        method="POST", path="/v1/day_plans/{day}/compare", operation_id="compareDay", tag="matching",
        summary="Set the best plan beside the day as it stands; nothing changes", action="day_plan.compare",
        audience="ops", rate="write", keyed=True, ask=_ask("compare"), show=_asked, body=PlanGiven,
        answers={202: Plan}, example={},
    ),
    Route(
        method="GET", path="/v1/day_plans/{day}/plans", operation_id="listPlans", tag="matching",
        summary="The plans of a day, newest first", action="plan.read", audience="ops", query=PageQuery, ask=_list,
        show=_page, answers={200: PlanPage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/day_plans/{day}/plans/{plan_id}", operation_id="readPlan", tag="matching",
        summary="One plan, as far as it is made", action="plan.read", audience="ops", ask=_read, show=_one,
        answers={200: Plan},
    ),
    Route(
        method="POST", path="/v1/day_plans/{day}/plans/{plan_id}/pass_on", operation_id="passVisitOn", tag="matching",
        summary="Carry out one move of a plan: a visit of which nobody has been told", action="plan.pass_on",
        audience="ops", rate="write", keyed=True, match="must", ask=_pass_on, show=_passed,
        body=PlannedMoveGiven, answers={200: PassedOn}, no=(Code.illegal_transition, Code.slot_taken),
        example={"booking_id": "bkg_01kj8w3v5m7q2r4t6x8z0a1b2c"},
    ),
)  # fmt: skip
