"""localstripe: somebody else's Stripe, as a process of its own on loopback. None of its code runs in ours.

It is started as it is, but for two things: it listens on loopback alone, and it keeps its books in memory instead of
in one file for the whole machine.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PROGRAM = """
import os, socket, sys, threading
from aiohttp import web
from localstripe import resources
from localstripe.server import app

resources.Store.dump_to_disk = lambda self: None
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
web.run_app(app, sock=listener, access_log=None, print=lambda _: print(listener.getsockname()[1], flush=True))
"""


@contextmanager
def localstripe() -> Iterator[str]:
    """Its address, once it answers there; it ends with us, however we end."""
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = process.stdout.readline().strip()
            assert port.isdigit(), "localstripe did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
