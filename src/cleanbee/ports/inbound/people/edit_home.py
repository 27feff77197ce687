"""A customer changes what we know of a home."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import HomeView
from cleanbee.domain.kernel import Granted, NotAllowed, NotFound, Refused, VersionMoved
from cleanbee.domain.people.home import HomeRefusal, HomeWishes, edit_home
from cleanbee.domain.people.person import Home
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.people.turn_home import HomeAsked, turn_home
from cleanbee.ports.outbound.store import Store, Work


class HomeEdited(HomeAsked, frozen=True, kw_only=True):
    """What is to change."""

    wishes: HomeWishes


@dataclass(frozen=True)
class EditHome:
    """Rooms, animals, access notes."""

    store: Store

    async def __call__(
        self, ask: HomeEdited, once: Once | None = None
    ) -> HomeView | Refused[NotAllowed | NotFound | VersionMoved | HomeRefusal]:
        """The home as it is now."""

        async def decide(work: Work, home: Home) -> Granted[Home] | Refused[VersionMoved | HomeRefusal]:
            del work
            return edit_home(home, ask.wishes, ask.at_version)

        return await turn_home(self.store, ask, "home.edit", once, decide)
