"""Walks of credit, told over any store: granted, used once, given back where a clean comes to nothing, lapsed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.ports.booking.booking_walks import visit
from tests.unit.ports.booking.fee_walks import nobody_opens
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.booking.events import BookingCancelled
from cleanbee.domain.kernel import BookingId, EventId, Money, Refused, Timer, with_
from cleanbee.domain.payment.credit import LAPSE_CREDIT, CreditTooLarge, MoreThanUsed
from cleanbee.domain.payment.payment import Captured, Payment
from cleanbee.domain.payment.refund import NeedsSecondPerson, OtherCurrency
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.report_lockout import ReportLockout
from cleanbee.ports.inbound.payment.credits import (
    CreditAsked,
    CreditBackAsked,
    CreditGiven,
    GrantCredit,
    LapseCredit,
    ReadCredit,
    RefundCredit,
    ReturnCredit,
    WalletView,
)

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
SOON, LATER = datetime(2027, 3, 3, 8, 0, tzinfo=UTC), datetime(2027, 3, 10, 8, 0, tzinfo=UTC)


def euros(cents: int) -> Money:
    return Money(amount=cents)


async def promise(place: Town, cents: int) -> Any:
    ask = CreditGiven(actor=place.olga, customer=place.customer.id, amount=cents, reason="We were late")
    return await GrantCredit(place.store, place.ids)(ask)


async def credit_of(place: Town) -> WalletView:
    view = await ReadCredit(place.store)(CreditAsked(actor=place.mia, customer=place.customer.id))
    assert isinstance(view, WalletView)
    assert view.balance == view.wallet.promised, "the books have what the wallet has"
    return view


async def payment_of(place: Town, booking: BookingId) -> Payment:
    async with place.store.begin() as work:
        found = await work.payments.of_booking(booking)
    assert found is not None
    return found


async def called_off(place: Town, view: BookingView) -> None:
    """The customer cancels, and the relay hands the event on; a second time changes nothing."""
    gone = await CancelBooking(place.store, place.ids)(CancelAsked(actor=place.mia, booking=view.booking.id))
    assert isinstance(gone, BookingView), gone
    event = BookingCancelled(
        booking=view.booking.id, customer=place.customer.id, cleaner=None, by="customer", reason="", version=1
    )
    for _ in range(2):
        kept = Kept(id=EventId(place.ids.new()), aggregate=view.booking.id, seq=1, at=await place.now(), event=event)
        async with place.store.begin() as work:
            await ReturnCredit(place.ids)(work, kept)


class CreditWalks:
    """What credit promises."""

    async def test_a_credit_pays_down_the_next_booking_and_the_card_is_asked_for_the_rest(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        view = await place.book(SOON)
        payment = await payment_of(place, view.booking.id)
        assert (payment.amount, payment.by_credit) == (euros(7140), euros(1500))
        assert ((await credit_of(place)).available, (await credit_of(place)).balance) == (euros(0), euros(1500))
        async with place.store.begin() as work:
            (operation,) = await work.operations.of_booking(view.booking.id)
        assert operation.amount == euros(7140), "held is the total less the credit"
        assert (await payment_of(place, (await place.book(LATER)).booking.id)).by_credit is None
        await visit(place, view)
        await place.go_to(SOON + timedelta(hours=30))
        assert isinstance((await payment_of(place, view.booking.id)).phase, Captured)
        told, books = await credit_of(place), await place.ledger()
        assert [(one.kind, -one.amount) for one in told.lines] == [
            ("credit_used", euros(-1500)),
            ("credit_granted", euros(1500)),
        ]
        assert (told.balance, books.get("customer:owed", 0), books["gateway"]) == (euros(0), 0, 7140)

    async def test_what_a_credit_had_paid_goes_back_to_credit_and_no_more_than_that(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        view = await place.book(SOON)
        give = RefundCredit(place.store, place.ids)
        ask = CreditBackAsked(actor=place.olga, booking=view.booking.id, amount=600, reason="The oven was not done")
        assert await give(ask) == Refused(why=MoreThanUsed(most=euros(0))), "it has paid nothing yet"
        await visit(place, view)
        await place.go_to(SOON + timedelta(hours=30))
        before = await place.ledger()
        assert isinstance(await give(ask), WalletView)
        assert await give(with_(ask, amount=901)) == Refused(why=MoreThanUsed(most=euros(900)))
        assert isinstance(await give(with_(ask, amount=900)), WalletView)
        after = await place.ledger()
        moved = {name: after.get(name, 0) - before.get(name, 0) for name in after}
        changed = {name: cents for name, cents in moved.items() if cents}
        assert changed == {"customer:credit": -1500, "platform:promise": 1250, "tax:due": 250}
        assert (await credit_of(place)).available == euros(1500)

    async def test_what_was_set_aside_for_a_booking_that_is_called_off_can_be_used_again(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        await called_off(place, await place.book(LATER))
        assert (await credit_of(place)).available == euros(1500)
        again = await place.book(SOON)
        assert (await payment_of(place, again.booking.id)).by_credit == euros(1500)

    async def test_what_comes_back_lives_as_long_as_it_was_said_when_the_clean_was_sold(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        await place.clock.freeze(MONDAY + timedelta(days=364))
        view = await place.book(LATER + timedelta(days=364))
        async with place.store.begin() as work:
            await work.books.add(with_(await work.books.policy(), version="meaner.1", credit_back_days=1))
        await called_off(place, view)
        (back,) = (one for one in (await credit_of(place)).wallet.credits if not one.left.is_zero)
        assert back.until == await place.now() + timedelta(days=30)

    async def test_a_fee_for_cancelling_is_the_cards_and_a_visit_at_a_shut_door_is_paid_as_any(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        view = await place.book(SOON)
        await place.go_to(SOON - timedelta(hours=5))
        await called_off(place, view)
        await place.run_due()
        books = await place.ledger()
        assert (books.get("gateway"), (await credit_of(place)).available) == (4320, euros(1500))
        shut = await place.book(LATER)
        await nobody_opens(place, shut)
        await place.go_to(LATER + timedelta(minutes=30))
        assert isinstance(await ReportLockout(place.store, place.ids)(place.about(shut)), BookingView)
        await place.go_to(LATER + timedelta(hours=30))
        books = await place.ledger()
        assert (books["gateway"], books.get("customer:owed", 0)) == (4320 + 7140, 0)
        assert (await credit_of(place)).balance == euros(0), "the price is due, and no fee"

    async def test_two_bookings_at_once_share_a_credit_and_never_use_it_twice(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 10_000)
        asks = [await place.asked(start) for start in (SOON, LATER)]
        told = await asyncio.gather(*(place.place(ask) for ask in asks))
        assert all(isinstance(one, BookingView) for one in told), told
        used = [(await payment_of(place, one.booking.id)).by_credit for one in told if isinstance(one, BookingView)]
        assert sorted(one.amount for one in used if one is not None) == [1460, 8540]
        assert (await credit_of(place)).available == euros(0)

    async def test_what_is_not_used_in_time_lapses_and_what_is_set_aside_does_not(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 1500)
        await place.clock.freeze(MONDAY + timedelta(days=365))
        async with place.store.begin() as work:
            timer = await work.timers.find(LAPSE_CREDIT, place.customer.id)
        assert timer == Timer(kind=LAPSE_CREDIT, subject=place.customer.id, due_at=MONDAY + timedelta(days=365))
        async with place.store.begin() as work:
            await LapseCredit(place.ids)(work, timer)
        told = await credit_of(place)
        assert ([one.kind for one in told.lines], told.balance) == (["credit_lapsed", "credit_granted"], euros(0))

    async def test_the_office_promises_no_more_than_it_may(self, build: Build) -> None:
        place = await build(MONDAY)
        assert await promise(place, 20_001) == Refused(why=CreditTooLarge(most=euros(20_000)))
        assert (await credit_of(place)).lines == ()
        assert not isinstance(await promise(place, 20_000), Refused)
        assert await promise(place, 1) == Refused(why=NeedsSecondPerson(alone=euros(20_000)))
        assert (await credit_of(place)).balance == euros(20_000)

    async def test_once_we_sell_in_another_currency_a_wallet_of_before_takes_no_more(self, build: Build) -> None:
        place = await build(MONDAY)
        await promise(place, 500)
        async with place.store.begin() as work:
            await work.books.add(with_(await work.books.price_book(), version="francs.1", currency="CHF"))
        assert await promise(place, 500) == Refused(why=OtherCurrency(currency="EUR"))
