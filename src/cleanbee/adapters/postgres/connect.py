"""One connection of one's own, for what is done beside the pool."""

from __future__ import annotations

from typing import Any

import asyncpg

from cleanbee.ports.outbound.store import Busy

_DRIVER: Any = asyncpg  # its functions carry no types
ANSWER_S = 5.0
NO_ANSWER = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)
"""What the driver raises where nobody answers; the last two are for an address that it cannot read."""


async def connect(url: str) -> Any:
    """A connection, which whoever asked for it closes.

    :raises Busy: the server does not answer, or the address cannot be read.
    """
    try:
        return await _DRIVER.connect(url, timeout=ANSWER_S)
    except NO_ANSWER as error:
        raise Busy(f"the database does not answer: {error!r}") from error
