"""Stories of charges that banks take back, over any store: told late, twice, in any order; answered, or not."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.payment.hook_walks import DAY, HOUR, MONDAY, WEDNESDAY, cleaned
from tests.unit.ports.payment.pay_town import PayTown
from tests.unit.ports.payment.reconcile_walks import CAPTURED, compared, paid
from tests.unit.ports.payment.refund_walks import PAY, PRICE, Desk

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.kernel import Money, NotAllowed, NotFound, NotInPhase, Refused, VersionMoved, with_
from cleanbee.domain.payment.dispute import Contested, Dispute, EvidenceTooLate, Lost, Open, Sending, Won
from cleanbee.domain.payment.evidence import MOST_TEXT, Evidence, as_text
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, Message, News
from cleanbee.domain.payment.payout import Blocked, InFlight
from cleanbee.domain.payment.refund import Disputed, Refund
from cleanbee.ports.contracts.racing import Signal
from cleanbee.ports.inbound.payment.disputes import (
    DisputeAsked,
    DisputesAsked,
    ListDisputes,
    ReadDispute,
    ReadEvidence,
    SendEvidence,
)
from cleanbee.ports.inbound.payment.read_timeline import ReadTimeline, TimelineAsked, TimelineView
from cleanbee.ports.inbound.payment.take_dispute_news import TakeDisputeOpened
from cleanbee.ports.inbound.payment.take_news import Acted, NotYet, Strange

TAKEN_BACK = CAPTURED + 14 * DAY
DECIDED = TAKEN_BACK + 7 * DAY
GONE = PRICE + 1500


class Court(Desk):
    """The office, its books, and a bank that takes a charge back."""

    async def news(self) -> list[News]:
        """All that the bank has told of disputes so far."""
        told = [one.news for one in await self.town.gateway.messages()]
        return [one for one in told if isinstance(one, DisputeOpened | DisputeClosed)]

    async def hear(self) -> None:
        await self.told(*await self.news())

    async def dispute(self) -> Dispute:
        async with self.town.store.begin() as work:
            (one,) = await work.disputes.of_booking(self.booking)
        return one

    async def taken_for_good(self) -> list[Money | None]:
        """What its customer reads of it in the timeline."""
        told = await ReadTimeline(self.town.store)(TimelineAsked(actor=self.town.mia, booking=self.booking))
        assert isinstance(told, TimelineView)
        return [one.amount for one in told.timeline.customer if one.what == "charged_back"]

    async def send(self, actor: Any = None, **more: Any) -> Any:
        return await self.send_about(await self.dispute(), actor, **more)

    async def send_about(self, dispute: Dispute, actor: Any = None, **more: Any) -> Any:
        ask = DisputeAsked(actor=actor or self.henning, dispute=dispute.id, **more)
        return await SendEvidence(self.town.store, self.town.ids)(ask)

    async def evidence(self, actor: Any = None) -> Any:
        ask = DisputeAsked(actor=actor or self.henning, dispute=(await self.dispute()).id)
        return await ReadEvidence(self.town.store)(ask)


async def taken_back(build: Build, token: str) -> Court:
    """A clean that was paid, fourteen days ago: its bank has just taken the charge back, and told us."""
    town, view, _, _ = await paid(build, token)
    court = Court(town, view.booking.id)
    await town.go_to(TAKEN_BACK + HOUR)
    await court.hear()
    return court


@pytest.fixture
async def court(build: Build) -> Court:
    """A dispute that is won once evidence is sent."""
    return await taken_back(build, "card_dispute_won")


class DisputeWalks:
    """Charges that banks take back."""

    async def test_the_money_moves_at_once_and_the_desk_hears_of_it(self, court: Court) -> None:
        dispute = await court.dispute()
        assert isinstance(dispute.phase, Open) and dispute.evidence_by == DECIDED
        books = await court.town.ledger()
        assert (books["disputes:open"], books["cleaner:payable"]) == (GONE, -PAY)
        assert await court.open_items() == ["dispute_open"]
        assert (await compared(court.town, CAPTURED - DAY)).difference == 0

    async def test_while_it_is_open_nothing_goes_back(self, court: Court) -> None:
        assert (await court.ask(100)).why == Disputed()

    async def test_only_the_pay_for_this_clean_waits_and_only_until_it_is_decided(self, build: Build) -> None:
        court = await taken_back(build, "card_dispute")
        pay = PayTown(court.town)
        await pay.account(pay.joyce.id)
        await pay.earns(pay.joyce.id, 1000)
        await pay.later(8 * DAY)
        await pay.run()
        sent = [one for one in await pay.payouts(pay.joyce.id) if isinstance(one.phase, InFlight)]
        assert [one.earned.amount for one in sent] == [1000]
        assert not any(isinstance(one.phase, Blocked) for one in await pay.payouts(pay.joyce.id))
        await court.hear()
        await pay.later(8 * DAY)
        await pay.run()
        sent = [one for one in await pay.payouts(pay.joyce.id) if isinstance(one.phase, InFlight)]
        assert sorted(one.earned.amount for one in sent) == [1000, PAY]

    async def test_a_run_of_payouts_beside_the_message_waits_for_it_and_does_not_pay_for_the_clean(
        self, build: Build
    ) -> None:
        town, view, _, _ = await paid(build, "card_dispute")
        court, pay, begun = Court(town, view.booking.id), PayTown(town), Signal()
        await pay.account(pay.joyce.id)
        await town.go_to(TAKEN_BACK + HOUR)
        (told,) = await court.news()

        async def run() -> int:
            begun.say()
            return await pay.run()

        async with town.store.begin() as work:
            await TakeDisputeOpened(town.ids)(work, Message(id="any", at=await work.now(), news=told))
            running = asyncio.create_task(run(), context=Context())
            await begun.heard()
            for _ in range(200):
                await work.homes.find(view.booking.home)
        await running
        assert not [one for one in await pay.payouts(pay.joyce.id) if isinstance(one.phase, InFlight)]

    async def test_evidence_is_sent_once_and_what_was_won_comes_back(self, court: Court) -> None:
        sending = await court.send(statement="She thanked us.")
        assert isinstance(sending.phase, Sending) and not await court.open_items()
        await court.town.run_due()
        assert isinstance((await court.dispute()).phase, Contested)
        assert isinstance((await court.send()).why, NotInPhase)
        (call,) = [one.call for one in court.town.gateway.bank.entries if one.call.kind == "contest"]
        assert "She thanked us." in call.packet and call.provider_id == sending.name
        await court.town.go_to(DECIDED + HOUR)
        await court.hear()
        assert isinstance((await court.dispute()).phase, Won)
        books = await court.town.ledger()
        assert books.get("disputes:open", 0) == 0 and books["platform:gateway_cost"] >= 1500
        assert (await compared(court.town, CAPTURED - DAY)).difference == 0
        assert isinstance(await court.ask(100), Refund), "what came back can be given back"
        await court.town.run_due()
        assert (await compared(court.town, CAPTURED - DAY)).difference == 0

    async def test_what_nobody_answers_is_lost_also_where_nobody_tells(self, court: Court) -> None:
        await court.town.go_to(DECIDED - timedelta(seconds=1))
        assert isinstance((await court.dispute()).phase, Open)
        await court.town.go_to(DECIDED)
        lost = (await court.dispute()).phase
        assert isinstance(lost, Lost) and not lost.answered and not await court.open_items()
        books = await court.town.ledger()
        assert (books.get("disputes:open", 0), books["platform:dispute"], books["cleaner:payable"]) == (0, GONE, -PAY)
        await court.hear()
        now = (await court.dispute()).phase
        assert isinstance(now, Lost) and now.answered
        assert await court.town.ledger() == books
        assert (await compared(court.town, CAPTURED - DAY)).difference == 0

    async def test_what_was_given_up_and_is_won_after_all_comes_back(self, court: Court) -> None:
        dispute = await court.dispute()
        await court.town.go_to(DECIDED)
        won = DisputeClosed(dispute=dispute.name, charge=dispute.charge, won=True, fee_back=True)
        await court.told(won, won)
        books = await court.town.ledger()
        assert (books.get("disputes:open", 0), books.get("platform:dispute", 0)) == (0, 0)
        assert not await court.taken_for_good()
        assert isinstance((await court.dispute()).phase, Won)

    async def test_answered_and_lost_the_platform_bears_it_and_the_cleaner_keeps_the_pay(self, build: Build) -> None:
        court = await taken_back(build, "card_dispute")
        await court.send()
        await court.town.run_due()
        await court.town.go_to(DECIDED + HOUR)
        assert isinstance((await court.dispute()).phase, Contested), "the bank decides, not the clock"
        await court.hear()
        books = await court.town.ledger()
        assert (books["platform:dispute"], books["cleaner:payable"]) == (GONE, -PAY)
        assert (await court.ask(1)).why.code == "more_than_captured"
        assert await court.taken_for_good() == [Money(amount=PRICE)], "the fee is none of the customer's"
        assert (await compared(court.town, CAPTURED - DAY)).difference == 0

    @pytest.mark.parametrize("seed", range(3))
    async def test_twice_shuffled_and_the_end_before_the_beginning_it_ends_the_same(
        self, court: Court, seed: int
    ) -> None:
        await court.town.go_to(DECIDED + HOUR)
        news = [one for one in await court.news() for _ in range(3)]
        Random(seed).shuffle(news)
        outcomes = await court.told(*news)
        assert all(isinstance(one, Acted) for one in outcomes)
        assert (await court.town.ledger())["platform:dispute"] == GONE

    async def test_the_end_of_what_we_do_not_know_waits_and_of_a_strange_charge_a_human_hears(
        self, court: Court
    ) -> None:
        opened = (await court.news())[0]
        assert isinstance(opened, DisputeOpened)
        outcomes = await court.told(
            DisputeClosed(dispute="dsp_other", charge=opened.charge, won=False),
            with_(opened, dispute="dsp_x", charge="nobody's"),
        )
        assert [type(one) for one in outcomes] == [NotYet, Strange]

    async def test_a_dispute_of_a_charge_of_which_we_do_not_know_yet_waits(self, build: Build) -> None:
        town = await build(MONDAY, token="card_dispute")
        view = await town.book(WEDNESDAY)
        town.gateway.faults = Faults(1, lost=1000)
        await cleaned(town, view)
        court = Court(town, view.booking.id)
        (charge,) = town.gateway.bank.holds
        nothing = Money(amount=PRICE)
        told = DisputeOpened(
            dispute="d", charge=charge, amount=nothing, fee=nothing, reason="fraudulent", evidence_by=DECIDED
        )
        assert [type(one) for one in await court.told(told)] == [NotYet]
        town.gateway.faults.heal()
        await town.clock.freeze(CAPTURED + HOUR)
        await town.run_due()
        assert [type(one) for one in await court.told(told)] == [Acted]

    async def test_evidence_comes_before_the_end_of_its_time_or_not_at_all(self, court: Court) -> None:
        await court.town.clock.freeze(DECIDED)
        assert (await court.send()).why == EvidenceTooLate(until=DECIDED)

    async def test_in_doubt_the_same_packet_is_sent_again_and_arrives_once(self, court: Court) -> None:
        court.town.gateway.faults = Faults(1, lost=1000)
        await court.send()
        await court.town.run_due()
        assert isinstance((await court.dispute()).phase, Sending)
        court.town.gateway.faults.heal()
        await court.town.go_to(TAKEN_BACK + DAY)
        await court.town.run_due()
        assert isinstance((await court.dispute()).phase, Contested)
        assert len([one for one in court.town.gateway.bank.entries if one.call.kind == "contest"]) == 1

    async def test_what_never_came_is_sent_anew_a_day_later(self, court: Court) -> None:
        court.town.gateway.faults = Faults(1, never=1000)
        await court.send()
        await court.town.run_due()
        court.town.gateway.faults.heal()
        await court.town.clock.freeze(TAKEN_BACK + 26 * HOUR)
        await court.town.run_due()
        dispute = await court.dispute()
        assert isinstance(dispute.phase, Contested) and dispute.tries == 2

    async def test_what_the_bank_refuses_is_at_the_desk_again_with_its_words(self, court: Court) -> None:
        (charge,) = court.town.gateway.bank.holds
        was = court.town.gateway.bank.holds[charge]
        court.town.gateway.bank.holds[charge] = with_(was, contested=True)
        await court.send()
        await court.town.run_due()
        phase = (await court.dispute()).phase
        assert isinstance(phase, Open) and phase.refused == "evidence_sent_already"
        assert await court.open_items() == ["dispute_open"]

    async def test_the_packet_says_who_booked_what_when_on_which_terms_and_that_it_was_done(self, court: Court) -> None:
        packet = await court.evidence()
        assert isinstance(packet, Evidence)
        visit, town = packet.visit, court.town
        assert visit.arrived_at is not None and visit.began_at is not None and visit.ended_at is not None
        assert visit.booked.start - HOUR < visit.arrived_at <= visit.began_at < visit.ended_at
        assert (packet.customer.name, packet.customer.address) == (town.customer.name, town.home.address)
        assert (packet.mandate.text, packet.mandate.last4) == (town.card.mandate, town.card.last4)
        assert packet.terms.policy == "cleanbee-standard.1" and packet.terms.bands
        assert [one.what for one in packet.money][:3] == ["hold", "earned", "capture"]
        assert packet.price.total.amount == PRICE
        text = as_text(packet)
        assert len(text) <= MOST_TEXT
        for word in (packet.name, town.customer.name, town.card.mandate, "86.40 EUR", "work began"):
            assert word in text, text
        assert packet == await court.evidence(), "the same file, the same packet"

    async def test_a_long_story_is_cut_at_what_a_bank_reads(self, court: Court) -> None:
        packet = await court.evidence()
        long = with_(packet, statement="x" * MOST_TEXT)
        assert len(as_text(long)) == MOST_TEXT

    async def test_only_the_office_reads_disputes_and_only_finance_answers(self, court: Court) -> None:
        dispute = await court.dispute()
        read, listed = ReadDispute(court.town.store), ListDisputes(court.town.store)
        for nobody in (court.town.mia, court.town.joyce):
            assert isinstance((await court.evidence(nobody)).why, NotFound)
            assert isinstance((await read(DisputeAsked(actor=nobody, dispute=dispute.id))).why, NotFound)  # type: ignore[union-attr]
            assert isinstance(await listed(DisputesAsked(actor=nobody)), Refused)
        assert isinstance((await court.send(court.sven)).why, NotAllowed)
        assert isinstance((await court.send(at_version=7)).why, VersionMoved)
        assert list(await listed(DisputesAsked(actor=court.sven))) == [dispute]  # type: ignore[arg-type]
        absent = with_(DisputeAsked(actor=court.sven, dispute=dispute.id), dispute=UUID(int=1))
        assert isinstance((await read(absent)).why, NotFound)  # type: ignore[union-attr]

    async def test_whoever_reads_the_packet_is_noted_since_it_says_where_somebody_lives(self, court: Court) -> None:
        await court.evidence()
        async with court.town.store.begin() as work:
            (noted,) = await work.audit.newest(10, court.town.home.id)
        assert (noted.shown.what, noted.shown.why) == ("street", "dispute")
