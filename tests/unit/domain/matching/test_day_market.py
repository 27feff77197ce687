"""Whatever a planner finds in a day, its moves keep every rule about people, promises and calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.domain.availability.claim import Booked, TimeOff
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import goes_there
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.booking.booking import Anyone, Booking, Confirmed, InProgress, Only, Prefer, Requested, Wish
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import ClaimId, CleanerId, Place, Window, window_of, with_
from cleanbee.domain.matching.day import Pinned, Promised
from cleanbee.domain.matching.day_market import DROPPED, PASS_ON, Known, Town, Work, concerned, towns
from cleanbee.domain.matching.day_plan import DayPlan, standing_of
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.plan import Because, LateFinish, Proposal, SickCleaner
from cleanbee.domain.matching.propose import Unfit, proposal, stands, to_plan
from cleanbee.domain.matching.repair import MOVE_TO_ANOTHER
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import day_bounds, local_of
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.planner import Steps

DAY = date(2027, 3, 16)
BEFORE = datetime(2027, 3, 10, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
BERLIN, LONDON = "Europe/Berlin", "Europe/London"
CLAIM = ClaimId(SeededIds(9).new())


def spot(north: int, zone: str = BERLIN) -> Place:
    return Place(lat_e6=51_842_000 + north * 1000, lon_e6=10_786_000 if zone == BERLIN else 0)


class Drawn:
    """People, visits and calendars of one day."""

    def __init__(self, day: date = DAY) -> None:
        self.nouns, self.day = Nouns(SeededIds(3)), day
        self.people: list[Candidate] = []
        self.work: list[Work] = []

    def cleaner(self, north: int = 0, *, instant: bool = True, zone: str = BERLIN, **facts: object) -> CleanerId:
        one = with_(self.nouns.cleaner(spot(north, zone)), instant=instant, zone=zone, area_m=9_000, **facts)
        weekly = tuple(WeeklyRule(weekday=n, start_min=420, end_min=1200) for n in range(7))
        self.people.append(Candidate(cleaner=one, hours=Hours(id=one.id, zone=zone, weekly=weekly)))
        return one.id

    def start(self, minute: int, zone: str = BERLIN) -> datetime:
        return day_bounds(self.day, zone)[0] + timedelta(minutes=minute)

    def visit(
        self, who: CleanerId | None, minute: int = 600, wish: Wish | None = None, north: int = 0, zone: str = BERLIN
    ) -> Booking:
        customer, start = self.nouns.customer(), self.start(minute, zone)
        phase = (
            Requested(fill_by=start)
            if who is None
            else Confirmed(cleaner=who, claim=CLAIM, told_at=start - timedelta(days=1), late=wish is None)
        )
        plain = self.nouns.booking(self.nouns.home(customer), self.nouns.quote(customer), phase=phase, start=start)
        booking = with_(plain, wish=wish or Anyone(), local=local_of(start, zone), window=window_of(start, 120))
        job = Job(
            customer=customer.id,
            home=spot(north, zone),
            zone=zone,
            skills=frozenset({"standard"}),
            window=booking.window,
            pay=booking.price.cleaner,
        )
        self.work.append(Work(booking=booking, job=job, policy=standard()))
        return booking

    def off(self, who: CleanerId, minute: int, minutes: int) -> None:
        span = window_of(self.start(minute), minutes)
        at = next(n for n, one in enumerate(self.people) if one.cleaner.id == who)
        claim = self.nouns.claim(self.people[at].cleaner, span, TimeOff())
        self.people[at] = with_(self.people[at], claims=(*self.people[at].claims, claim))

    def known(self, now: datetime = BEFORE) -> Known:
        return Known(day=self.day, people=self.people, work=self.work, travel=StraightTravel().minutes, now=now)


def planned(here: Sequence[Town]) -> list[tuple[Town, DayPlan]]:
    """The better of standing and beginning from nothing, for each town."""
    found: list[tuple[Town, DayPlan]] = []
    for town in here:
        day, standing = to_plan(town), standing_of(stands(town))
        both = (ReferencePlanner().plan(day, Steps(0), standing), ReferencePlanner().plan(day, Steps(0)))
        found.append((town, min(both, key=lambda one: one.objective)))
    return found


def found_in(drawn: Drawn, because: Because | None = None, now: datetime = BEFORE) -> Proposal:
    here = towns(drawn.known(now), because)
    assert concerned(here, because)
    return proposal(planned(here))


@st.composite
def drawn_days(draw: st.DrawFn) -> Drawn:
    drawn = Drawn()
    for _ in range(draw(st.integers(2, 4))):
        skills = draw(st.sampled_from([("standard",), ("standard", "deep"), ("deep",)]))
        drawn.cleaner(draw(st.integers(-40, 40)), instant=draw(st.booleans()), skills=skills)
    for person in list(drawn.people):
        minute = 450
        for _ in range(draw(st.integers(0, 3))):
            minute += draw(st.integers(0, 8)) * 15
            id = person.cleaner.id
            wish = draw(st.sampled_from([None, None, Only(cleaner=id), Prefer(cleaner=id)]))
            near = person.cleaner.base.lat_e6 // 1000 - 51_842
            if minute <= 1020 and "standard" in person.cleaner.skills:
                drawn.visit(id, minute, wish, near)
            minute += 180
        if draw(st.booleans()):
            drawn.off(person.cleaner.id, draw(st.integers(28, 68)) * 15, 60)
    for _ in range(draw(st.integers(0, 2))):
        drawn.visit(None, draw(st.integers(32, 68)) * 15, north=draw(st.integers(-20, 20)))
    return drawn


@given(drawn_days())
def test_no_move_breaks_a_rule_about_people_promises_or_calendars(drawn: Drawn) -> None:
    assume(drawn.work)
    found = found_in(drawn)
    people = {one.cleaner.id: one for one in drawn.people}
    work = {one.booking.id: one for one in drawn.work}
    for move in found.moves:
        one = work[move.booking]
        assert move.how in {"pass_on", "give"}, "nobody who was told is moved, nobody promised is left out"
        assert move.goes_to is not None and move.starts == one.booking.window.start
        new = people[move.goes_to]
        assert not person_rules(new.cleaner, one.job) and goes_there(new.cleaner, one.job.home)
        assert not any(claim.blocked.overlaps(one.booking.window) for claim in new.claims)
        if move.how == "pass_on":
            assert new.cleaner.instant and isinstance(one.booking.wish, Anyone)
    served = [stop.booking for route in found.routes for stop in route.stops]
    assert len(served) == len(set(served))
    assert {one.booking.id for one in drawn.work if visitor(one.booking) is not None} <= set(served)
    assert found.bound <= found.proposed.cost <= found.stands.cost


@given(drawn_days(), st.integers(0, 3), st.integers(400, 1100))
def test_whoever_is_sick_comes_nowhere_that_has_not_begun_and_whoever_is_named_is_not_replaced(
    drawn: Drawn, who: int, minute: int
) -> None:
    assume(drawn.work)
    sick = drawn.people[who % len(drawn.people)].cleaner.id
    now = drawn.start(minute)
    drawn.work = [one if one.booking.window.start > now else begun(one) for one in drawn.work]
    found = found_in(drawn, SickCleaner(cleaner=sick), now)
    ahead = {one.booking.id: one.booking for one in drawn.work if one.booking.window.start > now}
    theirs = {stop.booking for route in found.routes if route.cleaner == sick for stop in route.stops}
    assert not theirs & ahead.keys()
    for move in found.moves:
        assert move.booking in ahead, "what has begun is moved by nobody"
        if move.goes_to is not None:
            wish = ahead[move.booking].wish
            assert not isinstance(wish, Only) or move.goes_to == wish.cleaner, "later perhaps, by another never"
            base = next(one.cleaner.base for one in drawn.people if one.cleaner.id == move.goes_to)
            home = next(one.job.home for one in drawn.work if one.booking.id == move.booking)
            assert move.starts is not None
            assert now + timedelta(minutes=StraightTravel().minutes(base, home)) <= move.starts + QUARTER


def begun(one: Work) -> Work:
    """The same clean, at work since its start; an open one stays open."""
    who = visitor(one.booking)
    if who is None:
        return one
    phase = InProgress(cleaner=who, claim=CLAIM, began=one.booking.window.start)
    return Work(booking=with_(one.booking, phase=phase), job=one.job, policy=one.policy)


def test_each_promise_is_bound_as_its_customer_was_told() -> None:
    """(wish, told) → what a plan may do with it, and what it may once its day is disturbed by somebody else."""
    drawn = Drawn()
    who, sick = drawn.cleaner(), drawn.cleaner()
    drawn.visit(sick, 480)
    wishes: list[Wish | None] = [None, Only(cleaner=who), Prefer(cleaner=who), Anyone()]
    rows = [drawn.visit(who, 600 + 150 * n, wish) for n, wish in enumerate(wishes)]
    pinned = Pinned(cleaner=who)
    asked, passed = Promised(cleaner=who, move_price=MOVE_TO_ANOTHER), Promised(cleaner=who, move_price=PASS_ON)
    for because, now, bonds in (
        (None, BEFORE, [passed, pinned, pinned, pinned]),
        (None, drawn.start(0), [pinned] * 4),
        (SickCleaner(cleaner=sick), BEFORE, [passed, pinned, asked, asked]),
        (SickCleaner(cleaner=sick), drawn.start(0), [asked, pinned, asked, asked]),
    ):
        (town,) = towns(drawn.known(now), because)
        found = {one.booking: one.bond for one in town.day.visits}
        assert [found[one.id] for one in rows] == bonds, (because, now)


def test_two_time_zones_are_two_towns() -> None:
    drawn = Drawn()
    visits = [drawn.visit(drawn.cleaner(zone=zone), zone=zone) for zone in (BERLIN, LONDON)]
    here = towns(drawn.known(), None)
    assert [len(town.day.visits) for town in here] == [1, 1]
    starts = {stop.booking: stop.start for route in found_in(drawn).routes for stop in route.stops}
    assert starts == {one.id: one.window.start for one in visits}


def test_what_happened_in_one_town_stirs_nobody_in_another() -> None:
    drawn = Drawn()
    sick, far = drawn.cleaner(zone=LONDON), drawn.cleaner(40)
    drawn.cleaner()
    there, here = drawn.visit(sick, wish=Prefer(cleaner=sick), zone=LONDON), drawn.visit(far, wish=Prefer(cleaner=far))
    moves = {one.booking: one.how for one in found_in(drawn, SickCleaner(cleaner=sick)).moves}
    assert moves == {there.id: "drop"} and here.id not in moves


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_day_of_23_or_25_hours_keeps_its_starts(day: date) -> None:
    drawn = Drawn(day)
    who = drawn.cleaner()
    visits = [drawn.visit(who, minute) for minute in (15, 600, 1200)]
    found = found_in(drawn)
    assert [stop.start for route in found.routes for stop in route.stops] == [one.window.start for one in visits]
    assert found.moves == () and found.stands.unserved == ()


def test_hours_that_changed_since_touch_no_old_promise() -> None:
    drawn = Drawn()
    who = drawn.cleaner()
    drawn.people = [with_(one, hours=with_(one.hours, weekly=())) for one in drawn.people]
    drawn.visit(who, wish=Prefer(cleaner=who))
    found = found_in(drawn)
    assert found.moves == () and found.stands.unserved == () and found.proposed.cost < DROPPED


def test_a_visit_of_another_day_takes_its_time_here_too() -> None:
    """Somebody works past midnight: what reaches into this day is in nobody's plan and in everybody's way."""
    drawn = Drawn()
    who, other = drawn.cleaner(), drawn.cleaner(30)
    drawn.visit(other)
    free = found_in(drawn)
    booking = drawn.nouns.booking(drawn.nouns.home(drawn.nouns.customer()), drawn.nouns.quote())
    span = Window(start=drawn.start(540), end=drawn.start(615))
    claim = drawn.nouns.claim(drawn.people[0].cleaner, span, Booked(booking=booking.id))
    drawn.people[0] = with_(drawn.people[0], claims=(claim,))
    assert [move.goes_to for move in free.moves] == [who]
    assert found_in(drawn).moves == ()


def test_what_is_late_is_late_for_a_visit_of_that_day_alone() -> None:
    drawn = Drawn()
    visit = drawn.visit(drawn.cleaner())
    elsewhere = drawn.nouns.booking(drawn.nouns.home(drawn.nouns.customer()), drawn.nouns.quote())
    assert concerned(
        towns(drawn.known(), LateFinish(booking=visit.id, late_min=5)), LateFinish(booking=visit.id, late_min=5)
    )
    other = LateFinish(booking=elsewhere.id, late_min=5)
    assert not concerned(towns(drawn.known(), other), other)


def test_an_answer_that_nobody_may_carry_out_is_none() -> None:
    drawn = Drawn()
    drawn.visit(drawn.cleaner())
    ((town, plan),) = planned(towns(drawn.known(), None))
    with pytest.raises(Unfit):
        proposal([(town, with_(plan, objective=plan.objective + 1))])
