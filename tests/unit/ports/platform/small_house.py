"""A store in memory with what drains need, and little things to put in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from cleanbee.adapters.memory.clock import ManualClock, VirtualPause
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.booking.events import BookingEvent, BookingPlaced, BookingRequested
from cleanbee.domain.kernel import BookingId, CustomerId, Timer
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.contracts.nouns import MORNING
from cleanbee.ports.inbound.platform.lease import EventStep, TimerStep
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.store import Work


@dataclass
class SmallHouse:
    """Everything in memory, the clock standing, real seconds counted by hand."""

    seconds: float = 0.0
    ids: SeededIds = field(default_factory=lambda: SeededIds(1))
    clock: ManualClock = field(default_factory=lambda: ManualClock(MORNING))
    pause: VirtualPause = field(default_factory=VirtualPause)
    dice: SeededDice = field(default_factory=lambda: SeededDice(1))

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.clock, SeededIds(2), stopwatch=lambda: self.seconds)

    def relay(self, **walks: tuple[EventStep, ...]) -> RelayEvents:
        return RelayEvents(self.store, self.ids, self.pause, self.dice, walks)

    def timers(self, walks: dict[str, TimerStep]) -> RunTimers:
        return RunTimers(self.store, self.ids, self.pause, self.dice, walks)

    async def happened(self, booking: UUID, version: int, customer: UUID | None = None) -> BookingEvent:
        """Keep an event: placed at version 1, requested later."""
        kind = BookingPlaced if version == 1 else BookingRequested
        whose = CustomerId(customer if customer is not None else self.ids.new())
        event = kind(booking=BookingId(booking), version=version, customer=whose)
        async with self.store.begin() as work:
            await work.tell(event)
        return event

    async def set(self, kind: str, hours: float) -> Timer:
        """Set a timer so many hours ahead."""
        timer = Timer(kind=kind, subject=self.ids.new(), due_at=MORNING + timedelta(hours=hours))
        async with self.store.begin() as work:
            await work.wait(timer)
        return timer

    def forward(self, hours: float) -> None:
        self.clock.forward(timedelta(hours=hours))


@dataclass
class Diary:
    """A step that writes down what it was given, inside its unit, and outside."""

    seen: list[object] = field(default_factory=list[object])
    fails: int = 0

    async def on_event(self, work: Work, kept: Kept) -> None:
        self._maybe_fail()
        self.seen.append(kept.event)

    async def on_timer(self, work: Work, timer: Timer) -> None:
        self._maybe_fail()
        self.seen.append(timer)

    def _maybe_fail(self) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("a bug in a step")
