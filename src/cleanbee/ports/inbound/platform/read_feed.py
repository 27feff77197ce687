"""Following what happens: the events that are mine, in the order of the feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audience import concerns
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.feed import FeedEntry
from cleanbee.ports.outbound.store import Store, Work

REPLAYED = timedelta(hours=1)
AT_ONCE = 500


class FeedAsked(Value, frozen=True, kw_only=True):
    """Who follows, and the last place they have seen (0: none); ``most`` entries at a time."""

    actor: Actor
    after: int = 0
    most: int = 100


class FeedPage(Value, frozen=True, kw_only=True):
    """What is the asker's after that place; ``place`` is how far the feed was read for it.

    ``reset`` says that something in between is too old to be replayed: read the things themselves again.
    """

    entries: tuple[FeedEntry, ...]
    place: int
    now: datetime
    reset: bool = False


@dataclass(frozen=True)
class ReadFeed:
    """Reads the feed for one asker: at most an hour back, and only what concerns them."""

    store: Store

    async def __call__(self, ask: FeedAsked) -> FeedPage | Refused[NotAllowed | NotFound]:
        """The next entries; an empty page with a place further on means: nothing of yours up to there."""
        if isinstance(no := may(ask.actor, "feed.read"), Refused):
            return no
        mine: list[FeedEntry] = []
        async with self.store.begin() as work:
            now = await work.now()
            place, missed = await _not_too_far_back(work, ask.after, now - REPLAYED)
            more = True
            while more and len(mine) < ask.most:
                entries = await work.feed.after(place, AT_ONCE)
                more = len(entries) == AT_ONCE
                for entry in entries:
                    old = entry.kept.at < now - REPLAYED
                    missed = missed or (old and ask.after > 0)
                    wanted = not old and concerns(entry.kept.event, ask.actor)
                    if wanted and len(mine) == ask.most:
                        more = False
                        break
                    place = entry.place
                    mine += [entry] if wanted else []
        return FeedPage(entries=tuple(mine), place=place, now=now, reset=missed)


async def _not_too_far_back(work: Work, after: int, oldest: datetime) -> tuple[int, bool]:
    """Where to read on: what is older than the replay goes is leapt over at once; true when somebody misses it."""
    first = await work.feed.after(after, 1)
    if not first:
        return after, False
    gone = after > 0 and first[0].place > after + 1
    if first[0].kept.at >= oldest:
        return after, gone
    return max(after, await work.feed.place_before(oldest)), after > 0
