"""What a client needs to know of this house before anybody signs in."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.availability.find_slots import MOST_DAYS
from cleanbee.ports.outbound.store import Store


class AppConfigWanted(Value, frozen=True, kw_only=True):
    """Who asks; anybody may."""

    actor: Actor


class BookingTerms(Value, frozen=True, kw_only=True):
    """How far ahead one can book, how many days one search shows, how long a slot is good and how long it is kept."""

    horizon_days: int
    search_days: int
    slot_life_min: int
    hold_min: int


@dataclass(frozen=True)
class ReadAppConfig:
    """The terms of booking as the policy of today has them; what else a client is told is a matter of settings."""

    store: Store

    async def __call__(self, ask: AppConfigWanted) -> BookingTerms | Refused[NotAllowed | NotFound]:
        """The terms, without any price."""
        if isinstance(no := may(ask.actor, "app_config.read"), Refused):
            return no
        async with self.store.begin() as work:
            policy = await work.books.policy()
        return BookingTerms(
            horizon_days=policy.horizon_days,
            search_days=MOST_DAYS,
            slot_life_min=policy.slot_life_min,
            hold_min=policy.hold_min,
        )
