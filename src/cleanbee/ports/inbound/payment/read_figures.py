"""The office's figures over some days: how full they were, how late visits began, what was earned, what money moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import BookingId, CleanerId, NotAllowed, NotFound, Refused, Value, Window
from cleanbee.domain.matching.board import OPEN, shifts_of, time_off_of
from cleanbee.domain.matching.day_stands import MINUTE
from cleanbee.domain.matching.figures import DayFill, LateStep, spread_of_lateness
from cleanbee.domain.payment.day_figures import (
    MOVED,
    PAY,
    DayMoney,
    currencies_in,
    earned_by_week,
    money_by_day,
    week_of,
)
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.wallclock import day_bounds, local_of
from cleanbee.ports.inbound.payment.all_visits import all_of, starting
from cleanbee.ports.outbound.store import Store, Work

Row = TypeVar("Row")

MOST_DAYS = 92
AT_ONCE = 10_000
"""So many bookings are read at a time: counted are all of them."""
DONE = ("in_progress", "locked_out", "completed", "settled")
SOLD = ("confirmed", "en_route", "at_door", *DONE)
EVERYWHERE = (-90_000_000, -180_000_000, 90_000_000, 180_000_000)


class FigureAsked(Value, frozen=True, kw_only=True):
    """Who asks, from which day (None: so many days that end today), and for how many days of the office's clock.

    Money is counted in one ``currency``, an ISO 4217 code.
    """

    actor: Actor
    first: date | None = None
    days: int = 14
    currency: str = "EUR"


class WeekOfCleaner(Value, frozen=True, kw_only=True):
    """What one cleaner earned in the week that begins on this Monday, over how much work and how much way to it."""

    week: date
    cleaner: CleanerId
    name: str
    visits: int
    earned: int
    work_min: int
    way_min: int

    @property
    def per_h(self) -> int:
        """Minor units an hour, the ways counted, rounded down; nothing where no work stands beside it."""
        minutes = self.work_min + self.way_min
        return self.earned * 60 // minutes if self.work_min else 0


class InMoney(Value, Generic[Row], frozen=True, kw_only=True):
    """Rows that were counted in one currency, and in which ``currencies`` there was anything to count."""

    rows: tuple[Row, ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """The days of a figure by the office's clock, and the time that they are."""

    days: tuple[date, ...]
    window: Window


@dataclass(frozen=True)
class _Reader:
    """What every figure begins with."""

    store: Store
    zone: str

    def day_of(self, at: datetime) -> date:
        """The office's day of an instant."""
        return local_of(at, self.zone).day

    async def span(self, work: Work, ask: FigureAsked) -> Span:
        """The days that are meant."""
        count = min(ask.days, MOST_DAYS)
        first = ask.first or self.day_of(await work.now()) - timedelta(days=count - 1)
        days = tuple(first + timedelta(days=n) for n in range(count))
        window = Window(start=day_bounds(days[0], self.zone)[0], end=day_bounds(days[-1], self.zone)[1])
        return Span(days=days, window=window)


@dataclass(frozen=True)
class ReadFill(_Reader):
    """How much of the working time of each day was sold."""

    async def __call__(self, ask: FigureAsked) -> Sequence[DayFill] | Refused[NotFound | NotAllowed]:
        """A row a day; those that lie ahead as they stand now."""
        allowed = may(ask.actor, "figure.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            span = await self.span(work, ask)
            working = await self._working(work, span)
            booked: Counter[date] = Counter()
            unassigned: Counter[date] = Counter()
            async for one in all_of(partial(starting, work, (*SOLD, *OPEN)), span.window, AT_ONCE):
                day = self.day_of(one.window.start)
                if phase_name(one.phase) in OPEN:
                    unassigned[day] += 1
                else:
                    booked[day] += one.minutes
        return [
            DayFill(day=day, working_min=working[day], booked_min=booked[day], unassigned=unassigned[day])
            for day in span.days
        ]

    async def _working(self, work: Work, span: Span) -> Counter[date]:
        people = await work.cleaners.serving(*EVERYWHERE)
        ids = [one.id for one in people]
        hours = {one.id: one for one in await work.hours.of(ids)}
        claims: dict[CleanerId, list[Claim]] = {}
        for claim in await work.claims.within(ids, span.window):
            claims.setdefault(claim.cleaner, []).append(claim)
        found: Counter[date] = Counter()
        for one in people:
            for day in span.days:
                shifts = shifts_of(one, hours.get(one.id), day)
                off = time_off_of(claims.get(one.id, ()), shifts)
                found[day] += max(0, sum(each.minutes for each in shifts) - sum(each.minutes for each in off))
        return found


@dataclass(frozen=True)
class ReadLateness(_Reader):
    """How late visits began."""

    async def __call__(self, ask: FigureAsked) -> Sequence[LateStep] | Refused[NotFound | NotAllowed]:
        """A row a step of minutes."""
        allowed = may(ask.actor, "figure.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            span = await self.span(work, ask)
            came = all_of(work.bookings.arrivals, span.window, AT_ONCE)
            late = Counter([max(0, -((one.start - one.at) // MINUTE)) async for one in came])
        return spread_of_lateness(late.elements())


@dataclass(frozen=True)
class ReadEarnings(_Reader):
    """What each cleaner earned in each week, and an hour of theirs, the ways counted."""

    async def __call__(self, ask: FigureAsked) -> InMoney[WeekOfCleaner] | Refused[NotFound | NotAllowed]:
        """A row a cleaner and week in which something was earned; what was earned is the ledger's word."""
        allowed = may(ask.actor, "figure.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            span = await self.span(work, ask)
            journals = await work.journals.touching(PAY, span.window.start, span.window.end)
            earned = earned_by_week(journals, ask.currency, self.day_of)
            people = {one.id: one.name for one in await work.cleaners.find_many({who for _, who in earned})}
            done: dict[tuple[date, CleanerId], list[tuple[BookingId, int]]] = {}
            async for one in all_of(partial(starting, work, DONE), span.window, AT_ONCE):
                who = cleaner_of(one)
                if who is not None and one.price.total.currency == ask.currency:
                    week = week_of(self.day_of(one.window.start))
                    done.setdefault((week, who), []).append((one.id, one.minutes))
            claims = await work.claims.within(sorted(people), span.window)
        ways = {one.use.booking: one for one in claims if isinstance(one.use, Booked)}
        rows = tuple(
            WeekOfCleaner(
                week=week,
                cleaner=who,
                name=people[who],
                visits=len(done.get((week, who), ())),
                earned=amount,
                work_min=sum(minutes for _, minutes in done.get((week, who), ())),
                way_min=sum(_way(ways.get(id)) for id, _ in done.get((week, who), ())),
            )
            for (week, who), amount in sorted(earned.items())
        )
        return InMoney(rows=rows, currencies=currencies_in(journals, PAY))


@dataclass(frozen=True)
class ReadDayMoney(_Reader):
    """What was held, taken, given back and paid out on each day."""

    async def __call__(self, ask: FigureAsked) -> InMoney[DayMoney] | Refused[NotFound | NotAllowed]:
        """A row a day, out of the ledger's journals alone."""
        allowed = may(ask.actor, "ledger.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            span = await self.span(work, ask)
            journals = await work.journals.touching(MOVED, span.window.start, span.window.end)
        return InMoney(
            rows=money_by_day(journals, span.days, ask.currency, partial(_day_in, self.zone)),
            currencies=currencies_in(journals, MOVED),
        )


def _day_in(zone: str, at: datetime) -> date:
    return local_of(at, zone).day


def _way(claim: Claim | None) -> int:
    """The way to a visit as its claim keeps it."""
    return 0 if claim is None else (claim.work.start - claim.blocked.start) // MINUTE
