"""The office asks for a plan of a day, and reads what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, PlanId, Refused, Value
from cleanbee.domain.matching.plan import Because, CancelledVisit, Kind, LateFinish, Plan, SickCleaner, ask_for
from cleanbee.domain.people.actor import Actor, AsOps
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.store import Store, Work


class PlanWanted(Value, frozen=True, kw_only=True):
    """A plan for a local day: a proposal, or a comparison; around something that happened, or around nothing."""

    actor: Actor
    kind: Kind
    day: date
    because: Because | None = None


class PlanAsked(Value, frozen=True, kw_only=True):
    """Which plan of which day."""

    actor: Actor
    day: date
    plan: PlanId


class PlansAsked(Value, frozen=True, kw_only=True):
    """One page of a day's plans, after the plan ``before``."""

    actor: Actor
    day: date
    before: PlanId | None = None
    limit: int = 20


@dataclass(frozen=True)
class PlanDay:
    """Keeps the wish and wakes a worker; the plan is made there."""

    store: Store
    ids: Ids
    queue: JobQueue

    async def __call__(self, ask: PlanWanted, once: Once | None = None) -> Plan | Refused[NotAllowed | NotFound]:
        """The plan in ``planning``."""
        allowed = may(ask.actor, f"day_plan.{ask.kind}")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin(once) as work:
            answer = await self._kept(work, ask)
            work.answer(answer)
        await self.queue.wake("plans")
        return answer

    async def _kept(self, work: Work, ask: PlanWanted) -> Plan | Refused[NotFound]:
        assert isinstance(ask.actor, AsOps), "the policy table lets only the office ask for plans"
        absent = await _absent(work, ask.because)
        if absent is not None:
            return Refused(why=absent)
        plan = Plan(
            id=PlanId(self.ids.new()),
            kind=ask.kind,
            day=ask.day,
            because=ask.because,
            asked_by=ask.actor.id,
            asked_at=await work.now(),
        )
        asked = ask_for(plan)
        await work.plans.add(asked.value)
        await work.keep(asked)
        return asked.value


async def _absent(work: Work, because: Because | None) -> NotFound | None:
    """What the reason names and is not there."""
    match because:
        case None:
            return None
        case SickCleaner(cleaner=cleaner):
            return None if await work.cleaners.find(cleaner) is not None else NotFound(what="cleaner")
        case CancelledVisit(booking=booking) | LateFinish(booking=booking):
            return None if await work.bookings.find(BookingId(booking)) is not None else NotFound(what="booking")


@dataclass(frozen=True)
class ReadPlan:
    """One plan of a day."""

    store: Store

    async def __call__(self, ask: PlanAsked) -> Plan | Refused[NotAllowed | NotFound]:
        """As far as it is made."""
        allowed = may(ask.actor, "plan.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            plan = await work.plans.find(ask.plan)
        return Refused(why=NotFound(what="plan")) if plan is None or plan.day != ask.day else plan


@dataclass(frozen=True)
class ListPlans:
    """The plans of a day, newest first."""

    store: Store

    async def __call__(self, ask: PlansAsked) -> tuple[Plan, ...] | Refused[NotAllowed | NotFound]:
        """At most ``limit`` plans."""
        allowed = may(ask.actor, "plan.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return tuple(await work.plans.of_day(ask.day, ask.before, ask.limit))
