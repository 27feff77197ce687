"""Open items are filed where something does not fit, close by themselves when it does, and are read by the office."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import NotAllowed, NotFound, OpenItemId, Refused, Value
from cleanbee.domain.payment.open_item import Finding, ItemKind, OpenItem, file
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work


async def file_all(
    work: Work, ids: Ids, kinds: Collection[ItemKind], found: Iterable[Finding], since: datetime | None = None
) -> None:
    """Let the open items of these kinds say what was found, no more and no less; of what is older than ``since``,
    where nobody looked, nothing is said.

    :raises Stale: somebody else files just now; repeat.
    """
    now = await work.now()
    of_kinds = [one for one in await work.open_items.open() if one.finding.kind in kinds]
    open_items = [one for one in of_kinds if since is None or (one.finding.at or one.since) >= since]
    filed = file(open_items, found, now)
    for old, new in filed.changed:
        await work.open_items.replace(old, new)
    for finding in filed.new:
        await work.open_items.add(OpenItem(id=OpenItemId(ids.new()), finding=finding, since=now))


async def file_one(work: Work, ids: Ids, kind: ItemKind, about: str, found: Finding | None) -> None:
    """The same of one item: it is open when something was found, and closed when nothing was.

    :raises Stale: somebody else files just now; repeat.
    """
    now, item = await work.now(), await work.open_items.find_open(kind, about)
    filed = file([] if item is None else [item], [] if found is None else [found], now)
    for old, new in filed.changed:
        await work.open_items.replace(old, new)
    for finding in filed.new:
        await work.open_items.add(OpenItem(id=OpenItemId(ids.new()), finding=finding, since=now))


async def file_named(work: Work, ids: Ids, found: Finding | None) -> None:
    """The same of what a decision names, if it does.

    :raises Stale: somebody else files just now; repeat.
    """
    if found is not None:
        await file_one(work, ids, found.kind, found.about, found)


class ItemsAsked(Value, frozen=True, kw_only=True):
    """A part of the list, newest first: those that are open, or all that ever were; after a place in that order."""

    actor: Actor
    closed_too: bool = False
    after: Place | None = None
    limit: int = 20


@dataclass(frozen=True)
class ReadOpenItems:
    """What does not fit, for the office."""

    store: Store

    async def __call__(self, ask: ItemsAsked) -> Sequence[OpenItem] | Refused[NotAllowed | NotFound]:
        """At most ``limit`` of them."""
        allowed = may(ask.actor, "open_item.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.open_items.newest(ask.after, ask.limit, closed_too=ask.closed_too)

    async def now_open(self) -> Sequence[OpenItem]:
        """Everything that is open just now, for whoever watches the house."""
        async with self.store.begin() as work:
            return await work.open_items.open()
