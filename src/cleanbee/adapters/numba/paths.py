"""Best chains through a market, compiled: free functions over whole numbers in arrays.

Both sides of a market look alike, so each function works from either: ``mine`` are the nodes of the side that asks,
``theirs`` the nodes of the other. A node is a row of four (one cache line holds two): its profit (a cleaner's is its
price), its mate or -1, and while a search runs its distance and the node it was reached from. ``begins`` has a row for
each asking node and one more: where its links begin, and 1 if it is *firm* (it must not be left without a mate). A link
is the other node and what the pair is worth beyond being left alone, which is worth 0 on both sides; links are by far
the most there is to read, so they are halves of 64 bits.

Always kept: profit + profit ≥ worth on every link, with equality on every pair; a profit is ≥ 0 unless firm; whoever
is alone and not firm has a profit of 0. So every state is the best one for those who take part, and proves it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Links = NDArray[np.int32]

PROFIT, MATE, DISTANCE, FROM = 0, 1, 2, 3
BEGIN, FIRM = 0, 1
OTHER, WORTH = 0, 1
KEY, NODE, SEEN = 0, 1, 2
FAR = 1 << 61
"""Further than any distance; as a profit it keeps a node out of every search."""

compiled: Any = njit(cache=True, nogil=True)


@compiled
def push(room: Numbers, size: int, key: int, node: int) -> int:
    """Put a node into the heap of ``size``; the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if room[KEY, above] <= key:
            break
        room[KEY, at] = room[KEY, above]
        room[NODE, at] = room[NODE, above]
        at = above
    room[KEY, at] = key
    room[NODE, at] = node
    return size + 1


@compiled
def drop_first(room: Numbers, size: int) -> int:
    """Take the nearest node off the heap; the new size."""
    size -= 1
    key, node = room[KEY, size], room[NODE, size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and room[KEY, below + 1] < room[KEY, below]:
            below += 1
        if room[KEY, below] >= key:
            break
        room[KEY, at] = room[KEY, below]
        room[NODE, at] = room[NODE, below]
        at = below
    room[KEY, at] = key
    room[NODE, at] = node
    return size


@compiled
def best_profit(root: int, begins: Numbers, links: Links, theirs: Numbers) -> int:
    """What the root can have at the others' prices; at least 0, unless it is firm."""
    best = -FAR if begins[root, FIRM] else 0
    for at in range(begins[root, BEGIN], begins[root + 1, BEGIN]):
        best = max(best, links[at, WORTH] - theirs[links[at, OTHER], PROFIT])
    return best


@compiled
def join(root: int, begins: Numbers, links: Links, mine: Numbers, theirs: Numbers, room: Numbers) -> int:
    """Let one who stood aside take part, by the shortest chain; what the whole loses to its best profit, or -1.

    Afterwards ``room[SEEN, 0]`` says how many moved, and ``room[NODE]`` who, the root last.
    -1: the root is firm and no chain ends anywhere, so that somebody firm would be left alone; nothing has changed.
    """
    mine[root, PROFIT] = best_profit(root, begins, links, theirs)
    mine[root, MATE] = -1
    if mine[root, PROFIT] == -FAR:
        mine[root, PROFIT] = FAR
        return -1
    limit, left, found, size, seen = FAR, -1, -1, 0, 0
    node, here = root, 0
    while True:
        profit = mine[node, PROFIT]
        if not begins[node, FIRM] and here + profit < limit:
            limit, left, found = here + profit, node, -1
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            other = links[at, OTHER]
            far = here + profit - links[at, WORTH] + theirs[other, PROFIT]
            if far >= limit:
                continue
            if theirs[other, MATE] < 0:
                limit, left, found = far, -1, other
                theirs[other, FROM] = node
            elif far < theirs[other, DISTANCE]:
                if theirs[other, DISTANCE] == FAR:
                    room[SEEN, seen] = other
                    seen += 1
                theirs[other, DISTANCE] = far
                theirs[other, FROM] = node
                size = push(room, size, far, other)
        while size > 0 and room[KEY, 0] > theirs[room[NODE, 0], DISTANCE]:
            size = drop_first(room, size)
        if size == 0 or room[KEY, 0] >= limit:
            break
        here, node = room[KEY, 0], theirs[room[NODE, 0], MATE]
        size = drop_first(room, size)
    settle(limit, seen, mine, theirs, room)
    if limit == FAR:
        mine[root, PROFIT] = FAR
        return -1
    mine[root, PROFIT] -= limit
    found = found if left < 0 or left == root else leave(left, mine)
    room[SEEN, 0] = 0 if left == root else shift(root, found, mine, theirs, room)
    return limit


@compiled
def settle(limit: int, seen: int, mine: Numbers, theirs: Numbers, room: Numbers) -> None:
    """Move the prices of all who were reached by what is left to the end of the chain, and forget the distances."""
    for at in range(seen):
        other = room[SEEN, at]
        rest = limit - theirs[other, DISTANCE]
        if rest > 0 and limit < FAR:
            theirs[other, PROFIT] += rest
            mine[theirs[other, MATE], PROFIT] -= rest
        theirs[other, DISTANCE] = FAR


@compiled
def leave(node: int, mine: Numbers) -> int:
    """Take the node out of its pair; its former mate, who is free for the next on the chain."""
    mate = mine[node, MATE]
    mine[node, MATE] = -1
    return mate


@compiled
def shift(root: int, found: int, mine: Numbers, theirs: Numbers, room: Numbers) -> int:
    """Let each on the chain take the next one's mate, from its end back to the root; how many did (in ``room``)."""
    moved = 0
    while True:
        node = theirs[found, FROM]
        before = mine[node, MATE]
        mine[node, MATE] = found
        theirs[found, MATE] = node
        room[NODE, moved] = node
        moved += 1
        if node == root:
            return moved
        found = before


@compiled
def bid(begins: Numbers, links: Links, mine: Numbers, theirs: Numbers, rise: int, steps: int) -> int:
    """One auction round: each asks for its best and pays until it is ``rise`` below its second best; the steps left.

    Prices come out near the true ones, which makes the exact chains short. The firm do not bid.
    """
    waiting = np.arange(len(mine) - 1, -1, -1)
    prices, holders = theirs[:, PROFIT].copy(), theirs[:, MATE].copy()
    top = len(waiting)
    while top > 0 and steps > 0:
        steps -= 1
        top -= 1
        node = waiting[top]
        first, second, one = np.int64(0), np.int64(0), np.int64(-1)
        if begins[node, FIRM]:
            continue
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            worth = links[at, WORTH] - prices[links[at, OTHER]]
            second = max(second, min(first, worth))
            one = np.int64(links[at, OTHER]) if worth > first else one
            first = max(first, worth)
        if one < 0:
            continue
        displaced = holders[one]
        prices[one] += first - second + rise
        holders[one] = node
        mine[node, MATE] = one
        if displaced >= 0:
            mine[displaced, MATE] = -1
            waiting[top] = displaced
            top += 1
    theirs[:, PROFIT], theirs[:, MATE] = prices, holders
    return steps


@compiled
def part_untight(begins: Numbers, links: Links, mine: Numbers, theirs: Numbers) -> None:
    """Give all who ask their exact profit at the others' prices; part the pairs that are not the best at them."""
    for node in range(len(mine)):
        best = best_profit(node, begins, links, theirs)
        mine[node, PROFIT] = FAR if best == -FAR else best
        mate, tight = mine[node, MATE], False
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            if links[at, OTHER] == mate and links[at, WORTH] - theirs[mate, PROFIT] == best:
                tight = True
        if mate >= 0 and not tight:
            theirs[mate, MATE] = -1
            mine[node, MATE] = -1


@compiled
def pair_tight(begins: Numbers, links: Links, mine: Numbers, theirs: Numbers) -> None:
    """Pair who is alone with whoever else is alone and as good as the best."""
    for node in range(len(mine)):
        if mine[node, MATE] >= 0 or not (begins[node, FIRM] or mine[node, PROFIT] > 0):
            continue
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            other = links[at, OTHER]
            if theirs[other, MATE] < 0 and links[at, WORTH] - theirs[other, PROFIT] == mine[node, PROFIT]:
                theirs[other, MATE] = node
                mine[node, MATE] = other
                break


@compiled
def join_all(begins: Numbers, links: Links, mine: Numbers, theirs: Numbers, room: Numbers) -> int:
    """Let all join who are alone although they have a profit or are firm; how many could not."""
    failed = 0
    for node in range(len(mine)):
        if (
            mine[node, MATE] < 0
            and (begins[node, FIRM] or mine[node, PROFIT] > 0)
            and join(node, begins, links, mine, theirs, room) < 0
        ):
            failed += 1
    return failed


@compiled
def proof(begins: Numbers, links: Links, mine: Numbers, theirs: Numbers, said: Numbers) -> None:
    """Write into ``said``: what the pairs are worth, what the profits add up to, and how many rules are broken."""
    worth, profit, broken = 0, 0, 0
    for other in range(len(theirs)):
        price, mate = theirs[other, PROFIT], theirs[other, MATE]
        profit += price
        if price < 0 or (mate < 0 and price != 0) or (mate >= 0 and mine[mate, MATE] != other):
            broken += 1
    for node in range(len(mine)):
        mate, own, met = mine[node, MATE], mine[node, PROFIT], False
        if own == FAR:
            continue
        profit += own
        if own < 0 and not begins[node, FIRM]:
            broken += 1
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            other = links[at, OTHER]
            if own + theirs[other, PROFIT] < links[at, WORTH]:
                broken += 1
            if other == mate and not met and own + theirs[other, PROFIT] == links[at, WORTH]:
                met = True
                worth += links[at, WORTH]
        if mate >= 0 and (not met or theirs[mate, MATE] != node):
            broken += 1
    said[0], said[1], said[2] = worth, profit, broken


@compiled
def turned(begins: Numbers, links: Links, turned_begins: Numbers, turned_links: Numbers) -> None:
    """The same links seen from the other side; ``turned_begins`` comes zeroed."""
    for at in range(len(links)):
        turned_begins[links[at, OTHER] + 1, BEGIN] += 1
    for other in range(1, len(turned_begins)):
        turned_begins[other, BEGIN] += turned_begins[other - 1, BEGIN]
    places = turned_begins[:, BEGIN].copy()
    for node in range(len(begins) - 1):
        for at in range(begins[node, BEGIN], begins[node + 1, BEGIN]):
            other = links[at, OTHER]
            turned_links[places[other], OTHER] = node
            turned_links[places[other], WORTH] = links[at, WORTH]
            places[other] += 1
