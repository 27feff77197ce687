"""Stories of money that goes back, over any store: asked for, agreed to, in doubt, refused, and never twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.unit.ports.booking.walks import Build, Town
from tests.unit.ports.payment.hook_walks import DAY, HOUR
from tests.unit.ports.payment.reconcile_walks import Silent, compared, paid

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.kernel import (
    BookingId,
    Money,
    NotFound,
    NotInPhase,
    OperationId,
    OpsId,
    ReasonMissing,
    Refused,
    VersionMoved,
    with_,
)
from cleanbee.domain.payment.fact import Refunded, TurnedDown
from cleanbee.domain.payment.give_back import Wish
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, Message, News, OperationNews
from cleanbee.domain.payment.payment import Abandoned, Operation, Unknown
from cleanbee.domain.payment.refund import (
    AwaitingApproval,
    Disputed,
    Dropped,
    Failed,
    MoreThanCaptured,
    NeedsSecondPerson,
    NotCaptured,
    OtherCurrency,
    Refund,
    Sending,
    Succeeded,
)
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.policy import in_each, standard
from cleanbee.ports.inbound.payment.abandon_operation import AbandonAsked, AbandonOperation
from cleanbee.ports.inbound.payment.read_ledger import PaymentAsked, PaymentView, ReadPayment
from cleanbee.ports.inbound.payment.refunds import (
    ApproveRefund,
    AskRefund,
    DropRefund,
    ListRefunds,
    ReadRefund,
    RefundsAsked,
    RefundTurned,
    RefundWished,
)
from cleanbee.ports.inbound.payment.take_dispute_news import TakeDisputeClosed, TakeDisputeOpened
from cleanbee.ports.inbound.payment.take_news import Outcome, TakeNews, TakeOperationNews
from cleanbee.ports.outbound.store import Stale

PRICE, PAY, FEE = 8640, 5040, 155
"""What the clean of these stories costs, pays, and costs at the gateway."""


@dataclass
class Desk:
    """The office over a clean that was paid."""

    town: Town
    booking: BookingId

    @property
    def sven(self) -> AsOps:
        return AsOps(id=OpsId(UUID(int=1)), role="support")

    @property
    def henning(self) -> AsOps:
        return AsOps(id=OpsId(UUID(int=2)), role="finance")

    async def ask(self, cents: int | None, actor: Any = None, **more: Any) -> Any:
        amount = None if cents is None else Money(amount=cents, currency=more.pop("currency", "EUR"))
        wish = Wish(amount=amount, reason="quality", note="The oven was forgotten")
        ask = RefundWished(actor=actor or self.sven, booking=self.booking, wish=wish, **more)
        return await AskRefund(self.town.store, self.town.ids)(ask)

    async def approve(self, refund: Refund, actor: Any = None, **more: Any) -> Any:
        ask = RefundTurned(actor=actor or self.henning, refund=refund.id, **more)
        return await ApproveRefund(self.town.store, self.town.ids)(ask)

    async def drop(self, refund: Refund, reason: str = "Cleaned again instead") -> Any:
        ask = RefundTurned(actor=self.sven, refund=refund.id, reason=reason)
        return await DropRefund(self.town.store, self.town.ids)(ask)

    async def now(self, refund: Refund, actor: Any = None) -> Any:
        return await ReadRefund(self.town.store)(RefundTurned(actor=actor or self.sven, refund=refund.id))

    async def waiting(self) -> list[Refund]:
        found = await ListRefunds(self.town.store)(RefundsAsked(actor=self.sven, phase="awaiting_approval", limit=100))
        assert not isinstance(found, Refused)
        return list(found)

    async def alone_up_to(self, cents: int) -> None:
        """From now on so much is given back by one of the office alone."""
        async with self.town.store.begin() as work:
            await work.books.add(with_(standard(), version=f"alone.{cents}", refund_alone=in_each(cents)))

    async def disputed(self, *, lost: bool = False, cents: int = PRICE) -> None:
        """The bank takes the charge back, and perhaps for good."""
        (charge,) = self.town.gateway.bank.holds
        opened = DisputeOpened(
            dispute="dsp_1",
            charge=charge,
            amount=Money(amount=cents),
            fee=Money(amount=1500),
            reason="service_not_received",
            evidence_by=await self.town.now() + 7 * DAY,
        )
        await self.told(opened)
        if lost:
            await self.told(DisputeClosed(dispute="dsp_1", charge=charge, won=False))

    async def told(self, *news: News) -> list[Outcome]:
        """What the gateway tells, each thing by its road in a unit of its own."""
        roads = {
            DisputeOpened: TakeDisputeOpened(self.town.ids),
            DisputeClosed: TakeDisputeClosed(self.town.ids),
            OperationNews: TakeOperationNews(self.town.ids),
        }
        outcomes: list[Outcome] = []
        for one in news:
            async with self.town.store.begin() as work:
                message = Message(id="any", at=await work.now(), news=one)
                outcomes.append(await TakeNews(roads)(work, message))
        return outcomes

    async def ledger_of_gateway(self) -> int:
        return (await self.town.ledger())["gateway"]

    async def open_items(self) -> list[str]:
        async with self.town.store.begin() as work:
            return [one.finding.kind for one in await work.open_items.open()]

    async def given_up(self, intent: str) -> OperationId:
        """Finance closes an operation of which the gateway says nothing."""
        async with self.town.store.begin() as work:
            doubt = await work.operations.by_intent(intent)
        assert doubt is not None
        silent = Silent(ManualClock(await self.town.now()), self.town.gateway.bank)
        ask = AbandonAsked(actor=self.henning, operation=doubt.id, reason="silent", evidence="nothing there")
        closed = await AbandonOperation(self.town.store, silent, self.town.ids)(ask)
        assert isinstance(closed, Operation) and isinstance(closed.phase, Abandoned)
        return doubt.id

    async def view(self, actor: Any) -> PaymentView:
        view = await ReadPayment(self.town.store)(PaymentAsked(actor=actor, booking=self.booking))
        assert isinstance(view, PaymentView)
        return view


@pytest.fixture
async def desk(build: Build) -> Desk:
    """A clean that was done and paid an hour ago."""
    town, view, _, _ = await paid(build)
    return Desk(town, view.booking.id)


def asked_for(town: Town, kind: str) -> list[UUID]:
    """The keys under which the bank was asked for something, as often as it was."""
    return [one.call.key for one in town.gateway.bank.entries if one.call.kind == kind]


class RefundWalks:
    """Money that goes back."""

    async def test_a_part_goes_back_with_its_tax_and_the_cleaner_keeps_the_pay(self, desk: Desk) -> None:
        refund = await desk.ask(2000)
        assert isinstance(refund.phase, Sending) and (await desk.view(desk.town.mia)).refunded is None
        await desk.town.run_due()
        done = await desk.now(refund, desk.town.mia)
        assert isinstance(done.phase, Succeeded) and (await desk.view(desk.town.mia)).refunded == Money(amount=2000)
        books = await desk.town.ledger()
        assert books == {
            "gateway": PRICE - 2000, "cleaner:payable": -PAY, "platform:revenue": -2160, "tax:due": -1440 + 333,
            "platform:promise": 1667,
        }  # fmt: skip
        found = await compared(desk.town)
        assert (found.transactions, found.difference) == (2, 0)

    async def test_what_is_left_goes_back_where_no_amount_is_named_and_its_tax_to_the_cent(self, desk: Desk) -> None:
        for cents in (1, 3333, None):
            assert isinstance(await desk.ask(cents), Refund)
        await desk.town.run_due()
        books = await desk.town.ledger()
        assert "gateway" not in books or books["gateway"] == 0
        assert books.get("tax:due", 0) == 0 and books["platform:promise"] == PRICE - 1440
        no = await desk.ask(None)
        assert no.why == MoreThanCaptured(left=Money(amount=0))
        assert (await compared(desk.town)).difference == 0

    async def test_more_than_was_taken_does_not_go_back_while_others_are_on_their_way(self, desk: Desk) -> None:
        assert isinstance(await desk.ask(PRICE - 100), Refund)
        assert (await desk.ask(101)).why == MoreThanCaptured(left=Money(amount=100))
        assert (await desk.ask(100, currency="USD")).why == OtherCurrency(currency="EUR")
        assert isinstance(await desk.ask(100), Refund)
        await desk.town.run_due()
        assert len(asked_for(desk.town, "refund")) == 2

    async def test_before_the_money_was_taken_nothing_goes_back(self, build: Build) -> None:
        town, view, _, _ = await paid(build)
        second = await town.book(view.booking.window.start + 3 * DAY)
        desk = Desk(town, second.booking.id)
        assert (await desk.ask(100)).why == NotCaptured()

    async def test_what_a_bank_disputes_or_has_taken_is_not_given_back_as_well(self, desk: Desk) -> None:
        await desk.disputed()
        assert (await desk.ask(100)).why == Disputed()

    async def test_what_a_bank_took_for_good_counts_as_gone(self, desk: Desk) -> None:
        await desk.disputed(lost=True, cents=8000)
        assert isinstance((await desk.ask(PRICE - 8000 + 1)).why, MoreThanCaptured)

    async def test_above_the_limit_a_second_one_of_the_office_decides_and_it_is_not_the_first(self, desk: Desk) -> None:
        await desk.alone_up_to(1000)
        waits = await desk.ask(1001, desk.henning)
        assert isinstance(waits.phase, AwaitingApproval) and await desk.waiting() == [waits]
        await desk.town.run_due()
        assert not asked_for(desk.town, "refund")
        assert isinstance((await desk.now(waits, desk.town.mia)).why, NotFound)
        assert (await desk.approve(waits)).why == NeedsSecondPerson(alone=Money(amount=1000))
        olga = AsOps(id=OpsId(UUID(int=3)), role="admin")
        assert isinstance((await desk.approve(waits, olga, at_version=9)).why, VersionMoved)
        going = await desk.approve(waits, olga)
        assert isinstance(going.phase, Sending) and going.approved_by == olga.id and not await desk.waiting()
        assert isinstance((await desk.approve(waits, olga)).why, NotInPhase)
        await desk.town.run_due()
        assert isinstance((await desk.now(waits)).phase, Succeeded)

    async def test_the_audit_names_who_asked_who_agreed_and_who_dropped(self, desk: Desk) -> None:
        await desk.alone_up_to(0)
        waits, other = await desk.ask(1000), await desk.ask(1000)
        await desk.approve(waits)
        await desk.drop(other)
        async with desk.town.store.begin() as work:
            agreed = [one.shown for one in await work.audit.newest(10, waits.id)]
            dropped = [one.shown for one in await work.audit.newest(10, other.id)]
        assert [(one.what, one.who) for one in agreed] == [
            ("refund_approved", desk.henning), ("refund_asked", desk.sven),
        ]  # fmt: skip
        assert [(one.what, one.why) for one in dropped] == [
            ("refund_dropped", "Cleaned again instead"), ("refund_asked", "quality: The oven was forgotten"),
        ]  # fmt: skip

    async def test_many_small_refunds_of_one_clean_need_a_second_one_too(self, desk: Desk) -> None:
        await desk.alone_up_to(1000)
        first, second = await desk.ask(600), await desk.ask(401)
        assert [type(one.phase) for one in (first, second)] == [Sending, AwaitingApproval]

    async def test_a_refund_that_waits_is_not_approved_once_the_bank_disputes_the_charge(self, desk: Desk) -> None:
        await desk.alone_up_to(0)
        waits = await desk.ask(1000)
        await desk.disputed()
        assert (await desk.approve(waits)).why == Disputed()
        assert isinstance((await desk.drop(waits, " ")).why, ReasonMissing)
        assert isinstance((await desk.drop(waits)).phase, Dropped)

    async def test_in_doubt_the_same_key_is_asked_again_and_the_money_goes_once(self, desk: Desk) -> None:
        refund = await desk.ask(2000)
        desk.town.gateway.faults = Faults(1, lost=1000)
        await desk.town.run_due()
        async with desk.town.store.begin() as work:
            operation = await work.operations.by_intent(f"refund:{refund.id}:1")
        assert operation is not None and isinstance(operation.phase, Unknown)
        assert (await desk.ask(PRICE - 1999)).why == MoreThanCaptured(left=Money(amount=PRICE - 2000))
        desk.town.gateway.faults.heal()
        await desk.town.clock.freeze(await desk.town.now() + HOUR)
        await desk.town.run_due()
        assert isinstance((await desk.now(refund)).phase, Succeeded)
        assert asked_for(desk.town, "refund") == [operation.id]
        assert (await desk.town.ledger())["gateway"] == PRICE - 2000

    async def test_a_day_later_it_is_only_looked_up_and_what_never_happened_is_intended_anew(self, desk: Desk) -> None:
        refund = await desk.ask(2000)
        desk.town.gateway.faults = Faults(1, never=1000)
        await desk.town.run_due()
        await desk.town.clock.freeze(await desk.town.now() + timedelta(hours=24))
        desk.town.gateway.faults.heal()
        await desk.town.run_due()
        done = await desk.now(refund)
        assert isinstance(done.phase, Succeeded) and done.tries == 2
        assert len(asked_for(desk.town, "refund")) == 1

    async def test_a_refund_that_was_given_up_is_looked_up_before_it_is_sent_again_and_goes_once(
        self, desk: Desk
    ) -> None:
        """Done at the bank, which says nothing for a day and more."""
        refund, town = await desk.ask(2000), desk.town
        town.gateway.faults = Faults(1, lost=1000)
        await town.run_due()
        await town.clock.freeze(await town.now() + timedelta(hours=30))
        await desk.given_up(f"refund:{refund.id}:1")
        assert isinstance((await desk.now(refund)).phase, Failed) and await desk.open_items() == ["refund_failed"]
        again = await desk.approve(refund)
        assert isinstance(again.phase, Sending) and again.tries == 1
        await town.run_due()
        assert isinstance((await desk.now(refund)).phase, Sending), "the gateway still says nothing"
        town.gateway.faults.heal()
        await town.clock.freeze(await town.now() + HOUR)
        await town.run_due()
        assert isinstance((await desk.now(refund)).phase, Succeeded) and not await desk.open_items()
        assert len(asked_for(town, "refund")) == 1 and (await town.ledger())["gateway"] == PRICE - 2000

    @pytest.mark.parametrize("dropped", [False, True])
    async def test_a_refund_that_was_given_up_and_given_after_all_is_given(self, desk: Desk, dropped: bool) -> None:
        refund, town = await desk.ask(2000), desk.town
        town.gateway.faults = Faults(1, lost=1000)
        await town.run_due()
        await town.clock.freeze(await town.now() + timedelta(hours=30))
        operation = await desk.given_up(f"refund:{refund.id}:1")
        if dropped:
            await desk.drop(refund)
        fact = Refunded(provider_id="re_1", amount=Money(amount=2000))
        await desk.told(OperationNews(operation=operation, fact=fact), OperationNews(operation=operation, fact=fact))
        assert isinstance((await desk.now(refund)).phase, Succeeded) and not await desk.open_items()
        assert isinstance((await desk.approve(refund)).why, NotInPhase)
        assert (await town.ledger())["gateway"] == PRICE - 2000

    async def test_what_the_gateway_refused_is_at_the_desk_until_it_is_tried_again_or_dropped(self, desk: Desk) -> None:
        first, second = await desk.ask(2000), await desk.ask(1000)
        (charge,) = desk.town.gateway.bank.holds
        was = desk.town.gateway.bank.holds[charge]
        desk.town.gateway.bank.holds[charge] = with_(was, refunded=PRICE)
        await desk.town.run_due()
        assert [type((await desk.now(one)).phase) for one in (first, second)] == [Failed, Failed]
        assert await desk.open_items() == ["refund_failed"] * 2
        desk.town.gateway.bank.holds[charge] = was
        await desk.drop(second)
        assert await desk.open_items() == ["refund_failed"]
        assert isinstance((await desk.approve(first, desk.henning)).phase, Sending)
        await desk.town.run_due()
        assert isinstance((await desk.now(first)).phase, Succeeded) and not await desk.open_items()
        assert (await desk.town.ledger())["gateway"] == PRICE - 2000
        assert isinstance((await desk.drop(first)).why, NotInPhase)

    async def test_what_came_back_from_the_customers_bank_is_taken_back_in_the_books_and_may_be_given_again(
        self, desk: Desk
    ) -> None:
        refund = await desk.ask(2000)
        before = await desk.town.ledger()
        for tries in (1, 2):
            await desk.town.run_due()
            given = await desk.ledger_of_gateway()
            operation = (await desk.now(refund)).phase.provider_id
            stray, back = (
                TurnedDown(kind="try_again", reason="expired_card", provider_id=one) for one in ("re", operation)
            )
            key = asked_for(desk.town, "refund")[-1]
            await desk.told(*(OperationNews(operation=key, fact=fact) for fact in (stray, back, back)))
            failed = await desk.now(refund)
            assert isinstance(failed.phase, Failed) and failed.phase.reason == "expired_card" and failed.tries == tries
            assert await desk.open_items() == ["refund_failed"]
            assert (given, await desk.ledger_of_gateway()) == (PRICE - 2000, PRICE)
            assert {name: sum_ for name, sum_ in (await desk.town.ledger()).items() if sum_} == before
            assert (await desk.view(desk.town.mia)).refunded is None
            assert isinstance((await desk.approve(refund, desk.henning)).phase, Sending)
        await desk.town.run_due()
        assert isinstance((await desk.now(refund)).phase, Succeeded) and not await desk.open_items()
        assert await desk.ledger_of_gateway() == PRICE - 2000
        async with desk.town.store.begin() as work:
            assert not await work.watch.over_captured()

    async def test_who_is_not_of_the_office_gives_nothing_back(self, desk: Desk) -> None:
        for actor in (desk.town.mia, desk.town.joyce):
            assert isinstance((await desk.ask(100, actor)).why, NotFound)
        refund = await desk.ask(100)
        assert isinstance(await desk.now(refund, desk.town.mia), Refund)
        assert isinstance((await desk.now(refund, desk.town.joyce)).why, NotFound)
        assert isinstance(await ListRefunds(desk.town.store)(RefundsAsked(actor=desk.town.mia)), Refused)

    async def test_whoever_decided_on_an_older_version_decides_again(self, desk: Desk) -> None:
        no = await desk.ask(100, at_version=1)
        assert isinstance(no.why, VersionMoved)
        await desk.alone_up_to(0)
        waits = await desk.ask(100)
        async with desk.town.store.begin() as work:
            old = await work.refunds.find(waits.id)
        assert old is not None
        await desk.drop(waits)
        with pytest.raises(Stale):
            async with desk.town.store.begin() as work:
                await work.refunds.replace(old, with_(old, version=2))
