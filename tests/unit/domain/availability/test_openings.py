"""All starts at once are the starts one by one: what is found by intervals is what the rule says of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.domain.availability.calendar_days import BASE, JOYCE, SEED, home, minutes

from cleanbee.domain.availability.claim import Booked, Claim, External, Hold, TimeOff
from cleanbee.domain.availability.diary import Diary, Fit, Scene, fit, open_diary, seconds
from cleanbee.domain.availability.hold import reach_ahead
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.availability.openings import openings
from cleanbee.domain.availability.slots import Able, Candidate, FreeStart, slots
from cleanbee.domain.availability.starts import starts_on
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Place, Window, window_of, with_
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import day_bounds

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu")
FIRST_DAYS = (date(2027, 3, 2), date(2027, 3, 27), date(2027, 10, 30), date(2027, 4, 3), date(2027, 9, 4))
"""A plain week, and the eves of clock changes in these zones."""
DAYS = 3
HALF_A_QUARTER_S = 450


@dataclass(frozen=True)
class Drawn:
    """A diary over three days, work of a length, and what the diary was made of."""

    candidate: Candidate
    scene: Scene
    zone: str
    days: tuple[date, ...]
    minutes: int

    @property
    def reach(self) -> Window:
        first, after = self.days[0], self.days[-1] + timedelta(days=1)
        return Window(start=day_bounds(first, self.zone)[0], end=day_bounds(after, self.zone)[0])

    def diary(self) -> Diary:
        one = self.candidate
        return open_diary(one.cleaner, one.hours, one.claims, self.reach, self.scene)


@st.composite
def worlds(draw: st.DrawFn) -> Drawn:
    """Calendars as nobody would make them: any hours, visits back to back, ways of any length, odd seconds."""
    zone, theirs = draw(st.sampled_from(ZONES)), draw(st.sampled_from(ZONES))
    first = draw(st.sampled_from(FIRST_DAYS))
    days = tuple(first + timedelta(days=n) for n in range(DAYS))
    now = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=draw(st.integers(-30, 60)))
    hours = Hours(id=JOYCE, zone=theirs, weekly=draw(weekly()), dates=draw(special(days)))
    cleaner = Cleaner(id=JOYCE, name="Joyce", base=BASE, zone=theirs, area_m=6_000, phase=Active())
    morning = timedelta(hours=draw(st.sampled_from([0, 5, 7, 9, 12])))
    begins = day_bounds(first + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, -1]))), zone)[0] + morning
    return Drawn(
        candidate=Candidate(cleaner=cleaner, hours=hours, claims=tuple(draw(taken(begins, now)))),
        scene=Scene(home=draw(homes()), policy=draw(policies()), travel=minutes, now=now),
        zone=zone,
        days=days,
        minutes=draw(st.sampled_from([15, 30, 60, 60, 120, 195, 240, 480])),
    )


def homes() -> st.SearchStrategy[Place]:
    return st.sampled_from([0, 5, 15, 20, 31, 44, 46]).map(home)


def policies() -> st.SearchStrategy[Policy]:
    """Other numbers too: with ours alone some rules hardly ever stand in the way by themselves."""
    return st.builds(
        lambda most, day, after, pause, rest: with_(
            standard(), most_travel_min=most, day_most_min=day, break_after_min=after, break_min=pause, rest_min=rest
        ),
        st.sampled_from([45, 20]),
        st.sampled_from([1440, 480]),
        st.sampled_from([360, 180, 120]),
        st.sampled_from([60, 30, 90]),
        st.sampled_from([60, 660]),
    )


def weekly() -> st.SearchStrategy[tuple[WeeklyRule, ...]]:
    opens = st.sampled_from([(0, 1440), (0, 1440), (390, 1320), (37, 1403), (480, 1080), (1200, 1440)])
    return opens.map(lambda span: tuple(WeeklyRule(weekday=n, start_min=span[0], end_min=span[1]) for n in range(7)))


def special(days: tuple[date, ...]) -> st.SearchStrategy[tuple[DateRule, ...]]:
    spans = st.sampled_from([(), ((480, 720), (780, 1200)), ((0, 120), (120, 600)), ((0, 1440),)])
    one = st.builds(lambda day, told: DateRule(day=day, spans=told), st.sampled_from(days), spans)
    return st.lists(one, max_size=1).map(tuple)


@st.composite
def taken(draw: st.DrawFn, begins: datetime, now: datetime) -> list[Claim]:
    """Claims one after the other, some of them touching."""
    found: list[Claim] = []
    at = begins
    for number in range(draw(st.sampled_from([2, 3, 4, 5, 7, 10, 1, 0]))):
        way = draw(st.sampled_from([0, 0, 5, 15, 25]))
        work = draw(st.sampled_from([15, 30, 60, 90, 105, 120, 180, 400]))
        at += timedelta(
            minutes=draw(st.sampled_from([60, 0, 0, 5, 15, 30, 31, 60, 90, 180, 240, 480])), seconds=draw(odd())
        )
        start = at + timedelta(minutes=way)
        end = start + timedelta(minutes=work, seconds=draw(odd()))
        at = end + timedelta(minutes=draw(st.sampled_from([0, 15, 30])))
        use = draw(st.sampled_from(uses(now)))
        found.append(
            Claim(
                id=ClaimId(uuid5(SEED, f"claim {number}")),
                cleaner=JOYCE,
                use=use,
                work=Window(start=start, end=end),
                blocked=Window(start=start - timedelta(minutes=way), end=at),
                place=draw(homes()) if isinstance(use, Hold | Booked) else draw(nowhere()),
            )
        )
    return found


def odd() -> st.SearchStrategy[int]:
    return st.sampled_from([0, 0, 0, 0, 0, 0, 0, 13])


def nowhere() -> st.SearchStrategy[Place | None]:
    return st.sampled_from([None, None, home(30)])


def uses(now: datetime) -> list[Hold | Booked | TimeOff | External]:
    lapsed, living = now, now + timedelta(seconds=1)
    booked = Booked(booking=BookingId(UUID(int=1)))
    return [
        booked,
        booked,
        Hold(holder=SEED, until=living),
        Hold(holder=SEED, until=lapsed),
        TimeOff(),
        External(source=""),
    ]


@explored(600)
@given(worlds())
def test_the_starts_in_openings_are_the_starts_that_fit_and_fit_alike(world: Drawn) -> None:
    diary, length = world.diary(), world.minutes * 60
    first, last = (int(one.timestamp()) for one in (world.reach.start, world.reach.end))
    found = list(openings(diary, length, (first, last)))
    edges = {at for one in found for edge in one[:2] for at in (edge - 1, edge, edge + 1) if first <= at <= last}
    shown: dict[int, Fit] = {}
    for at in sorted({*range(first, last, HALF_A_QUARTER_S), *edges}):
        here = [one.fit for one in found if one.first <= at <= one.last]
        assert len(here) <= 1, "no start is told twice"
        if here:
            shown[at] = here[0]
    event("some start fits" if shown else "no start fits")
    event("beside visits" if any(one.before or one.after for one in shown.values()) else "on free days")
    asked_alone = world.diary()
    for at in sorted({*range(first, last, HALF_A_QUARTER_S), *edges}):
        said = fit(asked_alone, at, at + length)
        assert shown.get(at) == (said if isinstance(said, Fit) else None), (at, said)


@pytest.mark.slow
@explored(150)
@given(st.lists(worlds(), min_size=1, max_size=3))
def test_everyone_who_could_come_is_named_at_every_start_as_if_each_had_been_asked(worlds_drawn: list[Drawn]) -> None:
    world = worlds_drawn[0]
    people = [renamed(one.candidate, number) for number, one in enumerate(worlds_drawn)]
    found = slots(people, world.days, world.zone, world.minutes, world.scene)
    assert found == {day: tuple(one_by_one(people, day, world)) for day in world.days}


def renamed(one: Candidate, number: int) -> Candidate:
    own = CleanerId(uuid5(SEED, f"cleaner {number}"))
    claims = tuple(with_(claim, cleaner=own) for claim in one.claims)
    return Candidate(cleaner=with_(one.cleaner, id=own), hours=with_(one.hours, id=own), claims=claims)


def one_by_one(people: list[Candidate], day: date, world: Drawn) -> list[FreeStart]:
    """Every quarter hour of the day, every cleaner in turn, as the rule says."""
    free: list[FreeStart] = []
    policy, now = world.scene.policy, world.scene.now
    for start in starts_on(day, world.zone):
        if reach_ahead(start.at, world.zone, policy, now) is not None:
            continue
        window = window_of(start.at, world.minutes)
        able: list[Able] = []
        for one in people:
            diary = open_diary(one.cleaner, one.hours, one.claims, world.reach, world.scene)
            said = fit(diary, seconds(window.start), seconds(window.end))
            if isinstance(said, Fit):
                able.append(Able(cleaner=one.cleaner.id, added_min=said.added_min, travel_pay_min=said.travel_pay_min))
        if able:
            free.append(FreeStart(start=start, window=window, able=tuple(able)))
    return free
