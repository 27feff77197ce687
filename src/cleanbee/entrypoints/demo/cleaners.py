"""What cleaners do: they answer offers, ride, ring, clean room by room and finish; some are late, one is ill."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cleanbee.entrypoints.demo.town import VISITORS, Bar, Town, instant

LATE_OF_100, LATE_MIN = 12, (12, 25)
ILL_OF_10000 = 15
"""Of so many minutes of the day; so about one cleaner on every second day."""
TELLS = timedelta(minutes=3)
"""So long before the start whoever is late says so."""
POLLED = 3
SLOW = timedelta(minutes=35)
"""How long an offer to whom a visitor may play is left to them."""


async def ride_and_clean(town: Town) -> None:
    """Everybody's next step on the board, if it is time for it."""
    for row in town.board.get("data", []):
        who = town.cleaners.get(row["cleaner"]["id"])
        if who is None or not town.habit_of(who).works:
            continue
        for bar in row["visits"]:
            if town.may_call():
                await _next_step(town, who, bar)


async def _next_step(town: Town, who: str, bar: Bar) -> None:
    start = instant(bar["window"]["start_at"])
    match bar["phase"]:
        case "confirmed" if start - _leaves(town, who) <= town.at < start + timedelta(minutes=40):
            if await _did(town, who, bar, "set_off"):
                town.say(f"{_name(town, who)} sets off for {bar['customer_name']}.")
        case "en_route" if town.at >= _comes(town, who, bar, start):
            await _ring(town, who, bar)
        case "en_route" if _lateness(town, who, bar) and town.at >= start - TELLS:
            if town.first(bar["booking_id"], "eta"):
                await _did(town, who, bar, "give_eta", {"minutes": 20})
        case "at_door" if town.at >= start:
            if await _did(town, who, bar, "start"):
                town.say(f"{_name(town, who)} begins at {bar['customer_name']}'s.")
        case "in_progress":
            await _clean(town, who, bar)
        case _:
            pass


async def _did(town: Town, who: str, bar: Bar, verb: str, body: dict[str, Any] | None = None) -> bool:
    told = await town.turn(who, bar["booking_id"], verb, body)
    return told is not None and told.yes


def _leaves(town: Town, who: str) -> timedelta:
    """How long before the start somebody sets off; the one whom a visitor may play leaves it to them for long."""
    return timedelta(minutes=8 if who in VISITORS else max(5, town.habit_of(who).sets_off_before_min))


def _lateness(town: Town, who: str, bar: Bar) -> int:
    """By how many minutes somebody comes late to this visit; mostly not at all."""
    dice = town.dice("late", who, bar["window"]["local_start"])
    return dice.randint(*LATE_MIN) if dice.randrange(100) < LATE_OF_100 else 0


def _comes(town: Town, who: str, bar: Bar, start: datetime) -> datetime:
    early = town.habit_of(who).checks_in_before_min
    return start + timedelta(minutes=_lateness(town, who, bar) - early)


async def _ring(town: Town, who: str, bar: Bar) -> None:
    """At the home's door, where the cleaner's own telephone says it is."""
    seen = await town.get(who, f"/v1/bookings/{bar['booking_id']}")
    if seen.yes and await _did(town, who, bar, "check_in", seen.body["home"]["around"]):
        town.say(f"{_name(town, who)} rings at {bar['customer_name']}'s.")


async def _clean(town: Town, who: str, bar: Bar) -> None:
    """Room by room through the booked time, then done."""
    booking, length = bar["booking_id"], timedelta(minutes=bar["duration_min"])
    lasted = town.waited(booking, "in_progress")
    if lasted >= length * town.dice("length", who, bar["window"]["local_start"]).randint(88, 106) // 100:
        if await _did(town, who, bar, "finish"):
            town.say(f"{_name(town, who)} has cleaned for {bar['customer_name']}.")
        return
    if lasted < length / 6 or not town.first(booking, f"room {lasted // (length / 6)}"):
        return
    seen = await town.get(who, f"/v1/bookings/{booking}")
    rooms = [one["code"] for one in seen.body.get("rooms", []) if "ticked_at" not in one]
    if seen.yes and rooms:
        await _did(town, who, bar, "tick_room", {"room": rooms[0]})


async def answer_offers(town: Town, tick: int) -> None:
    """A few cleaners look at their telephone; who is asked says yes or no, by their habit."""
    names = sorted(town.city.cleaners)
    for n in range(POLLED):
        who = names[(tick * POLLED + n) % len(names)]
        if town.habit_of(who).offer == "ignore" or not town.may_call():
            continue
        told = await town.get(who, "/v1/offers")
        for offer in told.body.get("data", []) if told.yes else ():
            await _answer(town, who, offer)


async def _answer(town: Town, who: str, offer: dict[str, Any]) -> None:
    waited = town.waited(offer["id"], "open")
    if not town.may_call() or (who in VISITORS and waited < SLOW):
        return
    yes = town.habit_of(who).offer == "accept" and town.dice("answer", who, offer["window"]).randrange(100) < 88
    told = await town.post(who, f"/v1/offers/{offer['id']}/{'accept' if yes else 'decline'}")
    if told.yes:
        says = "takes" if yes else "turns down"
        town.say(f"{_name(town, who)} {says} a clean on {offer['window']['local_start'].replace('T', ' at ')}.")


async def fall_ill(town: Town, minutes: int) -> None:
    """Now and then somebody cannot come to what is left of their day."""
    dice = town.dice("ill", town.at.isoformat())
    if dice.randrange(10_000) >= ILL_OF_10000 * minutes:
        return
    soon = town.at + timedelta(hours=2)
    rows = [
        (who, bar)
        for row in town.board.get("data", [])
        if (who := town.cleaners.get(row["cleaner"]["id"])) is not None and who not in VISITORS
        for bar in row["visits"]
        if bar["phase"] == "confirmed" and instant(bar["window"]["start_at"]) > soon
    ]
    if rows:
        who, bar = dice.choice(rows)
        if await _did(town, who, bar, "withdraw"):
            town.say(f"{_name(town, who)} is ill and cannot come to {bar['customer_name']}.")


def _name(town: Town, who: str) -> str:
    return town.city.cleaners[who].name.partition(" ")[0]
