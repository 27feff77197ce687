"""Every no names a way out: fresh choices for a taken slot, what can be done now for a verb that came too late."""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.http.route import Call
from cleanbee.adapters.http.slots import Choices
from cleanbee.adapters.http.wire import action
from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import BookingId, NotInPhase, Refusal, Refused
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, SlotChoice
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked

MOST = 3
DAYS = (1, 3)


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
    for days in DAYS:
        nearest = await _nearest(call, slot, days)
        if nearest:
            return {"alternatives": Choices(call.seals).of(nearest)}
    return {}


async def _nearest(call: Call[Any, Any], slot: Slot, days: int) -> list[SlotChoice]:
    ask = AskedSlots(
        actor=call.actor,
        quote=slot.quote if slot.booking is None else None,
        booking=slot.booking,
        from_day=slot.local.day,
        days=days,
        per_slot=MOST,
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
