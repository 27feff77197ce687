"""A free port on loopback."""

from __future__ import annotations

import secrets
import socket

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 18_000, 32_000
"""Below every system's range for outgoing connections (Linux begins it at 32,768, the others higher): what is free here
is not taken a moment later by somebody's connection."""

TRIES = 64


def free_port() -> int:
    """A port that nobody listens on at this moment; whoever takes it may still lose it, and tries the next.

    :raises OSError: no port at all is free.
    """
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if _bindable(port):
            return port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
