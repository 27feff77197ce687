"""All starts that fit a diary at once: what ``fit`` says of one start, as intervals of whole seconds.

Between two claims of one day everything a rule looks at is the same for each start, so each rule leaves the starts from
a first to a last one. ``fit`` is the rule; a property test holds every start against it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleanbee.domain.availability.diary import Diary, Fit, Gap, gap_at, no_break, slack_min
from cleanbee.domain.platform.policy import Policy

Span = tuple[int, int]
"""Starts from the first to the last, both included; empty when the last comes before the first."""
FAR = 1 << 60
EVER, NEVER = (-FAR, FAR), (FAR, -FAR)


class Opening(NamedTuple):
    """Starts from ``first`` to ``last`` (seconds, both included) that fit alike."""

    first: int
    last: int
    fit: Fit


def openings(diary: Diary, length: int, within: Span) -> Iterator[Opening]:
    """Every start within two instants at which work of so many seconds fits, in no particular order."""
    if not diary.in_area:
        return
    for opens, closes in diary.spans:
        at, last = max(opens, within[0]), min(closes - length, within[1])
        while at <= last:
            here, day = bisect_left(diary.taken_starts, at), diary.day_of(at)
            until = _same_until(diary, here, day, last)
            gap = gap_at(diary, here, day)
            for first, final in _fitting(diary, here, gap, (at, until), length):
                yield Opening(first, final, gap.fit)
            at = until + 1


def _same_until(diary: Diary, here: int, day: int, last: int) -> int:
    """The last start with the same claims around it on the same day."""
    if here < len(diary.taken_starts):
        last = min(last, diary.taken_starts[here])
    return min(last, diary.day_starts[day] - 1) if day < len(diary.day_starts) else last


def _fitting(diary: Diary, here: int, gap: Gap, starts: Span, length: int) -> Iterable[Span]:
    """The starts of one gap that keep every rule."""
    policy = diary.policy
    if gap.fit.travel_in > policy.most_travel_min or gap.worked + length > policy.day_most_min * 60:
        return ()
    reachable = _reachable(diary, here, gap, starts, length)
    if reachable[0] > reachable[1]:
        return ()
    rested = [reachable]
    for began, ended in gap.others:
        rested = _apart(rested, began - length - policy.rest_min * 60, ended + policy.rest_min * 60)
    if not gap.row:
        return rested
    breaks = _with_breaks(gap, starts[0], length, policy)
    both = ((max(one[0], other[0]), min(one[1], other[1])) for one in rested for other in breaks)
    return [(first, last) for first, last in both if first <= last]


def _reachable(diary: Diary, here: int, gap: Gap, starts: Span, length: int) -> Span:
    """After the way in from what is before; over, with the slack, before the way out to what is next."""
    first, last = starts
    busy = length + slack_min(diary.policy, length // 60) * 60
    if here:
        first = max(first, diary.taken[here - 1].blocked_end + gap.fit.travel_in * 60)
    if here < len(diary.taken):
        follows = diary.taken[here]
        last = min(last, (follows.start if follows.visit else follows.blocked_start) - busy)
    after = gap.fit.after
    if after is None:
        return first, last
    sets_off = after.start - after.from_home * 60
    if after.from_home > diary.policy.most_travel_min:
        return first, first - 1
    if gap.free_from is None:
        return first, min(last, sets_off - busy)
    return (first, last) if sets_off >= gap.free_from else (first, first - 1)


def _apart(spans: Iterable[Span], above: int, below: int) -> list[Span]:
    """The spans without what lies strictly between two instants."""
    cut = [part for first, last in spans for part in ((first, min(last, above)), (max(first, below), last))]
    return [(first, last) for first, last in cut if first <= last] if above < below else list(spans)


def _with_breaks(gap: Gap, at: int, length: int, policy: Policy) -> Sequence[Span]:
    """The starts after which no row of visits is too long without a break; ``at`` is any start of the gap.

    The work joins the row before it or begins anew, and joins the row after it or leaves a break before that.
    """
    most, pause = policy.break_after_min * 60, policy.break_min * 60
    place = bisect_left(gap.row, (at,))
    before, after = gap.row[:place], gap.row[place:]
    if no_break(before, policy):
        return ()
    anew, joining, began = EVER, NEVER, -FAR
    if before:
        began, ended = _last_row(before, pause)
        rested = ended + pause + gap.fit.travel_in * 60
        anew, joining = (rested, FAR), (-FAR, min(rested - 1, began + most - length))
    if not after:
        return anew, joining
    finished, rest = _first_row(after, pause)
    apart = after[0][1] - length - pause
    found: list[Span] = []
    if not no_break(after, policy):
        found += [(anew[0], apart), (joining[0], min(joining[1], apart))]
    if not no_break(rest, policy):
        found.append((max(anew[0], apart + 1, finished - most), FAR))
        if finished - began <= most:
            found.append((max(joining[0], apart + 1), joining[1]))
    return found


def _last_row(visits: Sequence[tuple[int, int, int]], pause: int) -> tuple[int, int]:
    """When the last row of visits without a break began, and when it ends."""
    began, ended = visits[0][0], visits[0][2]
    for start, leaves, end in visits[1:]:
        began, ended = (start if leaves - ended >= pause else began), end
    return began, ended


def _first_row(visits: Sequence[tuple[int, int, int]], pause: int) -> tuple[int, Sequence[tuple[int, int, int]]]:
    """When the first row of visits without a break ends, and the visits after it."""
    ended = visits[0][2]
    for number, (_, leaves, end) in enumerate(visits[1:], 1):
        if leaves - ended >= pause:
            return ended, visits[number:]
        ended = end
    return ended, ()
