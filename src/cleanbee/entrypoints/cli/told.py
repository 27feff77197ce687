"""What a command was told: the settings, with what its own options say on top."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cleanbee.entrypoints.house_note import open_house_of
from cleanbee.entrypoints.settings import Settings, load

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


def of_open_house(data_dir: Path | None = None) -> Settings:
    """The settings of the house that `cleanbee up` keeps open on the data folder; without one, our own."""
    own = told(data_dir=data_dir)
    return load({**open_house_of(own.data_dir.resolve()), **os.environ}, FILE)
