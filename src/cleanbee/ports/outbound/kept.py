"""The shape of every port that keeps aggregates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from cleanbee.domain.kernel import Aggregate, Value

K_contra = TypeVar("K_contra", contravariant=True)
A = TypeVar("A", bound=Aggregate)


class Place(Value, frozen=True, kw_only=True):
    """A place in a list that stands in the order of an instant and an id: those of the last one that was seen."""

    at: datetime
    id: UUID


class Filed(Protocol[K_contra, A]):
    """Aggregates under their ids, which stay as they were added."""

    async def find(self, key: K_contra) -> A | None:
        """The aggregate as kept at this moment, this unit's own writes included.

        :raises Busy: the database did not answer in time.
        """
        ...

    async def find_many(self, keys: Collection[K_contra]) -> Sequence[A]:
        """Those of these that are kept, by id; for many at once in one question."""
        ...

    async def add(self, value: A) -> None:
        """Keep a new aggregate.

        :raises Stale: the id is taken.
        """
        ...


class Kept(Filed[K_contra, A], Protocol[K_contra, A]):
    """Aggregates under their ids, replaced at their version."""

    async def replace(self, old: A, new: A) -> None:
        """Keep ``new`` in the place of ``old``.

        :raises Stale: what is kept is no longer at ``old.version``.
        """
        ...
