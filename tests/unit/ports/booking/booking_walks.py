"""Stories of bookings, told over any store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.booking.booking import (
    AwaitingCard,
    AwaitingChoice,
    Cancelled,
    Completed,
    Confirmed,
    Expired,
    MoneyNotSecured,
    NeedsCleanerConsent,
    Requested,
    Settled,
)
from cleanbee.domain.kernel import INSTANT, CleanerId, NotFound, Refused, with_
from cleanbee.domain.matching.offer import NotTheChosenCleaner
from cleanbee.domain.payment.payment import ActionRequired, Authorized, Captured, CardSaved, Declined, Released, Voided
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked, AssignCleaner
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking, Waive, WaiveAsked
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.choose import Choose, ChooseAsked
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.move_booking import MoveAsked, MoveBooking
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.set_off import SetOff
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.booking.withdraw import Withdraw

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
NEXT_WEEK = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def read(place: Town, view: BookingView) -> BookingView:
    now = await ReadBooking(place.store)(place.about(view, place.mia))
    assert isinstance(now, BookingView)
    return now


async def visit(place: Town, view: BookingView) -> BookingView:
    """Set off, check in, start and finish on time."""
    await place.go_to(view.booking.window.start - HOUR / 2)
    assert isinstance(await SetOff(place.store)(place.about(view)), BookingView)
    here = CheckInAsked(actor=place.joyce, booking=view.booking.id, here=place.home.place)
    assert isinstance(await CheckIn(place.store, place.ids, place.travel)(here), BookingView)
    await place.go_to(view.booking.window.start)
    assert isinstance(await StartCleaning(place.store)(place.about(view)), BookingView)
    await place.go_to(view.booking.window.end)
    done = await FinishCleaning(place.store, place.ids)(place.about(view))
    assert isinstance(done, BookingView), done
    return done


class BookingWalks:
    """What a business does with bookings, whatever it is kept in: ``build`` gives a town."""

    async def test_a_clean_booked_near_its_day_is_held_done_captured_and_the_books_balance(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        assert isinstance(view.booking.phase, Confirmed)
        assert isinstance(view.payment.phase, Authorized)
        done = await visit(place, view)
        assert isinstance(done.booking.phase, Completed)
        await place.go_to(view.booking.window.end + 25 * HOUR)
        settled = await read(place, view)
        assert isinstance(settled.booking.phase, Settled)
        assert isinstance(settled.payment.phase, Captured)
        assert await place.ledger() == {
            "gateway": 8640, "cleaner:payable": -5040, "platform:revenue": -2160, "tax:due": -1440
        }  # fmt: skip

    async def test_a_clean_booked_far_ahead_is_confirmed_at_once_and_held_two_days_before(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(NEXT_WEEK)
        assert isinstance(view.booking.phase, Confirmed)
        assert isinstance(view.payment.phase, CardSaved)
        await place.go_to(NEXT_WEEK - 48 * HOUR)
        assert isinstance((await read(place, view)).payment.phase, Authorized)

    async def test_a_card_that_cannot_be_charged_frees_the_slot_and_the_cleaner_is_compensated(
        self, build: Build
    ) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.go_to(NEXT_WEEK - 7 * HOUR)
        waiting = await read(place, view)
        assert isinstance(waiting.booking.phase, Confirmed)
        assert isinstance(waiting.payment.phase, Declined)
        assert waiting.payment.tries == 4
        await place.go_to(NEXT_WEEK - 6 * HOUR)
        gone = await read(place, view)
        assert isinstance(gone.booking.phase, Cancelled)
        assert gone.booking.phase.fee.is_zero
        assert isinstance(gone.payment.phase, Released)
        assert await place.ledger() == {"platform:promise": 1260, "cleaner:payable": -1260}
        assert isinstance((await place.book(NEXT_WEEK)).booking.phase, AwaitingCard | Confirmed)

    async def test_nobody_sets_off_towards_money_that_is_not_secured(self, build: Build) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.clock.freeze(NEXT_WEEK - HOUR)
        assert await SetOff(place.store)(place.about(view)) == Refused(why=MoneyNotSecured())

    async def test_a_declined_card_keeps_the_slot_for_ten_minutes_and_then_it_is_free_again(self, build: Build) -> None:
        place = await build(MONDAY, token="card_declined")
        view = await place.book(WEDNESDAY)
        assert isinstance(view.booking.phase, AwaitingCard)
        assert isinstance(view.payment.phase, Declined)
        await place.go_to(MONDAY + timedelta(minutes=10))
        gone = await read(place, view)
        assert isinstance(gone.booking.phase, Expired)
        assert isinstance(gone.payment.phase, Released)
        assert isinstance((await place.book(WEDNESDAY)).booking.phase, AwaitingCard)

    async def test_the_bank_may_want_the_customer_before_it_holds_anything(self, build: Build) -> None:
        place = await build(MONDAY, token="card_3ds")
        view = await place.book(WEDNESDAY)
        assert isinstance(view.booking.phase, AwaitingCard)
        assert isinstance(view.payment.phase, ActionRequired)

    async def test_a_cleaner_who_does_not_book_instantly_is_asked_first(self, build: Build) -> None:
        place = await build(MONDAY, instant=False)
        view = await place.book(WEDNESDAY)
        assert isinstance(view.booking.phase, Requested)

    async def test_cancelling_two_days_ahead_is_free_and_lets_the_hold_go(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY + 2 * HOUR)
        await place.go_to(MONDAY + HOUR)
        asked = CancelAsked(actor=place.mia, booking=view.booking.id, reason="away")
        gone = await CancelBooking(place.store, place.ids)(asked)
        assert isinstance(gone, BookingView)
        assert isinstance(gone.booking.phase, Cancelled)
        await place.run_due()
        assert isinstance((await read(place, view)).payment.phase, Voided)
        assert await place.ledger() == {}

    async def test_cancelling_five_hours_ahead_costs_half_and_the_cleaner_gets_half(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        asked = CancelAsked(actor=place.mia, booking=view.booking.id)
        assert isinstance(await CancelBooking(place.store, place.ids)(asked), BookingView)
        await place.run_due()
        assert isinstance((await read(place, view)).payment.phase, Captured)
        assert await place.ledger() == {
            "gateway": 4320, "cleaner:payable": -2520, "platform:revenue": -1080, "tax:due": -720
        }  # fmt: skip

    async def test_a_late_yes_on_an_older_link_is_as_good_as_any(self, build: Build) -> None:
        place = await build(MONDAY, token="card_3ds")
        view = await place.book(WEDNESDAY)
        bad = await place.another_card("card_declined")
        declined = await place.pay(view, bad)
        assert isinstance(declined.payment.phase, Declined)
        assert place.gateway.bank.act(await place.link_of(view), True, await place.now())
        await place.go_to(MONDAY + timedelta(minutes=5))
        now = await read(place, view)
        assert isinstance(now.payment.phase, Authorized)
        assert isinstance(now.booking.phase, Confirmed)

    async def test_a_clean_moved_to_this_afternoon_is_held_now_and_not_called_off(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(NEXT_WEEK)
        moved = await place.move(view, MONDAY + 5 * HOUR)
        await place.go_to(MONDAY + HOUR)
        now = await read(place, moved)
        assert isinstance(now.booking.phase, Confirmed)
        assert isinstance(now.payment.phase, Authorized)

    async def test_the_office_moves_a_clean_near_its_start_when_the_cleaner_agreed(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        slot = with_(await place.slot(NEXT_WEEK), booking=view.booking.id)
        use_case = MoveBooking(place.store, place.ids, place.travel)
        ask = MoveAsked(actor=place.mia, booking=view.booking.id, slot=slot, agreed="I asked her", reason="A delivery")
        assert await use_case(ask) == Refused(why=NeedsCleanerConsent())
        assert await use_case(with_(ask, actor=place.olga, agreed=" ")) == Refused(why=NeedsCleanerConsent())
        moved = await use_case(with_(ask, actor=place.olga, agreed="yes, by telephone"))
        assert isinstance(moved, BookingView), moved
        assert (moved.booking.late_moves, moved.booking.least_notice_min) == (1, 300)
        gone = await CancelBooking(place.store, place.ids)(CancelAsked(actor=place.mia, booking=view.booking.id))
        assert isinstance(gone, BookingView)
        assert isinstance(gone.booking.phase, Cancelled)
        assert gone.booking.phase.fee.amount * 2 == gone.booking.price.total.amount

    async def test_a_move_takes_the_deadline_for_the_card_along(self, build: Build) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.go_to(NEXT_WEEK - 30 * HOUR)
        moved = await place.move(view, NEXT_WEEK + 13 * 24 * HOUR)
        await place.go_to(NEXT_WEEK)
        assert isinstance((await read(place, moved)).booking.phase, Confirmed)
        await place.go_to(NEXT_WEEK + 13 * 24 * HOUR - 6 * HOUR)
        assert isinstance((await read(place, moved)).booking.phase, Cancelled)

    async def test_a_hold_that_does_not_live_to_the_new_date_is_let_go_and_made_anew(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        moved = await place.move(view, WEDNESDAY + 25 * 24 * HOUR)
        await place.go_to(MONDAY + HOUR)
        assert isinstance((await read(place, moved)).payment.phase, CardSaved)
        assert await place.ledger() == {}
        done = await visit(place, moved)
        await place.go_to(done.booking.window.end + 30 * HOUR)
        assert isinstance((await read(place, moved)).booking.phase, Settled)
        assert (await place.ledger())["gateway"] == 8640

    async def test_what_ends_because_nobody_was_found_leaves_no_hold_behind(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - timedelta(minutes=60))
        assert isinstance(await Withdraw(place.store, place.late)(place.about(view)), BookingView)
        await place.go_to(WEDNESDAY - timedelta(minutes=46))
        other = ChooseAsked(actor=place.mia, booking=view.booking.id, option="other_cleaner")
        assert isinstance(await Choose(place.store, place.ids)(other), BookingView)
        await place.go_to(WEDNESDAY + 24 * HOUR)
        gone = await read(place, view)
        assert isinstance(gone.booking.phase, Expired | Cancelled)
        assert isinstance(gone.payment.phase, Voided)
        assert await place.ledger() == {}

    async def test_a_waived_fee_pays_the_cleaner_at_the_platforms_cost(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY - 5 * HOUR)
        asked = WaiveAsked(actor=place.olga, booking=view.booking.id, reason="illness")
        assert isinstance(await Waive(place.store, place.ids)(asked), BookingView)
        await place.run_due()
        assert await place.ledger() == {"platform:promise": 2520, "cleaner:payable": -2520}

    async def test_a_declined_card_does_not_cost_the_cleaner_the_cancellation_share(self, build: Build) -> None:
        place = await build(MONDAY, token="card_insufficient")
        view = await place.book(NEXT_WEEK)
        await place.go_to(NEXT_WEEK - 20 * HOUR)
        asked = CancelAsked(actor=place.mia, booking=view.booking.id)
        gone = await CancelBooking(place.store, place.ids)(asked)
        assert isinstance(gone, BookingView)
        assert await place.ledger() == {"platform:promise": 1260, "cleaner:payable": -1260}

    async def test_after_a_no_show_only_cancelling_is_left(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(WEDNESDAY + timedelta(minutes=31))
        waiting = await read(place, view)
        assert isinstance(waiting.booking.phase, AwaitingChoice)
        assert waiting.booking.phase.options == ("cancel",)
        found = [(mark.what, mark.at - WEDNESDAY, mark.not_kept) for mark in waiting.booking.marks]
        assert found == [("late", HOUR / 4 + INSTANT, False), ("no_show", HOUR / 2, True)]

    async def test_the_office_gives_a_wish_for_one_cleaner_to_nobody_else(self, build: Build) -> None:
        place = await build(MONDAY, instant=False)
        view = await place.place(with_(await place.asked(WEDNESDAY), wish="only"))
        assert isinstance(view, BookingView)
        other = CleanerId(place.nouns.cleaner().id)
        ask = AssignAsked(actor=place.olga, booking=view.booking.id, cleaner=other)
        refused = await AssignCleaner(place.store, place.ids, place.travel)(ask)
        assert refused == Refused(why=NotTheChosenCleaner())

    async def test_a_stranger_sees_no_booking_at_all(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        stranger = AsCustomer(id=place.nouns.customer().id)
        assert await ReadBooking(place.store)(place.about(view, stranger)) == Refused(why=NotFound(what="booking"))
