"""Hashing and sealing."""

from __future__ import annotations

from typing import Protocol


class Hasher(Protocol):
    """Slow hashes for passwords."""

    async def hash(self, password: str) -> str:
        """An argon2id hash with its parameters.

        :raises Busy: too many are waiting.
        """
        ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; an absent hash costs the same work and fits nothing.

        :raises Busy: too many are waiting.
        """
        ...
