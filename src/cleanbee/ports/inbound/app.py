"""Everything this house can be asked, in one value: what drivers (http, jobs, the command line) are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from cleanbee.ports.inbound.platform.advance_clock import AdvanceClock
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.read_clock import ReadClock
from cleanbee.ports.inbound.platform.read_feed import ReadFeed
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_jobs import RunJobs
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.clock import Clock, Pause, TestClock
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.limits import Limiter
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class Platform:
    """What all walks share. The clock can be moved in the sandbox only."""

    relay_events: RelayEvents
    run_timers: RunTimers
    run_jobs: RunJobs
    place_feed: PlaceFeed
    read_feed: ReadFeed
    read_clock: ReadClock
    advance_clock: AdvanceClock | None = None
    test_clock: TestClock | None = None


@dataclass(frozen=True)
class House:
    """What drivers need to know of this deployment; ``secret_key`` seals tokens and cursors, ``code`` is shared."""

    live: bool
    url: str
    secret_key: str = field(repr=False)
    code: str = field(default="", repr=False)
    limits: bool = True


@dataclass
class Health:
    """Whether this process should be sent requests: set ``draining`` before it stops."""

    ready: Callable[[], Awaitable[str | None]]
    draining: bool = False

    async def why_not(self) -> str | None:
        """Why this process is not ready, in one word; None when it is."""
        return "draining" if self.draining else await self.ready()


@dataclass(frozen=True)
class App:
    """The house: use cases by context, the drains by name, and the ports that drivers need themselves."""

    house: House
    health: Health
    platform: Platform
    drains: Mapping[str, Drain]
    store: Store
    clock: Clock
    pause: Pause
    dice: Dice
    ids: Ids
    limiter: Limiter
    queue: JobQueue
