"""What the table of notices promises: nobody is told the same thing twice."""

from __future__ import annotations

from cleanbee.domain.kernel import evolve, with_
from cleanbee.domain.messaging.notice import Dead, Notice, Sent
from cleanbee.ports.contracts.nouns import MORNING, at
from cleanbee.ports.contracts.racing import Meeting, all_well
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.kept import Place


class NoticesContract(OpensStore):
    """Notices."""

    async def test_the_same_news_is_kept_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            notice = nouns.notice(nouns.ids.new())
            again = with_(notice, id=nouns.notice(nouns.ids.new()).id, words={"day": "another"})
            async with store.begin() as work:
                assert await work.notices.enqueue(notice)
                assert not await work.notices.enqueue(again)
            async with store.begin() as work:
                assert not await work.notices.enqueue(again)
            async with store.begin() as work:
                assert list(await work.notices.to_person(notice.to.person, 10)) == [notice]

    async def test_the_same_news_queued_twice_at_once_is_kept_once(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            notice = nouns.notice(nouns.ids.new())

            async def queue(one: Notice) -> bool:
                async with store.begin() as work:
                    await meeting.arrive()
                    return await work.notices.enqueue(one)

            both = (notice, with_(notice, id=nouns.notice(nouns.ids.new()).id))
            assert sorted(await all_well(*(queue(one) for one in both))) == [False, True]

    async def test_other_occasions_and_other_people_are_told_too(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            notice = nouns.notice(nouns.ids.new())
            moved = with_(nouns.notice(notice.to.person), subject=notice.subject)
            someone = with_(nouns.notice(nouns.ids.new()), subject=notice.subject, occasion=notice.occasion)
            async with store.begin() as work:
                assert [await work.notices.enqueue(one) for one in (notice, moved, someone)] == [True] * 3

    async def test_notices_go_out_when_they_may_and_leave_the_queue_when_sent(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            person = nouns.ids.new()
            now, later = nouns.notice(person), with_(nouns.notice(person, not_before=at(1)), made_at=at(0.5))
            async with store.begin() as work:
                await work.notices.enqueue(now)
                await work.notices.enqueue(later)
            async with store.begin() as work:
                early = [one for one in await work.notices.due(MORNING, 10_000) if one.to.person == person]
                both = [one for one in await work.notices.due(at(1), 10_000) if one.to.person == person]
                await work.notices.replace(now, evolve(now, phase=Sent(at=MORNING)))
            assert (early, both) == ([now], [now, later])
            async with store.begin() as work:
                next_due = await work.notices.next_due()
                assert next_due is not None and next_due <= at(1)
                left = [one for one in await work.notices.due(at(1), 10_000) if one.to.person == person]
                told = await work.notices.to_person(person, 10)
                rest = await work.notices.to_person(person, 10, Place(at=later.made_at, id=later.id))
            assert left == [later]
            assert [one.id for one in told] == [later.id, now.id]
            assert [one.id for one in rest] == [now.id]

    async def test_what_was_given_up_is_found_newest_first_and_nothing_else_is(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            person = nouns.ids.new()
            old, new, waits = nouns.notice(person), with_(nouns.notice(person), made_at=at(0.5)), nouns.notice(person)
            async with store.begin() as work:
                for one in (old, new, waits):
                    await work.notices.enqueue(one)
            async with store.begin() as work:
                for one in (old, new):
                    await work.notices.replace(one, evolve(one, phase=Dead(last_error="down")))
            async with store.begin() as work:
                found = await work.notices.given_up(10_000)
                assert [one.id for one in found if one.to.person == person] == [new.id, old.id]
                assert len(await work.notices.given_up(1)) == 1
                rest = await work.notices.given_up(10_000, Place(at=new.made_at, id=new.id))
                assert [one.id for one in rest if one.to.person == person] == [old.id]
