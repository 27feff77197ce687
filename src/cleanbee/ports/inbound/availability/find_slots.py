"""When somebody could come, at which price, and who: days, their starts, and for each start a few cleaners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleanbee.domain.availability.slot import Slot, good_until
from cleanbee.domain.kernel import BookingId, CleanerId, QuoteId, Refused, Value, Window, window_of, with_
from cleanbee.domain.matching.choice import Face, Reason
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStart
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.ports.inbound.availability.sought import Sought, SoughtNo, sought_by_booking, sought_by_quote
from cleanbee.ports.outbound.search import StartSearch
from cleanbee.ports.outbound.store import Store, Work

MOST_DAYS = 21


class AskedSlots(Value, frozen=True, kw_only=True):
    """For a quote, or to move a booking: from which local day of the home, how many days, perhaps one cleaner only.

    ``within`` asks for fewer: of those days only the starts inside that span of time.
    """

    actor: Actor
    quote: QuoteId | None = None
    booking: BookingId | None = None
    from_day: date
    days: int = 7
    cleaner: CleanerId | None = None
    per_slot: int = 3
    within: Window | None = None

    def __post_init__(self) -> None:
        assert (self.quote is None) != (self.booking is None), "slots are for a quote or for a move"
        assert 1 <= self.days <= MOST_DAYS and 1 <= self.per_slot <= 20, "a search has its limits"


class SlotChoice(Value, frozen=True, kw_only=True):
    """One who could come: the slot to be taken, the cleaner, and what speaks for them."""

    slot: Slot
    cleaner: Face
    reasons: tuple[Reason, ...]


class SlotTime(Value, frozen=True, kw_only=True):
    """A start by the home's wall clock with its choices, the likeliest first."""

    local: LocalStart
    window: Window
    choices: tuple[SlotChoice, ...]


class SlotDay(Value, frozen=True, kw_only=True):
    """A local day of the home; without slots when nobody can come."""

    day: date
    slots: tuple[SlotTime, ...]


class FoundSlots(Value, frozen=True, kw_only=True):
    """All days that were asked for, in order, and which engine found them."""

    days: tuple[SlotDay, ...]
    now: datetime
    engine: str = "reference"


@dataclass(frozen=True)
class FindSlots:
    """Shows what can be had: each slot is one that a hold would be granted for, as far as the search knows.

    Which slot is free is decided when somebody takes it; between showing and taking others are at work anyway.
    """

    store: Store
    search: StartSearch

    async def __call__(self, ask: AskedSlots) -> FoundSlots | Refused[SoughtNo]:
        """The days with their slots, or why there is nothing to look for."""
        allowed = may(ask.actor, "slot.find")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            sought = await _sought(work, ask, now)
        if isinstance(sought, Refused):
            return sought
        found = await self.search.starts(_question(ask, sought, now))
        until = good_until(sought.policy, now, None if sought.moving is not None else sought.quote)
        days: dict[date, list[SlotTime]] = {ask.from_day + timedelta(days=n): [] for n in range(ask.days)}
        for one in found.starts:
            choices = _slots(one, sought, (now, until))
            days[one.start.local.day].append(SlotTime(local=one.start.local, window=one.window, choices=choices))
        shown = tuple(SlotDay(day=day, slots=tuple(times)) for day, times in days.items())
        return FoundSlots(days=shown, now=now, engine=found.engine)


async def _sought(work: Work, ask: AskedSlots, now: datetime) -> Sought | Refused[SoughtNo]:
    if ask.booking is not None:
        return await sought_by_booking(work, ask.actor, ask.booking)
    assert ask.quote is not None
    return await sought_by_quote(work, ask.actor, ask.quote, now)


def _question(ask: AskedSlots, sought: Sought, now: datetime) -> AskedStarts:
    return AskedStarts(
        job=with_(sought.job, window=window_of(now, sought.minutes)),
        policy=sought.policy,
        now=now,
        from_day=ask.from_day,
        days=ask.days,
        seed=sought.quote.id,
        visits=dict(sought.visits),
        most=ask.per_slot,
        only=sought.only or ask.cleaner,
        aside=sought.own_claim,
        within=ask.within,
    )


def _slots(free: ShownStart, sought: Sought, moments: tuple[datetime, datetime]) -> tuple[SlotChoice, ...]:
    now, until = moments
    quote, price = sought.quote.id, sought.price(free.window.start, now)
    booking = sought.moving.id if sought.moving is not None else None
    return tuple(
        SlotChoice(
            slot=Slot(
                quote=quote,
                cleaner=choice.cleaner.id,
                window=free.window,
                local=free.start.local,
                price=price,
                policy=sought.policy.version,
                until=until,
                booking=booking,
            ),
            cleaner=choice.cleaner,
            reasons=choice.reasons,
        )
        for choice in free.choices
    )
