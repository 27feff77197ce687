"""Walks of promotions, told over any store: made, redeemed once, raced for, ended."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.ports.booking.walks import Build, Town
from tests.unit.ports.payment.credit_walks import credit_of, euros

from cleanbee.domain.kernel import Refused
from cleanbee.domain.payment.promotion import CodeTaken, Promotion, PromotionInvalid, Terms
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.ports.inbound.payment.credits import WalletView
from cleanbee.ports.inbound.payment.promotions import (
    CodeRedeemed,
    EndPromotion,
    ListPromotions,
    MakePromotion,
    PromotionsAsked,
    PromotionTurned,
    PromotionWished,
    RedeemCode,
)

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
LATER = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)


def no(because: Any) -> Refused[PromotionInvalid]:
    return Refused(why=PromotionInvalid(because=because))


async def made(place: Town, code: str = "Welcome10", *, most: int = 5, newcomers: bool = False) -> Any:
    terms = Terms(
        code=code, amounts=(euros(1000),), first_day=date(2027, 3, 1), last_day=date(2027, 3, 31),
        zone="Europe/Berlin", most=most, days=90, newcomers=newcomers,
    )  # fmt: skip
    return await MakePromotion(place.store, place.ids)(
        PromotionWished(actor=place.olga, terms=terms, reason="For who is new")
    )


async def redeem(place: Town, code: str = " welcome10", who: AsCustomer | None = None) -> Any:
    return await RedeemCode(place.store, place.ids)(CodeRedeemed(actor=who or place.mia, code=code))


async def listed(place: Town) -> list[tuple[str, int]]:
    found = await ListPromotions(place.store)(PromotionsAsked(actor=place.olga))
    assert not isinstance(found, Refused)
    return [(one.terms.code, one.redeemed) for one in found]


class PromotionWalks:
    """What a promotion promises."""

    async def test_a_code_becomes_credit_once_and_the_books_have_it(self, build: Build) -> None:
        place = await build(MONDAY)
        assert isinstance(await made(place), Promotion)
        assert await made(place, "WELCOME10") == Refused(why=CodeTaken())
        assert isinstance(await redeem(place), WalletView)
        assert await redeem(place, "WELCOME10") == no("already_redeemed")
        assert await redeem(place, "SUMMER") == await redeem(place, "no code at all") == no("unknown")
        told = await credit_of(place)
        assert ([one.kind for one in told.lines], told.available) == (["promotion"], euros(1000))
        assert await listed(place) == [("WELCOME10", 1)]

    async def test_who_has_booked_is_no_newcomer(self, build: Build) -> None:
        place = await build(MONDAY)
        await made(place, newcomers=True)
        await place.book(LATER)
        assert await redeem(place) == no("newcomers_only")
        assert await listed(place) == [("WELCOME10", 0)]

    async def test_of_many_who_race_as_many_win_as_were_promised(self, build: Build) -> None:
        place = await build(MONDAY)
        await made(place, most=3)
        people = [place.nouns.customer() for _ in range(7)]
        async with place.store.begin() as work:
            for one in people:
                await work.customers.add(one)
        told = await asyncio.gather(*(redeem(place, who=AsCustomer(id=one.id)) for one in people))
        assert sum(isinstance(one, WalletView) for one in told) == 3
        assert [one for one in told if not isinstance(one, WalletView)] == [no("used_up")] * 4
        async with place.store.begin() as work:
            wallets = [await work.wallets.find(one.id) for one in people]
            booked = [-(await work.journals.balance("customer:credit", one.id)) for one in people]
        assert sum(one is not None for one in wallets) == 3
        assert sorted(one.amount for one in booked) == [0, 0, 0, 0, 1000, 1000, 1000]
        assert await listed(place) == [("WELCOME10", 3)]

    async def test_one_customer_who_asks_twice_at_once_gets_it_once(self, build: Build) -> None:
        place = await build(MONDAY)
        await made(place)
        told = await asyncio.gather(redeem(place), redeem(place))
        assert sorted(isinstance(one, WalletView) for one in told) == [False, True]
        assert no("already_redeemed") in told
        assert (await credit_of(place)).available == euros(1000)

    async def test_once_it_is_ended_nobody_redeems_it_and_the_audit_says_who_ended_it(self, build: Build) -> None:
        place = await build(MONDAY)
        one = await made(place)
        end = EndPromotion(place.store)
        ask = PromotionTurned(actor=place.olga, promotion=one.id, reason="Posted in a forum")
        ended = await end(ask)
        assert isinstance(ended, Promotion) and await end(ask) == ended
        assert await redeem(place) == no("over")
        async with place.store.begin() as work:
            noted = await work.audit.newest(10, one.id)
        assert [each.shown.what for each in noted] == ["promotion_ended", "promotion_made"]
