"""Worked examples of the ladder: who is asked, with whom there, and what is left to the customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.walks import Town, town
from tests.unit.ports.payment.ladder_lives import asked_at, stands_in
from tests.unit.ports.payment.timeline_lives import ALWAYS

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Cancelled, Confirmed
from cleanbee.domain.kernel import PaymentId, with_
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    Captured,
    Declined,
    Failed,
    Operation,
    Owed,
    Payment,
)
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.confirm_card import ConfirmAsked, ConfirmCard
from cleanbee.ports.inbound.booking.move_booking import MoveAsked, MoveBooking
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.matching.bind_late import BindLate

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


EARLY = with_(standard(), version="early", bands=(), late_fee_bp=10_000, free_after_booking_min=0)
"""Whoever cancels, whenever, pays the whole price."""


async def sold(token: str, policy: Policy | None = None) -> tuple[Town, BookingView]:
    """A clean that was booked ten days ahead on this card, and time that stands just before its first rung."""
    clock, ids = ManualClock(START - 10 * DAY), SeededIds(7)
    place = await town(clock, MemoryStore(clock, ids), ids, token=token)
    async with place.store.begin() as work:
        hours = await work.hours.find(place.cleaner.id)
        assert hours is not None
        await work.hours.replace(hours, with_(hours, version=hours.version + 1, weekly=ALWAYS))
    ask = await place.asked(START)
    if policy is not None:
        async with place.store.begin() as work:
            await work.books.add(policy)
            quote = await work.quotes.find(ask.slot.quote)
            assert quote is not None
            await work.quotes.replace(quote, with_(quote, version=quote.version + 1, policy=policy.version))
        ask = with_(ask, slot=with_(ask.slot, policy=policy.version))
    view = await place.place(ask)
    assert isinstance(view, BookingView), view
    await place.go_to(START - 49 * HOUR)
    return place, view


async def seen(place: Town, view: BookingView) -> tuple[Booking, Payment, list[Operation]]:
    """The clean as it stands, its money, and whom the bank was asked about."""
    now = await ReadBooking(place.store)(BookingAsked(actor=place.olga, booking=view.booking.id))
    assert isinstance(now, BookingView)
    async with place.store.begin() as work:
        asked = await work.operations.of_booking(view.booking.id)
    return now.booking, now.payment, [one for one in asked if one.kind == "authorise"]


async def test_a_card_that_may_stand_in_takes_the_rung_after_a_no() -> None:
    place, view = await sold("card_declined")
    second = await stands_in(place, "card_ok")
    await place.go_to(START - 36 * HOUR)
    _, payment, asked = await seen(place, view)
    assert isinstance(payment.phase, Authorized) and payment.card == second.id
    assert [asked_at(one) for one in asked] == [START - 48 * HOUR, START - 36 * HOUR]


async def test_a_card_that_nobody_lets_stand_in_is_left_alone() -> None:
    place, view = await sold("card_declined")
    await place.another_card("card_ok")
    await place.go_to(START - 7 * HOUR)
    _, payment, asked = await seen(place, view)
    assert payment.phase == Declined(kind="new_card", next_try=None) and len(asked) == 1


async def test_who_is_absent_when_a_clean_is_moved_near_is_asked_at_once_and_has_the_link() -> None:
    place, view = await sold("card_insufficient")
    slot = with_(await place.slot(START - 19 * HOUR), booking=view.booking.id)
    ask = MoveAsked(actor=place.olga, booking=view.booking.id, slot=slot, reason="They asked", agreed="By telephone")
    assert isinstance(await MoveBooking(place.store, place.ids, place.travel)(ask), BookingView)
    await place.run_due()
    _, payment, asked = await seen(place, view)
    now = await place.now()
    assert [(asked_at(one), one.customer_present) for one in asked] == [(now, False)]
    assert payment.phase == Declined(kind="try_again", next_try=START - 19 * HOUR - 24 * HOUR)
    paid = await place.pay(view, await place.another_card("card_ok"))
    assert isinstance(paid.payment.phase, Authorized)


async def test_an_attempt_that_is_open_at_the_deadline_has_a_quarter_of_an_hour() -> None:
    for minute, agrees in ((14, True), (16, False)):
        place, view = await sold("card_insufficient")
        await place.go_to(START - 6 * HOUR - 5 * MINUTE)
        wanted = await place.pay(view, await place.another_card("card_3ds"))
        assert isinstance(wanted.payment.phase, ActionRequired)
        await place.go_to(START - 6 * HOUR + minute * MINUTE)
        booking, payment, _ = await seen(place, view)
        if agrees:
            assert isinstance(booking.phase, Confirmed)
            confirm = ConfirmCard(place.store, place.gateway, place.settle)
            done = await confirm(ConfirmAsked(actor=place.mia, booking=view.booking.id))
            assert isinstance(done, BookingView) and isinstance(done.payment.phase, Authorized)
        else:
            assert isinstance(booking.phase, Cancelled) and booking.phase.reason == "card_not_secured"
            assert payment.grace_until == START - 6 * HOUR + 15 * MINUTE


async def test_who_leaves_a_clean_that_is_not_paid_bears_no_mark() -> None:
    for token, marked in (("card_insufficient", False), ("card_ok", True)):
        place, view = await sold(token)
        await place.go_to(START - 20 * HOUR)
        late = BindLate(place.ids, place.travel, ReferenceReshuffle())
        left = await Withdraw(place.store, late)(place.about(view))
        assert isinstance(left, BookingView) and isinstance(left.booking.phase, AwaitingChoice)
        assert bool(left.booking.marks) == marked


async def test_a_fee_is_owed_where_no_card_may_be_asked_for_it_and_the_cleaner_does_not_wait() -> None:
    place, view = await sold("card_ok", EARLY)
    async with place.store.begin() as work:
        for number in range(4):
            failed = Failed(at=START - 3 * DAY, reason="funds", kind="try_again")
            one = with_(place.nouns.operation(view.payment), card=place.card.mark, asked_at=START - 3 * DAY)
            absent = with_(one, customer_present=False, intent=f"try {number}", payment=PaymentId(one.id))
            await work.operations.add(with_(absent, phase=failed))
    cancel = CancelAsked(actor=place.mia, booking=view.booking.id, reason="away")
    gone = await CancelBooking(place.store, place.ids)(cancel)
    assert isinstance(gone, BookingView)
    assert gone.payment.phase == Owed(amount=gone.payment.amount, since=START - 49 * HOUR)
    await place.run_due()
    ledger = await place.ledger()
    assert (ledger["customer:owed"], ledger["cleaner:payable"], sum(ledger.values())) == (8640, -5040, 0)
    paid = await place.pay(view, await place.another_card("card_dispute"))
    await place.run_due()
    assert isinstance((await seen(place, view))[1].phase, Captured), paid
