"""A customer looks at their homes."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import HomeView, full_view
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.home import stands
from cleanbee.domain.people.policy import may
from cleanbee.ports.outbound.store import Store


class HomesWanted(Value, frozen=True, kw_only=True):
    """Whose homes: the asker's."""

    actor: Actor


class Homes(Value, frozen=True, kw_only=True):
    """Homes in use, oldest first."""

    homes: tuple[HomeView, ...]


@dataclass(frozen=True)
class ListHomes:
    """The asker's own homes, those put away left out."""

    store: Store

    async def __call__(self, ask: HomesWanted) -> Homes | Refused[NotAllowed | NotFound]:
        """All of them; there are never many."""
        allowed = may(ask.actor, "home.list")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCustomer), "the policy table lets customers alone get this far"
        async with self.store.begin() as work:
            mine = await work.homes.of(ask.actor.id)
            return Homes(homes=tuple(full_view(home) for home in mine if stands(home)))
