"""What customers do: they look for a price, book, see a card fail and take another, choose, cancel, give a tip."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from cleanbee.adapters.http.names import HOME, encode
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.city.people import home_id
from cleanbee.entrypoints.demo.town import VISITORS, ZONE, Town
from cleanbee.entrypoints.story.api import Answer

BOOK_OF_100 = {7: 4, 8: 7, 9: 8, 12: 8, 13: 6, 17: 7, 18: 9, 19: 10, 20: 9, 21: 5}
"""Of a hundred minutes of an hour of the day, in how many somebody books; 7 in the others between 10 and 17."""
DECLINED_OF_100, CANCEL_OF_1000, TIP_OF_100 = 10, 8, 25
THINKS = timedelta(minutes=12)
WISHES = ("prefer", "prefer", "prefer", "anyone", "anyone", "only")


async def shop(town: Town, minutes: int) -> None:
    """Perhaps somebody books now; at most one in a tick."""
    hour = local_of(town.at, ZONE).minute // 60
    share = BOOK_OF_100.get(hour, 7 if 10 <= hour < 17 else 0)
    dice = town.dice("book", town.at.isoformat())
    if dice.randrange(100) < share * minutes and town.may_call():
        await _book(town, dice)


async def _book(town: Town, dice: Random) -> None:
    names = [one for one in sorted(town.city.customers) if one not in VISITORS]
    who = dice.choice(names)
    home = encode(HOME, home_id(dice.choice(town.city.customers[who].home).key))
    extras = ["oven"] if dice.randrange(5) == 0 else []
    quote = await town.post(who, "/v1/quotes", {"place": {"home_id": home}, "extras": extras})
    if not quote.yes:
        return
    first = local_of(town.at, ZONE).day + timedelta(days=dice.choice((0, 1, 1, 2, 3, 5)))
    found = await town.get(who, f"/v1/availability?quote_id={quote.body['id']}&from={first}&days=3&per_slot=2")
    slots = [slot for day in found.body.get("days", []) for slot in day["slots"]]
    if not slots:
        return
    choice: dict[str, Any] = dice.choice(dice.choice(slots)["choices"])
    card = "card_declined" if dice.randrange(100) < DECLINED_OF_100 else "card_ok"
    order = {"slot": choice["slot"], "home_id": home, "card_id": card, "wish": dice.choice(WISHES)}
    told = await town.post(who, "/v1/bookings", order)
    when = choice["window"]["local_start"].replace("T", " at ")
    if told.yes:
        town.say(f"{_name(town, who)} books {when}.")
    elif told.status == 402:
        await _other_card(town, who, told, when)


async def _other_card(town: Town, who: str, told: Answer, when: str) -> None:
    """The bank said no; the slot is kept, and another card is at hand."""
    town.say(f"{_name(town, who)}'s card is declined.")
    place = str(told.body.get("resource", ""))
    if place and (await town.post(who, f"{place}/pay", {"card_id": "card_ok"})).yes:
        town.say(f"{_name(town, who)} books {when} with another card.")


async def choose(town: Town) -> None:
    """Whoever is asked how it goes on thinks for a while, and mostly wants somebody else."""
    for bar in town.board.get("unassigned", []):
        who = town.customers.get(bar["customer_id"])
        waits = bar["phase"] == "awaiting_choice" and who is not None and who not in VISITORS
        if not waits or town.waited(bar["booking_id"], "choice") < THINKS or not town.may_call():
            continue
        assert who is not None
        keep = town.dice("choice", bar["customer_id"], bar["window"]["local_start"]).randrange(100) < 75
        told = await town.turn(who, bar["booking_id"], "choose", {"option": "other_cleaner" if keep else "cancel"})
        if told is not None and told.yes:
            town.say(f"{_name(town, who)} {'wants somebody else to come' if keep else 'calls the clean off'}.")


async def after_the_visit(town: Town) -> None:
    """Whoever liked it gives a tip, once, soon after; now and then somebody has called a clean off before."""
    for row in town.board.get("data", []):
        for bar in row["visits"]:
            who = town.customers.get(bar["customer_id"])
            if who is None or who in VISITORS or not town.may_call():
                continue
            dice = town.dice("after", bar["customer_id"], bar["window"]["local_start"])
            if bar["phase"] == "completed" and town.waited(bar["booking_id"], "done") >= THINKS:
                await _thank(town, who, bar["booking_id"], dice)
            elif bar["phase"] == "confirmed" and dice.randrange(1000) < CANCEL_OF_1000:
                told = await town.turn(who, bar["booking_id"], "cancel", {"reason": "Something came up"})
                if told is not None and told.yes:
                    town.say(f"{_name(town, who)} calls the clean off.")


async def _thank(town: Town, who: str, booking: str, dice: Random) -> None:
    if town.first(booking, "thanked") and dice.randrange(100) < TIP_OF_100:
        body = {"amount": {"amount": dice.choice((300, 500, 1000)), "currency": "EUR"}, "card_id": "card_ok"}
        told = await town.turn(who, booking, "tip", body)
        if told is not None and told.yes:
            town.say(f"{_name(town, who)} gives a tip.")


def _name(town: Town, who: str) -> str:
    return town.city.customers[who].name.partition(" ")[0]
