"""The packed visits of everybody's days: one after the other by their start, in as much room as their claims have.

Which of them are those of a day is said by how many there are on the days before, which is counted in bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import AT, NONE, ODD, ODDS, ONE, ONES, ROOM, TWOS, ones


@compiled
def place_of_day(people: Any, held: Any, row: int, day: int) -> Any:
    """Where the visits of a day begin in ``visits``, or would."""
    return np.int64(people[row, AT]) + before_day(held[row, ONES], held[row, TWOS], day)


@compiled
def before_day(in_ones: Any, in_twos: Any, day: int) -> Any:
    """How many packed visits there are on the days before, by the bits of all days."""
    below = (ONE << np.uint64(day)) - ONE
    return np.int64(ones(in_ones & below) + ones(in_twos & below) * 2)


@compiled
def count_of_day(held: Any, row: int, day: int) -> Any:
    """How many packed visits a day has."""
    at = np.uint64(day)
    return np.int64((held[row, ONES] >> at) & ONE) + 2 * np.int64((held[row, TWOS] >> at) & ONE)


@compiled
def is_odd(held: Any, row: int, day: int) -> Any:
    """Whether packed visits do not say all there is of a day."""
    return (held[row, ODDS] >> np.uint64(day)) & ONE != NONE


@compiled
def visits_of(people: Any, held: Any, visits: Any, row: int, day: int) -> Any:
    """The packed visits of a day; the first is ``ODD`` where they do not say all there is."""
    count, a, b, c = count_of_day(held, row, day), NONE, NONE, NONE
    if count:
        at = place_of_day(people, held, row, day)
        a = visits[at]
        if count > 1:
            b = visits[at + 1]
        if count > 2:
            c = visits[at + 2]
    elif is_odd(held, row, day):
        a = ODD
    return a, b, c


@compiled
def forget_days(m: Any, row: int, first: int, last: int) -> None:
    """Nothing is known any more of somebody's days from ``first`` to before ``last``."""
    if first >= last:
        return
    at, behind, end = (
        place_of_day(m.people, m.held, row, first),
        place_of_day(m.people, m.held, row, last),
        end_of(m.people, m.held, row),
    )
    for n in range(end - behind):
        m.visits[at + n] = m.visits[behind + n]
    forgotten = ((ONE << np.uint64(last)) - ONE) & ~((ONE << np.uint64(first)) - ONE)
    for k in range(3):
        m.held[row, k] &= ~forgotten


@compiled
def put_day(m: Any, row: int, day: int, count: int, visits: Any) -> None:
    """What a day of which nothing is known holds: so many of these; none where it is odd (-1)."""
    bit = ONE << np.uint64(day)
    if count < 0:
        m.held[row, ODDS] |= bit
    if count <= 0:
        return
    at = place_of_day(m.people, m.held, row, day)
    for n in range(end_of(m.people, m.held, row) - 1, at - 1, -1):
        m.visits[n + count] = m.visits[n]
    _say_count(m.held, row, bit, count)
    for n in range(count):
        m.visits[at + n] = visits[0] if n == 0 else (visits[1] if n == 1 else visits[2])


@compiled
def put_visit(people: Any, held: Any, visits: Any, row: int, day: int, visit: Any) -> bool:
    """A visit among those of its day, by their start; false where the day is odd or full or has one at that moment, or
    where somebody's claims have no more room.
    """
    count, end = count_of_day(held, row, day), end_of(people, held, row)
    if count == 3 or is_odd(held, row, day) or end - people[row, AT] >= people[row, ROOM]:
        return False
    at, begins = place_of_day(people, held, row, day), visit >> np.uint64(53)
    last = at + count
    while at < last and visits[at] >> np.uint64(53) < begins:
        at += 1
    if at < last and visits[at] >> np.uint64(53) == begins:
        return False
    for n in range(end, at, -1):
        visits[n] = visits[n - 1]
    visits[at] = visit
    _say_count(held, row, ONE << np.uint64(day), count + 1)
    return True


@compiled
def end_of(people: Any, held: Any, row: int) -> Any:
    """Where somebody's visits end."""
    return np.int64(people[row, AT]) + np.int64(ones(held[row, ONES]) + ones(held[row, TWOS]) * 2)


@compiled
def _say_count(held: Any, row: int, bit: Any, count: int) -> None:
    held[row, ONES] = (held[row, ONES] & ~bit) | (bit if count & 1 else NONE)
    held[row, TWOS] = (held[row, TWOS] & ~bit) | (bit if count & 2 else NONE)
