"""Plans that the office asked for are made, one at a time: the day is read, planned outside any unit, and kept."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from cleanbee.domain.kernel import Granted, NotInPhase, PlanId, Refused
from cleanbee.domain.matching.day_market import Town, concerned, towns
from cleanbee.domain.matching.day_plan import DayPlan, standing_of
from cleanbee.domain.matching.plan import MAKE, Plan, Proposal, made, off_the_day, went_wrong, worn_out
from cleanbee.domain.matching.propose import proposal, stands, to_plan
from cleanbee.ports.inbound.matching.look_at_day import look_at_day
from cleanbee.ports.inbound.platform.lease import LeaseLost, finished
from cleanbee.ports.outbound.geo import Travel
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.planner import DayPlanner, Steps
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Busy, Stale, Store, Work

STEPS = 100_000_000
"""What a planner may look at for one day: some five seconds of a usual machine, well within a lease."""


@dataclass(frozen=True)
class MakePlans:
    """The drain: a plan is leased by its timer, so a worker that dies leaves it to the next.

    Only who still holds the lease keeps what was found; two who made the same plan keep it once.
    """

    store: Store
    ids: Ids
    travel: Travel
    planner: DayPlanner

    async def __call__(self) -> int:
        """How many plans were made or given up; safe to repeat.

        :raises Unfinished: a planner failed; its plan is tried again later, or given up.
        """
        async with self.store.begin() as work:
            leased = await work.timers.lease_due(await work.now(), (MAKE,), 1, self.ids.new())
        done = 0
        failed: list[Exception] = []
        for one in leased:
            try:
                await self._make(one)
                done += 1
            except (LeaseLost, Busy, Stale):
                continue
            except Exception as fault:
                with suppress(LeaseLost):
                    await self._went_wrong(one)
                failed.append(fault)
        return finished("plans", done, failed)

    async def _make(self, leased: Leased) -> None:
        if worn_out(leased.attempt):
            return await self._went_wrong(leased)
        async with self.store.begin() as work:
            plan = await self._plan(work, leased)
            known = await look_at_day(work, plan.day, self.travel)
        here = towns(known, plan.because)
        if not concerned(here, plan.because):
            return await self._keep(leased, None)
        found = await asyncio.to_thread(self._proposed, here)
        return await self._keep(leased, found)

    def _proposed(self, here: tuple[Town, ...]) -> Proposal:
        """Every town's plan; it takes seconds, so it has a thread of its own."""
        answers: list[tuple[Town, DayPlan]] = []
        for town in here:
            patience = Steps(STEPS // len(here))
            answers.append((town, self.planner.plan(to_plan(town), patience, standing_of(stands(town)))))
        return proposal(answers)

    async def _keep(self, leased: Leased, found: Proposal | None) -> None:
        async with self.store.begin() as work:
            plan = await self._fenced(work, leased)
            now = await work.now()
            await self._turn(work, plan, off_the_day(plan, now) if found is None else made(plan, found, now))

    async def _went_wrong(self, leased: Leased) -> None:
        async with self.store.begin() as work:
            plan = await self._fenced(work, leased)
            await self._turn(work, plan, went_wrong(plan, leased.attempt, await work.now()))

    async def _fenced(self, work: Work, leased: Leased) -> Plan:
        """The plan, if it is still ours to make.

        :raises LeaseLost: somebody else was given it meanwhile.
        """
        if not await work.timers.done(leased):
            raise LeaseLost
        return await self._plan(work, leased)

    async def _plan(self, work: Work, leased: Leased) -> Plan:
        assert leased.timer is not None, "leased from the timers"
        plan = await work.plans.find(PlanId(leased.timer.subject))
        assert plan is not None, "plans are never deleted"
        return plan

    async def _turn(self, work: Work, plan: Plan, decided: Granted[Plan] | Refused[NotInPhase]) -> None:
        """Keep what was decided; what somebody else made before stays as it is."""
        if isinstance(decided, Granted):
            await work.plans.replace(plan, decided.value)
            await work.keep(decided)
