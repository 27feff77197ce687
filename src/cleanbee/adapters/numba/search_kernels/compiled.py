"""How kernels are compiled, and what a compiled kernel is kept under.

A cached kernel holds all that it calls, but is looked up by the text of its own file: a rule that was changed in the
file next door would go on being answered as it was. So only the doors, which are called from Python, are kept on disk,
each under a name that holds the text of every file of this package.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

NUMBA: Any = numba  # its functions carry no types
NAME = 12


def named_after(folder: Path) -> str:
    """A few characters that change with any text of this folder."""
    texts = sha256()
    for file in sorted(folder.glob("*.py")):
        texts.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return texts.hexdigest()[:NAME]


TEXTS = named_after(Path(__file__).parent)

compiled: Any = NUMBA.njit(nogil=True, error_model="numpy")
"""A part of kernels: compiled into each door that calls it, and kept with it."""


def door(function: Callable[..., Any]) -> Any:
    """A kernel that is called from Python: compiled at its first call, then kept on disk for the next process."""
    function.__qualname__ = f"{function.__qualname__}_{TEXTS}"
    return NUMBA.njit(cache=True, nogil=True, error_model="numpy")(function)
