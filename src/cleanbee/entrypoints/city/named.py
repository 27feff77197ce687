"""Ids out of the seed city's keys: the same key has the same id in every house, and what is older sorts first."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

FOUNDED = datetime(2024, 1, 1, tzinfo=UTC)


def named(at: datetime, *names: object) -> UUID:
    """A UUID of version 7 whose time is ``at`` and whose other bits are the sha256 of the names."""
    bits = int.from_bytes(sha256("\x1f".join(str(name) for name in names).encode()).digest()[:16])
    millis = int(at.timestamp() * 1000)
    bits = (bits & ((1 << 80) - 1)) | millis << 80
    bits = bits & ~(0xF << 76) | 0x7 << 76
    return UUID(int=bits & ~(0x3 << 62) | 0x2 << 62)


def of_key(kind: str, key: str) -> UUID:
    """The id of a person, a home or a card."""
    return named(FOUNDED, kind, key)
