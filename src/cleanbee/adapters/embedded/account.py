"""Under whose account a server runs, and which folders that account can reach.

PostgreSQL refuses to run as root. When we are root our servers run as `nobody`, and no folder of ours is opened for
that: what stands behind a closed home (programs, data) is put where `nobody` reaches it.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
SHARED = Path("/var/tmp")


@dataclass(frozen=True)
class Account:
    """The user and group a server runs under; None: the same as ours."""

    uid: int | None = None
    gid: int | None = None

    def own(self, *paths: Path) -> None:
        """Hand these files or folders over, for its eyes only."""
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)
            if self.uid is not None and self.gid is not None:
                os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account can walk down to ``path`` and read what is there."""
        if self.uid is None:
            return True
        return all(self._may_walk(step) for step in (*path.resolve().parents, path.resolve()))

    def _may_walk(self, step: Path) -> bool:
        told = step.stat()
        if told.st_uid == self.uid:
            return bool(told.st_mode & stat.S_IXUSR)
        if told.st_gid == self.gid:
            return bool(told.st_mode & stat.S_IXGRP)
        return bool(told.st_mode & stat.S_IXOTH)


def server_account() -> Account:
    """Ours, or `nobody` when we are root."""
    if os.name != "posix" or os.geteuid() != 0:
        return Account()
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(NOBODY, NOBODY)
    return Account(nobody.pw_uid, nobody.pw_gid)


def shared_folder() -> Path:
    """A folder of ours that every account may walk through and only we may write to."""
    place = (SHARED if SHARED.is_dir() else Path(tempfile.gettempdir())) / "cleanbee"
    place.mkdir(mode=0o755, exist_ok=True)
    told = place.lstat()
    if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.geteuid() or told.st_mode & 0o022:
        place = Path(tempfile.mkdtemp(prefix="cleanbee-", dir=place.parent))
    place.chmod(0o755)
    return place


def within_reach(account: Account, root: Path, parts: tuple[str, ...], key: str) -> Path:
    """``root`` itself where the account reaches it; else a copy of ``parts`` of it, made once for each ``key``."""
    if all(account.reaches(root / part) for part in parts):
        return root
    copy = shared_folder() / f"programs-{key}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(prefix="copying-", dir=copy.parent))
        for part in parts:
            source, target = root / part, fresh / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            else:
                shutil.copy2(source, target)
        fresh.chmod(0o755)
        put(fresh, copy)
    return copy


def put(fresh: Path, place: Path) -> None:
    """Move a finished folder to its place, unless somebody else was quicker with the same."""
    try:
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh)
        if not place.is_dir():
            raise
