"""A customer puts a home away."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.moves import TERMINAL, phase_name
from cleanbee.domain.booking.reveal import HomeView
from cleanbee.domain.kernel import Granted, NotAllowed, NotFound, Refused, VersionMoved
from cleanbee.domain.people.home import HomeInUse, archive_home
from cleanbee.domain.people.person import Home
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.people.turn_home import HomeAsked, turn_home
from cleanbee.ports.outbound.store import Store, Work

MOST_LOOKED_AT = 100


@dataclass(frozen=True)
class ArchiveHome:
    """The home is put away; it keeps its history."""

    store: Store

    async def __call__(
        self, ask: HomeAsked, once: Once | None = None
    ) -> HomeView | Refused[NotAllowed | NotFound | VersionMoved | HomeInUse]:
        """The home as it is now."""

        async def decide(work: Work, home: Home) -> Granted[Home] | Refused[HomeInUse]:
            here = await work.bookings.of_home(home.id, MOST_LOOKED_AT)
            planned = any(phase_name(one.phase) not in TERMINAL for one in here)
            return archive_home(home, await work.now(), planned=planned)

        return await turn_home(self.store, ask, "home.archive", once, decide)
