"""When somebody could come, at which price, and who: days, their starts, and for each start a few cleaners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleanbee.domain.availability.diary import Scene, reading_span
from cleanbee.domain.availability.reach import box_around
from cleanbee.domain.availability.slot import Slot, good_until
from cleanbee.domain.availability.slots import Able, Candidate, FreeStart, candidates_of, slots
from cleanbee.domain.kernel import BookingId, CleanerId, QuoteId, Refused, Value, Window, with_
from cleanbee.domain.matching.choice import Choice, Reason, choices
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds
from cleanbee.ports.inbound.availability.sought import Sought, SoughtNo, sought_by_booking, sought_by_quote
from cleanbee.ports.outbound.geo import Travel
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
    cleaner: Cleaner
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
    """All days that were asked for, in order."""

    days: tuple[SlotDay, ...]
    now: datetime


@dataclass(frozen=True)
class FindSlots:
    """Shows only what can be had at this moment: each slot is one that a hold would be granted for."""

    store: Store
    travel: Travel

    async def __call__(self, ask: AskedSlots) -> FoundSlots | Refused[SoughtNo]:
        """The days with their slots, or why there is nothing to look for."""
        allowed = may(ask.actor, "slot.find")
        if isinstance(allowed, Refused):
            return allowed
        days = [ask.from_day + timedelta(days=n) for n in range(ask.days)]
        async with self.store.begin() as work:
            now = await work.now()
            sought = await _sought(work, ask, now)
            if isinstance(sought, Refused):
                return sought
            candidates = await _candidates(work, ask, sought, days)
        zone = sought.quote.asked.zone
        scene = Scene(home=sought.job.home, policy=sought.policy, travel=self.travel.minutes, now=now)
        found = slots(candidates, days, zone, sought.minutes, scene, ask.within)
        people = {one.cleaner.id: one.cleaner for one in candidates}
        shown = [SlotDay(day=day, slots=_times(found[day], people, sought, ask, now)) for day in days]
        return FoundSlots(days=tuple(shown), now=now)


async def _sought(work: Work, ask: AskedSlots, now: datetime) -> Sought | Refused[SoughtNo]:
    if ask.booking is not None:
        return await sought_by_booking(work, ask.actor, ask.booking)
    assert ask.quote is not None
    return await sought_by_quote(work, ask.actor, ask.quote, now)


async def _candidates(work: Work, ask: AskedSlots, sought: Sought, days: Sequence[date]) -> Sequence[Candidate]:
    """Whoever may be asked at all, with hours and claims: three questions to the store, however many they are."""
    wanted = sought.only or ask.cleaner
    if wanted is None:
        people = await work.cleaners.serving(*box_around(sought.job.home))
    else:
        one = await work.cleaners.find(wanted)
        people = [one] if one is not None else []
    zone = sought.quote.asked.zone
    reach = Window(start=day_bounds(days[0], zone)[0], end=day_bounds(days[-1] + timedelta(days=1), zone)[1])
    fit_people = [one for one in people if not person_rules(one, with_(sought.job, window=reach))]
    ids = [one.id for one in fit_people]
    hours = await work.hours.of(ids)
    claims = await work.claims.within(ids, reading_span(reach))
    return candidates_of(fit_people, hours, [one for one in claims if one.id != sought.own_claim])


def _times(
    free: Sequence[FreeStart], people: Mapping[CleanerId, Cleaner], sought: Sought, ask: AskedSlots, now: datetime
) -> tuple[SlotTime, ...]:
    until = good_until(sought.policy, now, None if sought.moving is not None else sought.quote)
    found: list[SlotTime] = []
    known: dict[tuple[Able, ...], tuple[Choice, ...]] = {}  # most starts have the same people, one after the other
    able: tuple[Able, ...] = ()
    chosen: tuple[Choice, ...] = ()
    for one in free:
        if one.able is not able:
            able = one.able
            if able not in known:
                job = with_(sought.job, window=one.window)
                known[able] = choices(able, people, job, sought.visits, (sought.quote.id, ask.per_slot))
            chosen = known[able]
        if chosen:
            shown = _slots(one, chosen, sought, (now, until))
            found.append(SlotTime(local=one.start.local, window=one.window, choices=shown))
    return tuple(found)


def _slots(
    free: FreeStart, chosen: Sequence[Choice], sought: Sought, moments: tuple[datetime, datetime]
) -> tuple[SlotChoice, ...]:
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
        for choice in chosen
    )
