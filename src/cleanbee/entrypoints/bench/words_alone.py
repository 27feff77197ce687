"""What the words alone say of two weeks: the same kernel parts as the search's, without ways, breaks and visits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.search_kernels.counting import count_bits
from cleanbee.adapters.numba.search_kernels.gaps import run_shifts
from cleanbee.adapters.numba.search_kernels.layout import ALL, QUARTERS, market_at, room_at
from cleanbee.adapters.numba.search_kernels.near import around, reached
from cleanbee.adapters.numba.search_kernels.when import fetch_words, in_words
from cleanbee.entrypoints.bench.requests import NOBODY, SlotRequest
from cleanbee.entrypoints.bench.town import Town

NUMBA: Any = numba  # its functions carry no types
kernel: Any = NUMBA.njit(nogil=True, error_model="numpy")
Counts = NDArray[np.int64]
FOR_EVER = 1 << 62


def ns_a_day(town: Town, asks: Sequence[SlotRequest]) -> list[float]:
    """Nanoseconds a cleaner-day of each question, whose people were found before the clock ran; counts are compared."""
    told: list[float] = []
    for one in asks:
        where = town.columns.where
        near, counts = near_of(where, one.numbers, NOBODY[0]), np.zeros((len(one.open), 64), dtype=np.int64)
        begun = time.perf_counter()
        count_by_words(where, one.numbers, one.open, one.instants, near, counts)
        took = time.perf_counter() - begun
        assert np.array_equal(counts, _by_numpy(town, one, near)), "numpy counts the words otherwise"
        told.append(took * 1e9 / max(1, len(near) * len(one.open)))
    return told[1:]  # the first one compiles


@kernel
def near_of(where: Any, ask: Any, veto: Any) -> Any:
    """The rows of those near enough."""
    m, room = market_at(where), room_at(where)
    count = reached(m.people, ask, veto, room.near, room.away, around(m, ask, room))
    return room.near[:count].copy()


@kernel
def count_by_words(where: Any, ask: Any, open: Any, instants: Any, near: Any, counts: Any) -> None:
    """Into ``counts[day, quarter]`` how many of these have all the quarters free."""
    m, many = market_at(where), near.shape[0]
    last, nothing = np.full(many, FOR_EVER, dtype=np.int64), np.zeros(many, dtype=np.uint64)
    fits, everybody = np.empty(many, dtype=np.uint64), np.arange(many)
    folk, shifts = (near, last, nothing, nothing), run_shifts(ask[QUARTERS])
    for d in range(open.shape[0]):
        if d + 1 < open.shape[0]:
            fetch_words(m.words[np.int64(open[d + 1, 0])], near, many)
        in_words(m, ask, folk, many, open[d], instants[d, 0], shifts, ALL, fits)
        count_bits(fits, everybody, many, counts[d])


def _by_numpy(town: Town, one: SlotRequest, near: Counts) -> Counts:
    counts = np.zeros((len(one.open), 64), dtype=np.int64)
    for d, (day, _, starts) in enumerate(one.open):
        words = town.columns.words[int(day)][near]
        free = words.copy()
        for n in range(1, int(one.numbers[QUARTERS])):
            free &= words >> np.uint64(n)
        bits = np.unpackbits((free & starts).view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        counts[d] = bits.sum(axis=0)
    return counts
