"""A copy of the whole market in columns, asked by compiled kernels what a customer is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cleanbee.adapters.numba.search import MOST_DAYS, MOST_TAIL, NumbaSearch
from cleanbee.domain.availability.hold import earliest_start, latest_start
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.starts import Start, starts_on
from cleanbee.domain.kernel import window_of
from cleanbee.domain.matching.choice import Choice, choice_of, face_of
from cleanbee.domain.matching.open_times import FIRST_MIN, LAST_MIN
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStart, ShownStarts
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.market import Everyone, Person
from cleanbee.ports.outbound.search import Mirrors, SearchDown

if TYPE_CHECKING:
    from cleanbee.adapters.numba.questions import Ints

EARLY, QUARTERS, ALL_DAY = FIRST_MIN // 15, 64, 96
ENGINE = "search"


class NumbaMirror(NumbaSearch):
    """Columns over the days from the one before ``everyone`` was read; it answers what a customer is shown.

    ``policy`` is the one that most questions come with: others are answered as exactly, only not as quickly.
    """

    def __init__(
        self, everyone: Everyone, pace: Pace | None = None, policy: Policy | None = None, *, warm: bool = True
    ) -> None:
        from cleanbee.adapters.numba.crowd import Crowd

        super().__init__(pace, policy, everyone.now.date() - timedelta(days=1), warm=warm)
        self._market: Crowd = Crowd(everyone, self._days, self._market.pace, self._market.policy)

    def put(self, person: Person) -> None:
        """Somebody as they are now."""
        market = self._market
        market.put(person)
        if len(market.by_row) - market.columns.grid[self._layout.SORTED] > max(MOST_TAIL, len(market.rows) // 16):
            market.sort()

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """Every start at which somebody could come, with the likeliest few.

        :raises SearchDown: it is about one cleaner or one moment, or about days that are not kept.
        """
        if ask.narrow:
            raise SearchDown("what is about one cleaner or one moment is read where it is kept")
        starts = _starts(ask)
        if not starts:
            return ShownStarts(engine=ENGINE)
        days = sorted({one.local.day for one in starts.values()})
        self._cover(days[0], days[-1], ask.now.date())
        numbers = self._job_numbers(ask.job, ask.policy, ask.now, days[0])
        if numbers is None:
            return ShownStarts(engine=ENGINE)
        self._questions.seed_numbers(numbers, ask.seed)
        folk = (self._out(ask.job, ()), self._visited(ask), self._rows(ask.job.favourites))
        asked = self._calendar(ask, numbers, days, starts)
        rows, keys = self._market.columns.offered(numbers, folk, asked, ask.most)
        return ShownStarts(starts=self._shown(ask, starts, days, (rows, keys)), engine=ENGINE)

    def _calendar(
        self, ask: AskedStarts, numbers: Ints, days: list[date], starts: Mapping[tuple[date, int], Start]
    ) -> tuple[Any, Any, Any]:
        """The days as the kernel reads them: which starts there are, and when they are."""
        np, place = self._np, {day: n for n, day in enumerate(days)}
        bits = [[0, 0] for _ in days]
        instants = np.full((len(days), ALL_DAY + 4), -1, dtype=np.int64)
        for (day, quarter), start in starts.items():
            n, since = place[day], self._days.since(start.at)
            instants[n, quarter] = since
            bits[n][quarter >= QUARTERS] |= 1 << quarter % QUARTERS
        for n in range(len(days)):
            instants[n, ALL_DAY:] = (*_edges(instants[n, QUARTERS : QUARTERS + EARLY]),
                                     *_edges(instants[n, QUARTERS + EARLY : ALL_DAY]))  # fmt: skip
        ends = [self._days.midnight(day, ask.job.zone) for day in days]
        open = np.array([(self._days.number(day), ends[n], *bits[n]) for n, day in enumerate(days)], dtype=np.uint64)
        plain = np.array(
            [
                self._plainness(ask, numbers, self._days.number(day), instants[n], bits[n][0])
                for n, day in enumerate(days)
            ],
            dtype=np.int64,
        )
        return open, instants, plain

    def _shown(
        self, ask: AskedStarts, starts: Mapping[tuple[date, int], Start], days: list[date], found: tuple[Any, Any]
    ) -> tuple[ShownStart, ...]:
        rows, keys = found
        by_row, people, layout = self._market.by_row, self._market.cleaners, self._layout
        known: dict[tuple[int, ...], tuple[Choice, ...]] = {}
        shown: list[ShownStart] = []
        added = keys & ((1 << layout.ADDED_BITS) - 1)
        some = (keys[:, :, 0] != layout.NOBODY).tolist()
        counts = (keys != layout.NOBODY).sum(axis=2).tolist()
        listed: list[Any] = self._np.stack([rows, added], axis=3).reshape(*rows.shape[:2], -1).tolist()
        place = {day: n for n, day in enumerate(days)}
        for (day, quarter), start in starts.items():
            n = place[day]
            if not some[n][quarter]:
                continue
            who = tuple(listed[n][quarter][: 2 * counts[n][quarter]])
            if who not in known:
                known[who] = tuple(
                    choice_of(face_of(people[by_row[row]]), minutes, ask.job, ask.visits)
                    for row, minutes in zip(who[::2], who[1::2], strict=True)
                )
            shown.append(ShownStart(start=start, window=window_of(start.at, ask.minutes), choices=known[who]))
        return tuple(shown)

    def _visited(self, ask: AskedStarts) -> Ints:
        rows = self._market.rows
        seen = sorted((rows[id], visits.count, 0) for id, visits in ask.visits.items() if id in rows)
        return self._np.array(seen, dtype=self._np.int64).reshape(-1, 3)

    def _cover(self, first: date, last: date, today: date) -> None:
        if not self._days.covers(first, last):
            raise SearchDown(f"{first} to {last} lie outside the {MOST_DAYS} days that are kept")


def _starts(ask: AskedStarts) -> dict[tuple[date, int], Start]:
    """The starts that may be asked about, in order, by day and place in the kernel's row of 96."""
    earliest, latest = earliest_start(ask.policy, ask.now), latest_start(ask.job.zone, ask.policy, ask.now)
    return {
        (day, _place(one.local.minute)): one
        for day in ask.every_day
        for one in starts_on(day, ask.job.zone)
        if earliest <= one.at <= latest
    }


def _place(minute: int) -> int:
    """First the quarters between six and ten, then those before, then those after."""
    if FIRST_MIN <= minute < LAST_MIN:
        return minute // 15 - EARLY
    return QUARTERS + (minute // 15 if minute < FIRST_MIN else minute // 15 - QUARTERS)


def _edges(instants: Any) -> tuple[int, int]:
    """The first and the last that there is; the other way round where there is none."""
    real: list[int] = [one for one in instants.tolist() if one >= 0]
    return (min(real), max(real)) if real else (1, 0)


@for_real_people
@asynccontextmanager
async def open_mirrors(settings: object) -> AsyncGenerator[Mirrors]:
    """Makes compiled mirrors; the compiler is fetched while the first market is being read."""
    warming = asyncio.ensure_future(asyncio.to_thread(NumbaSearch))
    try:
        yield NumbaMirror
    finally:
        await warming
