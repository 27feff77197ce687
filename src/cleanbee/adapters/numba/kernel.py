"""The compiled score: a free function over whole numbers in columns. It must equal ``domain/matching/score.py``.

The rule's numbers come in as an argument: a compiled kernel is cached by this file's own text, and numbers that
were compiled in would outlive a change of the rule.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cleanbee.domain.matching import score as rule

Columns = NDArray[np.int64]

COLUMNS = (
    "visits_here",
    "days_since",
    "added_min",
    "late_permille",
    "favourite",
    "shared",
    "stars_sum",
    "stars_count",
    "debt",
    "day_pay",
    "visits",
)


def numbers() -> Columns:
    """The rule's weights and limits in the order in which the kernel reads them."""
    limits = (
        rule.FULL,
        rule.FULL_VISITS,
        rule.FRESH_DAYS,
        rule.MOST_TRAVEL_MIN,
        rule.PRIOR_COUNT,
        rule.PRIOR_STARS,
        rule.LEAST_STARS,
        rule.NEWCOMER_VISITS,
    )
    return np.array((*rule.WEIGHTS.values(), *limits), dtype=np.int64)


def _score(columns: Columns, numbers: Columns, out: Columns) -> None:
    full, full_visits, fresh_days, most_travel = numbers[7], numbers[8], numbers[9], numbers[10]
    prior_count, prior_stars, least_stars, newcomer = numbers[11], numbers[12], numbers[13], numbers[14]
    for i in range(columns.shape[1]):
        continuity = full * min(columns[0, i], full_visits) // full_visits
        if columns[1, i] > fresh_days:
            continuity //= 2
        travel = full * max(0, most_travel - columns[2, i]) // most_travel
        lateness = full - columns[3, i]
        preference = full if columns[4, i] else (full // 2 if columns[5, i] else 0)
        rated = columns[7, i] + prior_count
        rating = full * max(0, columns[6, i] + prior_stars - least_stars * rated) // (2 * rated)
        fairness = full * columns[8, i] // (columns[8, i] + columns[9, i])
        fresh = full * max(0, newcomer - columns[10, i]) // newcomer
        out[i] = (
            numbers[0] * continuity
            + numbers[1] * travel
            + numbers[2] * lateness
            + numbers[3] * preference
            + numbers[4] * rating
            + numbers[5] * fairness
            + numbers[6] * fresh
        )


score_columns: Any = njit("void(int64[:, ::1], int64[::1], int64[::1])", cache=True, nogil=True)(_score)
"""``score_columns(columns, numbers, out)`` writes one score a column into ``out``; it is compiled on import."""
