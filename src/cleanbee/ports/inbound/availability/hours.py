"""When a cleaner works: read and set by the cleaner, or by ops for them."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.availability.time_off import set_hours
from cleanbee.domain.kernel import CleanerId, NotAllowed, NotFound, Refused, Value, VersionMoved
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store


class HoursWanted(Value, frozen=True, kw_only=True):
    """Whose hours, and who asks."""

    actor: Actor
    cleaner: CleanerId


class HoursAsked(HoursWanted, frozen=True, kw_only=True):
    """All of the cleaner's rules, as they shall be from now on."""

    weekly: tuple[WeeklyRule, ...]
    dates: tuple[DateRule, ...] = ()
    at_version: int | None = None


@dataclass(frozen=True)
class ReadHours:
    """The rules as they stand."""

    store: Store

    async def __call__(self, ask: HoursWanted) -> Hours | Refused[NotFound | NotAllowed]:
        """The hours, or that there are none for the asker."""
        allowed = may(ask.actor, "hours.read", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.hours.find(ask.cleaner) or Refused(why=NotFound(what="hours"))


@dataclass(frozen=True)
class SetHours:
    """New rules for what is asked from now on; promises made under the old ones stand."""

    store: Store

    async def __call__(
        self, ask: HoursAsked, once: Once | None = None
    ) -> Hours | Refused[NotFound | NotAllowed | VersionMoved]:
        """The hours as set."""
        allowed = may(ask.actor, "hours.set", Facts(person=ask.cleaner))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            await work.lock(cleaners=(ask.cleaner,))
            cleaner, old = await work.cleaners.find(ask.cleaner), await work.hours.find(ask.cleaner)
            if cleaner is None:
                no = Refused(why=NotFound(what="cleaner"))
                work.answer(no)
                return no
            if old is not None and ask.at_version not in {None, old.version}:
                moved = Refused(why=VersionMoved(current=old.version))
                work.answer(moved)
                return moved
            decided = set_hours(old, Hours(id=cleaner.id, zone=cleaner.zone, weekly=ask.weekly, dates=ask.dates))
            if old is None:
                await work.hours.add(decided.value)
            else:
                await work.hours.replace(old, decided.value)
            await work.keep(decided)
            work.answer(decided.value)
            return decided.value
