"""The day's money: who was charged, who was paid what, and whether the books add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.entrypoints.story.world import World


@dataclass(frozen=True)
class Money:
    """Cents by name since the morning: taken from customers, made payable to cleaners, earned and still to come (a
    clean is charged a day after its end); and the ledger's difference."""

    taken: dict[str, int]
    paid: dict[str, int]
    to_come: dict[str, int]
    difference: int


async def money_of(world: World, finance: str, since: datetime) -> Money:
    """Read it all out of the journals."""
    taken: dict[str, int] = {}
    paid: dict[str, int] = {}
    to_come: dict[str, int] = {}
    for name, id in world.ids.items():
        told = await world.api.must(await world.api.get(finance, f"/v1/bookings/{id}/payment"), name)
        who = world.city.customers[world.customers[name]].name
        cleaner = await _worked(world, name)
        for journal in told["journals"]:
            new = datetime.fromisoformat(journal["at"]) >= since
            for line in journal["postings"]:
                amount = line["amount"]["amount"]
                match line["account"]:
                    case "gateway" if new:
                        taken[who] = taken.get(who, 0) + amount
                    case "cleaner:payable" if new:
                        paid[cleaner] = paid.get(cleaner, 0) - amount
                    case "cleaner:accrued":
                        to_come[cleaner] = to_come.get(cleaner, 0) - amount
                    case _:
                        pass
    books = await world.api.must(await world.api.get(finance, "/v1/ledger/balances"), "the books")
    waiting = {cleaner: amount for cleaner, amount in to_come.items() if amount}
    return Money(taken=taken, paid=paid, to_come=waiting, difference=books["difference"])


async def _worked(world: World, name: str) -> str:
    """Who was on it in the end, by the office's view."""
    await world.look(name)
    key = world.cleaner(name)
    return world.city.cleaners[key].name if key else "nobody"
