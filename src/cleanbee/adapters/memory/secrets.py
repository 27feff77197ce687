"""Password hashes in memory: quick, and good for nothing but tests."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging

log = logging.getLogger("cleanbee.memory")


class QuickHasher:
    """Hashes that cost nothing; they may not guard anything real."""

    def __init__(self) -> None:
        self._salted = 0
        log.warning("passwords are hashed quickly: they guard nothing")

    async def hash(self, password: str) -> str:
        """A hash with its salt."""
        await asyncio.sleep(0)
        self._salted += 1
        return _hash(f"{self._salted:08d}", password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; an absent hash fits nothing."""
        await asyncio.sleep(0)
        salt = (password_hash or "").removeprefix("quick$").partition("$")[0]
        found = _hash(salt, password)
        return password_hash is not None and hmac.compare_digest(found, password_hash)


def _hash(salt: str, password: str) -> str:
    return f"quick${salt}${hashlib.sha256(f'{salt}{password}'.encode()).hexdigest()}"
