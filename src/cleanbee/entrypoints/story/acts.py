"""What a step's intent means in calls to the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from cleanbee.adapters.http.names import CLEANER, encode
from cleanbee.entrypoints.city.people import cleaner_id
from cleanbee.entrypoints.story.api import Answer
from cleanbee.entrypoints.story.script import Step
from cleanbee.entrypoints.story.world import World

Act = Callable[[World, Step, str], Awaitable[Answer]]
NO_SLOT = Answer(status=409, body={"code": "no_slot"})
NOBODY = Answer(status=404, body={"code": "nobody_is_on_it"})
NO_OFFER = Answer(status=410, body={"code": "offer_gone"})


async def act(world: World, step: Step, who: str) -> Answer:
    """Do what ``who`` wants in this step."""
    return await ACTS[step.intent](world, step, who)


async def _book(world: World, step: Step, who: str) -> Answer:
    """A price, a free slot, a booking on the person's own card."""
    assert step.on is not None, f"{step.say}: on which day?"
    wanted = {"place": {"home_id": world.home(step.home)}, "kind": step.kind, "extras": list(step.extras)}
    quote = await world.api.post(who, "/v1/quotes", wanted)
    if not quote.yes:
        return quote
    query = f"quote_id={quote.body['id']}&from={step.on}&days=1"
    if step.cleaner:
        query += f"&cleaner_id={encode(CLEANER, cleaner_id(step.cleaner))}"
    found = await world.api.get(who, f"/v1/availability?{query}")
    if not found.yes:
        return found
    start = f"{step.on}T{step.start}"
    slots = [slot for day in found.body["days"] for slot in day["slots"] if slot["window"]["local_start"] == start]
    if not slots:
        return NO_SLOT
    body = {
        "slot": slots[0]["choices"][0]["slot"],
        "home_id": world.home(step.home),
        "card_id": world.city.customers[who].card,
        "wish": step.wish,
    }
    return _added(world, step, who, await world.api.post(who, "/v1/bookings", body))


async def _rebook(world: World, step: Step, who: str) -> Answer:
    return _added(world, step, who, await world.turn(who, step.booking, "rebook"))


def _added(world: World, step: Step, who: str, answer: Answer) -> Answer:
    """The booking under the step's name; also the one that waits for a better card."""
    if answer.yes:
        world.add(step.name, who, answer.body)
    elif answer.body.get("resource"):
        world.add(step.name, who, {"id": str(answer.body["resource"]).rpartition("/")[2]})
    return answer


async def _choose(world: World, step: Step, who: str) -> Answer:
    return await world.turn(who, step.booking, "choose", {"option": step.choice})


async def _cancel(world: World, step: Step, who: str) -> Answer:
    return await world.turn(who, step.booking, "cancel", {"reason": step.reason})


async def _assign(world: World, step: Step, who: str) -> Answer:
    now = await world.api.get(who, f"/v1/bookings/{world.id(step.booking)}")
    body = {"cleaner_id": encode(CLEANER, cleaner_id(step.cleaner)), "agreed": step.reason, "reason": step.reason}
    return await world.turn(who, step.booking, "assign", body, match=now.etag)


async def _confirm_card(world: World, step: Step, who: str) -> Answer:
    """Follow the bank's link; in the sandbox a test helper is the bank's page."""
    return await world.api.post(who, f"/v1/test_helpers/bookings/{world.id(step.booking)}/confirm_card")


async def _answer_offer(world: World, step: Step, who: str) -> Answer:
    offers = await world.api.get(who, "/v1/offers")
    if not offers.yes:
        return offers
    mine = [one for one in offers.body["data"] if one["booking_id"] == world.ids.get(step.booking)]
    if not mine:
        return NO_OFFER
    return await world.api.post(who, f"/v1/offers/{mine[0]['id']}/{step.intent}")


async def _check_in(world: World, step: Step, who: str) -> Answer:
    """At the home's door, where the cleaner's own telephone says it is."""
    visit = await world.api.get(who, f"/v1/bookings/{world.id(step.booking)}")
    if not visit.yes:
        return visit
    return await world.turn(who, step.booking, "check_in", visit.body["home"]["around"])


async def _open_notes(world: World, step: Step, who: str) -> Answer:
    """Read how to get in; that it was read at the door is evidence."""
    visit = await world.api.get(who, f"/v1/bookings/{world.id(step.booking)}")
    if not visit.yes:
        return visit
    return await world.api.get(who, f"/v1/homes/{visit.body['home']['id']}/access_notes")


async def _call(world: World, step: Step, who: str) -> Answer:
    return await world.turn(who, step.booking, "note_door", {"channel": step.channel})


async def _give_eta(world: World, step: Step, who: str) -> Answer:
    return await world.turn(who, step.booking, "give_eta", {"minutes": step.minutes})


async def _plainly(world: World, step: Step, who: str) -> Answer:
    return await world.turn(who, step.booking, step.intent)


ACTS: Mapping[str, Act] = {
    "book": _book,
    "rebook": _rebook,
    "choose": _choose,
    "cancel": _cancel,
    "assign": _assign,
    "confirm_card": _confirm_card,
    "accept": _answer_offer,
    "decline": _answer_offer,
    "set_off": _plainly,
    "check_in": _check_in,
    "open_notes": _open_notes,
    "call": _call,
    "give_eta": _give_eta,
    "start": _plainly,
    "finish": _plainly,
    "report_lockout": _plainly,
    "withdraw": _plainly,
}
