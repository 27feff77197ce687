"""Confirm now, bind late: what arrives, and the two answers to it."""

from __future__ import annotations

from cleanbee.domain.kernel import Value


class Arrival(Value, frozen=True, kw_only=True):
    """A booking for anyone: who could do it, what each is worth, and what it is worth to leave it open."""

    links: tuple[int, ...]
    utilities: tuple[int, ...]
    outside: int = 0

    def __post_init__(self) -> None:
        assert len(self.links) == len(self.utilities), "a utility a link"


class Bound(Value, frozen=True, kw_only=True):
    """Confirmed: its cleaner for now, what the whole gains, and the earlier bookings whose cleaner changed."""

    cleaner: int
    gain: int
    moved: tuple[int, ...] = ()


class WouldDropPromise(Value, frozen=True, kw_only=True):
    """No chain of changes serves it and everybody promised while being worth more than leaving it open."""
