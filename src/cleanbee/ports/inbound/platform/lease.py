"""What drains and their steps share: the shape of a step, and the fence against those who come too late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cleanbee.domain.kernel import Timer
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.outbound.store import Work

TimerStep = Callable[[Work, Timer], Awaitable[None]]
EventStep = Callable[[Work, Kept], Awaitable[None]]
Drain = Callable[[], Awaitable[int]]


class LeaseLost(Exception):
    """Somebody else was given this piece of work meanwhile: nothing of this unit may be kept."""


class Unfinished(Exception):
    """Some pieces of due work failed and stay due; ``done`` others are done."""

    def __init__(self, what: str, done: int, failed: list[Exception]) -> None:
        super().__init__(f"{what}: {len(failed)} failed, {done} done; first: {failed[0]!r}")
        self.done = done
        self.failed = failed
        self.__cause__ = failed[0]


def finished(what: str, done: int, failed: list[Exception]) -> int:
    """How many pieces were done.

    :raises Unfinished: when some failed.
    """
    if failed:
        raise Unfinished(what, done, failed)
    return done
