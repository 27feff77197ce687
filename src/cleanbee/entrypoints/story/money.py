"""The day's money: who was charged, who was paid what, and whether the books add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.entrypoints.story.world import World


@dataclass(frozen=True)
class Money:
    """Cents by name: taken from customers and made payable to cleaners since the morning; the ledger's difference."""

    taken: dict[str, int]
    paid: dict[str, int]
    difference: int


async def money_of(world: World, finance: str, since: datetime) -> Money:
    """Read it all out of the journals."""
    taken: dict[str, int] = {}
    paid: dict[str, int] = {}
    for name, id in world.ids.items():
        told = await world.api.must(await world.api.get(finance, f"/v1/bookings/{id}/payment"), name)
        who = world.city.customers[world.customers[name]].name
        cleaner = await _worked(world, name)
        for journal in told["journals"]:
            if datetime.fromisoformat(journal["at"]) < since:
                continue
            for line in journal["postings"]:
                amount = line["amount"]["amount"]
                if line["account"] == "gateway":
                    taken[who] = taken.get(who, 0) + amount
                elif line["account"] == "cleaner:payable":
                    paid[cleaner] = paid.get(cleaner, 0) - amount
    books = await world.api.must(await world.api.get(finance, "/v1/ledger/balances"), "the books")
    return Money(taken=taken, paid=paid, difference=books["difference"])


async def _worked(world: World, name: str) -> str:
    """Who was on it in the end, by the office's view."""
    await world.look(name)
    key = world.cleaner(name)
    return world.city.cleaners[key].name if key else "nobody"
