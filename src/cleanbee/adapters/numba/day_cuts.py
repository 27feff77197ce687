"""Three members (visits, cleaners) of which more than one day holds two: so fractional plans do, no whole plan does."""

from __future__ import annotations

import numpy as np

from cleanbee.adapters.numba.day_kernel import Numbers
from cleanbee.adapters.numba.day_master import Reals, twice_in

LEAST_OVER = 0.02
MOST_AT_ONCE = 60
MOST_EACH = 6


def violated(members: Numbers, taken: Reals, count: int, none: int, known: Numbers) -> Numbers:
    """The most violated triples, best first; few of them share a member. ``none`` is the member that is nobody."""
    there = (taken > 1e-5) & (taken < 1 - 1e-5)
    rows, weight = members[there], taken[there]
    together = np.zeros((count, count))
    for one in range(rows.shape[1]):
        for other in range(rows.shape[1]):
            if one != other:
                np.add.at(together, (rows[:, one], rows[:, other]), weight)
    together[none, :] = together[:, none] = 0
    candidates = _triples(together)
    if not len(candidates):
        return candidates
    over = _weights(rows, weight, candidates)
    seen = {tuple(triple) for triple in known}
    used = np.zeros(count, np.int64)
    chosen: list[Numbers] = []
    for n in np.argsort(-over, kind="stable"):
        triple = candidates[n]
        if over[n] < 1 + LEAST_OVER or len(chosen) == MOST_AT_ONCE:
            break
        if tuple(triple) not in seen and used[triple].max() < MOST_EACH:
            used[triple] += 1
            chosen.append(triple)
    return np.array(chosen, np.int64).reshape(-1, 3)


def _triples(together: Reals) -> Numbers:
    """Triples whose pairs lie together in more than one day, counted at most three times where all lie in one."""
    found: list[Numbers] = [np.zeros((0, 3), np.int64)]
    for middle in range(len(together)):
        near = np.nonzero(together[middle] > 0)[0]
        if len(near) < 2:
            continue
        pairs = together[middle, near]
        sums = together[np.ix_(near, near)] + pairs[:, None] + pairs[None, :]
        one, other = np.nonzero(np.triu(sums > 1 + LEAST_OVER, 1))
        found.append(np.sort(np.stack([np.full(len(one), middle), near[one], near[other]], axis=1), axis=1))
    return np.unique(np.concatenate(found), axis=0)


def _weights(rows: Numbers, weight: Reals, candidates: Numbers) -> Reals:
    """How much of days each triple has that serve two of it."""
    found = np.zeros(len(candidates))
    for begin in range(0, len(candidates), 500):
        part = candidates[begin : begin + 500]
        found[begin : begin + len(part)] = weight @ twice_in(rows, part)
    return found
