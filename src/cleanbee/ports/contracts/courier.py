"""What a carrier of notices promises: the same notice handed over twice is delivered once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from cleanbee.domain.kernel import NoticeId
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.messaging import Courier


class CourierContract:
    """Carriers of notices."""

    def open_courier(self) -> AbstractAsyncContextManager[Courier]:
        """A carrier that takes everything."""
        raise NotImplementedError

    async def delivered(self, courier: Courier) -> Sequence[tuple[NoticeId, str]]:
        """What arrived, in its order: which notice, and the words."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this carrier has not seen."""
        raise NotImplementedError

    async def test_what_is_handed_over_arrives_with_its_words(self) -> None:
        nouns = Nouns(self.fresh_ids())
        async with self.open_courier() as courier:
            notice = nouns.notice(nouns.ids.new())
            await courier.deliver(notice, "Joyce comes on Tuesday – um 9 Uhr, Straße 5.")
            assert await self._of(courier, notice.id) == ["Joyce comes on Tuesday – um 9 Uhr, Straße 5."]

    async def test_the_same_notice_twice_arrives_once(self) -> None:
        nouns = Nouns(self.fresh_ids())
        async with self.open_courier() as courier:
            notice, other = nouns.notice(nouns.ids.new()), nouns.notice(nouns.ids.new())
            await courier.deliver(notice, "once")
            await courier.deliver(other, "other")
            await courier.deliver(notice, "once")
            assert await self._of(courier, notice.id) == ["once"]
            assert await self._of(courier, other.id) == ["other"]

    async def _of(self, courier: Courier, notice: NoticeId) -> list[str]:
        return [text for one, text in await self.delivered(courier) if one == notice]
