"""What a command was told: the settings, with what its own options say on top."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cleanbee.entrypoints.house_note import open_house_of
from cleanbee.entrypoints.settings import PLAIN_NAMES, PREFIX, Settings, load

FILE = Path("cleanbee.toml")


def told(**options: Any) -> Settings:
    """Settings from the environment and ``cleanbee.toml``; options that were given win."""
    return load(os.environ, FILE).with_(**{name: value for name, value in options.items() if value is not None})


def told_process(**options: Any) -> Settings:
    """The settings of a process that serves or works; from here on whatever it logs has one form."""
    from cleanbee.entrypoints import logs

    settings = told(**options)
    logs.configure(live=settings.live)
    return settings


def of_open_house(data_dir: Path | None = None, *, as_owner: bool = False) -> Settings:
    """The settings of the house that `cleanbee up` keeps open on the data folder; without one, our own.

    What the environment names goes before the house's note, under either of its names (DATABASE_URL).
    ``as_owner``: connected to its database as the role that owns the tables, not as the application.
    """
    own = told(data_dir=data_dir)
    named = {PREFIX + setting.upper() for plain, setting in PLAIN_NAMES.items() if os.environ.get(plain)}
    note = open_house_of(own.data_dir.resolve(), as_owner=as_owner)
    return load({**{name: value for name, value in note.items() if name not in named}, **os.environ}, FILE)
