"""How many of many words have each of their 64 bits set, counted for all bits at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import NONE, ONE, PLANES

EIGHT = 8


@compiled
def count_bits(words: Any, chosen: Any, many: int, counts: Any) -> None:
    """Add to ``counts[bit]`` how many of the ``chosen`` words have it; ``chosen`` has room for eight more.

    Sums of three bits are a sum and a carry (Harley and Seal): eight words become one carry to the eights, and only
    that one goes on through the binary digits.
    """
    planes = np.zeros(PLANES, dtype=np.uint64)
    ones, twos, fours = NONE, NONE, NONE
    for at in range(0, many - many % EIGHT, EIGHT):
        ones, two = _sum(ones, words[chosen[at]], words[chosen[at + 1]])
        ones, other = _sum(ones, words[chosen[at + 2]], words[chosen[at + 3]])
        twos, four = _sum(twos, two, other)
        ones, two = _sum(ones, words[chosen[at + 4]], words[chosen[at + 5]])
        ones, other = _sum(ones, words[chosen[at + 6]], words[chosen[at + 7]])
        twos, more = _sum(twos, two, other)
        fours, eight = _sum(fours, four, more)
        _carry(planes, 3, eight)
    planes[0], planes[1], planes[2] = ones, twos, fours
    for at in range(many - many % EIGHT, many):
        _carry(planes, 0, words[chosen[at]])
    for k in range(PLANES):
        digits = planes[k]
        if digits != NONE:
            for bit in range(64):
                counts[bit] += np.int64((digits >> np.uint64(bit)) & ONE) << k


@compiled
def _sum(a: Any, b: Any, c: Any) -> Any:
    """Three bits as their sum's two digits, 64 times side by side."""
    half = a ^ b
    return half ^ c, (a & b) | (half & c)


@compiled
def _carry(planes: Any, k: int, found: Any) -> None:
    """One more of this digit for each set bit."""
    while found != NONE:
        carried = planes[k] & found
        planes[k] ^= found
        found = carried
        k += 1
