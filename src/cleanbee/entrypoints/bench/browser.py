"""Which Chromium there is: the one that is named, the system's, or one that was fetched into bee's folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[4]
FETCHED = ROOT / ".bee" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = (
    "--headless=shell", "--no-sandbox", "--no-zygote", "--disable-gpu", "--font-render-hinting=none",
    "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
)  # fmt: skip


@dataclass(frozen=True)
class Chromium:
    """A browser's program and what it needs around it."""

    program: str
    environment: dict[str, str] = field(default_factory=dict[str, str])


def find() -> Chromium | None:
    """The browser to use; None when there is none."""
    named = os.environ.get("CHROMIUM", "")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), "")
    if found:
        return Chromium(program=found)
    fetched = FETCHED / "chromium"
    if not fetched.is_file():
        return None
    libraries = os.pathsep.join([str(FETCHED / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]).strip(os.pathsep)
    return Chromium(program=str(fetched), environment={"LD_LIBRARY_PATH": libraries})
