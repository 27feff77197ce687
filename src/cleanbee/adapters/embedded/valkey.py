"""A Valkey of our own: Redis protocol, loopback, a random port, a password that no process list shows."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from pathlib import Path

from cleanbee.adapters.embedded.account import server_account
from cleanbee.adapters.embedded.folder import place_for
from cleanbee.adapters.embedded.guarded import Launch, Server, in_a_thread, on_a_free_port
from cleanbee.adapters.embedded.port import LOOPBACK
from cleanbee.adapters.embedded.programs import find_valkey


def open_valkey(asked: Path | None, fresh_password: Callable[[], str]) -> AbstractAsyncContextManager[Server]:
    """A server for as long as the context is open. It keeps nothing: what is true stands in PostgreSQL.

    :raises ServerWouldNotStart: with what is missing, or what its log said.
    """
    return in_a_thread(valkey(asked, fresh_password))


@contextmanager
def valkey(asked: Path | None, fresh_password: Callable[[], str]) -> Generator[Server]:
    """The same for a caller without an event loop. ``asked`` holds its log; without it that is thrown away too."""
    account = server_account()
    program = find_valkey(account)
    with place_for(asked, account) as place:
        work, password = place.path / "work", fresh_password()
        work.mkdir(exist_ok=True)
        account.own(work)

        def launch(port: int) -> Launch:
            return Launch(
                command=(str(program), "-"),
                words=configuration(work, port, password),
                folder=work,
                account=account,
                place=place,
                log=place.path / "valkey.log",
                polite=signal.SIGTERM,
                abrupt=getattr(signal, "SIGKILL", signal.SIGTERM),
            )

        with on_a_free_port(launch, partial(answers, password)) as (port, pid):
            url = f"redis://:{password}@{LOOPBACK}:{port}/0"
            yield Server(url=url, name=name_of(program), guardian_pid=pid)


def configuration(work: Path, port: int, password: str) -> str:
    """What the server reads from its standard input."""
    lines = {
        "bind": LOOPBACK,
        "port": port,
        "dir": f'"{work}"',
        "requirepass": password,
        "save": '""',
        "appendonly": "no",
        "daemonize": "no",
        "databases": 64,
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def answers(password: str, port: int) -> bool:
    """Whether it answers a ping from whoever knows the password."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\n") < 2:
                more = line.recv(256)
                if not more:
                    break
                said += more
    except OSError:
        return False
    return said == b"+OK\r\n+PONG\r\n"


def name_of(program: Path) -> str:
    """What it says it is, as in ``valkey 9.1.2``."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return program.name
    number = told.partition("v=")[2].split()
    return f"{program.name.removesuffix('-server')} {number[0]}" if number else program.name
