"""Days as they stand: each cleaner's visits in order, the ways between them, and how likely it is to come late."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, CLEANER, BookingRef, CleanerRef, decode, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.pricing import Minutes
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import (
    Day,
    Instant,
    Money,
    Page,
    Window,
    Wire,
    Zone,
    given,
    money,
    or_unset,
    utc,
    window,
)
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.matching.day_stands import StandingDay, StandingVisit, pay_by_currency, pay_of
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.ports.inbound.matching.read_day_plan import DayAsked, Days

Permille = Annotated[int, Meta(ge=0, le=1000, description="In a thousand such days.")]
Pay = Annotated[list[Money], Meta(max_length=5, description="By currency; mostly one.")]
Slack = Annotated[int, Meta(ge=-1440, le=3000)]


class DayQuery(PageQuery, frozen=True, kw_only=True):
    """Whose: the office says whose, or means everybody's; and which part of the list."""

    cleaner_id: CleanerRef | UnsetType = UNSET


class ArrivalAt(Wire, frozen=True, kw_only=True):
    """By when the cleaner is there in five, eight and nine of ten such days."""

    p50_at: Instant
    p80_at: Instant
    p90_at: Instant


class DayVisit(Wire, frozen=True, kw_only=True):
    """One visit of a day. ``travel_min`` leads to it, so it is left for at ``leave_at``; ``slack_min`` lies free before
    it, after the visit before.

    ``late_risk`` is how often in a thousand such days the cleaner comes later than the policy allows.
    """

    booking_id: BookingRef
    window: Window
    duration_min: Minutes
    state: Literal["confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed"]
    pay: Pay
    travel_min: Minutes
    leave_at: Instant
    slack_min: Slack | UnsetType = UNSET
    arrival: ArrivalAt
    late_risk: Permille


class DayPlan(Wire, frozen=True, kw_only=True):
    """A cleaner's local day as it stands; ``home_min`` is the way home after the last visit.

    ``work_min``, ``travel_min`` (with the way home) and ``pay`` are those of all its visits.
    """

    object: Literal["day_plan"] = "day_plan"
    cleaner_id: CleanerRef
    date: Day
    time_zone: Zone
    visits: Annotated[list[DayVisit], Meta(max_length=100)]
    home_min: Minutes
    work_min: Minutes
    travel_min: Minutes
    pay: Pay


class DayPlanPage(Page[DayPlan], frozen=True, kw_only=True):
    """Days with visits in them, by cleaner."""


async def _read(call: Call[None, DayQuery]) -> object:
    found = place_in(call, _name(call), partial(decode, CLEANER))
    after = None if found is None else CleanerId(found)
    ask = DayAsked(actor=call.actor, day=call.day(), cleaner=_whose(call), after=after, limit=call.query.limit)
    return await call.app.matching.read_day_plan(ask)


def _name(call: Call[None, DayQuery]) -> str:
    return f"day_plans/{call.day().isoformat()}/{given(call.query.cleaner_id) or 'all'}"


def _whose(call: Call[None, DayQuery]) -> CleanerId | None:
    """Whose day is meant: the one that is named, else the asker's own; the office's is everybody's."""
    named = given(call.query.cleaner_id)
    if named is None:
        return call.actor.id if isinstance(call.actor, AsCleaner) else None
    found = decode(CLEANER, named)
    if found is None:
        raise wrong("/cleaner_id", "There is no such id.")
    return CleanerId(found)


def _page(call: Call[None, DayQuery], found: Days) -> Answer:
    last = found.days[-1].cleaner if found.more else None
    cursor = None if last is None else cursor_at(call, _name(call), encode(CLEANER, last))
    data = [_shown(one) for one in found.days]
    return Answer(body=DayPlanPage(data=data, has_more=found.more, next_cursor=or_unset(cursor)))


def _shown(one: StandingDay) -> DayPlan:
    return DayPlan(
        cleaner_id=encode(CLEANER, one.cleaner),
        date=one.day,
        time_zone=one.zone,
        visits=[_visit(visit) for visit in one.visits[:100]],
        home_min=one.home_min,
        work_min=one.work_min,
        travel_min=one.travel_min,
        pay=[money(amount) for amount in one.pay],
    )


def _visit(one: StandingVisit) -> DayVisit:
    booking = one.booking
    return DayVisit(
        booking_id=encode(BOOKING, booking.id),
        window=window(booking.window, booking.local),
        duration_min=booking.minutes,
        state=phase_name(booking.phase),  # pyright: ignore[reportArgumentType] the phases of a visit
        pay=[money(amount) for amount in pay_by_currency(pay_of(booking))],
        travel_min=one.way_min,
        leave_at=utc(one.leave),
        slack_min=or_unset(one.slack_min),
        arrival=ArrivalAt(p50_at=utc(one.p50_at), p80_at=utc(one.p80_at), p90_at=utc(one.p90_at)),
        late_risk=one.late_permille,
    )


ROUTES = (
    Route(
        method="GET", path="/v1/day_plans/{day}", operation_id="readDayPlans", tag="matching",
        summary="A day as it stands: visits, ways, and how likely each is to begin late", action="day_plan.read",
        audience="signed_in", query=DayQuery, ask=_read, show=_page, answers={200: DayPlanPage},
        no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
