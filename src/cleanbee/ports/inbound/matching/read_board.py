"""The office's board of one day, out of what is kept: a fixed number of questions, however many work that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import CleanerId, CustomerId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.board import OPEN, BoardRow, Totals, settled_on, shifts_of, time_off_of, totals
from cleanbee.domain.matching.day_stands import by_visitor, span_of
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Home
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.matching.look_at_day import EVERYWHERE
from cleanbee.ports.inbound.matching.standing_days import Days, Surroundings, surroundings
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.store import Store, Work

MOST_BOOKINGS = 20_000
VISITS = ("confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed", "settled")


class BoardAsked(Value, frozen=True, kw_only=True):
    """Which local day, and which of its rows: at most so many after a cleaner."""

    actor: Actor
    day: date
    after: CleanerId | None = None
    limit: int = 100


@dataclass(frozen=True)
class Board:
    """Some rows of a day, what nobody comes to yet, the whole day's numbers, and the names that go with it."""

    day: date
    rows: tuple[BoardRow, ...]
    more: bool
    unassigned: tuple[Booking, ...]
    totals: Totals
    names: Mapping[CustomerId, str]
    homes: Surroundings

    def home(self, booking: Booking) -> Home:
        """The home of a booking that is on the board."""
        return self.homes.homes[booking.home]


@dataclass(frozen=True)
class ReadBoard:
    """Everybody who works on a day or comes to a visit, and what is still to be given away."""

    store: Store
    travel: Travel
    estimates: Estimates

    async def __call__(self, ask: BoardAsked) -> Board | Refused[NotFound | NotAllowed]:
        """The day as it stands just now."""
        allowed = may(ask.actor, "board.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now, span = await work.now(), span_of(ask.day)
            bookings = await work.bookings.starting(span, (*VISITS, *OPEN), MOST_BOOKINGS)
            active = await work.cleaners.serving(*EVERYWHERE)
            busy = {who for one in bookings if (who := cleaner_of(one)) is not None}
            around = await surroundings(work, bookings, {*busy, *(one.id for one in active)})
            rows = await self._rows(work, ask.day, bookings, around, now)
            tray = tuple(one for one in bookings if phase_name(one.phase) in OPEN and one.local.day == ask.day)
            rest = [one for one in rows if ask.after is None or one.cleaner.id > ask.after]
            part = rest[: ask.limit]
            shown = {one.customer for one in (*tray, *(each for row in part for each in row.bookings))}
            return Board(
                day=ask.day,
                rows=tuple(part),
                more=len(rest) > ask.limit,
                unassigned=tray,
                totals=totals(rows, len(tray)),
                names={one.id: one.name for one in await work.customers.find_many(shown)},
                homes=around,
            )

    async def _rows(
        self, work: Work, day: date, bookings: Sequence[Booking], around: Surroundings, now: datetime
    ) -> list[BoardRow]:
        ids = sorted(around.people)
        hours = {one.id: one for one in await work.hours.of(ids)}
        claims: dict[CleanerId, list[Claim]] = {}
        for claim in await work.claims.within(ids, span_of(day)):
            claims.setdefault(claim.cleaner, []).append(claim)
        days, theirs = Days(self.travel, self.estimates), by_visitor(bookings)
        settled = settled_on(bookings, around.people, day)
        found: list[BoardRow] = []
        for id in ids:
            cleaner = around.people[id]
            shifts = shifts_of(cleaner, hours.get(id), day)
            row = BoardRow(
                cleaner=cleaner,
                shifts=shifts,
                off=time_off_of(claims.get(id, ()), shifts),
                stands=days.stands(cleaner, day, theirs.get(id, ()), around, now),
                settled=tuple(settled.get(id, ())),
            )
            if shifts or row.bookings:
                found.append(row)
        return found
