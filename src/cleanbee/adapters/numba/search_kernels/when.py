"""When somebody could come: ``open_times`` over columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.claims import fit_claims
from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.counting import count_bits
from cleanbee.adapters.numba.search_kernels.gaps import beginning_by, bits_before, run_shifts, with_breaks
from cleanbee.adapters.numba.search_kernels.held import before_day, place_of_day, visits_of
from cleanbee.adapters.numba.search_kernels.layout import (
    ALL,
    AT,
    DAY_MOST,
    FLOOR,
    GRID_ZONE,
    LAT,
    LENGTH,
    LINE,
    LON,
    MOST_TRAVEL,
    NONE,
    ODD,
    ODDS,
    ONE,
    ONES,
    PAY,
    QUARTERS,
    TWOS,
    ZONE,
    fetch,
    market_at,
    room_at,
)
from cleanbee.adapters.numba.search_kernels.near import around, ending_by, papers_last, reached
from cleanbee.adapters.numba.search_kernels.one_visit import beside_ones, ways_from_home
from cleanbee.adapters.numba.search_kernels.packed import begins_at, lasts, lat_of, lon_of, nth_visit
from cleanbee.adapters.numba.search_kernels.ways import at_home, from_home
from cleanbee.adapters.numba.search_kernels.words import bits, slack_after


@door
def when(where: Any, ask: Any, veto: Any, open: Any, instants: Any, plain: Any, counts: Any) -> Any:
    """How many could come at each start: ``counts[day, quarter]``; how many cleaners were near enough.

    ``open[day]``: the number of the column, when the day ends, and as bits the starts that may be asked for;
    ``instants[day, quarter]``; ``plain[day]``: 0 where words say nothing of these starts, 1 where they never forbid
    too much, 2 where they decide.
    """
    m, room = market_at(where), room_at(where)
    near, away, people = room.near, room.away, m.people
    count = reached(people, ask, veto, near, away, around(m, ask, room))
    here = _own_first(people, near, away, count, ask[GRID_ZONE])
    last, whole = np.empty(count, dtype=np.int64), np.empty(2 * count, dtype=np.uint64)
    _fetch_first(m.held, m.words, near, count, open)
    for n in range(count):
        last[n] = papers_last(people, ask, near[n], open)
        whole[n] = _whole_day(people, near[n], away[n], ask)
    _fetch_visits(people, m.held, m.visits, near, count, open)
    fits, some = np.empty(2 * count, dtype=np.uint64), np.empty(2 * count, dtype=np.int64)
    shifts, home = run_shifts(ask[QUARTERS]), at_home(ask)
    own, room_for_ones = _own_numbers(people, m.held, near, count), np.empty((8, count), dtype=np.int64)
    folk = near, last, whole, own[6].view(np.uint64)
    for d in range(open.shape[0]):
        told, found = here if plain[d] != 0 else np.int64(0), np.int64(0)
        if told:
            if d + 1 < open.shape[0]:
                fetch_words(m.words[np.int64(open[d + 1, 0])], near, told)
            lax = ALL if plain[d] == 1 else NONE
            evening = in_words(m, ask, folk, told, open[d], instants[d, 0], shifts, lax, fits)
            for n in range(told):
                some[found] = n
                found += fits[n] != NONE
            if plain[d] == 1:
                for k in range(found):
                    fits[some[k]] = _starts_claims(m, ask, near[some[k]], fits[some[k]], instants[d])
            else:
                _in_gaps(m, ask, (near, away, whole, fits, some, own, room_for_ones), found, open[d], instants[d], home)
            if evening:
                found = _into_the_night(m, ask, near, last, (told, count, found), open[d], instants[d], fits, some)
        for n in range(told, count):
            some[found] = n
            fits[n] = _starts_claims(m, ask, near[n], _while_good(last[n], ask, open[d], instants[d]), instants[d])
            found += fits[n] != NONE
        count_bits(fits, some, found, counts[d])
    return count


@compiled
def _fetch_first(held: Any, words: Any, near: Any, count: int, open: Any) -> None:
    """Have brought what will be asked of these people first: the waits for memory overlap."""
    for n in range(count):
        fetch(held, near[n])
    if open.shape[0]:
        fetch_words(words[np.int64(open[0, 0])], near, count)


@compiled
def _fetch_visits(people: Any, held: Any, visits: Any, near: Any, count: int, open: Any) -> None:
    """Have their visits brought, as far as they are likely to be asked for."""
    for n in range(count if open.shape[0] else 0):
        at = place_of_day(people, held, near[n], np.int64(open[0, 0]))
        fetch(visits, at)
        fetch(visits, at + LINE)


@compiled
def _own_numbers(people: Any, held: Any, near: Any, count: int) -> Any:
    """What each day asks of these people, side by side: where their visits begin, home, floor, and days with visits."""
    own = np.empty((7, count), dtype=np.int64)
    days = own.view(np.uint64)
    for n in range(count):
        row = near[n]
        own[0, n], own[1, n], own[2, n] = people[row, AT], people[row, LAT], people[row, LON]
        own[3, n], days[4, n], days[5, n] = people[row, FLOOR], held[row, ONES], held[row, TWOS]
        days[6, n] = held[row, ONES] | held[row, TWOS] | held[row, ODDS]
    return own


@compiled
def fetch_words(column: Any, rows: Any, count: int) -> None:
    for n in range(count):
        fetch(column, rows[n])


@compiled
def _own_first(people: Any, near: Any, away: Any, count: int, zone: int) -> Any:
    """Bring those of the home's own zone to the front; how many they are."""
    own = np.int64(0)
    for n in range(count):
        if people[near[n], ZONE] == zone:
            near[own], near[n] = near[n], near[own]
            away[own], away[n] = away[n], away[own]
            own += 1
    return own


@compiled
def _whole_day(people: Any, row: int, base: int, ask: Any) -> Any:
    """As a mask, whether somebody would come from their base and go back there on a day without visits."""
    short = base <= ask[MOST_TRAVEL] and ask[LENGTH] * 60 <= ask[DAY_MOST]
    return ALL if short and ask[PAY] * 60 >= people[row, FLOOR] * (ask[LENGTH] + 2 * base) else NONE


@compiled
def _while_good(last: int, ask: Any, open: Any, instants: Any) -> Any:
    """The starts of a day that end while somebody's papers are good."""
    day = np.int64(open[0])
    if day < last:
        return open[2]
    return ending_by(open[2], instants, np.int64(0), ask[LENGTH] * 60, np.int64(open[1])) if day == last else NONE


@compiled
def in_words(m: Any, ask: Any, folk: Any, count: int, open: Any, opens: int, shifts: Any, lax: Any, fits: Any) -> Any:
    """Of each of these, the starts of a day for which words leave enough quarters in a row, and papers are good, and
    on a day without visits those that are ``whole`` (``lax``: all); whether anybody works until ten in the evening,
    perhaps longer.
    """
    near, last, whole, taken = folk
    day, bit, starts, late = np.int64(open[0]), np.uint64(open[0]), open[2], NONE
    column, tonight = m.words[day], starts & beginning_by(np.int64(open[1]) - ask[LENGTH] * 60, opens)
    one, two, three, four, five, six = shifts
    for n in range(count):  # by itself: what is read by number keeps a processor from taking several at once
        fits[n] = column[near[n]]
    for n in range(count):
        word = fits[n]
        late |= word
        word &= word >> one
        word &= word >> two
        word &= word >> three
        word &= word >> four
        word &= word >> five
        word &= word >> six
        word &= whole[n] | (NONE - (taken[n] >> bit & ONE)) | lax
        fits[n] = word & (starts if day < last[n] else (tonight if day == last[n] else NONE))
    return late >> np.uint64(63) != NONE and starts & bits(65 - ask[QUARTERS], 64) != NONE


@compiled
def _into_the_night(
    m: Any, ask: Any, near: Any, last: Any, many: Any, open: Any, instants: Any, fits: Any, some: Any
) -> Any:
    """The starts that end after ten in the evening, of which words say nothing, as words of their own; how many now."""
    told, room, found = many
    late, column = bits(65 - ask[QUARTERS], 64), m.words[np.int64(open[0])]
    for n in range(told):
        if column[near[n]] >> np.uint64(63):
            starts = _while_good(last[n], ask, open, instants) & late
            some[found], fits[room + n] = room + n, _starts_claims(m, ask, near[n], starts, instants)
            found += fits[room + n] != NONE
    return found


@compiled
def _in_gaps(m: Any, ask: Any, work: Any, found: int, open: Any, instants: Any, home: Any) -> None:
    """What the visits of the day leave of these starts, each on the quickest way that is exact."""
    near, away, whole, fits, some, own, room = work
    people, held, visits, day = m.people, m.held, m.visits, np.int64(open[0])
    midnight, opens = m.zones[ask[GRID_ZONE], day, 0], instants[0]
    minutes_tell, bit = np.int64((opens - midnight) % 60 == 0), np.uint64(day)
    who, busy, ways, lat, lon, bases, floors = room[0], room[1], room[2], room[3], room[4], room[5], room[6]
    packed, starts = room[7].view(np.uint64), whole[whole.shape[0] // 2 :]
    at, own_lat, own_lon, own_floor, bits_of = own[0], own[1], own[2], own[3], own.view(np.uint64)
    in_ones, in_twos, in_any = bits_of[4], bits_of[5], bits_of[6]
    ones, more = np.int64(0), np.int64(0)
    for k in range(found):
        n = some[k]
        alone = minutes_tell & np.int64(in_ones[n] >> bit & ~(in_twos[n] >> bit) & ONE)
        who[ones], busy[more] = n, n
        ones += alone
        more += np.int64(in_any[n] >> bit & ONE) - alone
    for k in range(ones):
        n = who[k]
        packed[k] = visits[at[n] + before_day(in_ones[n], in_twos[n], day)]
        lat[k], lon[k], floors[k] = own_lat[n], own_lon[n], own_floor[n]
        bases[k], starts[k] = away[n], fits[n]
    ways_from_home(packed, lat, lon, ones, home, ask, ways)
    beside_ones(packed, ways, bases, floors, ones, (opens - midnight) // 60, ask, starts)
    for k in range(ones):
        fits[who[k]] = starts[k]
    for k in range(more):
        n = busy[k]
        row = near[n]
        three = visits_of(people, held, visits, row, day)
        if three[0] == ODD:
            fits[n] = _starts_claims(m, ask, row, fits[n], instants)
        else:
            base = np.int64(people[row, LAT]), np.int64(people[row, LON]), away[n], np.int64(people[row, FLOOR])
            fits[n] = _beside_visits(three, midnight, opens, base, home, ask, fits[n])


@compiled
def _beside_visits(visits: Any, midnight: int, opens: int, base: Any, home: Any, ask: Any, starts: Any) -> Any:
    """Gap by gap: between two visits the starts that fit stand in one row. Ways are worked out where there are any."""
    (a, b, c), (lat, lon, base_way, floor) = visits, base
    long, most, found, before, way_in = ask[LENGTH], ask[MOST_TRAVEL], NONE, NONE, base_way
    if lasts(a) + lasts(b) + lasts(c) + long * 60 > ask[DAY_MOST]:
        return NONE
    for here in range(4):
        after, out = nth_visit(a, b, c, here), base_way
        last = after == NONE
        fit = starts if last else starts & beginning_by(begins_at(after, midnight), opens)
        starts &= ~fit
        if fit != NONE:
            if way_in < 0:
                way_in = from_home(lat_of(before, lat), lon_of(before, lon), home, ask)
            if not last:
                out = from_home(lat_of(after, lat), lon_of(after, lon), home, ask)
                fit &= bits(0, bits_before(after, midnight, out, opens, ask))
            if before != NONE:
                free = begins_at(before, midnight) + lasts(before) + slack_after(lasts(before), ask)
                fit &= ~beginning_by(free + way_in * 60 - 1, opens)
            fair = ask[PAY] * 60 >= floor * (long + way_in + (out if last else 0))
            if fit != NONE and fair and way_in <= most and (last or out <= most):
                found |= with_breaks(a, b, c, midnight, ask, fit, opens, here, way_in, out)
        elif not last:
            out = -1
        if starts == NONE:
            break
        before, way_in = after, out
    return found


@compiled
def _starts_claims(m: Any, ask: Any, row: int, starts: Any, instants: Any) -> Any:
    """Start by start, on the claims themselves."""
    found = NONE
    if starts == NONE:
        return found
    for bit in range(64):
        if not (starts >> np.uint64(bit)) & ONE:
            continue
        start = instants[bit]
        fits, _, paid, _ = fit_claims(m, ask, row, start, start + ask[LENGTH] * 60)
        if fits and ask[PAY] * 60 // (ask[LENGTH] + paid) >= m.people[row, FLOOR]:
            found |= ONE << np.uint64(bit)
    return found
