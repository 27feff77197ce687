"""A cleaner's calendar: read it, give time off back. Taking it stands in ``matching``: promises may pass on for it."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import lives
from cleanbee.domain.availability.time_off import may_end_early
from cleanbee.domain.kernel import ClaimId, CleanerId, NotAllowed, NotFound, Refused, Value, Window
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
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
