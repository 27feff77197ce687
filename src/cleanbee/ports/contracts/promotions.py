"""What the tables of promotions promise: one a code, redeemed once a customer, counted by one unit at a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cleanbee.domain.kernel import CreditId, OpsId, PromotionId, evolve
from cleanbee.domain.payment.promotion import Promotion, Redemption, Terms
from cleanbee.ports.contracts.nouns import MORNING, Nouns, euros
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale


class PromotionsContract(OpensStore):
    """Promotions and redemptions."""

    async def test_a_promotion_is_found_by_its_code_and_listed_newest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            old, new = _promotion(nouns, days=0), _promotion(nouns, days=1)
            async with store.begin() as work:
                await work.promotions.add(old)
                await work.promotions.add(new)
                assert await work.promotions.named(old.terms.code) == old
                assert await work.promotions.named(nouns.word("NONE")) is None
            ended = evolve(old, redeemed=1)
            async with store.begin() as work:
                assert await work.promotions.hold(old.id) == old
                await work.promotions.replace(old, ended)
            async with store.begin() as work:
                assert await work.promotions.hold(PromotionId(nouns.ids.new())) is None
                place = Place(at=new.made_at, id=new.id)
                assert next(iter(await work.promotions.made(place, 1))) == ended
                assert [one for one in await work.promotions.made(None, 100) if one in {new, ended}] == [new, ended]

    async def test_no_two_promotions_have_one_code_and_nobody_redeems_one_twice(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            one, who = _promotion(nouns), nouns.customer().id
            first, second = (
                Redemption(id=CreditId(nouns.ids.new()), promotion=one.id, customer=who, at=MORNING) for _ in range(2)
            )
            async with store.begin() as work:
                await work.promotions.add(one)
                assert await work.redemptions.of_customer(one.id, who) is None
                await work.redemptions.add(first)
            async with store.begin() as work:
                assert await work.redemptions.of_customer(one.id, who) == first == await work.redemptions.find(first.id)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.redemptions.add(second)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.promotions.add(_promotion(nouns, code=one.terms.code))

    async def test_whoever_holds_a_promotion_counts_alone(self) -> None:
        nouns, meeting = self.nouns(), Meeting(4)
        async with self.open_store() as store:
            one = _promotion(nouns)
            async with store.begin() as work:
                await work.promotions.add(one)

            async def count() -> None:
                async with store.begin() as work:
                    await work.promotions.named(one.terms.code)
                    await meeting.arrive()
                    held = await work.promotions.hold(one.id)
                    assert held is not None
                    await work.promotions.replace(held, evolve(held, redeemed=held.redeemed + 1))

            assert await at_once(*(count() for _ in range(4))) == [None] * 4
            async with store.begin() as work:
                kept = await work.promotions.find(one.id)
            assert kept is not None and kept.redeemed == 4


def _promotion(nouns: Nouns, *, code: str | None = None, days: int = 0) -> Promotion:
    terms = Terms(
        code=code or nouns.word("CODE"), amounts=(euros(1000),), first_day=date(2027, 3, 1),
        last_day=date(2027, 3, 31), zone="Europe/Berlin", most=4, days=90,
    )  # fmt: skip
    return Promotion(
        id=PromotionId(nouns.ids.new()),
        terms=terms,
        reason="For who is new",
        by=OpsId(nouns.ids.new()),
        made_at=MORNING + timedelta(days=days),
    )
