"""The bank's messages on their way: each one to twenty times, in any order, up to three days late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

from cleanbee.adapters.memory.bank import Entry
from cleanbee.domain.payment.news import Message, OperationNews
from cleanbee.entrypoints.simulator.processes import Broken, Process
from cleanbee.entrypoints.simulator.time import Time
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.ports.outbound.store import Busy, Stale

LATEST_S = 72 * 3600.0
MOST = 20
PROMPT_S = 30.0
AGAIN_S = (60.0, 3600.0)

Take = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Round:
    """Whom the post brings messages to, and how they take one."""

    processes: Sequence[Process]
    take: Take


class Post:
    """Brings what the bank has written to whichever process is there, again and again until it was taken."""

    def __init__(self, time: Time, dice: Random, trace: Trace) -> None:
        self._time, self._dice, self._trace = time, dice, trace
        self._round: Round | None = None
        self._seen: set[str] = set()
        self.under_way = 0
        self.brought = 0
        self.bugs: list[str] = []

    def begin(self, to: Round) -> None:
        """From now on there is somebody to bring messages to."""
        self._round = to

    def entered(self, place: int, entry: Entry) -> None:
        """The bank has made an entry in its book, and writes of it."""
        news = OperationNews(operation=entry.call.key, fact=entry.fact)
        self.send(Message(id=f"message_{place}", at=entry.at, news=news))

    def send(self, message: Message) -> None:
        """Bring this message as often as the dice say; one that was sent before is not sent anew."""
        if message.id in self._seen:
            return
        self._seen.add(message.id)
        for _ in range(self._copies()):
            self.under_way += 1
            self._time.spawn(self._bring(message, self._delay()))

    def _copies(self) -> int:
        return self._dice.choice((1, 1, 1, 2, 2, 3, self._dice.randint(4, MOST)))

    def _delay(self) -> float:
        prompt = self._dice.random() < 0.6
        return min(self._dice.expovariate(1 / PROMPT_S), LATEST_S) if prompt else self._dice.uniform(0, LATEST_S)

    async def _bring(self, message: Message, delay: float) -> None:
        try:
            await self._time.sleep(delay)
            while not await self._taken(message):
                await self._time.sleep(self._dice.uniform(*AGAIN_S))
        finally:
            self.under_way -= 1

    async def _taken(self, message: Message) -> bool:
        assert self._round is not None, "there is nobody to bring it to"
        up = [one for one in self._round.processes if one.up]
        if not up:
            return False
        try:
            await self._dice.choice(up).serve(self._give(message))
        except (Broken, Stale, Busy):
            return False
        except Exception as bug:
            self.bugs.append(f"message {message.id} could not be taken: {bug!r}")
        self.brought += 1
        self._trace.note("message", id=message.id, written=message.at)
        return True

    async def _give(self, message: Message) -> None:
        assert self._round is not None
        await self._round.take(message)
