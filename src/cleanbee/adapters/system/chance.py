"""Real ids and real dice."""

from __future__ import annotations

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

CODES = 1_000_000
FINE = 1 << 53


class SystemIds:
    """UUIDv7: they sort by the millisecond in which they were drawn."""

    def new(self) -> UUID:
        """A fresh UUIDv7."""
        return uuid7()


class SystemDice:
    """Chance from the operating system."""

    def code(self) -> str:
        """A one-time code of six digits."""
        return f"{secrets.randbelow(CODES):06d}"

    def token(self) -> str:
        """A secret of 256 bits, as url-safe text without a full stop."""
        return secrets.token_urlsafe(32)

    def fraction(self) -> float:
        """A number in [0, 1)."""
        return secrets.randbelow(FINE) / FINE
