"""Stories of tips, over any store: charged once, all of it for who cleaned, in its time and within its limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.payment.hook_walks import DAY, HOUR, MONDAY, WEDNESDAY, cleaned
from tests.unit.ports.payment.pay_town import PayTown
from tests.unit.ports.payment.reconcile_walks import CAPTURED, compared, paid
from tests.unit.ports.payment.refund_walks import PAY, PRICE, Desk

from cleanbee.adapters.memory.bank_statement import fee_of
from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.booking.booking import CardNotSaved
from cleanbee.domain.kernel import CardId, Money, NotAllowed, NotFound, Refused, evolve
from cleanbee.domain.payment.news import OperationNews
from cleanbee.domain.payment.payment import Owed, Unknown
from cleanbee.domain.payment.payout import InFlight
from cleanbee.domain.payment.refund import MoreThanCaptured, OtherCurrency
from cleanbee.domain.payment.tip import (
    Asking,
    Declined,
    Given,
    NotDone,
    Tip,
    TipTooLarge,
    TipTooLate,
    Unpaid,
    Wanted,
)
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.confirm_card import ConfirmAsked, ConfirmCard
from cleanbee.ports.inbound.payment.read_timeline import ReadTimeline, TimelineAsked, TimelineView
from cleanbee.ports.inbound.payment.tips import GiveTip, TipWished
from cleanbee.ports.outbound.store import Mismatch

ENDED = WEDNESDAY + 3 * HOUR
WEEK = 7 * DAY


class Thanks(Desk):
    """A customer whose home was cleaned."""

    async def tip(self, cents: int, *, key: str = "", **more: Any) -> Any:
        give = GiveTip(self.town.store, self.town.ids, self.town.settle)
        amount = Money(amount=cents, currency=more.get("currency", "EUR"))
        actor, card = more.get("actor", self.town.mia), more.get("card", self.town.card.id)
        ask = TipWished(actor=actor, booking=self.booking, amount=amount, card=card)
        once = Once(principal="mia", key=key, fingerprint=str(cents)) if key else None
        return await give(ask, once)

    async def kept(self) -> list[Tip]:
        async with self.town.store.begin() as work:
            return list(await work.tips.of_booking(self.booking))

    def charges(self) -> int:
        return len([one for one in self.town.gateway.bank.entries if one.call.kind == "charge"])


@pytest.fixture
async def thanks(build: Build) -> Thanks:
    """A clean that was done and paid an hour ago."""
    town, view, _, _ = await paid(build)
    return Thanks(town, view.booking.id)


class TipWalks:
    """Thanks in money."""

    async def test_all_of_it_reaches_who_cleaned_with_the_next_payout(self, thanks: Thanks) -> None:
        before = await thanks.town.ledger()
        tip = await thanks.tip(800)
        assert isinstance(tip.phase, Given) and tip.cleaner == thanks.town.cleaner.id
        books = await thanks.town.ledger()
        assert books["cleaner:payable"] == -PAY - 800 and books["gateway"] == before["gateway"] + 800
        assert books["platform:revenue"] == before["platform:revenue"] and books["tax:due"] == before["tax:due"]
        pay = PayTown(thanks.town)
        await pay.account(pay.joyce.id)
        await pay.later(8 * DAY)
        await pay.run()
        await pay.send()
        sent = await pay.one(pay.joyce.id)
        assert isinstance(sent.phase, InFlight) and sent.phase.amount.amount == PAY + 800
        assert sorted(one.kind for one in sent.lines) == ["share", "tip"]
        found = await compared(thanks.town, CAPTURED - DAY)
        cost = (await thanks.town.ledger())["platform:gateway_cost"]
        assert found.difference == 0 and cost == fee_of(Money(amount=PRICE)).amount + fee_of(tip.amount).amount

    async def test_both_sides_see_it(self, thanks: Thanks) -> None:
        await thanks.tip(800)
        assert [one.amount.amount for one in (await thanks.view(thanks.town.mia)).tips] == [800]
        for actor, what in ((thanks.town.mia, "customer"), (thanks.town.joyce, "cleaner")):
            told = await ReadTimeline(thanks.town.store)(TimelineAsked(actor=actor, booking=thanks.booking))
            assert isinstance(told, TimelineView)
            lines = [one for one in getattr(told.timeline, what) if one.what == "tip"]
            assert [one.amount for one in lines] == [Money(amount=800)]

    async def test_under_one_key_it_is_one_tip(self, thanks: Thanks) -> None:
        first = await thanks.tip(800, key="a-key")
        assert await thanks.tip(800, key="a-key") == first
        with pytest.raises(Mismatch):
            await thanks.tip(801, key="a-key")
        assert thanks.charges() == 1 and await thanks.kept() == [first]

    async def test_whose_answer_was_lost_hears_it_under_the_same_key_and_pays_once(self, thanks: Thanks) -> None:
        thanks.town.gateway.faults = Faults(1, lost=1000)
        lost = await thanks.tip(800, key="a-key")
        assert isinstance(lost.phase, Asking)
        thanks.town.gateway.faults.heal()
        await thanks.town.clock.freeze(await thanks.town.now() + HOUR)
        again = await thanks.tip(800, key="a-key")
        assert isinstance(again.phase, Given) and again.id == lost.id and thanks.charges() == 1
        assert (await thanks.town.ledger())["cleaner:payable"] == -PAY - 800

    async def test_a_tip_is_given_until_a_week_after_the_end_and_not_at_that_instant(self, thanks: Thanks) -> None:
        await thanks.town.clock.freeze(ENDED + WEEK - timedelta(microseconds=1))
        assert isinstance((await thanks.tip(100)).phase, Given)
        await thanks.town.clock.freeze(ENDED + WEEK)
        assert (await thanks.tip(100)).why == TipTooLate(until=ENDED + WEEK)

    async def test_all_tips_of_a_clean_together_have_a_limit(self, thanks: Thanks) -> None:
        most = Money(amount=20_000)
        assert (await thanks.tip(20_001)).why == TipTooLarge(most=most, left=most)
        await thanks.tip(15_000)
        assert (await thanks.tip(5_001)).why == TipTooLarge(most=most, left=Money(amount=5_000))
        assert isinstance((await thanks.tip(5_000)).phase, Given)
        assert (await thanks.tip(100, currency="USD")).why == OtherCurrency(currency="EUR")

    async def test_a_card_that_is_declined_gives_nothing_and_leaves_room_for_another(self, thanks: Thanks) -> None:
        bad = await thanks.town.another_card("card_insufficient")
        no = await thanks.tip(20_000, card=bad.id)
        assert isinstance(no.phase, Declined) and no.phase.kind == "try_again"
        assert (await thanks.town.ledger())["cleaner:payable"] == -PAY
        assert isinstance((await thanks.tip(20_000)).phase, Given)

    async def test_a_bank_that_wants_its_customer_is_followed_and_then_it_is_given(self, thanks: Thanks) -> None:
        asks = await thanks.town.another_card("card_3ds")
        tip = await thanks.tip(800, card=asks.id)
        assert isinstance(tip.phase, Wanted) and tip.phase.link.startswith("https://")
        agree = ConfirmCard(thanks.town.store, thanks.town.gateway, thanks.town.settle)
        ask = ConfirmAsked(actor=thanks.town.mia, booking=thanks.booking, agreed=True)
        assert not isinstance(await agree(ask), Refused)
        assert isinstance(await agree(ask), Refused), "nobody waits any more"
        taken = thanks.town.gateway.bank.known(tip.operation, await thanks.town.now())
        assert taken is not None
        await thanks.told(*[OperationNews(operation=tip.operation, fact=taken)] * 2)
        (now,) = await thanks.kept()
        assert isinstance(now.phase, Given) and (await thanks.town.ledger())["cleaner:payable"] == -PAY - 800

    async def test_a_link_that_nobody_follows_ends_after_a_day_and_nothing_is_taken(self, thanks: Thanks) -> None:
        asks = await thanks.town.another_card("card_3ds")
        tip = await thanks.tip(800, card=asks.id)
        assert isinstance(tip.phase, Wanted)
        await thanks.town.clock.freeze(tip.phase.until)
        await thanks.town.run_due()
        (now,) = await thanks.kept()
        assert isinstance(now.phase, Declined) and now.phase.reason == "authentication_expired"
        assert (await thanks.town.ledger())["cleaner:payable"] == -PAY

    async def test_what_was_never_heard_of_is_not_charged_once_the_customer_is_long_gone(self, thanks: Thanks) -> None:
        thanks.town.gateway.faults = Faults(1, never=1000)
        await thanks.tip(800)
        async with thanks.town.store.begin() as work:
            operation = await work.operations.find((await work.tips.of_booking(thanks.booking))[0].operation)
        assert operation is not None and isinstance(operation.phase, Unknown)
        thanks.town.gateway.faults.heal()
        await thanks.town.clock.freeze(await thanks.town.now() + timedelta(hours=24))
        await thanks.town.run_due()
        (tip,) = await thanks.kept()
        assert isinstance(tip.phase, Declined) and thanks.charges() == 0

    async def test_before_anybody_has_cleaned_nobody_is_thanked(self, build: Build) -> None:
        town = await build(MONDAY)
        view = await town.book(WEDNESDAY)
        thanks = Thanks(town, view.booking.id)
        assert (await thanks.tip(800)).why == NotDone(phase="confirmed")
        await cleaned(town, view)
        assert isinstance((await thanks.tip(800)).phase, Given), "done, and not yet paid for"

    async def test_who_owes_for_the_clean_settles_that_first(self, thanks: Thanks) -> None:
        async with thanks.town.store.begin() as work:
            payment = await work.payments.of_booking(thanks.booking)
            assert payment is not None
            owed = evolve(payment, phase=Owed(amount=payment.amount, since=await work.now()))
            await work.payments.replace(payment, owed)
        assert (await thanks.tip(800)).why == Unpaid(amount=Money(amount=PRICE))

    async def test_only_the_customer_gives_and_from_a_card_of_theirs(self, thanks: Thanks) -> None:
        assert isinstance((await thanks.tip(800, actor=thanks.sven)).why, NotAllowed)
        assert isinstance((await thanks.tip(800, actor=thanks.town.joyce)).why, NotAllowed | NotFound)
        assert (await thanks.tip(800, card=CardId(thanks.town.ids.new()))).why == CardNotSaved()

    async def test_a_tip_is_no_part_of_what_is_given_back(self, thanks: Thanks) -> None:
        await thanks.tip(800)
        assert isinstance((await thanks.ask(PRICE + 1)).why, MoreThanCaptured)
        assert not isinstance(await thanks.ask(PRICE), MoreThanCaptured)
        await thanks.town.run_due()
        assert (await thanks.town.ledger())["cleaner:payable"] == -PAY - 800
