"""Catching up: all that changed for me since I last looked, and what I may not see any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audience import concerns
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.feed import FeedEntry
from cleanbee.ports.outbound.store import Store, Work

REACHES_BACK = timedelta(days=7)
"""Whoever was away for longer reads less by looking afresh. What is older may be forgotten (``RETENTION``)."""

AT_ONCE = 500
SCANNED_MOST = 2_000
"""So many entries of everybody are gone through for one answer; who is not at the end then asks again."""


class ChangesAsked(Value, frozen=True, kw_only=True):
    """Who catches up, and from which place of the feed (None: from now on); at most so many entries."""

    actor: Actor
    after: int | None
    most: int


class Changes(Value, frozen=True, kw_only=True):
    """What is the asker's after that place, up to ``place``; ``more``: the feed goes on behind it.

    ``bookings`` are those that the entries are about: the version that the asker may read now, None for one that they
    may not see. ``reset``: something in between is forgotten, so everything is to be read afresh.
    """

    entries: tuple[FeedEntry, ...] = ()
    place: int
    more: bool = False
    bookings: dict[BookingId, int | None] = {}  # noqa: RUF012 - an empty default is copied for each value
    reset: bool = False


@dataclass(frozen=True)
class ReadChanges:
    """Reads the feed for one asker, as far back as a week, in parts.

    Places are given after commit. So who takes a place first and looks around then, misses nothing: what they saw too
    early comes once more, and what they did not see comes with a later place.
    """

    store: Store

    async def __call__(self, ask: ChangesAsked) -> Changes | Refused[NotAllowed | NotFound]:
        """The next changes, each booking as it stands now."""
        if isinstance(no := may(ask.actor, "feed.read"), Refused):
            return no
        async with self.store.begin() as work:
            last = await work.feed.last_place()
            if ask.after is None:
                return Changes(place=last)
            if ask.after > last or await _forgotten(work, ask.after, last, await work.now() - REACHES_BACK):
                return Changes(place=last, reset=True)
            mine, place = await _mine(work, ask.actor, ask.after, ask.most)
            return Changes(
                entries=tuple(mine),
                place=place,
                more=place < last,
                bookings=await _standing(work, ask.actor, mine),
            )


async def _forgotten(work: Work, after: int, last: int, oldest: datetime) -> bool:
    """Whether something after this place is not there any more, or too old to be read through."""
    if after == last:
        return False
    (first,) = await work.feed.after(after, 1)
    return first.place != after + 1 or first.kept.at < oldest


async def _mine(work: Work, actor: Actor, after: int, most: int) -> tuple[list[FeedEntry], int]:
    """The asker's next entries, and how far the feed was read for them."""
    mine: list[FeedEntry] = []
    place = after
    while place - after < SCANNED_MOST:
        entries = await work.feed.after(place, AT_ONCE)
        for entry in entries:
            if concerns(entry.kept.event, actor):
                if len(mine) == most:
                    return mine, place
                mine.append(entry)
            place = entry.place
        if len(entries) < AT_ONCE:
            break
    return mine, place


async def _standing(work: Work, actor: Actor, entries: Sequence[FeedEntry]) -> dict[BookingId, int | None]:
    """The bookings that these entries name, as the asker may see them now."""
    named = {id for entry in entries if (id := getattr(entry.kept.event, "booking", None)) is not None}
    found = {one.id: one for one in await work.bookings.find_many(named)}
    return {id: _version(actor, found.get(id)) for id in named}


def _version(actor: Actor, booking: Booking | None) -> int | None:
    if booking is None or isinstance(may(actor, "booking.read", facts_of(booking)), Refused):
        return None
    return booking.version
