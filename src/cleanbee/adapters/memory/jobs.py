"""Waking workers, in memory: it only remembers who was called."""

from __future__ import annotations


class MemoryJobQueue:
    """Remembers wakes; whoever runs the drains looks whether one was called."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    async def wake(self, drain: str) -> None:
        """Ask for a run of this drain soon; asking twice before it runs is asking once."""
        if drain not in self.woken:
            self.woken.append(drain)

    def take(self) -> tuple[str, ...]:
        """Who was called since the last look, in order."""
        taken, self.woken = tuple(self.woken), []
        return taken
