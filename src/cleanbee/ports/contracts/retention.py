"""What forgetting promises: what has ended goes, what lives and what others count on stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from cleanbee.domain.booking.events import BookingPlaced
from cleanbee.domain.kernel import BookingId, OperationId, SignInId, with_
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.domain.people.sign_in import SignIn
from cleanbee.ports.contracts.nouns import MORNING, at
from cleanbee.ports.contracts.stores import OpensStore, settle

MANY = 10_000
OPERATION = OperationId(UUID(int=1))


class RetentionContract(OpensStore):
    """Forgetting what has ended."""

    async def test_a_code_is_forgotten_after_its_end_and_not_before(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            code = SignIn(
                id=SignInId(nouns.ids.new()), address="+15550100001", actor=None, code_hash="0" * 64, until=MORNING
            )
            async with store.begin() as work:
                await work.sign_ins.add(code)
            async with store.begin() as work:
                await work.retention.purge("sign_ins", MORNING, MANY)
                assert await work.sign_ins.find(code.id) == code
            async with store.begin() as work:
                assert await work.retention.purge("sign_ins", at(0.01), MANY) >= 1
            async with store.begin() as work:
                assert await work.sign_ins.find(code.id) is None

    async def test_a_session_goes_by_whichever_end_came_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            lives = with_(nouns.session(world.customer), refresh_until=at(9), ends_at=at(9), revoked_at=None)
            idle = with_(nouns.session(world.customer), refresh_until=at(1), ends_at=at(9), revoked_at=None)
            revoked = with_(nouns.session(world.customer), refresh_until=at(9), ends_at=at(9), revoked_at=at(1))
            async with store.begin() as work:
                for one in (lives, idle, revoked):
                    await work.sessions.add(one)
            async with store.begin() as work:
                await work.retention.purge("sessions", at(2), MANY)
            async with store.begin() as work:
                left = [one for one in (lives, idle, revoked) if await work.sessions.find(one.id) is not None]
            assert left == [lives]

    async def test_a_message_is_forgotten_once_it_was_acted_on_and_never_while_it_waits(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            ids = [f"{nouns.ids.new()}" for _ in range(3)]
            done, waits, young = (Message(id=id, at=at(-9), news=PayoutArrived(operation=OPERATION)) for id in ids)
            async with store.begin() as work:
                for one, when in ((done, at(-8)), (waits, at(-8)), (young, at(-1))):
                    await work.inbox.receive("bank", one, when)
            async with store.begin() as work:
                for one in await work.inbox.lease_due(at(0), MANY, nouns.ids.new()):
                    later = one.message == waits
                    assert await (work.inbox.put_off(one, at(1)) if later else work.inbox.done(one))
            async with store.begin() as work:
                await work.retention.purge("inbox", at(-8), MANY)
                assert not await work.inbox.receive("bank", done, at(2)), "kept for as long as is said"
            async with store.begin() as work:
                assert await work.retention.purge("inbox", at(-2), MANY) >= 1
            async with store.begin() as work:
                again = [one for one in (done, waits, young) if await work.inbox.receive("bank", one, at(2))]
            assert again == [done]

    async def test_old_places_go_a_few_at_a_time_the_last_stays_and_the_next_is_counted_from_it(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            for _ in range(3):
                booking, customer = BookingId(nouns.ids.new()), nouns.customer().id
                async with store.begin() as work:
                    await work.tell(BookingPlaced(booking=booking, version=1, customer=customer))
            async with store.begin() as work:
                while await work.feed.place_new(100):
                    pass
            async with store.begin() as work:
                end = await work.feed.last_place()
                (last,) = await work.feed.after(end - 1, 1)
                later = last.kept.at + timedelta(days=1)
                assert await work.retention.purge("feed", later, 1) == 1
            async with store.begin() as work:
                await work.retention.purge("feed", later, MANY)
            async with store.begin() as work:
                assert [one.place for one in await work.feed.after(0, MANY)] == [end]
                booking, customer = BookingId(nouns.ids.new()), nouns.customer().id
                await work.tell(BookingPlaced(booking=booking, version=1, customer=customer))
            async with store.begin() as work:
                while await work.feed.place_new(100):
                    pass
            async with store.begin() as work:
                assert await work.feed.last_place() == end + 1
