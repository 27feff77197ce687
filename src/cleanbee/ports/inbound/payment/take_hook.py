"""What the gateway posts to us: its raw bytes are judged, the message is kept, and acted on later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbee.domain.kernel import NotFound, Refused, Value
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.payment import Hooks
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.store import Store

DRAIN = "inbox"


class HookAsked(Value, frozen=True, kw_only=True):
    """Bytes that are said to come from a source, and the headers that came with them (names in lower case)."""

    source: str
    raw: bytes
    headers: Mapping[str, str]


class HookTaken(Value, frozen=True, kw_only=True):
    """It came from there and is kept, or is of no concern to us: it need not be sent again."""


@dataclass(frozen=True)
class TakeHook:
    """Verifies, keeps, wakes. Real time judges the signature's age: whoever signed it knows no test clock."""

    store: Store
    real_clock: Clock
    hooks: Mapping[str, Hooks]
    queue: JobQueue

    async def __call__(self, ask: HookAsked) -> HookTaken | Refused[NotFound]:
        """The same message a second time changes nothing.

        :raises HookRefused: forged, altered, or older than 300 s: nothing is kept.
        """
        hooks = self.hooks.get(ask.source)
        if hooks is None:
            return Refused(why=NotFound(what="webhook"))
        message = hooks.read(ask.raw, ask.headers.get(hooks.header, ""), await self.real_clock.now())
        if message is not None:
            async with self.store.begin() as work:
                new = await work.inbox.receive(ask.source, message, await work.now())
            if new:
                await self.queue.wake(DRAIN)
        return HookTaken()
