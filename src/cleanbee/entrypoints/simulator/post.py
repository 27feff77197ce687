"""The bank's messages on their way: sealed, each one to twenty times, in any order, up to three days late.

Now and then somebody else writes too: a bit is flipped in the letter or in its seal, or the seal is old. Nobody may
take such a letter.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from cleanbee.adapters.memory.bank import ARRIVES_AFTER, DISPUTED_AFTER, EVIDENCE_WITHIN, Entry
from cleanbee.adapters.memory.bank_statement import RETURNED_AFTER
from cleanbee.adapters.memory.hooks import OLDEST, MemoryHooks
from cleanbee.domain.payment.fact import OnItsWay, Taken
from cleanbee.domain.payment.news import Message, OperationNews
from cleanbee.entrypoints.simulator.processes import Broken, Process
from cleanbee.entrypoints.simulator.time import Time
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.ports.outbound.payment import HookRefused
from cleanbee.ports.outbound.store import Busy, Stale

LATEST_S = 72 * 3600.0
MOST = 20
PROMPT_S = 30.0
AGAIN_S = (60.0, 3600.0)
FORGED = 0.05
LATER: dict[type, tuple[timedelta, ...]] = {
    OnItsWay: (ARRIVES_AFTER, RETURNED_AFTER),
    Taken: (DISPUTED_AFTER, DISPUTED_AFTER + EVIDENCE_WITHIN),
}
"""What the bank tells later of what it did, and when."""

Letter = tuple[bytes, str]
Take = Callable[[bytes, str], Awaitable[None]]
Tell = Callable[[], Awaitable[Sequence[Message]]]


@dataclass(frozen=True)
class Round:
    """Whom the post brings messages to, how they take one, who seals it, and what the bank has told so far."""

    processes: Sequence[Process]
    take: Take
    seal: MemoryHooks
    told: Tell


class Post:
    """Brings what the bank has written to whichever process is there, again and again until it was taken."""

    def __init__(self, time: Time, dice: Random, trace: Trace) -> None:
        self._time, self._dice, self._trace = time, dice, trace
        self._round: Round | None = None
        self._seen: set[str] = set()
        self.under_way = 0
        self.brought = 0
        self.refused = 0
        self.bugs: list[str] = []

    def begin(self, to: Round) -> None:
        """From now on there is somebody to bring messages to."""
        self._round = to

    def entered(self, place: int, entry: Entry) -> None:
        """The bank has made an entry in its book: it writes of it, and again when more comes of it by itself."""
        news = OperationNews(operation=entry.call.key, fact=entry.fact)
        self.send(Message(id=f"message_{place}", at=entry.at, news=news))
        for kind, waits in LATER.items():
            for wait in waits if isinstance(entry.fact, kind) else ():
                self.under_way += 1
                self._time.spawn(self._read(wait))

    def send(self, message: Message) -> None:
        """Bring this message as often as the dice say; one that was sent before is not sent anew."""
        if message.id in self._seen:
            return
        self._seen.add(message.id)
        for _ in range(self._copies()):
            self.under_way += 1
            self._time.spawn(self._bring(message, self._delay()))

    async def _read(self, wait: timedelta) -> None:
        try:
            await self._time.sleep(wait.total_seconds())
            assert self._round is not None, "there is nobody to bring it to"
            for message in await self._round.told():
                self.send(message)
        finally:
            self.under_way -= 1

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
        process = self._dice.choice(up)
        try:
            if self._dice.random() < FORGED:
                await self._refused(process, message)
            await process.serve(self._give(self._sealed(message)))
        except (Broken, Stale, Busy):
            return False
        except Exception as bug:
            self.bugs.append(f"message {message.id} could not be taken: {bug!r}")
        self.brought += 1
        self._trace.note("message", id=message.id, written=message.at)
        return True

    async def _refused(self, process: Process, message: Message) -> None:
        raw, seal = forged(self._sealed(message), self._dice, self._sealed(message, -OLDEST - timedelta(seconds=1)))
        try:
            await process.serve(self._give((raw, seal)))
        except HookRefused:
            self.refused += 1
        else:
            self.bugs.append(f"M8 a forged message was taken for {message.id}: {raw!r} {seal}")

    def _sealed(self, message: Message, ago: timedelta = timedelta()) -> Letter:
        """Sealed anew each time it is brought, as gateways do."""
        assert self._round is not None
        return self._round.seal.sign(message, self._time.now + ago)

    async def _give(self, letter: Letter) -> None:
        assert self._round is not None
        await self._round.take(*letter)


def forged(letter: Letter, dice: Random, stale: Letter) -> Letter:
    """A letter that is not the bank's: a bit flipped in it or in its seal, or one that is too old."""
    raw, seal = letter
    match dice.randrange(3):
        case 0:
            return _flipped(raw, dice), seal
        case 1:
            return raw, _flipped(seal.encode(), dice, 7).decode("ascii")
        case _:
            return stale


def _flipped(text: bytes, dice: Random, bits: int = 8) -> bytes:
    place = dice.randrange(len(text))
    return text[:place] + bytes([text[place] ^ 1 << dice.randrange(bits)]) + text[place + 1 :]
