"""A large town at even density, made in columns from a seed: bases in a square, working weeks, six weeks of visits.

4.4 cleaners stand on a square kilometre whatever their number, so that a home has about as many around it in a small
town as in a large one. Everyone has up to three visits a day, every visit reached from the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy

from cleanbee.adapters.numba.columns import Columns, blank_days, days_apart, grid_of
from cleanbee.adapters.numba.questions import Days, policy_numbers
from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Place, Window
from cleanbee.domain.people.person import Active, Cleaner, Document
from cleanbee.domain.platform.policy import standard

np: Any = numpy  # what its arithmetic returns is not worth the words here
Ints = Any
ZONE = "Europe/Berlin"
FIRST = date(2027, 6, 1)
DAYS = 42
DENSITY_PER_KM2 = 4.4
MIDDLE = Place(lat_e6=51_500_000, lon_e6=10_500_000)
AREAS = (3_000, 5_000, 6_500, 8_000)
SKILLS = ("standard", "deep", "ironing", "windows", "oven", "fridge")
LANGUAGES = ("de", "en", "pl", "tr")
PATTERNS = 240
CHUNK = 50_000
VISITS_A_DAY = 3
PACE = Pace()
POLICY = standard()


def feature(word: str) -> int:
    """The bit of a skill or a language; 1 is being active, 2 getting on with pets."""
    return 1 << ((*SKILLS, *LANGUAGES).index(word) + 2)


@dataclass(frozen=True)
class Town:
    """The columns, the days they cover, and what the columns do not say of people."""

    columns: Columns
    days: Days
    patterns: tuple[Hours, ...]
    side_e6: tuple[int, int]

    @cached_property
    def days_apart(self) -> Any:
        """The packed visits of each day by themselves, for those who want them so."""
        return days_apart(self.columns)

    def candidate(self, row: int) -> Candidate:
        """One cleaner as the domain knows them, read back from the columns' raw part."""
        person: list[int] = self.columns.people[row].tolist()
        features = (person[layout.FEATURES] & 0xFFFFFFFF) | (person[layout.FEATURES_HIGH] << 32)
        id = CleanerId(UUID(int=(int(self.columns.ids[row, 0]) << 64) | int(self.columns.ids[row, 1])))
        cleaner = Cleaner(
            id=id,
            name=str(row),
            base=Place(lat_e6=person[layout.LAT], lon_e6=person[layout.LON]),
            zone=ZONE,
            area_m=person[layout.AREA],
            phase=Active(),
            skills=tuple(one for one in SKILLS if features & feature(one)),
            languages=tuple(one for one in LANGUAGES if features & feature(one)),
            pets_ok=bool(features & 2),
            pay_floor_per_h=person[layout.FLOOR],
            documents=(Document(kind="insurance", valid_until=date.fromordinal(person[layout.PAPERS])),),
            stars_sum=person[layout.STARS],
            stars_count=person[layout.RATED],
            visits=person[layout.VISITS],
        )
        pattern = self.patterns[person[layout.PATTERN]]
        hours = Hours(id=id, zone=ZONE, weekly=pattern.weekly)
        claims: list[list[int]] = self.columns.pool[
            person[layout.AT] : person[layout.AT] + person[layout.CLAIMS]
        ].tolist()
        return Candidate(
            cleaner=cleaner, hours=hours, claims=tuple(self._claim(id, n, one) for n, one in enumerate(claims))
        )

    def instant(self, since: int) -> datetime:
        """The instant so many seconds after the columns' origin."""
        return datetime.fromtimestamp(self.days.origin + since, tz=UTC)

    def _claim(self, cleaner: CleanerId, n: int, one: list[int]) -> Claim:
        return Claim(
            id=ClaimId(UUID(int=n)),
            cleaner=cleaner,
            use=Booked(booking=BookingId(UUID(int=n))),
            work=Window(start=self.instant(one[layout.START]), end=self.instant(one[layout.END])),
            blocked=Window(start=self.instant(one[layout.BLOCKED]), end=self.instant(one[layout.FREE])),
            place=Place(lat_e6=one[layout.PLACE_LAT], lon_e6=one[layout.PLACE_LON]),
        )


def large_town(people: int, seed: int, sort: bool = True) -> Town:
    """A town of so many cleaners; ``sort`` puts them in the order of the grid's cells."""
    random = np.random.default_rng(seed)
    days = Days(FIRST, DAYS)
    patterns = _patterns(random)
    spans = [days.spans(one) for one in patterns]
    folk, side = _people(people, random)
    numbers, begins, order = grid_of(folk[:, layout.LAT], folk[:, layout.LON], max(AREAS))
    if sort:
        folk = folk[order]
    zones = days.of_zone(ZONE)[np.newaxis]
    pool = np.concatenate(
        [_claims(folk[at : at + CHUNK], zones[0], spans, days, random) for at in range(0, people, CHUNK)]
    )
    folk[:, layout.ROOM] = folk[:, layout.CLAIMS] + layout.SPARE
    folk[:, layout.AT] = np.cumsum(folk[:, layout.ROOM]) - folk[:, layout.ROOM]
    pool = with_room(pool, folk[:, layout.CLAIMS])
    words, held = blank_days(people, days.count)
    columns = Columns(
        people=folk,
        ids=random.integers(1, 2**63, size=(people, 2), dtype=np.uint64),
        pool=pool,
        zones=zones,
        spans=np.concatenate(spans),
        span_at=np.concatenate([[0], np.cumsum([len(one) for one in spans])]).astype(np.int64),
        policy=policy_numbers(POLICY, POLICY, PACE),
        words=words,
        held=held,
        visits=np.zeros(len(pool), dtype=np.uint64),
        grid=numbers,
        begins=begins,
    )
    columns.refresh_all()
    return Town(columns, days, patterns, side)


def with_room(pool: Any, counts: Any) -> Any:
    """Everybody's claims with room for ``layout.SPARE`` more behind each person's."""
    owner = np.repeat(np.arange(len(counts)), counts)
    found = np.zeros((len(pool) + layout.SPARE * len(counts), layout.CLAIM), dtype=np.int32)
    found[np.arange(len(pool)) + layout.SPARE * owner] = pool
    return found


def _patterns(random: Any) -> tuple[Hours, ...]:
    """Working weeks: most people four to six days, from the morning to the afternoon or evening."""
    found: list[Hours] = []
    for n in range(PATTERNS):
        start, long = 360 + 15 * int(random.integers(0, 17)), 60 * int(random.integers(5, 11))
        weekly = tuple(
            WeeklyRule(weekday=day, start_min=start, end_min=min(start + long, 1320))
            for day in range(7)
            if random.random() < (0.85 if day < 5 else 0.4)
        )
        found.append(Hours(id=CleanerId(UUID(int=n)), zone=ZONE, weekly=weekly))
    return tuple(found)


def _people(people: int, random: Any) -> tuple[Ints, tuple[int, int]]:
    side_m = 1000.0 * (people / DENSITY_PER_KM2) ** 0.5
    north = round(side_m / layout.METRES_PER_E6)
    east = round(north / float(np.cos(np.radians(MIDDLE.lat_e6 / 1e6))))
    folk = np.zeros((people, layout.PERSON), dtype=np.int32)
    folk[:, layout.LAT] = MIDDLE.lat_e6 - north // 2 + random.integers(0, north, people)
    folk[:, layout.LON] = MIDDLE.lon_e6 - east // 2 + random.integers(0, east, people)
    folk[:, layout.AREA] = random.choice(AREAS, people)
    folk[:, layout.FLOOR] = random.choice((1200, 1300, 1400, 1500, 1600), people)
    features = np.ones(people, dtype=np.int64)
    for word in SKILLS:
        features |= np.where(random.random(people) < (0.95 if word == "standard" else 0.6), feature(word), 0)
    for word in LANGUAGES:
        features |= np.where(random.random(people) < 0.45, feature(word), 0)
    features |= np.where(random.random(people) < 0.75, 2, 0)
    folk[:, layout.FEATURES] = features
    folk[:, layout.PAPERS] = FIRST.toordinal() + random.choice((20, 60, 400, 400, 400, 400), people)
    folk[:, layout.RATED] = np.where(random.random(people) < 0.15, 0, random.integers(1, 300, people))
    folk[:, layout.STARS] = (folk[:, layout.RATED] * random.uniform(3.6, 5.0, people)).astype(np.int64)
    folk[:, layout.VISITS] = folk[:, layout.RATED] + random.integers(0, 40, people)
    folk[:, layout.PATTERN] = random.integers(0, PATTERNS, people)
    return folk, (north, east)


def _claims(folk: Ints, zone: Ints, spans: list[Ints], days: Days, random: Any) -> Ints:
    """Everybody's visits, by person and start; ``CLAIMS`` and ``ROOM`` of each person are filled in."""
    people = len(folk)
    opens, closes = _hours_by_day(spans, zone, days)
    rows: list[Ints] = []
    busy = random.choice((0.15, 0.35, 0.6), people)
    for day in range(2, days.count - 2):
        begins, ends = opens[folk[:, layout.PATTERN], day], closes[folk[:, layout.PATTERN], day]
        free = begins.copy()
        lat, lon = folk[:, layout.LAT].astype(np.int64), folk[:, layout.LON].astype(np.int64)
        worked = np.zeros(people, dtype=np.int64)
        for _ in range(VISITS_A_DAY):
            to_lat = folk[:, layout.LAT] + random.integers(-40_000, 40_000, people)
            to_lon = folk[:, layout.LON] + random.integers(-60_000, 60_000, people)
            way = ways(lat, lon, to_lat, to_lon)
            start = _quarter(free + way * 60 + 900 * random.integers(0, 9, people))
            long = random.choice((120, 150, 180, 240), people) * 60
            slack = (
                np.where(long // 60 >= POLICY.slack_long_from_min, POLICY.slack_long_min, POLICY.slack_short_min) * 60
            )
            taken = (random.random(people) < busy) & (way <= 45) & (start + long <= ends) & (begins >= 0)
            taken &= worked + long <= POLICY.day_most_min * 60
            who = np.flatnonzero(taken)
            one = np.empty((len(who), layout.CLAIM + 1), dtype=np.int64)
            one[:, 0] = who
            columns = (start, start + long, start - way * 60, start + long + slack, None, to_lat, to_lon, None)
            for n, column in enumerate(columns, 1):
                one[:, n] = column[who] if column is not None else 0
            one[:, layout.UNTIL + 1], one[:, layout.VISIT + 1] = layout.FOREVER, 1
            rows.append(one)
            free = np.where(taken, start + long + slack, free)
            lat, lon = np.where(taken, to_lat, lat), np.where(taken, to_lon, lon)
            worked += np.where(taken, long, 0)
    found = np.concatenate(rows)
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    folk[:, layout.CLAIMS] = np.bincount(found[:, 0], minlength=people)
    folk[:, layout.LONGEST] = int((found[:, 4] - found[:, 1]).max())
    return found[:, 1:].astype(np.int32)


def _hours_by_day(spans: list[Ints], zone: Ints, days: Days) -> tuple[Ints, Ints]:
    """For each pattern and day when work opens and closes; -1 on a day off."""
    opens = np.full((len(spans), days.count), -1, dtype=np.int64)
    closes = opens.copy()
    for pattern, one in enumerate(spans):
        day = np.searchsorted(zone[:, 0], one[:, 0], side="right") - 1
        inside = (day >= 0) & (day < days.count) & (one[:, 0] >= 0)
        opens[pattern, day[inside]], closes[pattern, day[inside]] = one[inside, 0], one[inside, 1]
    return opens, closes


def metres(lat: Ints, lon: Ints, to_lat: Ints, to_lon: Ints) -> Ints:
    """``reach.metres`` over arrays."""
    middle = np.radians((lat + to_lat) / 2_000_000)
    north = (to_lat - lat) * 111_195 / 1_000_000
    turned = (to_lon - lon + 180_000_000) % 360_000_000 - 180_000_000
    east = turned * 111_195 / 1_000_000 * np.cos(middle)
    return np.rint(np.sqrt(north * north + east * east)).astype(np.int64)


def ways(lat: Ints, lon: Ints, to_lat: Ints, to_lon: Ints) -> Ints:
    """Minutes over arrays."""
    return minutes(metres(lat, lon, to_lat, to_lon))


def minutes(far: Ints) -> Ints:
    """``Pace.minutes`` of so many metres."""
    return -(-far * PACE.detour_pct // (100 * PACE.m_per_min))


def _quarter(instants: Ints) -> Ints:
    return -(-instants // 900) * 900


ONE_DAY = timedelta(days=1)
