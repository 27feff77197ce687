"""Moving the sandbox's time: what falls due on the way happens in its order before the clock says ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cleanbee.domain.kernel import NotAllowed, NotFound, Refusal, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.platform.lease import Drain, Unfinished
from cleanbee.ports.outbound.clock import Pause, TestClock
from cleanbee.ports.outbound.store import Busy, Stale, Store, Work

IDLE_ROUNDS = 200
IDLE_PAUSE_S = 0.05
A_SECOND = timedelta(seconds=1)
FARTHEST_MIN = 366 * 24 * 60
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""The sandbox's last moment: what is decided from ever later dates falls off the calendar, and no clock goes back."""


class ClockAsked(Value, frozen=True, kw_only=True):
    """Who moves it and where to: an instant, or so far from now; then the clock stands there or runs on."""

    actor: Actor
    to: datetime | None = None
    by: timedelta | None = None
    then: Literal["stand", "run"] = "stand"


class OnlyForward(Refusal, frozen=True, kw_only=True):
    """Time does not go back: the instant asked for lies before ``now``."""

    now: datetime


class TooFarAhead(Refusal, frozen=True, kw_only=True):
    """A span of at most so many minutes, and never to ``latest`` or beyond: nobody brings the clock back from there."""

    farthest_min: int
    latest: datetime


class Advanced(Value, frozen=True, kw_only=True):
    """Where the clock is, and how much was done on the way; ``ready`` when nothing due is left undone.

    One that is not ready stands where the work is that could not be done, not where it was to go.
    """

    now: datetime
    done: int
    ready: bool


@dataclass(frozen=True)
class AdvanceClock:
    """Moves the test clock to each due moment in order, and lets everything due be done before it goes on."""

    store: Store
    test_clock: TestClock
    drains: Sequence[Drain]
    pause: Pause

    async def __call__(self, ask: ClockAsked) -> Advanced | Refused[OnlyForward | TooFarAhead | NotAllowed | NotFound]:
        """Stand still from now on, go there, and do what fell due."""
        if isinstance(no := may(ask.actor, "clock.move"), Refused):
            return no
        start = await self.test_clock.read()
        target = aimed_at(ask, start)
        if isinstance(target, Refused):
            return target
        start = await self._stand(start)
        done, ready = await self._go(start, max(target, start))
        if ask.then == "run":
            await self.test_clock.run_on()
        return Advanced(now=await self.test_clock.read(), done=done, ready=ready)

    async def _go(self, at: datetime, target: datetime) -> tuple[int, bool]:
        """From one due moment to the next, up to the target; no further than what is due can be done."""
        done, ready = await self._until_quiet(at)
        while ready and at < target:
            due = await self._next_due()
            at = target if due is None else min(max(at, due), target)
            await self.test_clock.freeze(at)
            more, ready = await self._until_quiet(at)
            done += more
        return done, ready

    async def _stand(self, at: datetime) -> datetime:
        """Stand still; a clock that runs has moved on since it was read, so it stands a second later."""
        try:
            await self.test_clock.freeze(at)
        except ValueError:
            at += A_SECOND
            await self.test_clock.freeze(at)
        return at

    async def _until_quiet(self, now: datetime) -> tuple[int, bool]:
        """Drain until nothing due is left; work that another worker has leased is waited for, within reason."""
        total = idle = 0
        while idle < IDLE_ROUNDS:
            done = await self._drain_once()
            total += done
            if await self._quiet(now):
                return total, True
            if done:
                idle = 0
                continue
            idle += 1
            await self.pause.wait(IDLE_PAUSE_S)
        return total, False

    async def _quiet(self, now: datetime) -> bool:
        """Whether nothing is due, nothing unsent, nothing not handed on."""
        async with self.store.begin() as work:
            due = await work.timers.next_due()
            return (
                (due is None or due > now)
                and not await work.feed.pending()
                and not await work.operations.unfinished(now, 1)
                and not await work.notices.due(now, 1)
                and ((told := await work.inbox.next_due()) is None or told > now)
            )

    async def _drain_once(self) -> int:
        done = 0
        for drain in self.drains:
            try:
                done += await drain()
            except Unfinished as some:
                done += some.done
            except (Stale, Busy):
                continue
        return done

    async def _next_due(self) -> datetime | None:
        async with self.store.begin() as work:
            return await next_due(work)


def aimed_at(ask: ClockAsked, now: datetime) -> datetime | Refused[OnlyForward | TooFarAhead]:
    """The instant asked for, if the clock may go there."""
    too_far = Refused(why=TooFarAhead(farthest_min=FARTHEST_MIN, latest=LATEST))
    if ask.by is not None and ask.by > timedelta(minutes=FARTHEST_MIN):
        return too_far
    target = ask.to if ask.to is not None else now + (ask.by or timedelta())
    if target < now:
        return Refused(why=OnlyForward(now=now))
    return too_far if target >= LATEST else target


async def next_due(work: Work) -> datetime | None:
    """The next moment at which anything falls due: a timer, a call or a message to be tried again, a notice."""
    told = (
        await work.timers.next_due(),
        await work.operations.next_due(),
        await work.notices.next_due(),
        await work.inbox.next_due(),
    )
    return min((one for one in told if one is not None), default=None)
