"""Being told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys


def told_to_stop() -> asyncio.Event:
    """Set at the first SIGTERM or Ctrl-C; a second Ctrl-C ends the process at once. Call it in the running loop."""
    stop = asyncio.Event()
    if sys.platform == "win32":
        return stop
    loop = asyncio.get_running_loop()

    def first() -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, first)
    return stop
