"""A free port on loopback."""

from __future__ import annotations

import os
import socket
from itertools import count

LOOPBACK = "127.0.0.1"
LOWEST, HIGHEST = 18_000, 32_000
"""Below every system's range for outgoing connections (Linux begins it at 32,768, the others higher): what is free here
is not taken a moment later by somebody's connection."""

TRIES = 64
APART = 64
"""So far from each other do two processes with neighbouring numbers begin to look: they rarely ask for one port."""

_asked = count()


def free_port() -> int:
    """A port that nobody listens on at this moment; whoever takes it may still lose it, and tries the next.

    :raises OSError: no port at all is free.
    """
    for _ in range(TRIES):
        port = LOWEST + (os.getpid() * APART + next(_asked)) % (HIGHEST - LOWEST)
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
