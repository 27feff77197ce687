"""Towns full of people, hours and claims, and questions about them, each made from one number.

Everything that the rules look at is drawn, its edges often: odd minutes, clock changes, work over midnight, holds that
lapse, days off, foreign calendars, papers that end, other zones, equal scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from cleanbee.domain.availability.claim import Booked, Claim, ClaimUse, External, Hold, TimeOff
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, CustomerId, Money, Place, Window, with_
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import AskedWhen
from cleanbee.domain.matching.shortlist import AskedWho
from cleanbee.domain.people.person import Active, Away, Cleaner, Document
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import LocalStart, resolve

ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/Berlin", "Europe/Paris", "Europe/London")
MIDDLE = Place(lat_e6=52_500_000, lon_e6=13_400_000)
DAYS = 6
CHANGES = (date(2027, 3, 25), date(2027, 10, 28), date(2027, 6, 1), date(2027, 6, 1))
SKILLS = ("standard", "ironing", "windows")
LANGUAGES = ("de", "en", "pl")
MINUTE = timedelta(minutes=1)


@dataclass
class Town:
    """A drawn market: its first day, everyone in it, and what is taken of their time."""

    seed: int
    people: int = 12
    random: Random = field(init=False)
    first: date = field(init=False)
    now: datetime = field(init=False)
    zone: str = field(init=False)
    policy: Policy = field(init=False)
    calm: bool = field(init=False)
    cleaners: list[Cleaner] = field(default_factory=list[Cleaner])
    hours: list[Hours] = field(default_factory=list[Hours])
    claims: list[Claim] = field(default_factory=list[Claim])

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.first = self.random.choice(CHANGES)
        self.zone = self.random.choice(ZONES)
        self.now = resolve(LocalStart(day=self.first, minute=self.random.randrange(1440), zone=self.zone)).at
        self.policy = self.random.choice(POLICIES)
        self.calm = self.random.random() < 0.6
        for _ in range(self.people):
            if self.cleaners and self.random.random() < 0.2:
                self.twin(self.random.choice(self.cleaners))
            else:
                self.add(self.cleaner())

    def add(self, cleaner: Cleaner) -> None:
        """Somebody with hours and a full diary."""
        self.cleaners.append(cleaner)
        if self.random.random() < 0.97:
            self.hours.append(self.hours_of(cleaner))
        self.claims += self.diary_of(cleaner)

    def twin(self, other: Cleaner) -> None:
        """Somebody who is like another in everything but the id, so that lots must be drawn."""
        id = CleanerId(self.id())
        self.cleaners.append(with_(other, id=id))
        self.hours += [with_(one, id=id) for one in self.hours if one.id == other.id]
        own = [one for one in self.claims if one.cleaner == other.id]
        self.claims += [with_(one, id=ClaimId(self.id()), cleaner=id) for one in own]

    def id(self) -> UUID:
        """An id out of this town's own dice."""
        return UUID(int=self.random.getrandbits(128))

    def place(self, spread: int = 40_000) -> Place:
        """Somewhere around the middle; now and then exactly there."""
        if self.random.random() < 0.1:
            return MIDDLE
        return Place(
            lat_e6=MIDDLE.lat_e6 + self.random.randrange(-spread, spread),
            lon_e6=MIDDLE.lon_e6 + self.random.randrange(-spread, spread),
        )

    def cleaner(self) -> Cleaner:
        """Anybody."""
        pick = self.random
        rated = pick.choice((0, 0, 1, 30))
        return Cleaner(
            id=CleanerId(self.id()),
            name="Joyce",
            base=self.place(),
            zone=self.zone if pick.random() < 0.8 else pick.choice(ZONES),
            area_m=pick.choice((500, 4_000, 9_000, 9_000, 9_000, 30_000)),
            phase=Active() if pick.random() < 0.9 else Away(since=self.now),
            skills=tuple(one for one in SKILLS if pick.random() < 0.95),
            languages=tuple(one for one in LANGUAGES if pick.random() < 0.5),
            pets_ok=pick.random() < 0.8,
            pay_floor_per_h=pick.choice((0, 1300, 1300, 1500, 1650)),
            documents=tuple(self._papers()),
            blocked_customers=(CUSTOMER,) if pick.random() < 0.1 else (),
            stars_sum=rated * pick.choice((3, 4, 5)),
            stars_count=rated,
            visits=pick.choice((0, 3, 9, 10, 200)),
        )

    def _papers(self) -> Sequence[Document]:
        if self.random.random() < 0.6:
            return ()
        ends = self.first + timedelta(days=self.random.choice((0, 1, 3, 300)))
        return (Document(kind="insurance", valid_until=ends), Document(kind="trade", valid_until=date(2030, 1, 1)))

    def hours_of(self, cleaner: Cleaner) -> Hours:
        """Working hours, by quarters or odd."""
        pick = self.random
        rules: list[WeeklyRule] = []
        for weekday in range(7):
            if pick.random() < 0.85:
                rules += self._rules(weekday)
        dates = tuple(
            DateRule(day=self.first + timedelta(days=n), spans=pick.choice(((), ((600, 1080),), ((0, 1440),))))
            for n in range(DAYS)
            if pick.random() < 0.1
        )
        zone = cleaner.zone if pick.random() < 0.95 else pick.choice(ZONES)
        return Hours(id=cleaner.id, zone=zone, weekly=tuple(rules), dates=dates)

    def _rules(self, weekday: int) -> Sequence[WeeklyRule]:
        step = self.random.choice((15, 15, 15, 7))
        kind = self.random.choice(((480, 1080), (360, 1320), (0, 1440), (600, 1380)))
        start = kind[0] + step * self.random.randrange(5)
        if self.random.random() < 0.2:
            return (
                WeeklyRule(weekday=weekday, start_min=start, end_min=start + 240),
                WeeklyRule(weekday=weekday, start_min=start + 300, end_min=max(kind[1], start + 400)),
            )
        return (WeeklyRule(weekday=weekday, start_min=start, end_min=kind[1]),)

    def diary_of(self, cleaner: Cleaner) -> list[Claim]:
        """Claims one after the other, none over another."""
        found: list[Claim] = []
        at = resolve(LocalStart(day=self.first - timedelta(days=3), minute=0, zone=cleaner.zone)).at
        end = at + timedelta(days=DAYS + 6)
        busy = self.random.choice((0.0, 0.3, 0.7, 1.4))
        while busy and at < end:
            at += timedelta(minutes=round(self.random.expovariate(busy / 600)) // 15 * 15)
            if self.calm and not 5 <= at.hour < 15:  # by day alone, as most people work
                at += timedelta(hours=(29 - at.hour) % 24, minutes=-at.minute)
            claim = self.claim(cleaner, at)
            found.append(claim)
            at = claim.blocked.end
        return found

    def claim(self, cleaner: Cleaner, free_from: datetime) -> Claim:
        """The next claim after an instant."""
        pick = self.random
        kind = pick.choice("v" * (60 if self.calm else 16) + "hte")
        odd = pick.random() < (0.01 if self.calm else 0.05)
        way = pick.choice((0, 5, 12, 30, 45)) if kind in "vh" else 0
        start = free_from + way * MINUTE
        start += timedelta(seconds=-int(start.timestamp()) % 900) + odd * timedelta(
            minutes=7, seconds=pick.choice((0, 20))
        )
        long = pick.choice((60, 90, 120, 180, 195, 240, 300)) + odd * 4
        work = Window(start=start, end=start + long * MINUTE)
        slack = 0 if kind in "te" else (30 if long >= 181 else 15)
        if pick.random() < (0.01 if self.calm else 0.05):
            slack += 10
        blocked = Window(start=work.start - way * MINUTE, end=work.end + slack * MINUTE)
        place = self.place(40_000) if kind in "vh" else None
        return Claim(
            id=ClaimId(self.id()), cleaner=cleaner.id, use=self._use(kind), work=work, blocked=blocked, place=place
        )

    def _use(self, kind: str) -> ClaimUse:
        if kind == "h":
            return Hold(holder=self.id(), until=self.now + timedelta(minutes=self.random.choice((-5, 0, 5))))
        if kind == "t":
            return TimeOff()
        return External(source="feed") if kind == "e" else Booked(booking=BookingId(self.id()))

    def job(self) -> Job:
        """Something to be done, mostly on the quarter hours of the home's clock."""
        pick = self.random
        day = self.first + timedelta(days=pick.randrange(DAYS))
        step = pick.choice((15,) * 9 + (1,))
        local = LocalStart(
            day=day, minute=min(1439, pick.choice((0, 480, 480, 480)) + step * pick.randrange(60)), zone=self.zone
        )
        length = pick.choice((60, 120, 120, 180, 180, 240, 100, 480))
        start = self._beside(length * MINUTE) or resolve(local).at
        some = [one.id for one in self.cleaners]
        return Job(
            customer=CUSTOMER if pick.random() < 0.8 else None,
            home=self.place(),
            zone=self.zone,
            pets=pick.random() < 0.2,
            skills=frozenset(pick.sample(SKILLS, pick.choice((0, 1, 1, 2))))
            if pick.random() < 0.98
            else frozenset({"roofs"}),
            window=Window(start=start, end=start + length * MINUTE),
            pay=Money(amount=length * pick.choice((26, 28, 30))),
            locale=pick.choice(LANGUAGES),
            blocked=frozenset(self._few(some)),
            own=frozenset(self._few(some)),
            favourites=frozenset(self._few(some)),
        )

    def _beside(self, length: timedelta) -> datetime | None:
        """Half the time a start just before or after what stands in a diary: that is where the ways decide."""
        pick = self.random
        ahead = [one for one in self.claims if one.place is not None and one.work.start > self.now]
        if not ahead or pick.random() < 0.5:
            return None
        claim, gap = pick.choice(ahead), pick.randrange(15, 90, 15) * MINUTE
        start = claim.work.start - gap - length if pick.random() < 0.5 else claim.work.end + gap
        return start - timedelta(seconds=int(start.timestamp()) % 900)

    def _few(self, some: Sequence[CleanerId]) -> Sequence[CleanerId]:
        return [one for one in some if self.random.random() < 0.08]

    def who(self) -> AskedWho:
        """Who could do something?"""
        pick = self.random
        some = [one.id for one in self.cleaners]
        return AskedWho(
            job=self.job(),
            policy=self.policy if pick.random() < 0.8 else pick.choice(POLICIES),
            now=self.now,
            seed=self.id(),
            visits={
                id: Visits(count=pick.choice((1, 4, 5, 9)), last=self.now - timedelta(days=pick.choice((1, 177, 190))))
                for id in self._few(some)
            },
            asked=frozenset(self._few(some)),
            most=pick.choice((1, 3, 20, 50)),
        )

    def when(self) -> AskedWhen:
        """When could somebody come?"""
        policy = self.policy if self.random.random() < 0.8 else self.random.choice(POLICIES)
        return AskedWhen(
            job=self.job(), policy=policy, now=self.now, from_day=self.first, days=self.random.choice((1, 3, DAYS))
        )


CUSTOMER = CustomerId(UUID("0191d000-0000-7000-8000-0000000000c1"))
POLICIES = (
    standard(),
    standard(),
    standard(),
    with_(standard(), rest_min=720, slack_short_min=20),
    with_(standard(), most_travel_min=25, day_most_min=360, break_after_min=240, break_min=45),
)
