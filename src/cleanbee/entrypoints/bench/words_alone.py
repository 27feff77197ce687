"""What the words alone say of two weeks: the same kernel parts as the search's, without ways, breaks and visits."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.search_kernels.alone import count_by_words, near_of
from cleanbee.adapters.numba.search_kernels.layout import QUARTERS
from cleanbee.entrypoints.bench.requests import NOBODY, SlotRequest
from cleanbee.entrypoints.bench.town import Town

Counts = NDArray[np.int64]


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
