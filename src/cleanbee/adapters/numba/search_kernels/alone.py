"""What words alone say of some people: the parts of ``when`` without ways, breaks and visits, for whoever measures."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import door
from cleanbee.adapters.numba.search_kernels.counting import count_bits
from cleanbee.adapters.numba.search_kernels.gaps import run_shifts
from cleanbee.adapters.numba.search_kernels.layout import ALL, QUARTERS, market_at, room_at
from cleanbee.adapters.numba.search_kernels.near import around, reached
from cleanbee.adapters.numba.search_kernels.when import fetch_words, in_words

FOR_EVER = 1 << 62


@door
def near_of(where: Any, ask: Any, veto: Any) -> Any:
    """The rows of those near enough."""
    m, room = market_at(where), room_at(where)
    count = reached(m.people, ask, veto, room.near, room.away, around(m, ask, room))
    return room.near[:count].copy()


@door
def count_by_words(where: Any, ask: Any, open: Any, instants: Any, near: Any, counts: Any) -> None:
    """Into ``counts[day, quarter]`` how many of these have all the quarters free."""
    m, many = market_at(where), near.shape[0]
    last, nothing = np.full(many, FOR_EVER, dtype=np.int64), np.zeros(many, dtype=np.uint64)
    fits, everybody = np.empty(many, dtype=np.uint64), np.full(many, 1, dtype=np.int64).cumsum() - 1
    folk, shifts = (near, last, nothing, nothing), run_shifts(ask[QUARTERS])
    for d in range(open.shape[0]):
        if d + 1 < open.shape[0]:
            fetch_words(m.words[np.int64(open[d + 1, 0])], near, many)
        in_words(m, ask, folk, many, open[d], instants[d, 0], shifts, ALL, fits)
        count_bits(fits, everybody, many, counts[d])
