"""Who looks for a chain of changes that makes room for one more visit."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.matching.reshuffle import Chain, Neighbourhood, Visit


class Reshuffle(Protocol):
    """Whoever looks for chains. Pure and bounded: at most 4 links, at most 200 of them judged."""

    def chain(self, arriving: Visit, around: Neighbourhood) -> Chain:
        """A whole chain that serves the visit, each link of which ``judge`` allows; empty where none is found.

        The shortest one that the bounds let it find; at the same length the one found first, the nearest cleaner first.
        """
        ...
