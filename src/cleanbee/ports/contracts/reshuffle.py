"""What every reshuffle promises: whole chains, each link by the rules, found wherever days are simple."""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, CustomerId, Money, Place, Window, with_
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.reshuffle import Neighbourhood, Visit, judge, whole
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.contracts.assigner import ONE_SUITE_MANY_ADAPTERS
from cleanbee.ports.contracts.nouns import MIDDLE, MORNING, ZONE
from cleanbee.ports.outbound.reshuffle import Reshuffle

POLICY = standard()
TEN = MORNING + timedelta(days=14, hours=1)
"""Far enough ahead that nobody has been told."""
QUARTER = timedelta(minutes=15)
ALL_DAY = tuple(WeeklyRule(weekday=day, start_min=7 * 60, end_min=20 * 60) for day in range(7))
Wanted = list[set[int]]


def _id(kind: int, number: int) -> UUID:
    return UUID(int=kind << 64 | number)


def person(number: int, vetoes: set[int], base: Place = MIDDLE, claims: tuple[Claim, ...] = ()) -> Candidate:
    """A cleaner who goes to every customer but these."""
    blocked = tuple(CustomerId(_id(3, one)) for one in sorted(vetoes))
    one = Cleaner(
        id=CleanerId(_id(1, number)),
        name=f"Cleaner {number}",
        email=f"k{number}@example.com",
        base=base,
        zone=ZONE,
        area_m=9_000,
        phase=Active(),
        skills=("standard",),
        instant=True,
        blocked_customers=blocked,
    )
    return Candidate(cleaner=one, hours=Hours(id=one.id, zone=ZONE, weekly=ALL_DAY), claims=claims)


def visit(number: int, start_quarters: int = 0, minutes: int = 180, home: Place = MIDDLE) -> Visit:
    """A customer's visit, not yet anybody's."""
    start = TEN + start_quarters * QUARTER
    job = Job(
        booking=BookingId(_id(2, number)),
        customer=CustomerId(_id(3, number)),
        home=home,
        zone=ZONE,
        skills=frozenset({"standard"}),
        window=Window(start=start, end=start + timedelta(minutes=minutes)),
        pay=Money(amount=28 * minutes),
    )
    return Visit(booking=BookingId(_id(2, number)), job=job, local=local_of(start, ZONE), policy=POLICY)


def settled(people: list[Candidate], promised: list[tuple[Visit, int]]) -> Neighbourhood:
    """These people, with those of the visits promised that their cleaner's rules allow, one after the other."""
    around = Neighbourhood(people={}, visits={}, travel=_minutes, now=MORNING)
    standing = {one.cleaner.id: one for one in people}
    visits: dict[BookingId, Visit] = {}
    for one, who in promised:
        at = people[who].cleaner.id
        held = judge(one, standing[at], None, ClaimId(_id(4, len(visits))), around)
        if held is None:
            continue
        later = {old.id: new for old, new in held.neighbours}
        claims = (*(later.get(claim.id, claim) for claim in standing[at].claims), held.claim)
        standing[at] = with_(standing[at], claims=claims)
        visits = {id: with_(v, claim=later.get(_claim(v).id, v.claim)) for id, v in visits.items()}
        visits[one.booking] = with_(one, claim=held.claim)
    return Neighbourhood(people=standing, visits=visits, travel=_minutes, now=MORNING)


def _claim(visit: Visit) -> Claim:
    assert visit.claim is not None
    return visit.claim


def _minutes(origin: Place, to: Place) -> int:
    return (abs(origin.lat_e6 - to.lat_e6) + abs(origin.lon_e6 - to.lon_e6)) // 1_500


def after(around: Neighbourhood, arriving: Visit, reshuffle: Reshuffle) -> Neighbourhood:
    """The days as the chain leaves them; every link is judged, and each visit that leaves comes somewhere else."""
    chain = reshuffle.chain(arriving, around)
    if not chain:
        return around
    assert whole(chain), chain
    assert chain[0].visit == arriving.booking
    people, visits = dict(around.people), {**around.visits, arriving.booking: arriving}
    kept: dict[BookingId, Claim] = {}
    for n, link in enumerate(chain):
        gone = None if link.gone is None else around.visits[link.gone]
        held = judge(
            visits[link.visit], around.people[link.to], gone, ClaimId(_id(5, len(around.visits) * 10 + n)), around
        )
        assert held is not None, "a link that the rules forbid"
        left = None if gone is None else _claim(gone).id
        later = {old.id: new for old, new in held.neighbours}
        rest = [later.get(one.id, one) for one in people[link.to].claims if one.id != left]
        people[link.to] = with_(people[link.to], claims=(*rest, held.claim))
        kept[link.visit] = held.claim
    moved = {id: with_(one, claim=kept.get(id, one.claim)) for id, one in visits.items()}
    return Neighbourhood(people=people, visits=moved, travel=around.travel, now=around.now)


PLACES = st.builds(
    Place,
    lat_e6=st.integers(MIDDLE.lat_e6 - 25_000, MIDDLE.lat_e6 + 25_000),
    lon_e6=st.integers(MIDDLE.lon_e6 - 25_000, MIDDLE.lon_e6 + 25_000),
)
STARTS = st.integers(-8, 30)
LENGTHS = st.sampled_from([120, 180, 240])


@st.composite
def days(draw: st.DrawFn) -> tuple[Neighbourhood, Visit]:
    """Cleaners all over the place with real days of several visits, and one more visit that wants to be among them."""
    people = [
        person(n, draw(st.sets(st.integers(0, 9), max_size=4)), draw(PLACES)) for n in range(draw(st.integers(1, 5)))
    ]
    many = draw(st.integers(0, 9))
    standing = [
        (visit(n, draw(STARTS), draw(LENGTHS), draw(PLACES)), draw(st.integers(0, len(people) - 1)))
        for n in range(many)
    ]
    return settled(people, standing), visit(9, draw(STARTS), draw(LENGTHS), draw(PLACES))


class ReshuffleContract:
    """Run by every adapter."""

    @abstractmethod
    def open_reshuffle(self) -> Reshuffle:
        """The reshuffle under test."""

    @settings(suppress_health_check=ONE_SUITE_MANY_ADAPTERS, deadline=None)
    @given(drawn=days())
    def test_nobody_is_dropped_windows_stay_and_no_two_claims_overlap(self, drawn: tuple[Neighbourhood, Visit]) -> None:
        around, arriving = drawn
        then = after(around, arriving, self.open_reshuffle())
        served = [one for one in then.people.values() for one in one.claims]
        booked = sorted(one.use.booking for one in served if isinstance(one.use, Booked))
        came = [arriving.booking] if arriving.booking in then.visits else []
        assert booked == sorted([*around.visits, *came]), "a promised visit was dropped, or stands twice"
        for one in then.visits.values():
            assert _claim(one).work == one.job.window
        for day in then.people.values():
            row = sorted(day.claims, key=lambda claim: claim.blocked.start)
            assert all(a.blocked.end <= b.blocked.start for a, b in pairwise(row)), row

    @settings(suppress_health_check=ONE_SUITE_MANY_ADAPTERS, deadline=None)
    @given(wanted=st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=1, max_size=6))
    def test_where_each_has_one_visit_in_question_as_many_are_served_as_can_be(self, wanted: Wanted) -> None:
        people = [person(c, {v for v, able in enumerate(wanted) if c not in able}) for c in range(4)]
        around = settled(people, [])
        for n, _ in enumerate(wanted):
            around = after(around, visit(n), self.open_reshuffle())
            assert len(around.visits) == _most(wanted[: n + 1])

    def test_a_day_off_is_nobody_elses_to_move(self) -> None:
        there = settled([person(0, set()), person(1, {9})], [(visit(0), 0)])
        pinned = Neighbourhood(people=there.people, visits={}, travel=there.travel, now=there.now)
        assert self.open_reshuffle().chain(visit(9), pinned) == ()
        assert len(self.open_reshuffle().chain(visit(9), there)) == 2

    def test_who_did_not_opt_in_takes_no_part(self) -> None:
        alone = settled([person(0, set())], [])
        calm = {id: with_(one, cleaner=with_(one.cleaner, instant=False)) for id, one in alone.people.items()}
        assert len(self.open_reshuffle().chain(visit(9), alone)) == 1
        there = Neighbourhood(people=calm, visits={}, travel=alone.travel, now=alone.now)
        assert self.open_reshuffle().chain(visit(9), there) == ()


def _most(wanted: Wanted) -> int:
    """How many can be served at most, each by one of theirs: every way is tried."""
    best: set[frozenset[int]] = {frozenset()}
    for able in wanted:
        best |= {taken | {one} for taken in best for one in able if one not in taken}
    return max(len(one) for one in best)
