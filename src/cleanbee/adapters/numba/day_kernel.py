"""The compiled day: its rule over numbers, the price of the best rest of a day, and the search for good days.

A *node* is a visit at one of its start options. Times are slots of the rules' grid, costs are points times ``SCALE``,
whole numbers throughout, so that a bound made of them is exact. It must equal ``domain/matching/day_route.py``.

Arguments that come again and again
  ``nodes``   rows (visit, first slot, last slot, points of the option, minutes)
  ``arcs``    rows (node, slots from start to start, cost of the way, slots with a break between), those that leave node
              ``n`` from ``begins[n]`` to ``begins[n + 1]``
  ``able``    rows (node, first slot, last slot, cost here, way out or −1 where too far, way back) of one cleaner
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

SCALE = 64
FAR = 1 << 50
DEEPEST = 8

compiled: Any = njit(cache=True, nogil=True)


@compiled
def extend(stretch: Numbers, many: int, longer: Numbers, facts: Numbers) -> int:
    """The open stretches after one more visit: rows (earliest, least, latest); how many there are.

    ``facts``: lag, lag with a break, first slot, last slot, minutes of the visit, grid, most minutes in a row.
    """
    step, rest, first, last, minutes, grid, most = facts[0], facts[1], facts[2], facts[3], facts[4], facts[5], facts[6]
    found, rested = 0, stretch[0, 0]
    for n in range(many):
        rested = min(rested, stretch[n, 0])
        earliest = max(first, stretch[n, 0] + step)
        least = stretch[n, 1] + step
        latest = min(stretch[n, 2], last - least)
        if earliest <= last and (earliest - min(latest, earliest - least)) * grid + minutes <= most:
            longer[found, 0], longer[found, 1], longer[found, 2] = earliest, least, latest
            found += 1
    start = max(first, rested + rest)
    if start <= last and (most < 1440 or found == 0):
        longer[found, 0], longer[found, 1], longer[found, 2] = start, 0, last
        found += 1
    return found


@compiled
def earliest_of(stretch: Numbers, many: int) -> int:
    """The earliest start of the last visit."""
    found = stretch[0, 0]
    for n in range(1, many):
        found = min(found, stretch[n, 0])
    return found


@compiled
def cheapest(able: Numbers, rest: Numbers) -> int:
    """The cheapest whole day there may be; 0 is the empty one."""
    found = 0
    for k in range(able.shape[0]):
        if able[k, 4] >= 0:
            found = min(found, able[k, 4] + rest[k, able[k, 1]])
    return found


@compiled
def best_rest(able: Numbers, arcs: Numbers, begins: Numbers, duals: Numbers, rest: Numbers, at: Numbers) -> int:
    """For one cleaner: what the cheapest rest of the day costs from each visit on, started at each slot or later.

    ``rest[k, t]`` is for the k-th able node, its own cost included; a visit may come twice, breaks and paid minutes do
    not count: never above the truth. ``at`` maps nodes to k (or −1) and is clean again afterwards only by ``forget``.
    Returns the cheapest whole day.
    """
    many, slots = able.shape[0], rest.shape[1]
    early, late = slots, 0
    for k in range(many):
        at[able[k, 0]] = k
        early, late = min(early, able[k, 1]), max(late, able[k, 2])
        for t in range(able[k, 2], slots):
            rest[k, t] = FAR
    for t in range(late, early - 1, -1):
        for k in range(many):
            if not able[k, 1] <= t <= able[k, 2]:
                continue
            node = able[k, 0]
            best = able[k, 5]
            for arc in range(begins[node], begins[node + 1]):
                other = at[arcs[arc, 0]]
                if other < 0:
                    continue
                then = t + arcs[arc, 1]
                if then > able[other, 2]:
                    continue
                best = min(best, arcs[arc, 2] + rest[other, max(then, able[other, 1])])
            here = best + able[k, 3] - duals[node]
            rest[k, t] = min(here, rest[k, t + 1]) if t + 1 < slots else here
    return cheapest(able, rest)


@compiled
def forget(able: Numbers, at: Numbers) -> None:
    """Clean the map of nodes."""
    for k in range(able.shape[0]):
        at[able[k, 0]] = -1


@compiled
def served_before(visit: int, able: Numbers, nodes: Numbers, path: Numbers, depth: int) -> bool:
    """Whether the path serves this visit already, at whichever option."""
    found = False
    for d in range(1, depth + 1):
        found |= nodes[able[path[d], 0], 0] == visit
    return found


@compiled
def first_child(able: Numbers, nodes: Numbers, rest: Numbers, where: Numbers, most_paid: int, bound: int) -> int:
    """The next first visit of a day that could come below the bound, or −1."""
    while where[0] < able.shape[0]:
        k = where[0]
        where[0] += 1
        if able[k, 4] < 0 or nodes[able[k, 0], 4] > most_paid:
            continue
        if able[k, 4] + rest[k, able[k, 1]] < bound:
            return k
    return -1


@compiled
def next_child(
    able: Numbers,
    arcs: Numbers,
    ends: Numbers,
    nodes: Numbers,
    rest: Numbers,
    at: Numbers,
    path: Numbers,
    where: Numbers,
    stretch: Numbers,
    many: Numbers,
    fact: Numbers,
    depth: int,
    left: int,
    below: int,
) -> int:
    """The next arc from the path's end that fits, and whose cheapest rest lies below ``below``, or −1."""
    now = earliest_of(stretch[depth], many[depth])
    while where[depth] < ends[able[path[depth], 0] + 1]:
        arc = where[depth]
        where[depth] += 1
        k = at[arcs[arc, 0]]
        if k < 0 or now + arcs[arc, 1] > able[k, 2]:
            continue
        if arcs[arc, 2] + rest[k, max(now + arcs[arc, 1], able[k, 1])] >= below:
            continue
        node = able[k, 0]
        if nodes[node, 4] > left or served_before(nodes[node, 0], able, nodes, path, depth):
            continue
        fact[0], fact[1], fact[2], fact[3], fact[4] = arcs[arc, 1], arcs[arc, 3], able[k, 1], able[k, 2], nodes[node, 4]
        many[depth + 1] = extend(stretch[depth], many[depth], stretch[depth + 1], fact)
        if many[depth + 1] > 0:
            return arc
    return -1


@compiled
def fines_of(member: int, cut_at: Numbers, cut_of: Numbers, fines: Numbers, seen: Numbers) -> int:
    """The fines that become due with one more member; counts it in ``seen``."""
    found = 0
    for c in range(cut_at[member], cut_at[member + 1]):
        seen[cut_of[c]] += 1
        if seen[cut_of[c]] == 2:
            found += int(fines[cut_of[c]])
    return found


@compiled
def search(
    able: Numbers,
    arcs: Numbers,
    begins: Numbers,
    nodes: Numbers,
    duals: Numbers,
    rest: Numbers,
    at: Numbers,
    cut_at: Numbers,
    cut_of: Numbers,
    fines: Numbers,
    facts: Numbers,
    own: int,
    most_paid: int,
    below: int,
    tighten: bool,
    out: Numbers,
    points: Numbers,
) -> tuple[int, int, int]:
    """Days of one cleaner whose reduced cost lies below ``below``: how many were written, the least, the steps taken.

    A day that holds two of the three members of a cut pays its fine: ``cut_of[cut_at[m]:cut_at[m + 1]]`` are the cuts
    of a member, a visit or the cleaner themself (``own``). Depth first; a branch is left where even ``best_rest``
    cannot come below. ``tighten`` asks for ever better ones only.
    """
    found, least, steps, depth, bound = 0, below, 0, 0, below
    path, where = np.zeros(DEEPEST + 1, np.int64), np.zeros(DEEPEST + 1, np.int64)
    reduced, real = np.zeros(DEEPEST + 1, np.int64), np.zeros(DEEPEST + 1, np.int64)
    paid, many = np.zeros(DEEPEST + 1, np.int64), np.zeros(DEEPEST + 1, np.int64)
    stretch = np.zeros((DEEPEST + 1, DEEPEST + 1, 3), np.int64)
    seen, fact = np.zeros(fines.shape[0], np.int64), np.zeros(7, np.int64)
    fact[5], fact[6] = facts[0], facts[1]
    for c in range(cut_at[own], cut_at[own + 1]):
        seen[cut_of[c]] = 1
    while depth >= 0:
        steps += 1
        chosen, cost = -1, 0
        if depth == 0:
            chosen = first_child(able, nodes, rest, where, most_paid, bound)
            if chosen >= 0:
                cost, many[1] = able[chosen, 4], 1
                stretch[1, 0, 0], stretch[1, 0, 1], stretch[1, 0, 2] = able[chosen, 1], 0, able[chosen, 2]
        elif depth < DEEPEST:
            left, less = most_paid - paid[depth], bound - reduced[depth]
            arc = next_child(
                able, arcs, begins, nodes, rest, at, path, where, stretch, many, fact, depth, left, less
            )  # fmt: skip
            if arc >= 0:
                chosen, cost = at[arcs[arc, 0]], arcs[arc, 2]
        if chosen < 0:
            if depth > 0:
                visit = nodes[able[path[depth], 0], 0]
                for c in range(cut_at[visit], cut_at[visit + 1]):
                    seen[cut_of[c]] -= 1
            depth -= 1
            continue
        node, depth = able[chosen, 0], depth + 1
        path[depth], where[depth] = chosen, begins[node]
        real[depth] = real[depth - 1] + cost + able[chosen, 3]
        paid[depth] = paid[depth - 1] + nodes[node, 4]
        reduced[depth] = reduced[depth - 1] + cost + able[chosen, 3] - duals[node]
        reduced[depth] += fines_of(nodes[node, 0], cut_at, cut_of, fines, seen)
        whole = reduced[depth] + able[chosen, 5]
        if whole < bound:
            least = min(least, whole)
            if tighten:
                bound, found = whole, 0
            for d in range(DEEPEST):
                out[found, d] = able[path[d + 1], 0] if d < depth else -1
            points[found, 0], points[found, 1] = (real[depth] + able[chosen, 5]) // SCALE, whole
            found += 1
            if found == out.shape[0] and not tighten:
                return found, least, steps
    return found, least, steps


@compiled
def reduced_costs(
    members: Numbers,
    points: Numbers,
    duals: Numbers,
    cut_at: Numbers,
    cut_of: Numbers,
    fines: Numbers,
    out: Numbers,
) -> None:
    """What each day costs above the prices of its members: visits, and behind them nobody (free) and the cleaners."""
    seen = np.zeros(fines.shape[0], np.int64)
    for n in range(members.shape[0]):
        cost = points[n] * SCALE
        for place in range(members.shape[1]):
            member = members[n, place]
            if member < duals.shape[0]:
                cost -= duals[member]
            cost += fines_of(member, cut_at, cut_of, fines, seen)
        for place in range(members.shape[1]):
            member = members[n, place]
            for c in range(cut_at[member], cut_at[member + 1]):
                seen[cut_of[c]] = 0
        out[n] = cost
