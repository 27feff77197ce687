"""What the table of wallets promises: one a customer, replaced at its version, and what is set aside is so once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleanbee.domain.kernel import BookingId, CreditId, OpsId
from cleanbee.domain.payment.credit import Credit, Wallet, set_aside
from cleanbee.ports.contracts.nouns import MORNING, Nouns, euros
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.store import Stale


class WalletsContract(OpensStore):
    """Customers' credit."""

    async def test_a_wallet_is_found_as_it_was_kept_last(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            wallet = _wallet(nouns)
            used = set_aside(wallet, BookingId(nouns.ids.new()), euros(400), MORNING)
            async with store.begin() as work:
                assert await work.wallets.find(wallet.id) is None
                await work.wallets.add(wallet)
                assert await work.wallets.find(wallet.id) == wallet
                await work.wallets.replace(wallet, used)
            async with store.begin() as work:
                assert await work.wallets.find(wallet.id) == used
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.wallets.replace(wallet, used)

    async def test_raising_keeps_nothing(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            wallet = _wallet(nouns)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.wallets.add(wallet)
                    raise ZeroDivisionError
            async with store.begin() as work:
                assert await work.wallets.find(wallet.id) is None

    async def test_of_two_that_set_the_same_credit_aside_one_does(self) -> None:
        nouns, meeting = self.nouns(), Meeting(2)
        async with self.open_store() as store:
            wallet = _wallet(nouns)
            async with store.begin() as work:
                await work.wallets.add(wallet)

            async def use(booking: BookingId) -> None:
                async with store.begin() as work:
                    await meeting.arrive()
                    await work.wallets.replace(wallet, set_aside(wallet, booking, euros(1000), MORNING))

            outcome = await at_once(*(use(BookingId(nouns.ids.new())) for _ in range(2)))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                kept = await work.wallets.find(wallet.id)
            assert kept is not None and len(kept.aside) == 1 and kept.available(MORNING) == euros(0)


def _wallet(nouns: Nouns) -> Wallet:
    credit = Credit(
        id=CreditId(nouns.ids.new()), amount=euros(1000), left=euros(1000), reason="We were late",
        by=OpsId(nouns.ids.new()), granted_at=MORNING, until=MORNING + timedelta(days=365),
    )  # fmt: skip
    return Wallet(id=nouns.customer().id, currency="EUR", credits=(credit,))
