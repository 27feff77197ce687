"""Walks of pay: from the ledger to a cleaner's bank, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.ports.booking.booking_walks import visit
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.payment.pay_town import PayTown, euros

from cleanbee.domain.kernel import BookingId, NotInPhase, PayoutId, ReasonMissing, Refused, VersionMoved, with_
from cleanbee.domain.payment.cash_out import CashOutTooSmall, FeeNotAgreed, NotCaptured, PayInDispute, PayKept
from cleanbee.domain.payment.news import PayoutReturned
from cleanbee.domain.payment.payment import Failed, Succeeded
from cleanbee.domain.payment.payout import Accrued, Blocked, InFlight, Netted, Paid, Payout, Returned, Scheduled
from cleanbee.domain.payment.payout_account import AccountNotReady
from cleanbee.ports.inbound.payment.payouts import (
    CashOut,
    CashOutAnswer,
    CashOutAsked,
    ListPayouts,
    PayoutAsked,
    PayoutsAsked,
    PayoutsPart,
    ReadPayout,
    TurnPayout,
)
from cleanbee.ports.outbound.store import Stale

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
MONDAY = datetime(2027, 3, 7, 23, 0, tzinfo=UTC)
"""The first instant of Monday, 8 March, in Berlin."""


@pytest.fixture
async def pay(build: Build) -> PayTown:
    """The town on a Tuesday; Joyce can be paid."""
    town = PayTown(await build(TUESDAY))
    await town.account(town.joyce.id)
    return town


class Dying:
    """A store whose process dies when it begins its ``last`` unit."""

    def __init__(self, store: Any, last: int) -> None:
        self._store, self._left = store, last

    def begin(self, once: Any = None) -> Any:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1
        return self._store.begin(once)


class PayoutWalks:
    """What cleaners are paid, over any store."""

    async def test_a_clean_is_paid_on_monday_after_its_capture_and_not_before(self, pay: PayTown) -> None:
        view = await pay.town.book(TUESDAY + DAY)
        await visit(pay.town, view)
        await pay.run()
        assert await pay.stands("cleaner:accrued", pay.joyce.id) == -5040, "done, not captured"
        assert not await pay.payouts(pay.joyce.id)
        await pay.town.go_to(TUESDAY + 3 * DAY)
        assert await pay.run() == 1
        payout = await pay.one(pay.joyce.id)
        assert isinstance(payout.phase, Accrued)
        assert [(one.booking, one.kind, one.amount) for one in payout.lines] == [
            (view.booking.id, "share", euros(5040))
        ]
        await pay.at(MONDAY - timedelta(seconds=1))
        assert await pay.run() == 0
        await pay.at(MONDAY)
        assert await pay.run() == 1
        await pay.send()
        sent = await pay.one(pay.joyce.id)
        assert isinstance(sent.phase, InFlight) and sent.phase.arrives_at == MONDAY + 2 * DAY
        assert await pay.stands("cleaner:in_transit", pay.joyce.id) == -5040
        await pay.later(3 * DAY)
        await pay.hear()
        await pay.hear()
        paid = await pay.one(pay.joyce.id)
        assert isinstance(paid.phase, Paid) and paid.phase.amount == euros(5040)
        assert await pay.got(pay.joyce.id) == 5040
        assert not any([await pay.stands(f"cleaner:{one}") for one in ("accrued", "payable", "in_transit")])

    async def test_the_job_run_twice_pays_once(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 6180)
        await pay.at(MONDAY)
        assert [await pay.run() for _ in range(3)] == [1, 0, 0]
        await pay.send()
        assert [await pay.run() for _ in range(2)] == [0, 0]
        await pay.send()
        assert await pay.got(pay.joyce.id) == 6180
        payout = await pay.one(pay.joyce.id)
        async with pay.store.begin() as work:
            assert await work.operations.by_intent(f"pay_out:{payout.id}:1") is not None
            assert await work.operations.by_intent(f"pay_out:{payout.id}:2") is None
        await pay.earns(pay.joyce.id, 1000)
        await pay.later(WEEK)
        assert [await pay.run() for _ in range(2)] == [1, 0]
        await pay.send()
        assert [one.earned for one in await pay.payouts(pay.joyce.id)] == [euros(6180), euros(1000)]
        assert await pay.got(pay.joyce.id) == 7180

    async def test_what_a_payout_has_drawn_no_other_draws(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 6180)
        await pay.run()
        payout = await pay.one(pay.joyce.id)
        again = with_(payout, id=PayoutId(pay.town.ids.new()), week=payout.week + WEEK)
        with pytest.raises(Stale):
            async with pay.store.begin() as work:
                await work.payouts.add(again)
        assert await pay.payouts(pay.joyce.id) == [payout]

    async def test_missed_weeks_are_made_up_for_week_by_week(self, pay: PayTown) -> None:
        for _ in range(3):
            await pay.earns(pay.joyce.id, 1000)
            await pay.later(WEEK)
        await pay.run()
        await pay.send()
        found = await pay.payouts(pay.joyce.id)
        assert sorted(str(one.week) for one in found) == ["2027-03-01", "2027-03-08", "2027-03-15"]
        assert [one.due for one in found] == [euros(1000)] * 3
        assert await pay.got(pay.joyce.id) == 3000

    async def test_killed_in_the_middle_the_job_goes_on_with_whoever_comes_next(self, pay: PayTown) -> None:
        people = [pay.joyce.id, *[await pay.somebody("Europe/Berlin") for _ in range(3)]]
        for one in people:
            await pay.account(one)
            await pay.earns(one, 2500)
        await pay.at(MONDAY)
        for last in (1, 2, 3):
            run = pay.run
            dying = type(run)(Dying(pay.store, last), run.ids, run.pause, run.dice)
            with pytest.raises(KeyboardInterrupt):
                await dying()
        await pay.run()
        await pay.send()
        assert [await pay.got(one) for one in people] == [2500] * 4

    @pytest.mark.parametrize(
        ("zone", "before", "monday"),
        [
            ("Europe/Berlin", datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),
            ("Europe/Berlin", datetime(2027, 10, 29, 12, tzinfo=UTC), datetime(2027, 10, 31, 23, tzinfo=UTC)),
            ("America/New_York", datetime(2027, 3, 12, 12, tzinfo=UTC), datetime(2027, 3, 15, 4, tzinfo=UTC)),
            ("Australia/Lord_Howe", datetime(2027, 4, 2, 12, tzinfo=UTC), datetime(2027, 4, 4, 13, 30, tzinfo=UTC)),
        ],
    )
    async def test_a_week_ends_on_monday_by_the_cleaners_clock_also_where_it_changes(
        self, pay: PayTown, zone: str, before: datetime, monday: datetime
    ) -> None:
        someone = await pay.somebody(zone)
        await pay.at(before)
        await pay.account(someone)
        await pay.earns(someone, 900)
        await pay.at(monday - timedelta(seconds=1))
        await pay.run()
        assert isinstance((await pay.one(someone)).phase, Accrued)
        await pay.at(monday)
        await pay.run()
        assert isinstance((await pay.one(someone)).phase, InFlight)

    async def test_without_an_account_pay_waits_and_goes_when_one_stands(self, pay: PayTown) -> None:
        someone = await pay.somebody("Europe/Berlin")
        await pay.earns(someone, 4000)
        await pay.at(MONDAY)
        await pay.run()
        assert isinstance((await pay.one(someone)).phase, Scheduled)
        await pay.account(someone)
        assert await pay.run() == 1
        await pay.send()
        assert await pay.got(someone) == 4000

    async def test_what_comes_back_is_sent_again_when_another_account_stands(self, pay: PayTown) -> None:
        await pay.account(pay.joyce.id, "account_returns")
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.send()
        await pay.later(3 * DAY)
        for _ in range(2):
            await pay.hear()
        back = await pay.one(pay.joyce.id)
        assert isinstance(back.phase, Returned) and back.phase.reason == "account_closed"
        assert await pay.stands("cleaner:payable", pay.joyce.id) == -4000
        async with pay.store.begin() as work:
            account = await work.payout_accounts.find(pay.joyce.id)
        assert account is not None and not account.ready
        assert await pay.run() == 0, "nothing is sent to an account that sends it back"
        await pay.account(pay.joyce.id)
        assert await pay.run() == 1
        await pay.send()
        await pay.later(3 * DAY)
        await pay.hear()
        assert isinstance((await pay.one(pay.joyce.id)).phase, Paid)
        assert await pay.got(pay.joyce.id) == 4000

    async def test_money_that_comes_back_after_it_arrived_is_payable_again(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.send()
        await pay.later(3 * DAY)
        await pay.hear()
        paid = await pay.one(pay.joyce.id)
        assert isinstance(paid.phase, Paid)
        late = PayoutReturned(operation=paid.phase.operation, reason="account_closed")
        await pay.hear([late, late, *await pay.news()])
        assert isinstance((await pay.one(pay.joyce.id)).phase, Returned), "that it once arrived is old news by now"
        assert await pay.stands("cleaner:payable", pay.joyce.id) == -4000

    async def test_news_may_come_before_the_reply(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        async with pay.store.begin() as work:
            (operation,) = await work.operations.unfinished(await work.now(), 10)
        fact = await pay.town.gateway.pay_out(operation)
        await pay.later(3 * DAY)
        await pay.hear()
        assert isinstance((await pay.one(pay.joyce.id)).phase, Paid)
        await pay.town.settle.take_fact(operation.id, fact)
        async with pay.store.begin() as work:
            now = await work.operations.find(operation.id)
        assert now is not None and isinstance(now.phase, Succeeded)
        assert isinstance((await pay.one(pay.joyce.id)).phase, Paid)
        assert await pay.stands("cleaner:in_transit") == 0

    async def test_a_closed_account_is_found_out_at_once(self, pay: PayTown) -> None:
        await pay.account(pay.joyce.id, "account_closed")
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.send()
        payout = await pay.one(pay.joyce.id)
        assert isinstance(payout.phase, Returned)
        async with pay.store.begin() as work:
            operation = await work.operations.find(payout.phase.operation)
        assert operation is not None and isinstance(operation.phase, Failed)
        assert await pay.stands("cleaner:payable", pay.joyce.id) == -4000

    async def test_an_unknown_payout_keeps_its_key_and_is_never_made_twice(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        pay.town.gateway.faults = type(pay.town.gateway.faults)(1, lost=1000)
        for _ in range(4):
            await pay.send()
            await pay.later(HOUR)
            await pay.run()
        pay.town.gateway.faults.heal()
        await pay.later(DAY)
        await pay.send()
        await pay.hear()
        assert await pay.got(pay.joyce.id) == 4000
        assert (await pay.one(pay.joyce.id)).tries == 1

    async def test_a_payout_that_never_reached_the_gateway_is_intended_anew(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        pay.town.gateway.faults = type(pay.town.gateway.faults)(1, never=1000)
        await pay.send()
        pay.town.gateway.faults.heal()
        await pay.later(DAY)
        await pay.send()
        assert isinstance((await pay.one(pay.joyce.id)).phase, Scheduled)
        assert await pay.stands("cleaner:payable", pay.joyce.id) == -4000
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 4000
        assert (await pay.one(pay.joyce.id)).tries == 2

    async def test_pay_for_a_disputed_clean_waits_and_the_rest_of_the_week_does_not(self, pay: PayTown) -> None:
        disputed = BookingId(pay.town.ids.new())
        await pay.disputes(disputed)
        await pay.earns(pay.joyce.id, 700, disputed)
        await pay.earns(pay.joyce.id, 4000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 4000
        await pay.disputes(disputed, closed=True)
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 4700, "the cleaner keeps the pay, whoever won"

    async def test_a_dispute_keeps_the_payout_that_has_drawn_its_clean_until_it_is_decided(self, pay: PayTown) -> None:
        disputed = BookingId(pay.town.ids.new())
        await pay.earns(pay.joyce.id, 700, disputed)
        await pay.run()
        await pay.disputes(disputed)
        await pay.at(MONDAY)
        await pay.run()
        kept = await pay.one(pay.joyce.id)
        assert isinstance(kept.phase, Blocked) and (kept.phase.reason, kept.phase.by) == ("disputed", None)
        assert await pay.run() == 0
        await pay.disputes(disputed, closed=True)
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 700

    async def test_what_a_cleaner_owes_is_kept_off_and_never_more_than_is_due(self, pay: PayTown) -> None:
        await pay.gives_back(pay.joyce.id, 1500, 0)
        await pay.earns(pay.joyce.id, 1000)
        await pay.at(MONDAY)
        await pay.run()
        netted = await pay.one(pay.joyce.id)
        assert isinstance(netted.phase, Netted) and netted.kept_off == euros(1000)
        assert await pay.stands("cleaner:receivable", pay.joyce.id) == 500
        await pay.earns(pay.joyce.id, 2000)
        await pay.later(WEEK)
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 1500
        assert await pay.stands("cleaner:receivable") == await pay.stands("cleaner:payable") == 0

    async def test_a_week_that_took_back_more_than_it_brought_is_made_up_for_by_a_later_one(self, pay: PayTown) -> None:
        someone = await pay.somebody("Europe/Berlin")
        await pay.earns(someone, 3000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.gives_back(someone, 1000, 3000)
        await pay.later(WEEK)
        await pay.account(someone)
        for _ in range(2):
            await pay.run()
            await pay.send()
        assert (await pay.got(someone), await pay.stands("cleaner:receivable", someone)) == (2000, 0)
        await pay.earns(someone, 5000)
        await pay.later(WEEK)
        await pay.run()
        await pay.send()
        assert await pay.got(someone) == 7000
        assert await pay.stands("cleaner:receivable") == await pay.stands("cleaner:payable") == 0

    async def test_the_office_keeps_a_payout_back_and_lets_it_go_on_and_says_why(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 4000)
        await pay.run()
        block, unblock = TurnPayout(pay.store, "payout.block"), TurnPayout(pay.store, "payout.unblock")
        payout = await pay.one(pay.joyce.id)
        ask = PayoutAsked(actor=pay.of_the_office(), payout=payout.id, reason="A lost telephone")
        assert await block(PayoutAsked(actor=ask.actor, payout=payout.id)) == Refused(why=ReasonMissing())
        stale = PayoutAsked(actor=ask.actor, payout=payout.id, reason="x", at_version=9)
        assert await block(stale) == Refused(why=VersionMoved(current=1))
        assert await unblock(ask) == Refused(why=NotInPhase(phase="accrued"))
        assert isinstance(await block(PayoutAsked(actor=pay.joyce, payout=payout.id, reason="x")), Refused)
        blocked = await block(ask)
        assert isinstance(blocked, Payout) and blocked.phase == Blocked(
            reason="A lost telephone", since=TUESDAY, by=pay.of_the_office().id
        )
        await pay.at(MONDAY)
        assert await pay.run() == 0
        assert await block(ask) == Refused(why=NotInPhase(phase="blocked"))
        assert isinstance(await unblock(ask), Payout)
        async with pay.store.begin() as work:
            deeds = [one.shown for one in await work.audit.newest(9, payout.id)]
        assert [(one.what, one.at) for one in deeds] == [("payout_unblocked", MONDAY), ("payout_blocked", TUESDAY)]
        assert {(one.who, one.why) for one in deeds} == {(ask.actor, "A lost telephone")}, "and no refused try"
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 4000

    async def test_being_paid_now_costs_the_fee_that_was_shown_and_says_when_it_is_free(self, pay: PayTown) -> None:
        await pay.earns(pay.joyce.id, 7000)
        cash_out = CashOut(pay.store, pay.town.ids)
        shown = await cash_out(CashOutAsked(actor=pay.joyce, terms_only=True))
        assert isinstance(shown, CashOutAnswer) and shown.payout is None
        terms = shown.terms
        assert (terms.amount, terms.fee, terms.sent, terms.free_at) == (euros(7000), euros(105), euros(6895), MONDAY)
        for wrong in (None, euros(50)):
            refused = await cash_out(CashOutAsked(actor=pay.joyce, agreed=wrong))
            assert refused == Refused(why=FeeNotAgreed(fee=euros(105), free_at=MONDAY))
        done = await cash_out(CashOutAsked(actor=pay.joyce, agreed=euros(105)))
        assert isinstance(done, CashOutAnswer) and done.payout is not None
        assert isinstance(done.payout.phase, InFlight) and done.payout.phase.amount == euros(6895)
        await pay.send()
        assert await pay.got(pay.joyce.id) == 6895
        assert (await pay.stands("platform:revenue"), await pay.stands("tax:due")) == (-87, -18)
        await pay.earns(pay.joyce.id, 1000)
        await pay.at(MONDAY)
        await pay.run()
        await pay.send()
        assert await pay.got(pay.joyce.id) == 7895, "what came later in that week goes on Monday, for nothing"

    async def test_why_nobody_is_paid_now(self, pay: PayTown) -> None:
        cash_out = CashOut(pay.store, pay.town.ids)
        ask = CashOutAsked(actor=pay.joyce, terms_only=True)
        await visit(pay.town, await pay.town.book(TUESDAY + DAY))
        assert await cash_out(ask) == Refused(why=NotCaptured(waiting=euros(5040)))
        disputed = BookingId(pay.town.ids.new())
        await pay.earns(pay.joyce.id, 40, disputed)
        too_small = await cash_out(ask)
        assert isinstance(too_small, Refused) and isinstance(too_small.why, CashOutTooSmall)
        await pay.disputes(disputed)
        assert await cash_out(ask) == Refused(why=PayInDispute())
        await pay.disputes(disputed, closed=True)
        payout = await pay.one(pay.joyce.id)
        kept = PayoutAsked(actor=pay.of_the_office(), payout=payout.id, reason="Ask us")
        await TurnPayout(pay.store, "payout.block")(kept)
        assert await cash_out(ask) == Refused(why=PayKept(reason="Ask us"))
        someone = await pay.somebody("Europe/Berlin")
        nobody = CashOutAsked(actor=type(pay.joyce)(id=someone), terms_only=True)
        assert await cash_out(nobody) == Refused(why=AccountNotReady())

    async def test_statements_are_each_cleaners_own_and_the_offices(self, pay: PayTown) -> None:
        someone = await pay.somebody("Europe/Berlin")
        for _ in range(3):
            await pay.earns(pay.joyce.id, 1000)
            await pay.earns(someone, 2000)
            await pay.later(WEEK)
            await pay.run()
        listing, read = ListPayouts(pay.store), ReadPayout(pay.store)
        mine = await self._all(listing, PayoutsAsked(actor=pay.joyce, limit=1))
        assert {one.cleaner for one in mine} == {pay.joyce.id} and len(mine) == 3
        theirs = await self._all(listing, PayoutsAsked(actor=pay.of_the_office(), cleaner=someone, limit=2))
        assert {one.cleaner for one in theirs} == {someone} and len(theirs) == 3
        assert isinstance(await listing(PayoutsAsked(actor=pay.town.mia)), Refused)
        assert isinstance(await listing(PayoutsAsked(actor=pay.of_the_office("support"))), Refused)
        assert await read(PayoutAsked(actor=pay.joyce, payout=mine[0].id)) == mine[0]
        assert isinstance(await read(PayoutAsked(actor=pay.joyce, payout=theirs[0].id)), Refused)

    async def _all(self, listing: ListPayouts, ask: PayoutsAsked) -> list[Payout]:
        found: list[Payout] = []
        while True:
            part = await listing(ask)
            assert isinstance(part, PayoutsPart)
            found.extend(part.payouts)
            if part.more is None:
                return found
            ask = with_(ask, after=part.more)
