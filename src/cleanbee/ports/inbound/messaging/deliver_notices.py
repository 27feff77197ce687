"""What is to be told goes out."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NoticeId, Refused
from cleanbee.domain.messaging.carry import begin_try, handed_over, turned_away
from cleanbee.domain.messaging.notice import Dead, Notice
from cleanbee.domain.messaging.render import text_of
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.messaging import Courier, CourierDown, Templates
from cleanbee.ports.outbound.store import Stale, Store

MOST = 10


@dataclass(frozen=True)
class DeliverNotices:
    """The drain of notices: each try is kept before it begins, so that dying in between loses and doubles nothing."""

    store: Store
    courier: Courier
    templates: Templates
    dice: Dice

    async def __call__(self) -> int:
        """How many notices the carrier took; safe to repeat, at once and by several workers."""
        async with self.store.begin() as work:
            due = await work.notices.due(await work.now(), MOST)
        return sum([await self._delivered(notice.id) for notice in due])

    async def _delivered(self, id: NoticeId) -> bool:
        try:
            notice = await self._begun(id)
        except Stale:
            return False
        if notice is None:
            return False
        try:
            text = text_of(notice, self.templates.wording(notice.template, notice.to.locale))
            await self.courier.deliver(notice, text)
        except CourierDown as fault:
            await self._ended(id, str(fault))
            return False
        return await self._ended(id, None)

    async def _begun(self, id: NoticeId) -> Notice | None:
        """The notice with this try counted, if it is ours to make.

        :raises Stale: another worker makes it.
        """
        async with self.store.begin() as work:
            notice = await work.notices.find(id)
            if notice is None:
                return None
            decided = begin_try(notice, await work.now(), self.dice.fraction())
            if isinstance(decided, Refused):
                return None
            await work.notices.replace(notice, decided.value)
            await work.keep(decided)
            return None if isinstance(decided.value.phase, Dead) else decided.value

    async def _ended(self, id: NoticeId, error: str | None) -> bool:
        try:
            async with self.store.begin() as work:
                notice = await work.notices.find(id)
                assert notice is not None, "notices are never deleted"
                done = handed_over(notice, await work.now()) if error is None else turned_away(notice, error)
                if isinstance(done, Refused) or done.value == notice:
                    return False
                await work.notices.replace(notice, done.value)
                await work.keep(done)
                return error is None
        except Stale:
            return False
