"""The private folder of one server: where its data stands, and that only one server uses it at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from cleanbee.adapters.embedded.account import Account, shared_folder
from cleanbee.adapters.embedded.fault import ServerWouldNotStart

ELSEWHERE, ASKED, LOCK = "elsewhere", "asked-for-by", "lock"
SETTLED_S, NEVER_LOCKED_S = 60.0, 86_400.0  # a folder this young may be about to be locked
PATIENCE_S = 6.0  # longer than a guardian waits before it kills
LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Place:
    """Where one server keeps what is its own; ``locks`` are held as long as its guardian lives."""

    path: Path
    locks: tuple[int, ...]
    throwaway: bool


@contextmanager
def place_for(asked: Path | None, account: Account) -> Generator[Place]:
    """The folder asked for, locked; or a new one that ends with the server.

    :raises ServerWouldNotStart: another CleanBee runs on this folder.
    """
    if asked is None:
        path = throwaway_folder(account)
        try:
            sweep_throwaways(path.stat().st_mtime)
            with locked(path) as lock:
                yield Place(path, _held(lock), throwaway=True)
        finally:
            shutil.rmtree(path, ignore_errors=True)
    else:
        asked.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(asked) as lock:
            path = data_folder(asked, account)
            with nullcontext() if path == asked else locked(path) as there:
                yield Place(path, _held(lock, there), throwaway=False)


def _held(*locks: int | None) -> tuple[int, ...]:
    return tuple(one for one in locks if one is not None)


@contextmanager
def locked(folder: Path) -> Generator[int | None]:
    """Hold the folder; gives the open lock. A server that is just stopping is waited for.

    :raises ServerWouldNotStart: another CleanBee runs on this folder.
    """
    if os.name != "posix":
        yield None  # PostgreSQL's own lock file must do
        return
    import fcntl

    pause = threading.Event()
    with (folder / LOCK).open("w") as lock:
        for _ in range(int(PATIENCE_S / LOOK_EVERY_S)):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pause.wait(LOOK_EVERY_S)
            else:
                yield lock.fileno()
                return
        raise ServerWouldNotStart(f"another CleanBee runs on {folder}: stop it, or name another folder (--data-dir)")


def data_folder(asked: Path, account: Account) -> Path:
    """Where the data stand: in the folder asked for, or where a server that may not walk there reaches them.

    In the second case a note `elsewhere` in the folder asked for names the place; with the note gone the data are new.
    """
    note = asked / ELSEWHERE
    if note.exists():
        place = Path(note.read_text(encoding="utf-8").strip())
        if place.is_dir() and place.parent == shared_folder():
            return place
    if account.reaches(asked):
        return asked
    sweep()
    place = Path(tempfile.mkdtemp(prefix="data-", dir=shared_folder()))
    place.chmod(0o755)
    note.write_text(f"{place}\n", encoding="utf-8")
    (place / ASKED).write_text(f"{note.resolve()}\n", encoding="utf-8")
    return place


def sweep() -> None:
    """Remove data that stand elsewhere for a temporary folder that is no more, or that asks for others.

    Never under a server, and never for a lasting folder: that may only be unmounted.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    for asked in shared_folder().glob(f"data-*/{ASKED}"):
        note, place = Path(asked.read_text(encoding="utf-8").strip()), asked.parent
        if not note.is_relative_to(temporary):
            continue
        wanted = note.exists() and note.read_text(encoding="utf-8").strip() == str(place)
        if not wanted and not in_use(place):
            shutil.rmtree(place, ignore_errors=True)


def sweep_throwaways(now: float) -> None:
    """Remove what a server left whose guardian and parent were both killed, so that nobody could tidy up.

    :param now: by the clock of the file system, that stamps folders, in seconds.
    """
    for place in shared_folder().glob("throwaway-*"):
        with suppress(OSError):  # somebody else sweeps, too
            born = (place / LOCK if (place / LOCK).exists() else place).stat().st_mtime
            settled_s = SETTLED_S if (place / LOCK).exists() else NEVER_LOCKED_S
            if now - born > settled_s and not in_use(place):
                shutil.rmtree(place, ignore_errors=True)


def in_use(place: Path) -> bool:
    """Whether a server runs there: its guardian holds the lock, whatever a crash left lying about."""
    if os.name != "posix" or not (place / LOCK).exists():
        return (place / "data" / "postmaster.pid").exists()
    import fcntl

    with (place / LOCK).open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def throwaway_folder(account: Account) -> Path:
    """A new folder that the account reaches, for data that end with the server."""
    parent = Path(tempfile.gettempdir()) if account.uid is None else shared_folder()
    place = Path(tempfile.mkdtemp(prefix="throwaway-", dir=parent))
    place.chmod(0o755 if account.uid is not None else 0o700)
    return place


def erase(asked: Path) -> None:
    """Remove a data folder and what stands elsewhere for it; nothing there is fine. No server may run on it.

    :raises ServerWouldNotStart: one does.
    """
    for folder in (asked / "postgres", asked / "valkey"):
        if not folder.is_dir():
            continue
        with locked(folder):
            note = folder / ELSEWHERE
            if note.exists():
                place = Path(note.read_text(encoding="utf-8").strip())
                if place.parent == shared_folder():
                    shutil.rmtree(place, ignore_errors=True)
            shutil.rmtree(folder)
