"""A PostgreSQL of our own: initialised once, started on a random port of loopback, with a random password."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from pathlib import Path

from cleanbee.adapters.embedded.account import Account, server_account
from cleanbee.adapters.embedded.fault import ServerWouldNotStart
from cleanbee.adapters.embedded.folder import place_for
from cleanbee.adapters.embedded.guarded import Launch, Server, in_a_thread, on_a_free_port
from cleanbee.adapters.embedded.port import LOOPBACK
from cleanbee.adapters.embedded.programs import PostgresPrograms, find_postgres

USER = "cleanbee"
PORT_LINE, READY_LINE = 3, 7  # of postmaster.pid, which says `ready` as soon as connections are taken
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


def open_postgres(
    asked: Path | None, fresh_password: Callable[[], str], *, major: int | None = None
) -> AbstractAsyncContextManager[Server]:
    """A server on this data folder for as long as the context is open; without a folder on throwaway data.

    :raises ServerWouldNotStart: with what is missing, or what its log said.
    """
    return in_a_thread(postgres(asked, fresh_password, major=major))


@contextmanager
def postgres(asked: Path | None, fresh_password: Callable[[], str], *, major: int | None = None) -> Generator[Server]:
    """The same for a caller without an event loop.

    ``fresh_password`` is asked once, when the data folder is new. Throwaway data are not written through to the disk,
    and are removed with the server, also when we are killed.
    """
    account = server_account()
    programs = find_postgres(account, major)
    with place_for(asked, account) as place:
        data = initialised(place.path, programs, account, fresh_password)
        settings = SETTINGS | (FORGETFUL if place.throwaway else {})

        def launch(port: int) -> Launch:
            return Launch(
                command=(programs.program("postgres"), "-D", str(data), *options(settings | {"port": str(port)})),
                folder=data,
                account=account,
                place=place,
                log=place.path / "postgres.log",
                polite=signal.SIGINT,
                abrupt=getattr(signal, "SIGQUIT", signal.SIGTERM),
            )

        password = (place.path / "password").read_text(encoding="utf-8").strip()
        with on_a_free_port(launch, partial(is_ready, data)) as (port, pid):
            url = f"postgresql://{USER}:{password}@{LOOPBACK}:{port}/{USER}"
            yield Server(url=url, name=f"postgres {programs.version}", guardian_pid=pid)


def options(settings: dict[str, str]) -> list[str]:
    """Settings as arguments."""
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def is_ready(data: Path, port: int) -> bool:
    """Whether the server on this port says that it takes connections."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) > READY_LINE and lines[PORT_LINE].strip() == str(port) and lines[READY_LINE].strip() == "ready"


def initialised(place: Path, programs: PostgresPrograms, account: Account, fresh_password: Callable[[], str]) -> Path:
    """The data folder in ``place``, made when it is not there yet; what a crash left half made is made again."""
    data = place / "data"
    if data.exists():
        made_by = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
        if made_by != str(programs.major):
            raise ServerWouldNotStart(
                f"the data in {place} were made by PostgreSQL {made_by}, and this is {programs.version}: "
                "start with the older one and dump them, or begin anew (cleanbee up --fresh)"
            )
        return data
    for stale in place.glob("new-*"):
        shutil.rmtree(stale)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=place))
    account.own(fresh)
    password = fresh / "password"
    password.write_text(fresh_password() + "\n", encoding="utf-8")
    account.own(password)
    made = fresh / "data"
    run(account, fresh, [
        programs.program("initdb"), "-D", str(made), "-U", USER, "--pwfile", str(password), "-A", "scram-sha-256",
        "-E", "UTF8", "--locale=C", "--no-instructions",
    ])  # fmt: skip
    run(
        account,
        fresh,
        [programs.program("postgres"), "--single", "-D", str(made), "postgres"],
        f"CREATE DATABASE {USER}",
    )
    os.replace(password, place / "password")
    made.rename(data)
    shutil.rmtree(fresh)
    return data


def run(account: Account, folder: Path, command: list[str], words: str = "") -> None:
    """Run one of PostgreSQL's programs to its end."""
    env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} if os.name == "posix" else None
    done = subprocess.run(
        command,
        input=words,
        text=True,
        cwd=folder,
        env=env,
        capture_output=True,
        timeout=120,
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=None if account.uid is None else [],
    )
    if done.returncode:
        raise ServerWouldNotStart(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-800:]}")
