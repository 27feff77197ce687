"""Where the seed city lies: in the wheel beside the code, in a clone at its root."""

from __future__ import annotations

from pathlib import Path

import cleanbee


class NoSeed(Exception):
    """The seed city's folder is not there."""


def seed_folder() -> Path:
    """The folder of the seed city.

    :raises NoSeed: neither in the wheel nor in a clone.
    """
    package = Path(cleanbee.__file__).parent
    for folder in (package / "_seed", package.parent.parent / "seed"):
        if (folder / "city.toml").is_file():
            return folder
    raise NoSeed(f"no city.toml in {package / '_seed'}")
