"""What a cleaner tells late of a visit that they count as having missed: kept, so that the office can judge it."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.missed import CountedAsMissed, missed_by, missed_mark
from cleanbee.domain.kernel import OpenItemId, Refusal, Refused, evolve
from cleanbee.domain.payment.open_item import CONTESTED, Finding, OpenItem, told_more
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.ports.outbound.store import Work

STEPS = frozenset({"set_off", "give_eta", "check_in", "start", "tick_room", "finish"})
"""What a telephone keeps until it has signal again."""


async def keep_word(
    work: Work, booking: Booking, who: Actor, step: str, at: datetime, why: Refusal
) -> Refused[Refusal]:
    """The no to a step, as it is; told by whom it was found that they did not come, it is kept beside the booking.

    :raises Stale: two of them were told at once; repeat.
    """
    mark = missed_mark(booking)
    mine = isinstance(who, AsCleaner) and who.id == missed_by(booking)
    if mark is None or not mine or step not in STEPS:
        return Refused(why=why)
    far: int | None = getattr(why, "distance_m", None)
    said = f"{step} {at:%H:%M} UTC" + ("" if far is None else f" ({far} m from the door)")
    await _file(work, booking, at, said)
    return Refused(why=CountedAsMissed(found_at=mark.at, distance_m=far))


async def word_about(work: Work, booking: Booking) -> OpenItem | None:
    """What was kept so, open or judged."""
    return await work.open_items.find(_id(booking))


async def close_word(work: Work, booking: Booking) -> None:
    """They count as having come after all, so nobody has to judge any more what they told."""
    item = await word_about(work, booking)
    if item is not None and item.until is None:
        await work.open_items.replace(item, evolve(item, until=await work.now()))


async def _file(work: Work, booking: Booking, at: datetime, said: str) -> None:
    now, item = await work.now(), await word_about(work, booking)
    if item is not None:
        more = told_more(item, said)
        if more != item:
            await work.open_items.replace(item, more)
        return
    found = Finding(kind=CONTESTED, about=str(booking.id), text=said, booking=booking.id, at=at)
    await work.open_items.add(OpenItem(id=_id(booking), finding=found, since=now))


def _id(booking: Booking) -> OpenItemId:
    """A visit is missed once, so what is told of it is known by the visit itself."""
    return OpenItemId(booking.id)
