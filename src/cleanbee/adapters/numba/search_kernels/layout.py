"""Where everything stands: the columns, the room to work in, a question, and how kernels find them by address."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import extending
from numba.core import cgutils
from numba.np import arrayobj

from cleanbee.adapters.numba.search_kernels import plain
from cleanbee.adapters.numba.search_kernels.compiled import compiled

NUMBA: Any = numba  # its functions carry no types
EXTENDING: Any = extending
IR: Any = ir
ARRAYS: Any = arrayobj
CGUTILS: Any = cgutils
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
# For how many more everybody has room at first.
SPARE = 2
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
    held: Any
    grid: Any
    begins: Any
    visits: Any


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


# Of which days somebody has one or three visits, two or three, and which are odd: a bit each.
ONES, TWOS, ODDS = range(3)
HELD, MOST_KEPT = 3, 63
# How many words lie in a line of the cache.
LINE = 8
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


@EXTENDING.intrinsic
def ones(typing: Any, word: Any) -> Any:
    """How many bits of a word are set."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), build


@EXTENDING.intrinsic
def fetch(typing: Any, array: Any, at: Any) -> Any:
    """Have the cache line of ``array[at]`` brought while other work goes on; nothing waits for it."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        column = ARRAYS.make_array(signature.args[0])(context, builder, arguments[0])
        stride = builder.extract_value(column.strides, 0)
        place = builder.add(builder.ptrtoint(column.data, stride.type), builder.mul(arguments[1], stride))
        byte, number = IR.IntType(8).as_pointer(), IR.IntType(32)
        kind = IR.FunctionType(IR.VoidType(), [byte, number, number, number])
        call = CGUTILS.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        how = [IR.Constant(number, one) for one in (0, 3, 1)]
        builder.call(call, [builder.inttoptr(place, byte), *how])
        return context.get_dummy_value()

    return types.void(array, types.int64), build


@EXTENDING.intrinsic
def _pointer(typing: Any, address: Any) -> Any:
    """An address as a pointer."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), build


if NUMBA.config.DISABLE_JIT:
    carray, _pointer, ones, fetch = plain.carray, plain.pointer, plain.ones, plain.fetch


@compiled
def market_at(where: Any) -> Any:
    """The columns at these addresses: one argument instead of twenty, each of which would cost its time."""
    rows, days, claims, zones, spans, patterns, cells = (
        where[19],
        where[20],
        where[21],
        where[22],
        where[23],
        where[24],
        where[25],
    )
    return Columns(
        carray(_pointer(where[0]), (rows, PERSON), np.int32),
        carray(_pointer(where[1]), (rows, 2), np.uint64),
        carray(_pointer(where[2]), (claims, CLAIM), np.int32),
        carray(_pointer(where[3]), (zones, days + 1, 2), np.int64),
        carray(_pointer(where[4]), (spans, 2), np.int64),
        carray(_pointer(where[5]), (patterns,), np.int64),
        carray(_pointer(where[6]), (days, rows), np.uint64),
        carray(_pointer(where[7]), (rows, HELD), np.uint64),
        carray(_pointer(where[8]), (GRID,), np.int64),
        carray(_pointer(where[9]), (cells,), np.int32),
        carray(_pointer(where[10]), (claims,), np.uint64),
    )


@compiled
def room_at(where: Any) -> Any:
    """The room to work in at these addresses."""
    rows, ranges, most = where[19] + 1, where[26], where[27]
    return Room(
        carray(_pointer(where[11]), (ranges, 2), np.int64),
        carray(_pointer(where[12]), (rows,), np.int64),
        carray(_pointer(where[13]), (rows,), np.int64),
        carray(_pointer(where[14]), (rows, 3), np.uint64),
        carray(_pointer(where[15]), (rows, FOUND), np.int64),
        carray(_pointer(where[16]), (rows, 4), np.uint64),
        carray(_pointer(where[17]), (most,), np.int64),
        carray(_pointer(where[18]), (most, FOUND), np.int64),
    )
