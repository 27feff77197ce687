"""Where everything stands: the columns, the room to work in, a question, and how kernels find them by address."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from numba import extending

from cleanbee.adapters.numba.search_kernels.compiled import compiled

NUMBA: Any = numba  # its functions carry no types
EXTENDING: Any = extending
carray, types = NUMBA.carray, NUMBA.types

# A person is one cache line of 32-bit numbers.
(
    LAT,
    LON,
    AREA,
    FLOOR,
    FEATURES,
    FEATURES_HIGH,
    PAPERS,
    STARS,
    RATED,
    VISITS,
    ZONE,
    PATTERN,
    AT,
    CLAIMS,
    ROOM,
    LONGEST,
) = range(16)
PERSON = 16
# A claim is half of one.
START, END, BLOCKED, FREE, UNTIL, PLACE_LAT, PLACE_LON, VISIT = range(8)
CLAIM = 8
FOREVER = 2**31 - 1
# What a question says.
(
    FROM, TO, SLACK, DAY, BIT, QUARTERS, HOME_LAT, HOME_LON, NEED, LOCALE, PETS, PAPERS_DAY, PAY, NOW, DETOUR, PACE,
    MOST_TRAVEL, DAY_MOST, BREAK, BREAK_AFTER, REST, DAY_PAY, QUARTER_PAY, MOST, PLAIN, SLACK_SHORT, SLACK_LONG,
    LONG_FROM, LENGTH, GRID_ZONE, ZONES, NO_SPARE, SPARE_MIN, JUDGED,
) = range(34)  # fmt: skip
# Behind them stand the score's numbers, and the seed of the draw.
NUMBERS, SEED = 34, 34 + 15
ASK = SEED + 2
# What a grid says: its corner, the size of a cell, how many cells, how many people stand in it, how far anybody goes.
SOUTH, WEST, HIGH, WIDE, CELL_ROWS, CELL_COLUMNS, SORTED, FURTHEST, EVERYONE = range(9)
GRID = 9
METRES_PER_E6 = 0.111_195
TURN_E6 = 360_000_000
# What is said of one who could come: the row, then the inputs of the score.
ROW, POINTS, HERE, SINCE, ADDED, LATE, FAVOURITE, SHARED, ABOVE, COUNTED, DEBT, PAID, MADE = range(13)
FOUND = 13


class Columns(NamedTuple):
    """The market as the kernels see it; ``adapters/numba/columns.py`` says what each array is."""

    people: Any
    ids: Any
    pool: Any
    zones: Any
    spans: Any
    span_at: Any
    words: Any
    days: Any
    grid: Any
    begins: Any


class Room(NamedTuple):
    """Room to work in: ranges of rows, who is near, how far, their visits, who is able, their lots, the best."""

    ranges: Any
    near: Any
    away: Any
    visits: Any
    able: Any
    lots: Any
    order: Any
    best: Any


ODD = np.uint64(2**64 - 1)
ALL = np.uint64(2**64 - 1)
NONE = np.uint64(0)
ONE = np.uint64(1)
QUARTER = 900
TWO_DAYS = 172_800
A_DAY = 86_400
BLOCK = 64
PLANES = 20
LAT_HALF, LON_HALF = 1 << 17, 1 << 18
MOST_WAY, MOST_LONG, MOST_START = 45, 1023, 2000
AMPLE = 600
NEARBY, HALF_RADIANS = 500_000, 3.141592653589793 / 360e6
NOBODY, STARTS = 2**62, 96
ADDED_BITS = 20
MOST_KNOWN = 2**30


@compiled
def blocks_of(rows: int) -> Any:
    """How many blocks of rows hold so many: a day of neighbours lies side by side, and their next day close by."""
    return (rows + BLOCK - 1) // BLOCK


@EXTENDING.intrinsic
def _pointer(typing: Any, address: Any) -> Any:
    """An address as a pointer."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), build


@compiled
def market_at(where: Any) -> Any:
    """The columns at these addresses: one argument instead of twenty, each of which would cost its time."""
    rows, days, claims, zones, spans, patterns, cells = (
        where[17],
        where[18],
        where[19],
        where[20],
        where[21],
        where[22],
        where[23],
    )
    return Columns(
        carray(_pointer(where[0]), (rows, PERSON), np.int32),
        carray(_pointer(where[1]), (rows, 2), np.uint64),
        carray(_pointer(where[2]), (claims, CLAIM), np.int32),
        carray(_pointer(where[3]), (zones, days + 1, 2), np.int64),
        carray(_pointer(where[4]), (spans, 2), np.int64),
        carray(_pointer(where[5]), (patterns,), np.int64),
        carray(_pointer(where[6]), (days, rows), np.uint64),
        carray(_pointer(where[7]), (blocks_of(rows), days, BLOCK, 3), np.uint64),
        carray(_pointer(where[8]), (GRID,), np.int64),
        carray(_pointer(where[9]), (cells,), np.int32),
    )


@compiled
def room_at(where: Any) -> Any:
    """The room to work in at these addresses."""
    rows, ranges, most = where[17] + 1, where[24], where[25]
    return Room(
        carray(_pointer(where[10]), (ranges, 2), np.int64),
        carray(_pointer(where[11]), (rows,), np.int64),
        carray(_pointer(where[12]), (rows,), np.int64),
        carray(_pointer(where[13]), (rows, 3), np.uint64),
        carray(_pointer(where[14]), (rows, FOUND), np.int64),
        carray(_pointer(where[15]), (rows, 4), np.uint64),
        carray(_pointer(where[16]), (most,), np.int64),
        carray(_pointer(where[26]), (most, FOUND), np.int64),
    )
