"""The starts of a plain day, gap by gap: between two visits those that fit stand in one row."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import BREAK, BREAK_AFTER, LENGTH, NONE, QUARTER, SLACK
from cleanbee.adapters.numba.search_kernels.packed import begins_at, lasts, nth_visit, way_to
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
def run_shifts(quarters: int) -> Any:
    """By how much ``runs`` shifts one time after the other, as six numbers: a shift by none changes nothing."""
    found, have = np.zeros(6, dtype=np.uint64), np.int64(1)
    for n in range(6):
        step = min(have, quarters - have)
        found[n] = step
        have += step
    return found[0], found[1], found[2], found[3], found[4], found[5]


@compiled
def bits_before(after: Any, midnight: int, out: int, opens: int, ask: Any) -> Any:
    """How many of a day's quarters are early enough to go on to the next visit in time."""
    long = ask[LENGTH] * 60
    return (begins_at(after, midnight) - out * 60 - ask[SLACK] - long - opens) // QUARTER + 1


@compiled
def with_breaks(
    a: Any, b: Any, c: Any, midnight: int, ask: Any, fit: Any, opens: int, here: int, way_in: int, out: int
) -> Any:
    """Without the starts that leave no break: what ``no_break_plain`` says of each, for all of a gap at once.

    Visits with less than a break between them are one row. The work comes after the row before it (``joins``) where it
    begins too early for a break, and the row behind it comes after the work (``goes_on``) where it ends too late for
    one; each of the four rows that this can make is too long from some start on, or up to one.
    """
    long, pause, most = ask[LENGTH] * 60, ask[BREAK], ask[BREAK_AFTER]
    before, began, ended, long_before = _row_before(a, b, c, midnight, here, pause, most)
    after, begins, latest, long_after = _row_behind(a, b, c, midnight, here, pause, most)
    if long_before or long_after:
        return NONE
    joins, goes_on = NONE, NONE
    if before:
        joins = beginning_by(ended + way_in * 60 + pause - 1, opens)
        fit &= ~(joins & ~beginning_by(began + most - long, opens))
    if after:
        goes_on = ~beginning_by(begins - out * 60 - pause - long, opens)
        if latest - began > most:
            fit &= ~(joins & goes_on)
        fit &= ~(goes_on & ~joins & beginning_by(latest - most - 1, opens))
    return fit


@compiled
def beginning_by(instant: int, opens: int) -> Any:
    """The quarters that begin at this instant or before."""
    return bits(0, (instant - opens) // QUARTER + 1)


@compiled
def _row_before(a: Any, b: Any, c: Any, midnight: int, here: int, pause: int, most: int) -> Any:
    """The row that ends with the visit before: whether there is one, when it begins and ends, if any is too long."""
    if here == 0:
        return False, np.int64(0), np.int64(0), False
    began, ended, too_long = begins_at(a, midnight), begins_at(a, midnight) + lasts(a), False
    for n in range(1, here):
        visit = nth_visit(a, b, c, n)
        starts = begins_at(visit, midnight)
        joined = starts - way_to(visit) * 60 - ended < pause
        began, ended = began if joined else starts, starts + lasts(visit)
        too_long |= joined and ended - began > most
    return True, began, ended, too_long


@compiled
def _row_behind(a: Any, b: Any, c: Any, midnight: int, here: int, pause: int, most: int) -> Any:
    """The row that begins with the visit behind: whether there is one, when it begins, its latest end, if any is
    too long.
    """
    visit = nth_visit(a, b, c, here)
    if visit == NONE:
        return False, np.int64(0), np.int64(0), False
    begins = begins_at(visit, midnight)
    ended, began, too_long, first = begins + lasts(visit), begins, False, True
    latest = ended
    for n in range(here + 1, 3):
        visit = nth_visit(a, b, c, n)
        if visit == NONE:
            break
        starts = begins_at(visit, midnight)
        joined = starts - way_to(visit) * 60 - ended < pause
        began, ended, first = began if joined else starts, starts + lasts(visit), first and joined
        too_long |= joined and ended - began > most
        latest = max(latest, ended) if first else latest
    return True, begins, latest, too_long
