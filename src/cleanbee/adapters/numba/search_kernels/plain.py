"""What kernels need of the compiler, in plain Python: with ``NUMBA_DISABLE_JIT=1`` nothing is compiled.

Then a debugger walks through them, and a fault in them is found in the time that a few questions take, not in the time
that compiling takes. Wherever people wait for an answer they are compiled.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np


class Widened(np.ndarray[Any, Any]):
    """An array whose numbers are as wide in sums as the compiler makes them."""

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return np.int64(found) if getattr(found, "dtype", None) == np.int32 and not found.shape else found


def carray(address: Any, shape: tuple[Any, ...], dtype: Any) -> Any:
    """The array at an address."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory: Any = (ctypes.c_byte * size).from_address(address)
    return np.asarray(memory).view(dtype).reshape(shape).view(Widened)


def pointer(address: Any) -> int:
    """An address is its own pointer."""
    return int(address)


def ones(word: Any) -> Any:
    """How many bits of a word are set."""
    return np.uint64(int(word).bit_count())


def fetch(array: Any, at: Any) -> None:
    """Nothing has to be brought."""
