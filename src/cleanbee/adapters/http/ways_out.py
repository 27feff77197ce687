"""Every no names a way out: fresh choices for a taken slot, what can be done now for a verb that came too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cleanbee.adapters.http.route import Call
from cleanbee.adapters.http.slots import Choices
from cleanbee.adapters.http.wire import action
from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import INSTANT, BookingId, NotInPhase, Refusal, Refused, Window
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, SlotChoice
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked

MOST = 3
BEYOND = timedelta(hours=1)
LOOKS = ((1, True, MOST), (1, False, 1), (3, False, 1))
"""So many days, only near the start that was taken or all of them, and how many choices are enough to look no further.

A slot that many want is taken many times a second. Near is as far as whoever took it is busy and an hour more: where
there are three choices near it, these are the nearest of the day.
"""


async def ways_out(call: Call[Any, Any], why: Refusal) -> dict[str, Any]:
    """Further members of the problem; finding none is no fault."""
    match why:
        case SlotTaken() if call.slot is not None:
            return await _alternatives(call, call.slot)
        case NotInPhase() if "booking_id" in call.path:
            return await _actions(call)
        case _:
            return {}


async def _alternatives(call: Call[Any, Any], slot: Slot) -> dict[str, Any]:
    """The nearest free choices: of the same day, and only where that has none of the next days too."""
    for days, near, enough in LOOKS:
        nearest = await _nearest(call, slot, days, near=near)
        if len(nearest) >= enough:
            return {"alternatives": Choices(call.seals).of(nearest)}
    return {}


async def _nearest(call: Call[Any, Any], slot: Slot, days: int, *, near: bool) -> list[SlotChoice]:
    span = slot.window
    around = Window(start=span.start - (span.end - span.start) - BEYOND, end=span.end + BEYOND + INSTANT)
    ask = AskedSlots(
        actor=call.actor,
        quote=slot.quote if slot.booking is None else None,
        booking=slot.booking,
        from_day=slot.local.day,
        days=days,
        per_slot=MOST,
        within=around if near else None,
    )
    found = await call.app.availability.find_slots(ask)
    if isinstance(found, Refused):
        return []
    nearest = sorted(
        (choice for day in found.days for time in day.slots for choice in time.choices),
        key=lambda one: (abs(one.slot.window.start - slot.window.start), one.cleaner.id != slot.cleaner),
    )
    return nearest[:MOST]


async def _actions(call: Call[Any, Any]) -> dict[str, Any]:
    seen = await call.app.booking.read_booking(BookingAsked(actor=call.actor, booking=BookingId(call.id("booking_id"))))
    if isinstance(seen, Refused):
        return {}
    return {"available_actions": [action(one) for one in seen.actions], "current": seen.booking.version}
