"""Who says which cleaner gets which booking, and who keeps a row of promises while new ones arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.matching.assignment import Assignment, Market
from cleanbee.domain.matching.rebind import Arrival, Bound, WouldDropPromise
from cleanbee.domain.matching.utility import Ask


class Promises(Protocol):
    """The bookings confirmed so far, each held by a cleaner who may change until told; nobody is ever dropped."""

    def arrive(self, arrival: Arrival) -> Bound | WouldDropPromise:
        """Confirm one more, if a chain of changes serves it and everybody promised, at the least cost to the whole."""
        ...

    def market(self) -> Market:
        """What has been confirmed so far, all of it promised, in the order of arrival."""
        ...

    def standing(self) -> Assignment:
        """Who holds what now, with duals: the best way to serve exactly these."""
        ...


class Assigner(Protocol):
    """Whoever assigns. Pure: the same answer to the same market; every answer is optimal and proves it."""

    def assign(self, market: Market) -> Assignment:
        """An assignment that is worth the most, with its duals (``certify`` proves it)."""
        ...

    def again(self, market: Market, before: Assignment) -> Assignment:
        """The same as ``assign``, starting from the answer to a market of the same size that was a little different."""
        ...

    def payments(self, market: Market, answer: Assignment) -> Sequence[int]:
        """What each booking's being served costs the others, of an answer of ``assign`` or ``again`` to this market.

        The payments of Vickrey, Clarke and Groves: by how much the others would be worth more without it. Never below
        0, and 0 for whoever is left open; unless promised, at most what being served is worth to it.
        """
        ...

    def promises(self, cleaners: int) -> Promises:
        """An empty row of promises over so many cleaners."""
        ...


class Acceptance(Protocol):
    """Whoever estimates how likely a cleaner is to say yes."""

    def permille(self, asks: Sequence[Ask]) -> Sequence[int]:
        """The chance of a yes to each, in a thousand, in their order."""
        ...
