"""The house's own chores: named jobs at their times, each of which always has its next row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cleanbee.domain.kernel import Timer
from cleanbee.ports.inbound.platform.lease import Drain, LeaseLost, finished
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Store

NOBODY = UUID(int=0)
MOST = 10


@dataclass(frozen=True)
class Job:
    """A named chore: how often, and the walk that does it (safe to repeat)."""

    name: str
    every: timedelta
    walk: Drain

    @property
    def kind(self) -> str:
        """The kind of its timer."""
        return f"job.{self.name}"

    def row(self, due_at: datetime) -> Timer:
        """Its timer for one moment; a job has no subject, so there is one row a job."""
        return Timer(kind=self.kind, subject=NOBODY, due_at=due_at)


@dataclass(frozen=True)
class RunJobs:
    """Runs the jobs that are due; the next row is kept in the unit that finishes the one before."""

    store: Store
    ids: Ids
    jobs: Sequence[Job]

    async def __call__(self) -> int:
        """How many jobs ran; missed moments are caught up one by one, doubled wakes do nothing.

        :raises Unfinished: jobs failed and stay due.
        """
        known = {job.kind: job for job in self.jobs}
        if not known:
            return 0
        async with self.store.begin() as work:
            leased = await work.timers.lease_due(await work.now(), sorted(known), MOST, self.ids.new())
        done = 0
        failed: list[Exception] = []
        for one in leased:
            assert one.timer is not None, "leased from the timers"
            try:
                await self._run(one, one.timer, known[one.timer.kind])
                done += 1
            except LeaseLost:
                continue
            except Exception as fault:
                failed.append(fault)
        return finished("jobs", done, failed)

    async def plan(self) -> int:
        """Give every job its first row; how many had none."""
        planned = 0
        async with self.store.begin() as work:
            now = await work.now()
            for job in self.jobs:
                if await work.timers.find(job.kind, NOBODY) is None:
                    await work.wait(job.row(now + job.every))
                    planned += 1
        return planned

    async def _run(self, leased: Leased, timer: Timer, job: Job) -> None:
        while await job.walk():
            pass
        async with self.store.begin() as work:
            if not await work.timers.done(leased):
                raise LeaseLost
            await work.wait(job.row(timer.due_at + job.every))
