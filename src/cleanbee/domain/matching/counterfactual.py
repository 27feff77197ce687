"""What would have made the difference: the smallest change of one input, in its own unit, that flips a ranking.

The question is always the same: is this cleaner asked, being first (or among the first, where several are asked at
once), or not? Each input is a line of whole numbers along which the
score only rises (or, for whoever is first, only falls), so the first value that flips is found by halving; the value
one unit nearer does not flip. A change says nothing about two inputs together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from cleanbee.domain.kernel import CleanerId, Value, with_
from cleanbee.domain.matching.rank import Excluded, Ranked, draw
from cleanbee.domain.matching.score import (
    FRESH_DAYS,
    FULL,
    FULL_VISITS,
    LEAST_STARS,
    MOST_INPUT,
    MOST_TRAVEL_MIN,
    NEWCOMER_VISITS,
    PRIOR_COUNT,
    PRIOR_STARS,
    WEIGHTS,
    Terms,
    score,
    terms,
)

Unit = Literal["minute", "visit", "day", "permille", "star_e2", "minor_unit", "fact"]
Points = Callable[[int], int]

MOST_STARS_E2, LEAST_STARS_E2 = 500, 100


class Change(Value, frozen=True, kw_only=True):
    """One input as it was and as it would have had to be; facts are 0 and 1, stars are hundredths of the average."""

    input: str
    unit: Unit
    had: int
    needed: int


@dataclass(frozen=True)
class _Line:
    """One input: where it stands, how far it goes for the better and for the worse, and the score at any value."""

    input: str
    unit: Unit
    had: int
    best: int
    worst: int
    points: Points


def changes(ranked: Sequence[Ranked], seed: UUID, cleaner: CleanerId, places: int = 1) -> tuple[Change, ...]:
    """For somebody in the ranking, every change of one input that would have made them first, or not first any more;
    where ``places`` are asked at once: one of these, or none of these any more.

    ``ranked`` is best first, as ``rank`` made it with this seed. Nobody to overtake, or to be overtaken by: none.
    """
    own = next(one for one in ranked if one.cleaner == cleaner)
    rival = rival_of(ranked, cleaner, places)
    if rival is None:
        return ()
    is_first = any(one is own for one in ranked[:places])
    wins_ties = draw(seed, cleaner) < draw(seed, rival.cleaner)

    def beats(points: int) -> bool:
        return points > rival.score or (points == rival.score and wins_ties)

    found: list[Change] = []
    for line in _lines(own.inputs):
        needed = _first_flip(line, line.worst if is_first else line.best, lambda at: beats(at) is not is_first)
        if needed is not None:
            found.append(Change(input=line.input, unit=line.unit, had=line.had, needed=needed))
    return tuple(found)


def rival_of(ranked: Sequence[Ranked], cleaner: CleanerId, places: int = 1) -> Ranked | None:
    """Whom this cleaner would have to overtake, or be overtaken by, for the other answer; None: there is nobody."""
    inside = any(one.cleaner == cleaner for one in ranked[:places])
    at = places if inside else places - 1
    return ranked[at] if at < len(ranked) else None


def lifted(excluded: Excluded) -> tuple[Change, ...]:
    """For somebody a hard rule keeps out, the one fact that would have let them in; of two rules no one is enough."""
    if len(excluded.rules) != 1:
        return ()
    return (Change(input=excluded.rules[0], unit="fact", had=1, needed=0),)


def changed(inputs: Terms, change: Change) -> int:
    """The score these inputs would have with this change."""
    line = next(one for one in _lines(inputs) if one.input == change.input)
    return line.points(change.needed)


def _first_flip(line: _Line, limit: int, flips: Callable[[int], bool]) -> int | None:
    """The value nearest to ``had``, towards ``limit``, whose score flips the answer."""
    step = 1 if limit > line.had else -1
    if limit == line.had or not flips(line.points(limit)):
        return None
    near, far = 0, abs(limit - line.had)  # near does not flip, far does
    while far - near > 1:
        middle = (near + far) // 2
        if flips(line.points(line.had + step * middle)):
            far = middle
        else:
            near = middle
    return line.had + step * far


def _lines(t: Terms) -> tuple[_Line, ...]:
    lines = [
        _line(t, "added_min", "minute", best=0, worst=max(t.added_min, MOST_TRAVEL_MIN)),
        _line(t, "visits_here", "visit", best=max(t.visits_here, FULL_VISITS), worst=0),
        _line(t, "days_since", "day", best=min(t.days_since, FRESH_DAYS), worst=max(t.days_since, FRESH_DAYS + 1)),
        _line(t, "late_permille", "permille", best=0, worst=FULL),
        _line(t, "debt", "minor_unit", best=MOST_INPUT, worst=0),
        _line(t, "visits", "visit", best=0, worst=max(t.visits, NEWCOMER_VISITS)),
        _fact(t, "favourite"),
        _fact(t, "shared"),
    ]
    if t.stars_count:
        lines.append(_stars(t))
    return tuple(lines)


def _line(t: Terms, name: str, unit: Unit, *, best: int, worst: int) -> _Line:
    return _Line(name, unit, getattr(t, name), best, worst, lambda value: score(with_(t, **{name: value})))


def _fact(t: Terms, name: str) -> _Line:
    had = int(getattr(t, name))
    return _Line(name, "fact", had, 1, 0, lambda value: score(with_(t, **{name: bool(value)})))


def _stars(t: Terms) -> _Line:
    """The average in hundredths of a star, cut off; the number of ratings stays."""
    had = t.stars_sum * 100 // t.stars_count
    rest = score(t) - WEIGHTS["rating"] * terms(t)[list(WEIGHTS).index("rating")]

    def points(average_e2: int) -> int:
        if average_e2 == had:
            return score(t)
        above = t.stars_count * average_e2 + 100 * (PRIOR_STARS - LEAST_STARS * (t.stars_count + PRIOR_COUNT))
        return rest + WEIGHTS["rating"] * (FULL * max(0, above) // (200 * (t.stars_count + PRIOR_COUNT)))

    return _Line("stars", "star_e2", had, MOST_STARS_E2, LEAST_STARS_E2, points)
