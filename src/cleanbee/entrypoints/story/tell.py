"""The story told: the whole day, its money, and one sentence at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.story import words
from cleanbee.entrypoints.story.api import Api
from cleanbee.entrypoints.story.money import Money, money_of
from cleanbee.entrypoints.story.play import Happened, Play
from cleanbee.entrypoints.story.script import Script, script_of
from cleanbee.entrypoints.story.world import World


@dataclass(frozen=True)
class Told:
    """What came of the day."""

    play: Play
    money: Money
    script: Script

    @property
    def sentence(self) -> str:
        """The day in one sentence."""
        play, paid = self.play, sum(self.money.paid.values())
        failed = f"the cards of {_names(play.failed_cards)} failed" if play.failed_cards else "no card failed"
        said_no = f"{_names(sorted(set(play.declined)))} said no" if play.declined else "nobody said no"
        return (
            f"{self.script.title}: {_names(play.booked) or 'nobody'} booked, {said_no}, {failed}, "
            f"{len(self.money.paid)} cleaners were paid {words.euros(paid)}, "
            f"ledger difference {self.money.difference}."
        )

    @property
    def facts(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "booked": self.play.booked,
            "declined": self.play.declined,
            "failed_cards": self.play.failed_cards,
            "taken": self.money.taken,
            "paid": self.money.paid,
            "to_come": self.money.to_come,
            "ledger_difference": self.money.difference,
            "phases": {name: self.play.world.phase(name) for name in self.play.world.ids},
            "lines": [
                {"at": words.clock(one.at, self.script.zone), "what": one.what, "outcome": one.outcome}
                for one in self.play.happened
            ],
        }


async def tell_story(http: httpx.AsyncClient, city: City, code: str, say: Callable[[str], None]) -> Told:
    """Play the day of this city in the house behind ``http`` and tell it as it goes.

    :raises StoryFails: the house is not in the state that the day begins in.
    """
    script = script_of(city)
    ops = next(key for key, row in city.ops.items() if row.role == "admin")
    finance = next(key for key, row in city.ops.items() if row.role == "finance")
    world = World(Api(http, city, code), city, ops)
    say(f"{script.title}. {words.day(script.begins, script.zone)}.")
    days: set[str] = {words.day(script.begins, script.zone)}

    def line(one: Happened) -> None:
        today = words.day(one.at, script.zone)
        if today not in days:
            days.add(today)
            say(f"\n{today}.")
        say(_line(one, script.zone))

    play = Play(script, world, line)
    await play()
    money = await money_of(world, finance, script.begins)
    _tell_money(money, say)
    return Told(play, money, script)


def _line(one: Happened, zone: str) -> str:
    text = f"{one.what} {one.outcome}".strip()
    return f"  {words.clock(one.at, zone)}  {text}"


def _tell_money(money: Money, say: Callable[[str], None]) -> None:
    say("\nThe money of the day.")
    for title, amounts in (("paid by", money.taken), ("paid to", money.paid), ("to come for", money.to_come)):
        for name, amount in sorted(amounts.items()):
            say(f"  {title:<11} {name:<22} {words.euros(amount):>10}")
    say(f"  ledger difference {money.difference}")


def _names(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
