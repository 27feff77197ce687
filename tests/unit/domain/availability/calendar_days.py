"""A cleaner with a calendar to be filled: hours, homes, ways, and holds asked for one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from cleanbee.domain.availability.claim import Claim, ClaimUse, Hold, HoldRefusal
from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hold import Held, hold
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, Place, Refused, Window, window_of
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import LocalStart, resolve

BERLIN = "Europe/Berlin"
SEED = UUID("0191d000-0000-7000-8000-00000000000a")
JOYCE = CleanerId(uuid5(SEED, "joyce"))
BASE = Place(lat_e6=51_842_000, lon_e6=10_786_000)
NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WEDNESDAY = date(2027, 3, 3)
FAR = timedelta(days=365)


def home(north: int) -> Place:
    """A home so many hundreds of metres north of where the cleaner starts."""
    return Place(lat_e6=BASE.lat_e6 + north * 900, lon_e6=BASE.lon_e6)


def minutes(one: Place, other: Place) -> int:
    """A minute for each hundred metres."""
    return abs(one.lat_e6 - other.lat_e6) // 900


def weekdays(start_min: int = 480, end_min: int = 1080) -> tuple[WeeklyRule, ...]:
    return tuple(WeeklyRule(weekday=day, start_min=start_min, end_min=end_min) for day in range(7))


@dataclass(frozen=True)
class Calendar:
    """The cleaner, their rules, what is taken; asking for a hold gives the next calendar or the refusal."""

    cleaner: Cleaner = field(
        default_factory=lambda: Cleaner(id=JOYCE, name="Joyce", base=BASE, zone=BERLIN, area_m=9_000, phase=Active())
    )
    hours: Hours = field(default_factory=lambda: Hours(id=JOYCE, zone=BERLIN, weekly=weekdays()))
    claims: tuple[Claim, ...] = ()
    policy: Policy = field(default_factory=standard)
    now: datetime = NOW

    def scene(self, at: Place) -> Scene:
        return Scene(home=at, policy=self.policy, travel=minutes, now=self.now)

    def ask(
        self,
        local: LocalStart,
        work_min: int,
        at: Place,
        use: ClaimUse | None = None,
        window: Window | None = None,
        *,
        notice: bool = True,
    ) -> Granted[Held] | Refused[HoldRefusal]:
        name = f"claim {len(self.claims)} {local.text}"
        kept = Hold(holder=uuid5(SEED, "quote"), until=self.now + FAR)
        return hold(
            ids_claim=ClaimId(uuid5(SEED, name)),
            cleaner=self.cleaner,
            hours=self.hours,
            claims=self.claims,
            home=at,
            start_local=local,
            window=window or window_of(resolve(local).at, work_min),
            use=use or kept,
            policy=self.policy,
            travel=minutes,
            now=self.now,
            notice=notice,
        )

    def after(self, held: Held) -> Calendar:
        changed = {old.id: new for old, new in held.neighbours}
        claims = tuple(changed.get(one.id, one) for one in self.claims)
        return replace(self, claims=(*claims, held.claim))

    def with_visit(self, day: date, minute: int, work_min: int, at: Place, use: ClaimUse | None = None) -> Calendar:
        decided = self.ask(LocalStart(day=day, minute=minute, zone=self.hours.zone), work_min, at, use)
        assert isinstance(decided, Granted), decided
        return self.after(decided.value)

    def why_not(self, day: date, minute: int, work_min: int, at: Place, zone: str = BERLIN) -> str | None:
        decided = self.ask(LocalStart(day=day, minute=minute, zone=zone), work_min, at)
        return decided.why.code if isinstance(decided, Refused) else None

    def blocked(self) -> list[Window]:
        return sorted((one.blocked for one in self.claims), key=lambda one: one.start)
