"""The starts of a plain day, gap by gap: between two visits those that fit stand in one row."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import BREAK_AFTER, LENGTH, NONE, ONE, QUARTER, SLACK
from cleanbee.adapters.numba.search_kernels.packed import begins_at, lasts, no_break_plain
from cleanbee.adapters.numba.search_kernels.words import bits


@compiled
def runs(word: Any, quarters: int) -> Any:
    """Where so many free quarters begin."""
    have = np.int64(1)
    while have * 2 <= quarters:
        word &= word >> np.uint64(have)
        have *= 2
    if have < quarters:
        word &= word >> np.uint64(quarters - have)
    return word


@compiled
def bits_before(after: Any, midnight: int, out: int, opens: int, ask: Any) -> Any:
    """How many of a day's quarters are early enough to go on to the next visit in time."""
    long = ask[LENGTH] * 60
    return (begins_at(after, midnight) - out * 60 - ask[SLACK] - long - opens) // QUARTER + 1


@compiled
def with_breaks(
    a: Any, b: Any, c: Any, midnight: int, ask: Any, fit: Any, opens: int, here: int, way_in: int, out: int
) -> Any:
    """Without the starts that leave no break; a day that is short from end to end needs none."""
    latest, long, after = c if c != NONE else (b if b != NONE else a), ask[LENGTH] * 60, ask[BREAK_AFTER]
    first, last = begins_at(a, midnight), begins_at(latest, midnight) + lasts(latest)
    left = fit
    if last - first <= after and long <= after:
        left &= ~bits(-((opens - last + after) // QUARTER), (first + after - long - opens) // QUARTER + 1)
    bit = np.int64(0)
    while left != NONE:
        if left & ONE:
            start = opens + bit * QUARTER
            if no_break_plain(a, b, c, midnight, ask, start, start + long, here, way_in, out):
                fit &= ~(ONE << np.uint64(bit))
        left >>= ONE
        bit += 1
    return fit
