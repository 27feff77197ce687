"""An event loop whose next step is drawn: a seed decides who runs, and nobody waits for real time."""

from __future__ import annotations

import asyncio
import contextvars
import selectors
from collections.abc import Callable, Mapping
from random import Random
from typing import Any


class Stuck(Exception):
    """Everybody waits for somebody else: nothing would ever happen again."""


class _Leap(selectors.SelectSelector):
    """Waits for no socket: where others would sleep, time leaps."""

    def __init__(self) -> None:
        super().__init__()
        self.elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Leap to the next thing that was set a time; none of the loop's own sockets ever has anything to say.

        :raises Stuck: nothing was.
        """
        if timeout is None:
            raise Stuck("every task waits, and nothing is due")
        self.elapsed += max(timeout, 0.0)
        return []


Step = tuple[asyncio.Handle, Callable[..., object], tuple[Any, ...], contextvars.Context]


class StepLoop(asyncio.SelectorEventLoop):
    """Counts its steps, and rings ``on_alarm`` at the step that ``alarm_at`` says.

    With ``dice`` it is a simulated loop: whoever is ready is run in an order that they draw, and its own time leaps.
    Without them it is a usual one, for stores that answer over real sockets.
    """

    def __init__(self, dice: Random | None = None) -> None:
        self._leap = None if dice is None else _Leap()
        self._dice = dice
        self._pool: list[Step] = []
        self._own = contextvars.Context()
        self.steps = 0
        self.alarm_at = 0
        self.on_alarm: Callable[[], None] = lambda: None
        super().__init__(self._leap)

    def time(self) -> float:
        """Seconds of this loop."""
        return super().time() if self._leap is None else self._leap.elapsed

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        """Put a step among those that wait for their turn."""
        here = context if context is not None else contextvars.copy_context()
        handle = asyncio.Handle(callback, args, self, here)
        self._pool.append((handle, callback, args, here))
        super().call_soon(self._turn, context=self._own)
        return handle

    def _turn(self) -> None:
        handle, callback, args, here = self._next()
        if handle.cancelled():
            return
        self.steps += 1
        try:
            here.run(callback, *args)
        except Exception as fault:
            told: Mapping[str, Any] = {"message": "a step failed", "exception": fault, "handle": handle}
            self.call_exception_handler(dict(told))
        if self.steps == self.alarm_at:
            self.on_alarm()

    def _next(self) -> Step:
        if self._dice is None:
            return self._pool.pop(0)
        place = self._dice.randrange(len(self._pool))
        self._pool[place], self._pool[-1] = self._pool[-1], self._pool[place]
        return self._pool.pop()
