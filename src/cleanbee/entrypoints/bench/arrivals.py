"""Confirm now, bind late: bookings arrive one by one; what each policy reaches of the clairvoyant optimum."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from cleanbee.domain.matching.assignment import NOBODY, Market, certify
from cleanbee.domain.matching.rebind import Arrival, Bound
from cleanbee.entrypoints.bench.city_market import city
from cleanbee.entrypoints.bench.outcome import Asked, percentile
from cleanbee.ports.outbound.assigner import Assigner

CLEANERS, QUICK_CLEANERS = 20_000, 2_000
SCARCE_PCT = 110
"""Bookings a hundred cleaners where there are too few."""
BATCHES = (1_000, 5_000)


@dataclass(frozen=True)
class Late:
    """The share of the clairvoyant optimum, microseconds of CPU an arrival, and all there is to tell."""

    share: float
    mean_us: float
    figures: dict[str, object]


def measure(asked: Asked) -> Late:
    """As many bookings as unit cleaners, which the goals are about; then a tenth more, so that some must stay open.

    In both, every policy sees the same arrivals in a seeded order.
    """
    from cleanbee.adapters.numba.assigner import NumbaAssigner

    assigner = NumbaAssigner()
    count = QUICK_CLEANERS if asked.quick else CLEANERS
    even, scarce = (_policies(assigner, many, count, asked.seed) for many in (count, count * SCARCE_PCT // 100))
    figures: dict[str, object] = {"late_cleaners": count}
    figures |= {f"late_{name}": value for name, value in even.figures.items()}
    figures |= {f"late_scarce_{name}": value for name, value in scarce.figures.items()}
    return Late(even.share, even.mean_us, figures)


def _policies(assigner: Assigner, bookings: int, cleaners: int, seed: int) -> Late:
    arrays = city(bookings, seed, cleaners=cleaners)
    market = arrays.market
    begins, links, utilities = (one.tolist() for one in (arrays.begins, arrays.links, arrays.utilities))
    arriving = [Arrival(links=tuple(links[at:end]), utilities=tuple(utilities[at:end])) for at, end in pairwise(begins)]
    Random(seed).shuffle(arriving)
    clairvoyant = certify(market, assigner.assign(market))
    assert clairvoyant.proved, clairvoyant
    best = int(clairvoyant.primal)
    worth, took, bound = _late(assigner, arriving, cleaners)
    mean_us = 1e6 * sum(took) / len(took)
    figures: dict[str, object] = {
        "bookings": bookings,
        "clairvoyant": best,
        "share": round(worth / best, 5),
        "confirmed": bound,
        "dropped": 0,
        "mean_us": round(mean_us, 1),
        "p99_us": round(1e6 * percentile(took, 0.99), 1),
        "first_come_share": round(_first_come(arriving, cleaners) / best, 4),
    }
    for size in BATCHES:
        figures[f"batches_of_{size}_share"] = round(_batches(assigner, arriving, cleaners, size) / best, 4)
    return Late(worth / best, mean_us, figures)


def _late(assigner: Assigner, arriving: list[Arrival], cleaners: int) -> tuple[int, list[float], int]:
    """Ours: confirmed while a chain serves everybody; worth, CPU seconds of each, and how many were confirmed.

    The certificate at the end says that nobody was dropped, and that nobody could have served these better.
    """
    row, took, bound = assigner.promises(cleaners), list[float](), 0
    for one in arriving:
        begun = time.process_time()
        bound += isinstance(row.arrive(one), Bound)
        took.append(time.process_time() - begun)
    proof = certify(row.market(), row.standing())
    assert proof.proved, proof
    dropped = bound - sum(cleaner != NOBODY for cleaner in row.standing().cleaner_of)
    assert dropped == 0, f"{dropped} promises were dropped"
    return proof.primal, took, bound


def _first_come(arriving: list[Arrival], cleaners: int) -> int:
    """Each takes the best cleaner who is free, for good."""
    taken, worth = bytearray(cleaners), 0
    for one in arriving:
        free = [(u, -c) for c, u in zip(one.links, one.utilities, strict=True) if not taken[c] and u > 0]
        if free:
            utility, cleaner = max(free)
            taken[-cleaner] = 1
            worth += utility
    return worth


def _batches(assigner: Assigner, arriving: list[Arrival], cleaners: int, size: int) -> int:
    """Each batch is assigned exactly among the cleaners who are free, for good."""
    taken, worth = bytearray(cleaners), 0
    for at in range(0, len(arriving), size):
        begins, links, utilities = [0], list[int](), list[int]()
        for one in arriving[at : at + size]:
            free = [(c, u) for c, u in zip(one.links, one.utilities, strict=True) if not taken[c]]
            links += [cleaner for cleaner, _ in free]
            utilities += [utility for _, utility in free]
            begins.append(len(links))
        count = len(begins) - 1
        market = Market(
            begins=begins, links=links, utilities=utilities,
            outside=[0] * count, promised=[False] * count, cleaners=cleaners,
        )  # fmt: skip
        answer = assigner.assign(market)
        worth += certify(market, answer).primal
        for cleaner in answer.cleaner_of:
            if cleaner != NOBODY:
                taken[cleaner] = 1
    return worth
