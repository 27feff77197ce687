"""Acting on what the gateway told: each message in one unit with its being done, however often that is tried."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from cleanbee.domain.payment.open_item import Finding, ItemKind
from cleanbee.domain.payment.waiting import DAILY, look_again, overdue
from cleanbee.ports.inbound.payment.open_items import file_one
from cleanbee.ports.inbound.payment.take_news import Acted, NotYet, Outcome, Strange, TakeNews
from cleanbee.ports.inbound.platform.lease import LeaseLost, finished
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.platform import Received
from cleanbee.ports.outbound.store import Store, Work

MOST = 50


@dataclass(frozen=True)
class WorkInbox:
    """The drain: messages that are due, in the order in which what they tell happened."""

    store: Store
    ids: Ids
    pause: Pause
    dice: Dice
    take_news: TakeNews

    async def __call__(self) -> int:
        """How many were looked at; safe to repeat.

        :raises Unfinished: some failed and stay due.
        """
        async with self.store.begin() as work:
            leased = await work.inbox.lease_due(await work.now(), MOST, self.ids.new())
        done = 0
        failed: list[Exception] = []
        for one in leased:
            try:
                await repeat(partial(self._act, one), self.pause, self.dice)
                done += 1
            except LeaseLost:
                continue
            except Exception as fault:
                failed.append(fault)
        return finished("messages", done, failed)

    async def _act(self, received: Received) -> None:
        async with self.store.begin() as work:
            outcome = await self.take_news(work, received.message)
            if not await self._ended(work, received, outcome):
                raise LeaseLost
            await self._name(work, received, outcome)

    async def _ended(self, work: Work, received: Received, outcome: Outcome) -> bool:
        """Its lease ends: it is done, or waits on."""
        now = await work.now()
        match outcome:
            case Acted():
                return await work.inbox.done(received)
            case NotYet():
                return await work.inbox.put_off(received, look_again(received.received_at, received.tries, now))
            case Strange():
                return await work.inbox.put_off(received, now + DAILY)

    async def _name(self, work: Work, received: Received, outcome: Outcome) -> None:
        """What cannot be acted on is an open item; what could after all no longer is one."""
        waits = isinstance(outcome, NotYet) and overdue(received.received_at, await work.now())
        if received.tries == 1 and not isinstance(outcome, Strange):
            return
        about = f"{received.source}/{received.message.id}"
        found: dict[ItemKind, str | None] = {
            "message_waits": outcome.needs if isinstance(outcome, NotYet) and waits else None,
            "message_unhandled": outcome.why if isinstance(outcome, Strange) else None,
        }
        for kind, text in found.items():
            finding = None if text is None else Finding(kind=kind, about=about, text=text)
            await file_one(work, self.ids, kind, about, finding)
