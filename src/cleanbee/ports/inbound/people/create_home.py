"""A customer adds a home."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.reveal import HomeView, full_view
from cleanbee.domain.kernel import HomeId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.address import AddressUnknown, OutsideArea, settle
from cleanbee.domain.people.home import HomeRefusal, NewHome, add_home, stands
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.geo import Geocoder
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store


class HomeTold(Value, frozen=True, kw_only=True):
    """Whose home, where, and what it is like."""

    actor: Actor
    address: str
    home: NewHome


CreateHomeNo = NotAllowed | NotFound | OutsideArea | AddressUnknown | HomeRefusal


@dataclass(frozen=True)
class CreateHome:
    """The home, once its address is one place that we serve."""

    store: Store
    geocoder: Geocoder
    ids: Ids

    async def __call__(self, ask: HomeTold, once: Once | None = None) -> HomeView | Refused[CreateHomeNo]:
        """The home as its owner sees it.

        :raises GeocoderDown: the address could not be looked up.
        """
        allowed = may(ask.actor, "home.create")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCustomer), "the policy table lets customers alone get this far"
        owner = ask.actor.id
        found = settle(await self.geocoder.locate(ask.address))
        async with self.store.begin(once) as work:
            if isinstance(found, Refused):
                work.answer(found)
                return found
            await work.lock(customers=(owner,))
            others = sum(stands(home) for home in await work.homes.of(owner))
            decided = add_home(HomeId(self.ids.new()), owner, found.value, ask.home, others)
            if isinstance(decided, Refused):
                work.answer(decided)
                return decided
            await work.homes.add(decided.value)
            view = full_view(decided.value)
            work.answer(view)
            return view
