"""The walk of a verb that asks the bank while its customer waits: keep, ask, keep what it said, show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Seen, Store, Work

DecideAndSend = Callable[[Work, Scene, list[Operation]], Awaitable[Granted[Booking] | Refused[Refusal]]]
"""Decides as ``turn_booking`` wants it, and keeps the operation that it adds to the list as sent."""


async def turn_at_bank(
    store: Store, settle: SettleOperation, ask: BookingAsked, verb: str, once: Once | None, decide: DecideAndSend
) -> BookingView | Refused[Refusal]:
    """The booking after the bank's answer; asked again under the same key, what was cut off goes on first.

    :raises Running: the first run is still calling.
    """
    sent: list[Operation] = []

    async def deciding(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
        return await decide(work, scene, sent)

    try:
        view = await turn_booking(store, ask, verb, once, deciding)
    except Seen as before:
        if not isinstance(before.answer, BookingView):
            raise
        view = before.answer
        await settle.go_on(ask.booking)
    if isinstance(view, Refused):
        return view
    for operation in sent:
        await settle.call(operation)
    current = await ReadBooking(store)(BookingAsked(actor=ask.actor, booking=ask.booking))
    return view if isinstance(current, Refused) else current
