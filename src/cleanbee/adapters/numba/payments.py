"""What each booking's being served costs the others, compiled: the lowest prices that prove an assignment.

The arrays are those of ``paths``; ``board`` holds begins, links, the nodes of bookings (mine) and cleaners (theirs).
"""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.numba.paths import (
    BEGIN,
    FAR,
    KEY,
    MATE,
    NODE,
    OTHER,
    PROFIT,
    WORTH,
    Numbers,
    compiled,
    drop_first,
    push,
)


@compiled
def least_prices(board: Any, least: Numbers, room: Numbers) -> None:
    """Into ``least`` each cleaner's lowest price at which the same pairs are still the best.

    A price can fall to nothing, but not so far that somebody who is left open would pay it, nor that somebody paired
    would change to it although their own cleaner's price has fallen as far as it can: shortest ways, from all at once.
    """
    begins, links, mine, theirs = board
    for other in range(len(least)):
        least[other] = 0
    for node in range(len(mine)):
        own = mine[node, PROFIT]
        if mine[node, MATE] < 0 and own != FAR:
            for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
                other = links[at, OTHER]
                least[other] = max(least[other], links[at, WORTH] - own)
    for falls in range(2):  # first whoever holds up others without falling at all: neighbours, one after the other
        size = 0
        for other in range(len(theirs)):
            far = theirs[other, PROFIT] - least[other]
            if theirs[other, MATE] >= 0 and (far > 0) == (falls > 0):
                size = push(room, size, far, other)
        _hold_up(board, least, room, size, FAR if falls else 0)


@compiled
def _hold_up(board: Any, least: Numbers, room: Numbers, size: int, most: int) -> None:
    """Let those in the heap hold up the prices of others, and these in turn, as far as they fall by at most so much."""
    begins, links, mine, theirs = board
    while size > 0:
        far, other = room[KEY, 0], room[NODE, 0]
        size = drop_first(room, size)
        if far > theirs[other, PROFIT] - least[other]:
            continue
        node = theirs[other, MATE]
        known = far + mine[node, PROFIT]
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            near, worth = links[at, OTHER], links[at, WORTH] - known
            if worth > least[near]:
                least[near] = worth
                if theirs[near, PROFIT] - worth <= most:
                    size = push(room, size, theirs[near, PROFIT] - worth, near)
