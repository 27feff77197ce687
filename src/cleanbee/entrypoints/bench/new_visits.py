"""Visits that a town hears of one by one, and the same town with them told from the start."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.columns import Columns, blank_days
from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.entrypoints.bench.town import POLICY, Town

Ints = NDArray[np.int64]
LONG_S, WAY_S, SLACK_S = 7_200, 900, POLICY.slack_short_min * 60
QUARTERS = 8
FIRST_DAY, LAST_DAY = 6, 40


def new_visits(town: Town, count: int, random: Random) -> tuple[Ints, NDArray[np.int32]]:
    """So many people, each once, and two hours of work for each at their base, on a day of theirs with room for it."""
    columns, people = town.columns, len(town.columns.people)
    rows, claims = list[int](), list[list[int]]()
    for row in random.sample(range(people), people):
        day = random.randrange(FIRST_DAY, LAST_DAY)
        begins = _free_start(columns, row, day)
        if begins < 0:
            continue
        start = int(columns.zones[0, day, 1]) + begins * layout.QUARTER
        person: list[int] = columns.people[row].tolist()
        ends = start + LONG_S
        place = (person[layout.LAT], person[layout.LON])
        rows.append(row)
        claims.append([start, ends, start - WAY_S, ends + SLACK_S, layout.FOREVER, *place, 1])
        if len(rows) == count:
            break
    return np.array(rows, dtype=np.int64), np.array(claims, dtype=np.int32)


def _free_start(columns: Columns, row: int, day: int) -> int:
    """The first quarter from which two hours and the time around them are free; none if the day is full or odd."""
    one, two, odd = (int(bits) >> day & 1 for bits in columns.held[row])
    if odd or (one and two):
        return -1
    word, need = int(columns.words[day, row]), (1 << QUARTERS + 4) - 1
    return next((n for n in range(64 - QUARTERS - 4) if word >> n & need == need), -2) + 1


def blank(town: Town, **changed: Any) -> Columns:
    """The town's columns with nothing worked out yet."""
    words, held = blank_days(len(town.columns.people), town.days.count)
    pool = changed.get("pool", town.columns.pool)
    return replace(town.columns, words=words, held=held, visits=np.zeros(len(pool), dtype=np.uint64), **changed)


def with_visits(town: Town, rows: Ints, claims: NDArray[np.int32]) -> Columns:
    """The same with these claims among those that everybody has, nothing worked out yet."""
    people, pool = town.columns.people.copy(), town.columns.pool[town.columns.pool[:, layout.VISIT] != 0]
    owners = np.concatenate([np.repeat(np.arange(len(people)), people[:, layout.CLAIMS]), rows])
    everything = np.concatenate([pool, claims])
    order = np.lexsort((everything[:, layout.START], owners))
    people[:, layout.CLAIMS] += np.bincount(rows, minlength=len(people)).astype(np.int32)
    people[:, layout.ROOM] = people[:, layout.CLAIMS]
    people[:, layout.AT] = np.cumsum(people[:, layout.CLAIMS]) - people[:, layout.CLAIMS]
    people[:, layout.LONGEST] = np.maximum(people[:, layout.LONGEST], LONG_S + SLACK_S)
    return blank(town, people=people, pool=np.ascontiguousarray(everything[order]))
