"""Ending with the parent: a process that our supervisor started never outlives it, not even after kill -9."""

from __future__ import annotations

import os
import signal
import sys
import threading

PARENT = "CLEANBEE_PARENT"
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>


def hold_on(parent: str | None) -> None:
    """Tie this process to the one that started it; without a parent named in the environment nothing happens.

    On Linux the kernel ends us at once; everywhere the end of our standard input does.
    """
    if not parent:
        return
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.name == "posix" and os.getppid() != int(parent):
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Thread(target=_until_silence, daemon=True, name="lifeline").start()


def _until_silence() -> None:
    """The open pipe is the sign of life; nothing is ever said on it."""
    while os.read(0, 1):
        pass
    os._exit(1)
