"""What waking workers promises: next to nothing, and never a fault."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from cleanbee.ports.outbound.platform import JobQueue


class JobQueueContract:
    """Waking workers."""

    def open_queue(self) -> AbstractAsyncContextManager[JobQueue]:
        """A queue."""
        raise NotImplementedError

    async def test_waking_never_raises_however_often(self) -> None:
        async with self.open_queue() as queue:
            for drain in ("outbox", "timers", "outbox"):
                await queue.wake(drain)
