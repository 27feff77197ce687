"""Ids that follow from names: the same thing always has the same id, so keeping it twice is keeping it once."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID


def named_id(*names: object) -> UUID:
    """A UUIDv8 (RFC 9562) out of the sha256 of these names, in this order."""
    digest = sha256("\x1f".join(str(name) for name in names).encode()).digest()[:16]
    bits = int.from_bytes(digest, "big")
    bits = bits & ~(0xF << 76) | (0x8 << 76)
    bits = bits & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=bits)
