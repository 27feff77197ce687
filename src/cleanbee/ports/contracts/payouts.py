"""What the tables of pay promise: a line in one payout for ever, one open payout a week, the ledger's word."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, OperationId, PayoutId, evolve, with_
from cleanbee.domain.payment.journals.disputes import Disputed, dispute_lost, dispute_opened, dispute_won
from cleanbee.domain.payment.journals.extras import tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.payouts import paid_out
from cleanbee.domain.payment.journals.team import Worked, alone
from cleanbee.domain.payment.payout import (
    InFlight,
    Payable,
    Payout,
    Scheduled,
    new_payout,
    weeks_of,
    with_lines,
)
from cleanbee.domain.payment.payout_account import PayoutAccount, Ready, account_failed
from cleanbee.ports.contracts.nouns import MORNING, ZONE, Nouns, at, euros
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale, Store


class PayoutsContract(OpensStore):
    """Payouts, their lines and accounts."""

    async def test_what_is_payable_and_not_drawn_is_read_off_the_ledger_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            one, other = nouns.cleaner().id, nouns.cleaner().id
            team = (Worked(cleaner=one, minutes=60), Worked(cleaner=other, minutes=120))
            async with store.begin() as work:
                await work.journals.post(tipped(_entry(nouns, 1), euros(900), team))
                await work.journals.post(tipped(_entry(nouns, 2), euros(500), alone(one)))
                await work.journals.post(paid_out(_entry(nouns, 3), one, euros(100)))
            async with store.begin() as work:
                mine, theirs = await work.payouts.undrawn(one, 10), await work.payouts.undrawn(other, 10)
                assert [each.amount for each in mine] == [euros(300), euros(500)]
                assert [(each.kind, each.at, each.cancelled) for each in theirs] == [("tip", at(1), False)]
                assert len(await work.payouts.undrawn(one, 1)) == 1
                await work.payouts.add(_payout(nouns, one, mine[:1]))
            async with store.begin() as work:
                assert list(await work.payouts.undrawn(one, 10)) == list(mine[1:])
                assert list(await work.payouts.undrawn(other, 10)) == list(theirs)

    async def test_a_line_is_drawn_by_one_payout_whoever_draws_at_once(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            (payable,) = await _earned(store, nouns, cleaner)

            async def draw(payout: Payout) -> None:
                async with store.begin() as work:
                    await meeting.arrive()
                    await work.payouts.add(payout)

            late = with_(payable, at=at(24 * 7))
            pair = [_payout(nouns, cleaner, [payable]), _payout(nouns, cleaner, [late])]
            outcome = await at_once(*(draw(each) for each in pair))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                assert len(await work.payouts.made(cleaner, None, 10)) == 1

    async def test_lines_that_a_payout_draws_later_are_drawn_too(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            first, second = await _earned(store, nouns, cleaner, 2)
            payout = _payout(nouns, cleaner, [first])
            (week,) = weeks_of((second,), ZONE, frozenset())
            more = with_lines(payout, week)
            async with store.begin() as work:
                await work.payouts.add(payout)
                await work.payouts.replace(payout, more)
            async with store.begin() as work:
                assert await work.payouts.find(payout.id) == more
                assert not await work.payouts.undrawn(cleaner, 10)

    async def test_a_cleaner_has_one_open_payout_a_week(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            first, second = await _earned(store, nouns, cleaner, 2)
            payout = _payout(nouns, cleaner, [first])
            async with store.begin() as work:
                await work.payouts.add(payout)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.payouts.add(_payout(nouns, cleaner, [second]))
            async with store.begin() as work:
                await work.payouts.replace(payout, evolve(payout, phase=Scheduled(at=MORNING)))
                await work.payouts.add(_payout(nouns, cleaner, [second]))

    async def test_those_not_on_their_way_are_found_by_their_cleaner_oldest_week_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            earned = await _earned(store, nouns, cleaner, 3)
            weeks = [with_(one, at=at(24 * 7 * place)) for place, one in enumerate(earned)]
            later, sooner, gone = (_payout(nouns, cleaner, [one]) for one in (weeks[2], weeks[0], weeks[1]))
            flying = InFlight(operation=OperationId(nouns.ids.new()), amount=gone.due, since=MORNING)
            async with store.begin() as work:
                for each in (later, sooner, with_(gone, phase=flying)):
                    await work.payouts.add(each)
            async with store.begin() as work:
                assert list(await work.payouts.unsent(cleaner)) == [sooner, later]
                assert cleaner in await work.payouts.waiting(None, 100_000)
                assert cleaner not in await work.payouts.waiting(cleaner, 100_000)

    async def test_payouts_are_listed_newest_first_in_parts(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            earned = await _earned(store, nouns, cleaner, 3)
            made = [
                with_(_payout(nouns, cleaner, [with_(one, at=at(24 * 7 * n))]), made_at=at(n))
                for n, one in enumerate(earned)
            ]
            async with store.begin() as work:
                for each in made:
                    await work.payouts.add(each)
            async with store.begin() as work:
                part = await work.payouts.made(cleaner, None, 2)
                assert list(part) == [made[2], made[1]]
                after = Place(at=part[-1].made_at, id=part[-1].id)
                assert list(await work.payouts.made(cleaner, after, 2)) == [made[0]]
                assert {one.id for one in made} <= {one.id for one in await work.payouts.made(None, None, 100_000)}

    async def test_a_dispute_is_open_until_it_is_decided(self) -> None:
        nouns = self.nouns()
        taken = Disputed(amount=euros(5000), fee=euros(1500))
        async with self.open_store() as store:
            quiet, one, other = (BookingId(nouns.ids.new()) for _ in range(3))
            every = (quiet, one, other)
            async with store.begin() as work:
                for booking in (one, other, other):
                    await work.journals.post(dispute_opened(_entry(nouns, 1, booking), taken))
            async with store.begin() as work:
                assert await work.payouts.in_dispute(every) == {one, other}
                await work.journals.post(dispute_won(_entry(nouns, 2, one), taken, fee_back=True))
                await work.journals.post(dispute_lost(_entry(nouns, 2, other), taken))
            async with store.begin() as work:
                assert await work.payouts.in_dispute(every) == {other}
                assert await work.payouts.in_dispute(()) == frozenset()

    async def test_a_cleaner_has_one_account(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            cleaner = nouns.cleaner().id
            account = PayoutAccount(id=cleaner, token="a", last4="3700", phase=Ready(since=MORNING))
            async with store.begin() as work:
                await work.payout_accounts.add(account)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.payout_accounts.add(account)
            failed = account_failed(account, "a", "account_closed", at(1)).value
            async with store.begin() as work:
                await work.payout_accounts.replace(account, failed)
            async with store.begin() as work:
                assert await work.payout_accounts.find(cleaner) == failed


def _entry(nouns: Nouns, hours: float, booking: BookingId | None = None) -> Entry:
    ids = nouns.ids
    return Entry(id=JournalId(ids.new()), source=ids.new(), booking=booking, at=at(hours))


async def _earned(store: Store, nouns: Nouns, cleaner: CleanerId, count: int = 1) -> tuple[Payable, ...]:
    async with store.begin() as work:
        for number in range(count):
            await work.journals.post(tipped(_entry(nouns, number), euros(100 + number), alone(cleaner)))
    async with store.begin() as work:
        return tuple(await work.payouts.undrawn(cleaner, 100))


def _payout(nouns: Nouns, cleaner: CleanerId, payable: Sequence[Payable]) -> Payout:
    """An open payout of the week of these."""
    (week,) = weeks_of(tuple(payable), ZONE, frozenset())
    return new_payout(PayoutId(nouns.ids.new()), cleaner, week, ZONE, MORNING)
