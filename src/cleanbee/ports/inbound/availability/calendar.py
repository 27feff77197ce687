"""A cleaner's calendar: read it, take time off, give time off back."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim, PromisesInside, SlotTaken
from cleanbee.domain.availability.diary import lives
from cleanbee.domain.availability.time_off import may_end_early, take_time_off
from cleanbee.domain.kernel import ClaimId, CleanerId, NotAllowed, NotFound, Refused, Value, Window
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store


class CalendarWanted(Value, frozen=True, kw_only=True):
    """Whose calendar, and over which span."""

    actor: Actor
    cleaner: CleanerId
    span: Window


class TimeOffAsked(CalendarWanted, frozen=True, kw_only=True):
    """Time off over the span, with a note for oneself."""

    note: str = ""


class TimeOffEnded(Value, frozen=True, kw_only=True):
    """Which time off is given back, and by whom."""

    actor: Actor
    claim: ClaimId


class Calendar(Value, frozen=True, kw_only=True):
    """Everything that takes the cleaner's time in the span, by start."""

    cleaner: CleanerId
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class ReadCalendar:
    """What takes a cleaner's time; lapsed holds are not there."""

    store: Store

    async def __call__(self, ask: CalendarWanted) -> Calendar | Refused[NotFound | NotAllowed]:
        """The claims of the span."""
        allowed = may(ask.actor, "calendar.read", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            claims = await work.claims.within([ask.cleaner], ask.span)
        return Calendar(cleaner=ask.cleaner, claims=tuple(one for one in claims if lives(one, now)))


@dataclass(frozen=True)
class TakeTimeOff:
    """Keeps time for the cleaner, unless something is promised in it."""

    store: Store
    ids: Ids

    async def __call__(
        self, ask: TimeOffAsked, once: Once | None = None
    ) -> Claim | Refused[PromisesInside | SlotTaken | NotFound | NotAllowed]:
        """The time off, or the promises inside it."""
        allowed = may(ask.actor, "time_off.take", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        try:
            async with self.store.begin(once) as work:
                await work.lock(cleaners=(ask.cleaner,))
                now = await work.now()
                await work.claims.drop_lapsed([ask.cleaner], now)
                claims = await work.claims.within([ask.cleaner], ask.span)
                id = ClaimId(self.ids.new())
                decided = take_time_off(id, ask.cleaner, ask.span, ask.note, claims, now)
                if isinstance(decided, Refused):
                    work.answer(decided)
                    return decided
                await work.claims.add(decided.value)
                await work.keep(decided)
                work.answer(decided.value)
                return decided.value
        except ClaimOverlaps:
            return Refused(why=SlotTaken())


@dataclass(frozen=True)
class EndTimeOff:
    """Gives time off back, so that it can be booked again."""

    store: Store

    async def __call__(self, ask: TimeOffEnded, once: Once | None = None) -> Claim | Refused[NotFound | NotAllowed]:
        """The time off that was given back."""
        async with self.store.begin(once) as work:
            peek = await work.claims.find(ask.claim)
            if peek is not None:
                await work.lock(cleaners=(peek.cleaner,))
            claim = await work.claims.find(ask.claim)
            if claim is None or not may_end_early(claim):
                absent = Refused(why=NotFound(what="time_off"))
                work.answer(absent)
                return absent
            allowed = may(ask.actor, "time_off.take", Facts(person=claim.cleaner))
            if isinstance(allowed, Refused):
                return allowed
            await work.claims.remove(claim)
            work.answer(claim)
            return claim
