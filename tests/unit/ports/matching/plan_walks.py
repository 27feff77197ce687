"""Plans of a day over any store: made by whoever holds the lease, proved, priced, and changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID

import pytest
from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.batch_walks import Meddled
from tests.unit.ports.matching.quarter import Quarter, WishWord, quarter

from cleanbee.adapters.memory.jobs import MemoryJobQueue
from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import (
    BookingId,
    NotAllowed,
    NotFound,
    PlanId,
    Refused,
    Timer,
    with_,
)
from cleanbee.domain.matching.day import Day
from cleanbee.domain.matching.day_plan import DayPlan, Standing
from cleanbee.domain.matching.plan import (
    MAKE,
    Because,
    CancelledVisit,
    Failed,
    Kind,
    LateFinish,
    Plan,
    Planned,
    Planning,
    Proposal,
    SickCleaner,
)
from cleanbee.domain.matching.repair import MOVE_IN_TIME, MOVE_TO_ANOTHER
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.matching.make_plans import MakePlans
from cleanbee.ports.inbound.matching.pass_visit_on import PassOnAsked, PassOnNo, PassVisitOn
from cleanbee.ports.inbound.matching.plan_day import ListPlans, PlanAsked, PlanDay, PlansAsked, PlanWanted, ReadPlan
from cleanbee.ports.inbound.platform.lease import Unfinished
from cleanbee.ports.outbound.planner import DayPlanner, Patience
from cleanbee.ports.outbound.store import Store

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 16, 8, 0, tzinfo=UTC)
DAY = date(2027, 3, 16)
HOUR = timedelta(hours=1)


@dataclass
class Broken:
    """A planner that answers what nobody may carry out, or nothing; then, if it is let, what is right."""

    how: Literal["raises", "lies"] = "raises"
    times: int = 100
    asked: int = 0

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        self.asked += 1
        right = ReferencePlanner().plan(day, patience, standing)
        if self.asked > self.times:
            return right
        if self.how == "raises":
            raise RuntimeError("the solver gave up")
        return with_(right, objective=right.objective + 1)


class Afresh:
    """A planner that also begins from nothing, and answers the better of the two."""

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        both = (ReferencePlanner().plan(day, patience, standing), ReferencePlanner().plan(day, patience))
        return min(both, key=lambda one: one.objective)


@dataclass
class Office:
    """A quarter, and an office that plans its days."""

    place: Quarter
    queue: MemoryJobQueue = field(default_factory=MemoryJobQueue)

    @property
    def store(self) -> Store:
        return self.place.town.store

    async def promised(self, cleaner: Cleaner, start: datetime = START, wish: WishWord = "prefer") -> BookingId:
        """A newcomer books this cleaner at once."""
        town = self.place.town
        ask = await newcomer(town, start)
        view = await town.place(with_(ask, slot=with_(ask.slot, cleaner=cleaner.id), wish=wish))
        assert isinstance(view, BookingView), view
        return view.booking.id

    async def asks(self, because: Because | None = None, kind: Kind = "replan", day: date = DAY) -> PlanId:
        ask = PlanWanted(actor=self.place.town.olga, kind=kind, day=day, because=because)
        plan = await PlanDay(self.store, self.place.town.ids, self.queue)(ask)
        assert isinstance(plan, Plan) and plan.phase == Planning(), plan
        return plan.id

    def worker(self, planner: DayPlanner | None = None, store: Store | None = None) -> MakePlans:
        town = self.place.town
        return MakePlans(store or self.store, town.ids, town.travel, planner or ReferencePlanner())

    async def plan(self, id: PlanId) -> Plan:
        found = await ReadPlan(self.store)(PlanAsked(actor=self.place.town.olga, day=DAY, plan=id))
        assert isinstance(found, Plan), found
        return found

    async def found(self, because: Because | None = None, kind: Kind = "replan") -> Proposal:
        """What a worker finds."""
        id = await self.asks(because, kind)
        assert await self.worker(Afresh())() == 1
        phase = (await self.plan(id)).phase
        assert isinstance(phase, Planned), phase
        return phase.found

    async def passes_on(self, plan: PlanId, booking: BookingId) -> Booking | Refused[PassOnNo]:
        return await self.pass_on(PassOnAsked(actor=self.place.town.olga, day=DAY, plan=plan, booking=booking))

    @property
    def pass_on(self) -> PassVisitOn:
        town = self.place.town
        return PassVisitOn(self.store, town.late)

    async def everything(self) -> Sequence[Booking]:
        async with self.store.begin() as work:
            found = [*await work.bookings.in_phase("confirmed", 100), *await work.bookings.in_phase("requested", 100)]
            return sorted(found, key=lambda one: one.id)

    async def passes(self, by: timedelta) -> None:
        await self.place.town.clock.freeze(await self.place.town.now() + by)

    async def due(self, id: PlanId) -> datetime | None:
        async with self.store.begin() as work:
            timer = await work.timers.find(MAKE, id)
        return None if timer is None else timer.due_at

    async def lease_lapses(self, id: PlanId) -> None:
        """Somebody else may take it up, as after a minute."""
        async with self.store.begin() as work:
            await work.wait(Timer(kind=MAKE, subject=id, due_at=await work.now()))


async def office(build: Build) -> Office:
    return Office(await quarter(build, NOW))


class PlanWalks:
    """Planning days: ``build`` gives a town."""

    async def test_the_visits_of_somebody_sick_find_others_and_each_broken_promise_has_its_price(
        self, build: Build
    ) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        ids = [await here.promised(keen, START), await here.promised(keen, START + 4 * HOUR)]
        before = await here.everything()
        found = await here.found(SickCleaner(cleaner=keen.id))
        assert set(found.stands.unserved) == set(ids) and found.proposed.unserved == ()
        other = here.place.town.cleaner.id
        assert {one.booking: (one.was, one.goes_to, one.how) for one in found.moves} == dict.fromkeys(
            ids, (keen.id, other, "agree")
        )
        assert found.proposed.cost < found.stands.cost and (found.others, found.kept) == (0, 0)
        assert await here.everything() == before, "a proposal changes nothing"

    async def test_whoever_asked_for_one_cleaner_alone_is_left_out_and_not_given_another(self, build: Build) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        id = await here.promised(keen, wish="only")
        found = await here.found(SickCleaner(cleaner=keen.id))
        assert found.proposed.unserved == (id,)
        (move,) = found.moves
        assert (move.how, move.goes_to, move.starts) == ("drop", None, None)
        assert move.points > MOVE_TO_ANOTHER

    async def test_what_nobody_was_told_of_may_pass_on_and_what_is_named_stays(self, build: Build) -> None:
        here = await office(build)
        far = await here.place.joined("Far", 30, instant=True)
        untold = await here.promised(far, wish="anyone")
        named = await here.promised(await here.place.joined("Named", 30, instant=True), START + HOUR)
        near = await here.place.joined("Near", 0, instant=True)
        before = await here.everything()
        found = await here.found(kind="compare")
        (move,) = found.moves
        assert (move.booking, move.was, move.goes_to, move.how) == (untold, far.id, near.id, "pass_on")
        assert move.points > 0 and move.starts == move.start
        assert named not in {one.booking for one in found.moves}
        assert (found.others, found.kept) == (2, 1)
        assert found.proposed.travel_min < found.stands.travel_min and found.proposed.cost < found.stands.cost
        assert await here.everything() == before

    async def test_once_told_a_visit_is_passed_on_by_no_plan(self, build: Build) -> None:
        here = await office(build)
        far = await here.place.joined("Far", 30, instant=True)
        await here.promised(far, wish="anyone")
        await here.place.joined("Near", 0, instant=True)
        await here.place.town.clock.freeze(START - timedelta(hours=24))
        found = await here.found(kind="compare")
        assert found.moves == () and found.stands.cost == found.proposed.cost

    async def test_nobody_who_did_not_opt_in_is_stirred_by_a_plan_without_a_reason(self, build: Build) -> None:
        here = await office(build)
        far = await here.place.joined("Far", 30, instant=True)
        await here.promised(far, wish="anyone")
        assert (await here.found()).moves == (), "the town's own cleaner lives next door and takes no instant work"

    async def test_an_open_clean_finds_a_cleaner_in_the_plan(self, build: Build) -> None:
        here = await office(build)
        id = await here.promised(here.place.town.cleaner, wish="anyone")
        found = await here.found()
        assert found.stands.unserved == (id,) and found.proposed.unserved == ()
        (move,) = found.moves
        assert (move.how, move.was, move.goes_to) == ("give", None, here.place.town.cleaner.id)

    async def test_a_late_finish_costs_the_next_visit_a_quarter_of_an_hour_or_another_cleaner(
        self, build: Build
    ) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        first, second = await here.promised(keen), await here.promised(keen, START + 4 * HOUR)
        await here.place.town.clock.freeze(START + HOUR)
        calm = await here.found(LateFinish(booking=first, late_min=15))
        assert calm.moves == () and (calm.others, calm.kept) == (1, 1)
        (move,) = (await here.found(LateFinish(booking=first, late_min=60))).moves
        assert move.booking == second and move.how == "agree"
        assert move.points in {MOVE_IN_TIME, MOVE_TO_ANOTHER}

    async def test_when_a_visit_is_cancelled_nobody_else_is_moved(self, build: Build) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        gone, _stays = await here.promised(keen), await here.promised(keen, START + 4 * HOUR)
        found = await here.found(CancelledVisit(booking=gone))
        assert found.moves == () and (found.others, found.kept) == (1, 1)
        assert gone not in {stop.booking for route in found.routes for stop in route.stops}
        assert gone not in found.proposed.unserved

    async def test_time_off_is_nobodys_to_plan_into(self, build: Build) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        id = await here.promised(keen)
        own = here.place.town.cleaner
        span = with_((await here.place.booking(id)).window, start=START + HOUR)
        ask = TimeOffAsked(actor=here.place.town.joyce, cleaner=own.id, span=span)
        assert isinstance(await here.place.take_time_off(ask), Claim)
        assert (await here.found(SickCleaner(cleaner=keen.id))).proposed.unserved == (id,)

    async def test_what_has_nothing_to_do_with_the_day_is_told_so(self, build: Build) -> None:
        here = await office(build)
        keen = await here.place.joined("Keen", 1, instant=True)
        id = await here.promised(keen, START + timedelta(days=3))
        plan = await here.asks(CancelledVisit(booking=id))
        assert await here.worker()() == 1
        phase = (await here.plan(plan)).phase
        assert isinstance(phase, Failed) and phase.reason == "not_that_day"

    async def test_a_day_without_anything_has_a_plan_without_anything(self, build: Build) -> None:
        here = await office(build)
        found = await here.found()
        assert (found.routes, found.moves, found.proposed.cost, found.gap_bp) == ((), (), 0, 0)

    @pytest.mark.parametrize("how", ["raises", "lies"])
    async def test_a_planner_that_fails_is_asked_thrice_and_then_no_more(
        self, build: Build, how: Literal["raises", "lies"]
    ) -> None:
        here = await office(build)
        await here.promised(await here.place.joined("Keen", 1, instant=True))
        id, broken = await here.asks(), Broken(how)
        for tries, wait in ((1, 1), (2, 5)):
            with pytest.raises(Unfinished):
                await here.worker(broken)()
            assert (await here.plan(id)).phase == Planning(tries=tries)
            assert await here.due(id) == await here.place.town.now() + timedelta(minutes=wait)
            assert await here.worker(broken)() == 0, "not before its time"
            await here.passes(timedelta(minutes=wait))
        with pytest.raises(Unfinished):
            await here.worker(broken)()
        phase = (await here.plan(id)).phase
        assert isinstance(phase, Failed) and phase.reason == "planner_failed" and broken.asked == 3
        assert await here.due(id) is None

    async def test_a_planner_that_comes_to_itself_makes_the_plan(self, build: Build) -> None:
        here = await office(build)
        await here.promised(await here.place.joined("Keen", 1, instant=True))
        id, broken = await here.asks(), Broken(times=1)
        with pytest.raises(Unfinished):
            await here.worker(broken)()
        await here.passes(timedelta(minutes=1))
        assert await here.worker(broken)() == 1
        assert isinstance((await here.plan(id)).phase, Planned)

    async def test_two_workers_at_once_make_a_plan_once(self, build: Build) -> None:
        here = await office(build)
        id = await here.asks()
        assert sum(await asyncio.gather(here.worker()(), here.worker()())) == 1
        plan = await here.plan(id)
        assert isinstance(plan.phase, Planned) and plan.version == 2
        assert await here.worker()() == 0

    async def test_whoever_lost_the_lease_keeps_nothing(self, build: Build) -> None:
        """A worker slept past its lease; another was given the plan and is still at it."""
        here = await office(build)
        id = await here.asks()

        async def taken_by_another() -> None:
            await here.lease_lapses(id)
            async with here.store.begin() as work:
                (mine,) = await work.timers.lease_due(await work.now(), (MAKE,), 1, UUID(int=77))
            assert mine.timer is not None and mine.timer.subject == id

        assert await here.worker(store=Meddled(here.store, 3, taken_by_another))() == 0
        assert (await here.plan(id)).phase == Planning()
        await here.lease_lapses(id)
        assert await here.worker()() == 1
        assert isinstance((await here.plan(id)).phase, Planned)

    async def test_a_worker_that_dies_leaves_the_plan_to_the_next(self, build: Build) -> None:
        here = await office(build)
        id = await here.asks()

        async def dies() -> None:
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await here.worker(store=Meddled(here.store, 3, dies))()
        assert (await here.plan(id)).phase == Planning() and await here.due(id) is not None
        assert await here.worker()() == 0, "until the lease is over"
        await here.lease_lapses(id)
        assert await here.worker()() == 1

    async def test_the_office_alone_asks_and_reads_and_what_it_names_has_to_be_there(self, build: Build) -> None:
        here = await office(build)
        town = here.place.town
        id, plan_day = await here.asks(), PlanDay(here.store, town.ids, here.queue)
        for actor in (town.mia, town.joyce):
            refused = await plan_day(PlanWanted(actor=actor, kind="replan", day=DAY))
            assert isinstance(refused, Refused) and isinstance(refused.why, NotAllowed)
            hidden = await ReadPlan(here.store)(PlanAsked(actor=actor, day=DAY, plan=id))
            assert isinstance(hidden, Refused) and isinstance(hidden.why, NotFound)
        other_day = await ReadPlan(here.store)(PlanAsked(actor=town.olga, day=date(2027, 3, 17), plan=id))
        assert isinstance(other_day, Refused)
        absent = CancelledVisit(booking=BookingId(UUID(int=5)))
        nothing = await plan_day(PlanWanted(actor=town.olga, kind="replan", day=DAY, because=absent))
        assert isinstance(nothing, Refused) and nothing.why == NotFound(what="booking")

    async def test_plans_of_a_day_are_listed_newest_first(self, build: Build) -> None:
        here = await office(build)
        ids = [await here.asks() for _ in range(3)]
        await here.asks(day=date(2027, 3, 17))
        ask = PlansAsked(actor=here.place.town.olga, day=DAY)
        listed = await ListPlans(here.store)(ask)
        assert isinstance(listed, tuple)
        assert [one.id for one in listed] == sorted(ids, reverse=True)
        rest = await ListPlans(here.store)(with_(ask, before=listed[0].id, limit=1))
        assert isinstance(rest, tuple) and [one.id for one in rest] == [listed[1].id]
