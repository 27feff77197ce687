"""A note in the data folder that says where the open house is, so that other commands find it."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

NOTE = "house.json"


@contextmanager
def noted(folder: Path, environment: Mapping[str, str], owner_url: str) -> Generator[None]:
    """The note, for as long as the house is open; only its owner may read it, since it holds secrets."""
    path = folder / NOTE
    folder.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        json.dump({"pid": os.getpid(), "owner_url": owner_url, "environment": dict(environment)}, file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def open_house_of(folder: Path, *, as_owner: bool = False) -> dict[str, str]:
    """What the processes of the house that is open on this folder were told; empty when none is.

    They connect as the application; ``as_owner`` gives the URL of whoever owns the database.
    """
    try:
        note = json.loads((folder / NOTE).read_text("utf-8"))
        os.kill(note["pid"], 0)
        owner = {"CLEANBEE_DATABASE_URL": note["owner_url"]} if as_owner else {}
        return {**note["environment"], **owner}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
