"""Who could do this, best first: ``shortlist`` over columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.claims import fit_claims, promised_around
from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.draw import wins
from cleanbee.adapters.numba.search_kernels.held import place_of_day, visits_of
from cleanbee.adapters.numba.search_kernels.layout import (
    ABOVE,
    ADDED,
    BIT,
    COUNTED,
    DAY,
    DAY_PAY,
    DEBT,
    FAVOURITE,
    FEATURES,
    FEATURES_HIGH,
    FLOOR,
    FOUND,
    FROM,
    GRID_ZONE,
    HERE,
    HOME_LAT,
    HOME_LON,
    JUDGED,
    LAT,
    LATE,
    LENGTH,
    LINE,
    LOCALE,
    LON,
    MADE,
    MOST,
    NO_SPARE,
    NONE,
    NUMBERS,
    ODD,
    PAID,
    PAY,
    PETS,
    PLAIN,
    POINTS,
    QUARTER_PAY,
    QUARTERS,
    RATED,
    ROW,
    SEED,
    SHARED,
    SINCE,
    SPARE_MIN,
    STARS,
    TO,
    VISITS,
    ZONE,
    ZONES,
    fetch,
    market_at,
    room_at,
)
from cleanbee.adapters.numba.search_kernels.near import among, near_ranges, place_of, reached
from cleanbee.adapters.numba.search_kernels.packed import fit_plain, promised_plain
from cleanbee.adapters.numba.search_kernels.ways import at_home
from cleanbee.adapters.numba.search_kernels.words import bits


@door
def who(where: Any, ask: Any, veto: Any, known: Any, liked: Any) -> Any:
    """The best into ``best``; how many could, how many are in ``best``, how many were looked at.

    ``veto``, ``known`` (row, visits, days since) and ``liked`` are sorted by row.
    """
    m, room, numbers, seed = market_at(where), room_at(where), ask[NUMBERS:], ask[SEED:]
    near, able, order, best = room.near, room.able, room.order, room.best
    seen, count = _free(m, ask, room)
    for n in range(count):
        fetch(m.people, near[n])
        fetch(m.held, near[n])
    near_enough = reached(m.people, ask, veto, near, room.away, count)
    found = _fitting(m, ask, room, near_enough)
    promised = np.int64(0)
    for n in range(found):
        promised += able[n, DEBT]
    kept, most = np.int64(0), ask[MOST]
    for n in range(found):
        _inputs(m.people, able, n, ask, promised // found, known, liked)
        able[n, POINTS] = _points(able, n, numbers)
        kept = _keep(m.ids, able, room.lots, order, n, kept, most, seed)
    for place in range(kept):
        for k in range(FOUND):
            best[place, k] = able[order[place], k]
    return found, kept, seen, count


@compiled
def _free(m: Any, ask: Any, room: Any) -> Any:
    """Who has all the quarters free, or stands where the word says nothing."""
    people, words = m.people, m.words
    ranges, near = room.ranges, room.near
    seen, count = np.int64(0), np.int64(0)
    day, wanted = ask[DAY], bits(ask[BIT], ask[BIT] + ask[QUARTERS])
    judged, one_grid = ask[JUDGED] != 0, ask[ZONES] == 1
    many = near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)
    for r in range(many if judged else 0):  # each range is a place of its own in memory: none is waited for by itself
        for row in range(ranges[r, 0], ranges[r, 1] + LINE - 1, LINE):
            fetch(words[day], min(row, ranges[r, 1] - 1))
    for r in range(many):
        first, last = ranges[r, 0], ranges[r, 1]
        seen += last - first
        if judged and one_grid:
            column = words[day]
            for row in range(first, last):
                near[count] = row
                count += (column[row] & wanted) == wanted
        else:
            for row in range(first, last):
                near[count] = row
                count += not judged or people[row, ZONE] != ask[GRID_ZONE] or (words[day, row] & wanted) == wanted
    return seen, count


@compiled
def _fitting(m: Any, ask: Any, room: Any, count: int) -> Any:
    """Whoever the work fits, by the quickest way that is exact, and whose pay floor is kept, into ``able``."""
    people, held, packed, zones = m.people, m.held, m.visits, m.zones
    near, away, able = room.near, room.away, room.able
    start, end, day, grid_zone = ask[FROM], ask[TO], ask[DAY], ask[GRID_ZONE]
    judged, midnight = ask[PLAIN] != 0, zones[max(grid_zone, 0), day, 0] if zones.shape[0] else 0
    visits, home = room.visits, at_home(ask)
    for n in range(count):
        fetch(packed, place_of_day(people, held, near[n], day - 2))
    for n in range(count):  # fetched all at once: the waits for memory overlap
        visits[n, 0], visits[n, 1], visits[n, 2] = visits_of(people, held, packed, near[n], day)
    found = np.int64(0)
    for n in range(count):
        row, a = near[n], visits[n, 0]
        plain = judged and people[row, ZONE] == grid_zone and a != ODD
        if plain:
            lat, lon = np.int64(people[row, LAT]), np.int64(people[row, LON])
            fits, added, paid, spare = fit_plain(a, visits[n, 1], visits[n, 2], midnight, lat, lon, away[n], home, ask)
        else:
            fits, added, paid, spare = fit_claims(m, ask, row, start, end)
        if fits and ask[PAY] * 60 // (ask[LENGTH] + paid) >= people[row, FLOOR]:
            able[found, ROW], able[found, ADDED], able[found, DEBT] = row, added, plain
            able[found, LATE] = max(0, ask[NO_SPARE] - ask[SPARE_MIN] * spare)
            found += 1
    for n in range(found):
        row, promised = able[n, ROW], np.int64(-1)
        if able[n, DEBT]:
            promised = promised_plain((people, held, packed), zones, row, grid_zone, day, ask, start, end)
        able[n, DEBT] = promised if promised >= 0 else promised_around(m, ask, row, start, end)
    return found


@compiled
def _inputs(people: Any, able: Any, n: int, ask: Any, average: int, known: Any, liked: Any) -> None:
    """What the score is made of, as ``assess`` gathers it."""
    row = able[n, ROW]
    features = np.int64(np.uint32(people[row, FEATURES])) | (np.int64(people[row, FEATURES_HIGH]) << 32)
    able[n, HERE], able[n, SINCE], able[n, FAVOURITE] = 0, 0, 0
    if known.shape[0]:
        place = place_of(known[:, 0], row)
        if place >= 0:
            able[n, HERE], able[n, SINCE] = known[place, 1], known[place, 2]
    if liked.shape[0]:
        able[n, FAVOURITE] = among(liked, row)
    able[n, SHARED] = (features & ask[LOCALE]) != 0 or ask[PETS] != 0
    able[n, ABOVE], able[n, COUNTED] = people[row, STARS], people[row, RATED]
    able[n, DEBT] = max(0, average - able[n, DEBT]) // 15 * ask[QUARTER_PAY]
    able[n, PAID], able[n, MADE] = ask[DAY_PAY], people[row, VISITS]


@compiled
def _points(able: Any, n: int, numbers: Any) -> Any:
    """``score.score``."""
    full, full_visits, fresh_days, most_travel = numbers[7], numbers[8], numbers[9], numbers[10]
    prior_count, prior_stars, least_stars, newcomer = numbers[11], numbers[12], numbers[13], numbers[14]
    continuity = full * min(able[n, HERE], full_visits) // full_visits
    if able[n, SINCE] > fresh_days:
        continuity //= 2
    rated = able[n, COUNTED] + prior_count
    return (
        numbers[0] * continuity
        + numbers[1] * (full * max(0, most_travel - able[n, ADDED]) // most_travel)
        + numbers[2] * (full - able[n, LATE])
        + numbers[3] * (full if able[n, FAVOURITE] else (full // 2 if able[n, SHARED] else 0))
        + numbers[4] * (full * max(0, able[n, ABOVE] + prior_stars - least_stars * rated) // (2 * rated))
        + numbers[5] * (full * able[n, DEBT] // (able[n, DEBT] + able[n, PAID]))
        + numbers[6] * (full * max(0, newcomer - able[n, MADE]) // newcomer)
    )


@compiled
def _keep(ids: Any, able: Any, lots: Any, order: Any, n: int, kept: int, most: int, seed: Any) -> Any:
    """Put one among the best: by points, then by the draw. Lots are drawn only between equals."""
    points = able[n, POINTS]
    lots[n, 0] = NONE
    if kept == most and points < able[order[kept - 1], POINTS]:
        return kept
    place = kept
    while place > 0 and able[order[place - 1], POINTS] <= points:
        other = order[place - 1]
        tied = able[other, POINTS] == points
        if tied and not wins(seed, ids, lots, (n, able[n, ROW]), (other, able[other, ROW])):
            break
        place -= 1
    if place == most:
        return kept
    for at in range(min(kept, most - 1), place, -1):
        order[at] = order[at - 1]
    order[place] = n
    return min(kept + 1, most)
