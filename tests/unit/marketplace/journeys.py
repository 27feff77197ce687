"""Walks through the marketplace that together come to every refusal, phase and event: each is a small story."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from tests.unit.marketplace.house import BEGIN
from tests.unit.marketplace.market import BOOK, DAY, SYSTEM, Market

from cleanbee.adapters.memory.bank import Bank
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, CardId, CleanerId, Money, Window, window_of, with_
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.domain.people.home import HomeWishes, NewHome
from cleanbee.domain.people.me import Wishes
from cleanbee.domain.people.person import AccessNotes, Applied, Document, Rooms
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked
from cleanbee.ports.inbound.availability.find_slots import AskedSlots, FoundSlots
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, WaiveAsked
from cleanbee.ports.inbound.booking.check_in import CheckInAsked
from cleanbee.ports.inbound.booking.choose import ChooseAsked
from cleanbee.ports.inbound.booking.give_eta import EtaAsked
from cleanbee.ports.inbound.booking.judge_no_show import NoShowJudged
from cleanbee.ports.inbound.booking.move_booking import MoveAsked
from cleanbee.ports.inbound.booking.note_door import DoorAsked
from cleanbee.ports.inbound.booking.override_visit import OverrideAsked
from cleanbee.ports.inbound.booking.pay_booking import PayAsked
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.tick_room import TickAsked, TickRoom
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.contest_receipt import AnswerAsked, AnswerContest, ContestAsked, ContestReceipt
from cleanbee.ports.inbound.matching.send_offer import CallAsked, SendAsked, TakeBackAsked
from cleanbee.ports.inbound.people.create_home import HomeTold
from cleanbee.ports.inbound.people.edit_home import EditHome, HomeEdited
from cleanbee.ports.inbound.people.edit_me import EditMe, MeEdited
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked, ReadAccessNotes
from cleanbee.ports.inbound.people.refresh_session import RefreshAsked, RefreshSession
from cleanbee.ports.inbound.people.request_code import CodeAsked, CodeSent
from cleanbee.ports.inbound.people.sign_in_ops import PasswordTyped, SignInOps
from cleanbee.ports.inbound.people.turn_cleaner import StandingAsked, TurnCleaner
from cleanbee.ports.inbound.people.turn_home import HomeAsked
from cleanbee.ports.inbound.people.verify_code import CodeTyped, VerifyCode
from cleanbee.ports.inbound.platform.advance_clock import LATEST, ClockAsked
from cleanbee.ports.inbound.pricing.make_quote import AtAddress, QuoteAsked

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
Journey = Callable[[Market], Awaitable[None]]
JOURNEYS: list[Journey] = []
"""Every story, in the order they stand here."""


def story(walk: Journey) -> Journey:
    """One of the stories."""
    JOURNEYS.append(walk)
    return walk


# small walks that the stories share


async def slot_of(market: Market, me: AsCustomer, days: int = 2, cleaner: int = 0, kind: str = "standard") -> Slot:
    """The first slot of one cleaner on a day."""
    quote = await market.quote(me, kind)
    from_day = (await market.now()).date() + days * DAY
    ask = AskedSlots(actor=me, quote=quote.id, from_day=from_day, days=1, cleaner=market.cleaner(cleaner).id)
    found = await market.ask(market.house.find_slots(ask))
    assert isinstance(found, FoundSlots), found
    return found.days[0].slots[0].choices[0].slot


async def book(market: Market, days: int = 2, cleaner: int = 0, wish: Any = "prefer", word: str = "card_ok") -> Booking:
    """A booking as it stands after the bank's answer; cleaner 0 books instantly, the others are asked."""
    me = market.customer(0)
    card = await market.save_card(me, word)
    slot = await slot_of(market, me, days, cleaner)
    ask = PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=card.id, wish=wish)
    view = await market.place(ask)
    assert isinstance(view, BookingView), view
    return view.booking


async def asked(market: Market, cleaner: int = 1, wish: Any = "only") -> Any:
    """A booking whose cleaner has been asked: the offer."""
    booking = await book(market, days=3, cleaner=cleaner, wish=wish)
    await market.wait(90 * MINUTE if wish == "anyone" else MINUTE)  # no batch comes here: it is asked for alone
    return (await market.offers_of(booking.id))[-1]


def about(booking: Booking, actor: Any) -> BookingAsked:
    return BookingAsked(actor=actor, booking=booking.id)


def comer(booking: Booking) -> AsCleaner:
    return AsCleaner(id=booking.phase.cleaner)  # type: ignore[union-attr] -- the walk has led there


async def until(market: Market, booking: Booking, after: timedelta) -> None:
    await market.wait(booking.window.start + after - await market.now())


async def at_the_door(market: Market, booking: Booking) -> None:
    """The cleaner sets off, says when, and checks in, first at the wrong house."""
    house, me = market.house, comer(booking)
    await market.ask(house.set_off(about(booking, me)))
    await until(market, booking, -50 * MINUTE)
    await market.ask(house.set_off(about(booking, me)))
    for minutes in (90, 20):
        await market.ask(house.give_eta(EtaAsked(actor=me, booking=booking.id, minutes=minutes)))
    home = market.homes[booking.customer].place
    for here in (with_(home, lat_e6=home.lat_e6 + 9_000), home):
        await market.ask(house.check_in(CheckInAsked(actor=me, booking=booking.id, here=here)))


# stories


@story
async def a_clean_is_booked_done_and_paid_for(market: Market) -> None:
    booking = await book(market)
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, comer(booking))))
    await market.wait(3 * HOUR)
    await market.ask(market.house.finish(about(booking, comer(booking))))
    await market.ask(market.house.cancel(CancelAsked(actor=market.customer(0), booking=booking.id)))
    await market.wait(2 * DAY)


@story
async def a_cleaner_without_signal_tells_later_what_was_done(market: Market) -> None:
    booking = await book(market)
    await at_the_door(market, booking)
    she, house = comer(booking), market.house
    for said in (timedelta(hours=-25), timedelta(hours=1)):
        ask = with_(about(booking, she), occurred_at=await market.now() + said)
        await market.ask(house.start(ask))
    await market.ask(house.start(about(booking, she)))
    tick = TickRoom(house.store)
    for room in ("cellar", "kitchen", "kitchen"):
        await market.ask(tick(TickAsked(actor=she, booking=booking.id, room=room)))


@story
async def somebody_counts_as_not_having_come_and_had_no_signal(market: Market) -> None:
    """Heard while the customer is to choose it is put right; of another visit it is heard too late, and judged."""
    for heard in (35 * MINUTE, 3 * HOUR):
        booking = await book(market)
        house, me = market.house, comer(booking)
        await until(market, booking, heard)
        here = market.homes[booking.customer].place
        came = booking.window.start - 2 * MINUTE
        ask = CheckInAsked(actor=me, booking=booking.id, here=here, occurred_at=came)
        await market.ask(house.check_in(ask))
        await market.ask(house.start(BookingAsked(actor=me, booking=booking.id, occurred_at=came + MINUTE)))
        for _ in range(2):
            judged = NoShowJudged(actor=market.ops, booking=booking.id, came=True, reason="The customer says so")
            await market.ask(house.judge_no_show(judged))
        await market.wait(3 * DAY)


@story
async def nobody_opens_and_the_evidence_counts(market: Market) -> None:
    booking = await book(market)
    house, me = market.house, comer(booking)
    await at_the_door(market, booking)
    await market.ask(house.report_lockout(about(booking, me)))
    await until(market, booking, 31 * MINUTE)
    await market.ask(house.report_lockout(about(booking, me)))
    await market.wait(3 * DAY)


@story
async def a_telephone_finds_no_place_and_the_pin_is_guessed(market: Market) -> None:
    """The home has no PIN; then it has one, which is guessed too often; then the office vouches."""
    booking = await book(market)
    house, me, owner = market.house, comer(booking), market.customer(0)
    await until(market, booking, -MINUTE)
    blind = CheckInAsked(actor=me, booking=booking.id)
    for ask in (blind, with_(blind, pin="7483")):
        await market.ask(house.check_in(ask))
    edit = EditHome(house.store)
    for pin in ("7", "7483"):
        wishes = HomeWishes(notes=AccessNotes(pin=pin))
        await market.ask(edit(HomeEdited(actor=owner, home=booking.home, wishes=wishes)))
    for _ in range(4):
        await market.ask(house.check_in(with_(blind, pin="0000")))
    ask = OverrideAsked(actor=market.ops, booking=booking.id, what="place", reason="We know her voice")
    for _ in range(2):
        await market.ask(house.override(ask))
    await market.ask(house.check_in(blind))
    await market.wait(3 * DAY)


@story
async def the_waiting_at_the_door_is_not_over(market: Market) -> None:
    booking = await book(market)
    await until(market, booking, -MINUTE)
    house, me = market.house, comer(booking)
    here = market.homes[booking.customer].place
    await market.ask(house.check_in(CheckInAsked(actor=me, booking=booking.id, here=here)))
    await market.ask(house.read_access_notes(NotesAsked(actor=me, home=booking.home)))
    for channel in ("phone", "sms"):
        await market.ask(house.note_door(DoorAsked(actor=me, booking=booking.id, channel=channel)))
        await market.wait(6 * MINUTE)
    await market.ask(house.report_lockout(about(booking, me)))
    await market.wait(31 * MINUTE)
    await market.ask(house.report_lockout(about(booking, me)))
    await market.wait(3 * DAY)


@story
async def the_asked_cleaner_says_yes_and_then_cannot_come(market: Market) -> None:
    offer = await asked(market)
    house, other = market.house, market.cleaner(2)
    await market.ask(house.accept(OfferAsked(actor=other, offer=offer.id)))
    await market.ask(house.accept(OfferAsked(actor=AsCleaner(id=offer.cleaner), offer=offer.id, at_version=7)))
    for _ in range(2):
        await market.ask(house.accept(OfferAsked(actor=AsCleaner(id=offer.cleaner), offer=offer.id)))
    booking = BookingId(offer.booking)
    me = AsCustomer(id=offer.customer)
    await market.ask(house.withdraw(BookingAsked(actor=AsCleaner(id=offer.cleaner), booking=booking)))
    await market.ask(house.choose(ChooseAsked(actor=me, booking=booking, option="cake")))
    await market.ask(house.choose(ChooseAsked(actor=me, booking=booking, option="other_cleaner")))
    await market.wait(MINUTE)
    for again in await market.offers_of(booking):
        await market.ask(house.accept(OfferAsked(actor=AsCleaner(id=again.cleaner), offer=again.id)))
    await market.wait(DAY)


@story
async def a_promised_cleaner_cannot_come_and_somebody_else_is_found(market: Market) -> None:
    booking = await book(market, days=4)
    await market.wait(HOUR)
    await market.ask(market.house.withdraw(about(booking, comer(booking))))
    await market.wait(MINUTE)
    for one in await market.offers_of(booking.id):
        await market.ask(market.house.accept(OfferAsked(actor=AsCleaner(id=one.cleaner), offer=one.id)))
    await market.wait(5 * DAY)


@story
async def everybody_says_no_and_a_human_looks_and_nobody_is_found(market: Market) -> None:
    offer = await asked(market, wish="anyone")
    for _ in range(6):
        for one in await market.offers_of(offer.booking):
            await market.ask(market.house.decline(OfferAsked(actor=AsCleaner(id=one.cleaner), offer=one.id)))
        await market.wait(MINUTE)
    ask = CallAsked(actor=market.ops, booking=offer.booking, reason="Nobody was found")
    await market.ask(market.house.call_cleaners(ask))
    await market.wait(5 * DAY)


@story
async def nobody_answers_in_time(market: Market) -> None:
    offer = await asked(market)
    at = offer.phase.until
    await market.house.clock.freeze(at)
    await market.ask(market.house.accept(OfferAsked(actor=AsCleaner(id=offer.cleaner), offer=offer.id)))
    await market.wait(MINUTE)
    async with market.house.store.begin() as work:
        booking = await work.bookings.find(offer.booking)
    assert booking is not None
    await market.house.clock.freeze(booking.phase.until)  # type: ignore[union-attr] -- the walk has led there
    ask = ChooseAsked(actor=AsCustomer(id=offer.customer), booking=offer.booking, option="other_cleaner")
    await market.ask(market.house.choose(ask))
    await market.wait(DAY)


@story
async def several_are_asked_at_once_and_the_first_yes_gets_it(market: Market) -> None:
    booking = await book(market, days=0, cleaner=1)
    await market.wait(MINUTE)
    for named in await market.offers_of(booking.id):
        await market.ask(market.house.decline(OfferAsked(actor=AsCleaner(id=named.cleaner), offer=named.id)))
    await market.wait(MINUTE)
    called = [one for one in await market.offers_of(booking.id) if one.broadcast]
    assert len(called) == 2, called
    for one in called:
        await market.ask(market.house.accept(OfferAsked(actor=AsCleaner(id=one.cleaner), offer=one.id)))
    await market.wait(DAY)


@story
async def an_asked_cleaner_stops_taking_animals(market: Market) -> None:
    me = market.customer(1)
    card = await market.save_card(me, "card_ok")
    slot = await slot_of(market, me, days=3, cleaner=1)
    view = await market.place(PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=card.id, wish="only"))
    assert isinstance(view, BookingView), view
    await market.wait(MINUTE)
    offer = (await market.offers_of(view.booking.id))[-1]
    edit = EditMe(market.house.store)
    who = AsCleaner(id=offer.cleaner)
    await market.ask(edit(MeEdited(actor=who, wishes=Wishes(pets_ok=False))))
    await market.ask(market.house.accept(OfferAsked(actor=who, offer=offer.id)))


@story
async def an_offer_is_taken_back_when_the_clean_is_called_off(market: Market) -> None:
    offer = await asked(market)
    me = AsCustomer(id=offer.customer)
    await market.ask(market.house.cancel(CancelAsked(actor=me, booking=offer.booking, reason="no need")))
    await market.wait(HOUR)


@story
async def a_bad_card_never_books(market: Market) -> None:
    me = market.customer(0)
    await market.save_card(me, "card_from_nowhere")
    slot = await slot_of(market, me)
    await market.place(PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=CardId(slot.quote)))
    booking = await book(market, word="card_declined")
    assert booking.phase.__class__.__name__ == "AwaitingCard"
    await market.wait(HOUR)


@story
async def a_bank_asks_for_the_customer(market: Market) -> None:
    booking = await book(market, word="card_3ds")
    await market.observe()
    assert await market.confirm_at_bank(booking.id, agreed=True)
    await market.wait(HOUR)
    other = await book(market, days=3, word="card_3ds")
    assert await market.confirm_at_bank(other.id, agreed=False)
    await market.wait(HOUR)


@story
async def a_card_fails_two_days_ahead_and_the_clean_is_released(market: Market) -> None:
    booking = await book(market, days=7, word="card_insufficient")
    me = market.customer(0)
    await market.ask(market.house.pay(PayAsked(actor=me, booking=booking.id, card=CardId(booking.quote))))
    await until(market, booking, -47 * HOUR)
    await until(market, booking, -5 * HOUR)


@story
async def a_cleaner_is_early_and_the_money_is_not_there(market: Market) -> None:
    booking = await book(market, days=7, word="card_insufficient")
    await market.house.clock.freeze(booking.window.start - 30 * MINUTE)
    await market.ask(market.house.set_off(about(booking, comer(booking))))


@story
async def a_hold_lapses_before_work_is_done_and_the_customer_owes(market: Market) -> None:
    booking = await book(market)
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, comer(booking))))
    await market.house.clock.freeze(booking.window.start + 8 * DAY)
    await market.ask(market.house.finish(about(booking, comer(booking))))
    await market.wait(5 * DAY)


@story
async def a_clean_is_moved_as_often_as_it_may(market: Market) -> None:
    booking = await book(market, days=4)
    me = market.customer(0)
    for day in (5, 6, 7, 8):
        found = await market.look_to_move(me, booking.id, day)
        slot = found.days[0].slots[0].choices[0].slot
        await market.ask(market.house.move(MoveAsked(actor=me, booking=booking.id, slot=slot)))
    other = await book(market, days=2)
    found = await market.look_to_move(me, other.id, 4)
    slot = found.days[0].slots[0].choices[0].slot
    await until(market, other, -6 * HOUR)
    await market.ask(
        market.house.move(MoveAsked(actor=me, booking=other.id, slot=with_(slot, until=slot.until + 3 * DAY)))
    )
    await market.wait(20 * DAY)


@story
async def the_office_moves_a_clean_near_its_start_once(market: Market) -> None:
    booking = await book(market)
    me = market.customer(0)
    for days in (4, 6):
        found = await market.look_to_move(me, booking.id, days)
        slot = found.days[0].slots[0].choices[0].slot
        async with market.house.store.begin() as work:
            now = await work.bookings.find(booking.id)
        assert now is not None
        await until(market, now, -5 * HOUR)
        late = with_(slot, until=slot.until + 9 * DAY)
        for actor in (me, market.ops):
            ask = MoveAsked(actor=actor, booking=booking.id, slot=late, agreed="by telephone", reason="A delivery")
            await market.ask(market.house.move(ask))
    await market.wait(9 * DAY)


@story
async def a_clean_is_moved_so_far_that_its_hold_is_made_anew_many_times(market: Market) -> None:
    booking = await book(market)
    me = market.customer(0)
    found = await market.look_to_move(me, booking.id, 38)
    slot = found.days[0].slots[0].choices[0].slot
    await market.ask(market.house.move(MoveAsked(actor=me, booking=booking.id, slot=slot)))
    await market.wait(30 * DAY)


@story
async def whoever_said_no_wants_the_clean_after_all(market: Market) -> None:
    first = await asked(market, wish="anyone")
    await market.ask(market.house.decline(OfferAsked(actor=AsCleaner(id=first.cleaner), offer=first.id)))
    await market.wait(MINUTE)
    second = (await market.offers_of(first.booking))[-1]
    await market.ask(market.house.accept(OfferAsked(actor=AsCleaner(id=first.cleaner), offer=second.id)))


@story
async def the_office_sends_nobody_unasked(market: Market) -> None:
    first = await asked(market)
    who = AsCleaner(id=first.cleaner)
    await market.ask(market.house.decline(OfferAsked(actor=who, offer=first.id)))
    for agreed in ("", "yes, on the telephone"):
        ask = AssignAsked(actor=market.ops, booking=first.booking, cleaner=who.id, agreed=agreed, reason="Nobody else")
        await market.ask(market.house.assign(ask))


@story
async def two_customers_want_one_slot(market: Market) -> None:
    one, other = market.customer(0), market.customer(1)
    wanted = [await slot_of(market, me) for me in (one, other)]
    for me, slot in zip((one, other), wanted, strict=True):
        await market.ask(market.house.hold_slot(HoldAsked(actor=me, slot=slot)))


@story
async def a_customer_keeps_more_slots_than_allowed(market: Market) -> None:
    me = market.customer(0)
    for days in (2, 3, 4):
        slot = await slot_of(market, me, days)
        await market.ask(market.house.hold_slot(HoldAsked(actor=me, slot=slot)))


@story
async def somebody_asks_for_times_that_cannot_be(market: Market) -> None:
    me = market.customer(0)
    slot = await slot_of(market, me)
    start = slot.window.start
    moments = (start + 7 * MINUTE, start - 6 * HOUR, await market.now() + HOUR, start + 60 * DAY)
    for at in moments:
        other = with_(slot, window=window_of(at, slot.window.minutes), local=local_of(at, slot.local.zone))
        await market.ask(market.house.hold_slot(HoldAsked(actor=me, slot=other)))
    await market.wait(20 * MINUTE)
    await market.ask(market.house.hold_slot(HoldAsked(actor=me, slot=slot)))
    await market.wait(DAY)
    await market.look(me, slot.quote)


@story
async def a_cleaner_has_no_room_left(market: Market) -> None:
    """Too long a day, too short a night, too far a way."""
    from cleanbee.domain.availability.hours import WeeklyRule
    from cleanbee.ports.inbound.availability.hours import HoursAsked

    house, me = market.house, market.customer(1)
    who = market.cleaner(0)
    all_day = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))
    await market.ask(house.set_hours(HoursAsked(actor=who, cleaner=who.id, weekly=all_day)))
    await market.ask(house.set_hours(HoursAsked(actor=who, cleaner=who.id, weekly=all_day, at_version=9)))
    slot = await slot_of(market, me, kind="deep")
    noon = slot.window.start.replace(hour=11)
    for hours in (0, 5, 10, 15):
        quote = await market.quote(me, "deep")
        at = noon + hours * HOUR
        wanted = with_(slot, quote=quote.id, window=window_of(at, quote.minutes), local=local_of(at, slot.local.zone),
                       until=quote.phase.until)  # fmt: skip
        card = market.cards[me.id] or [await market.save_card(me, "card_ok")]
        await market.place(PlaceAsked(actor=me, slot=wanted, home=market.homes[me.id].id, card=card[0].id))


@story
async def a_way_is_too_long(market: Market) -> None:
    house, me = market.house, market.customer(0)
    far = with_(market.homes[me.id].place, lat_e6=market.homes[me.id].place.lat_e6 + 80_000)
    slot = await slot_of(market, me)
    async with house.store.begin() as work:
        quote = await work.quotes.find(slot.quote)
        assert quote is not None
        moved = with_(quote, version=2, asked=with_(quote.asked, place=far))
        await work.quotes.replace(quote, moved)
    await market.ask(house.hold_slot(HoldAsked(actor=me, slot=slot)))


@story
async def the_price_has_its_limits(market: Market) -> None:
    house, me = market.house, market.customer(0)
    await market.quote(me, "move_out")
    await market.quote(me, "standard", ("a castle",))
    for address, bedrooms in (("1 Nowhere St", 1), ("2 Ambiguous Rd", 1), ("Lindenweg 3", 20)):
        where = AtAddress(address=address, rooms=Rooms(bedrooms=bedrooms, bathrooms=1))
        await market.ask(house.make_quote(QuoteAsked(actor=me, where=where)))
    async with house.store.begin() as work:
        await work.books.add(with_(BOOK, version="book.generous", pay_per_quarter=700))
    await market.quote(me)


@story
async def people_and_homes_have_their_limits(market: Market) -> None:
    house, me = market.house, market.customer(0)
    edit = EditMe(house.store)
    await market.ask(edit(MeEdited(actor=me, wishes=Wishes(name="  "))))
    await market.ask(edit(MeEdited(actor=me, wishes=Wishes(instant=True))))
    await market.ask(edit(MeEdited(actor=market.cleaner(0), wishes=Wishes(pay_floor_per_h=1))))
    rooms = Rooms(bedrooms=1, bathrooms=1)
    notes, pets = AccessNotes(text="x" * 5_000), tuple(f"cat {number}" for number in range(30))
    for new in (NewHome(rooms=rooms, notes=notes), NewHome(rooms=rooms, pets=pets)):
        await market.ask(house.create_home(HomeTold(actor=me, address="Lindenweg 9", home=new)))
    booking = await book(market)
    await market.ask(house.archive_home(HomeAsked(actor=me, home=booking.home)))


@story
async def a_stranger_and_a_cleaner_want_the_access_notes(market: Market) -> None:
    booking = await book(market)
    read = ReadAccessNotes(market.house.store)
    who = comer(booking)
    for actor in (market.cleaner(2), who, market.ops):
        await market.ask(read(NotesAsked(actor=actor, home=booking.home)))
    await at_the_door(market, booking)
    await market.ask(read(NotesAsked(actor=who, home=booking.home)))
    await until(market, booking, 0 * MINUTE)
    await market.ask(market.house.start(about(booking, who)))
    await until(market, booking, 180 * MINUTE)
    await market.ask(market.house.finish(about(booking, who)))
    await market.wait(16 * MINUTE)
    await market.ask(read(NotesAsked(actor=who, home=booking.home)))


@story
async def people_sign_in_wrongly(market: Market) -> None:
    house = market.house
    clock = _RealClock(market)
    verify, refresh = VerifyCode(house.store, house.dice, clock), RefreshSession(house.store, house.dice, clock)
    await market.ask(house.request_code(CodeAsked(address="not an address")))
    nobody = await market.ask(house.request_code(CodeAsked(address="nobody@x.example")))
    async with house.store.begin() as work:
        (kept,) = await work.notices.to_person(nobody.sign_in, 1)
    market.reached.phase("notice", kept.phase)
    sent = await market.ask(house.request_code(CodeAsked(address="c0@x.example")))
    assert isinstance(sent, CodeSent)
    await market.ask(verify(CodeTyped(sign_in=sent.sign_in, code="no")))
    async with house.store.begin() as work:
        (told,) = await work.notices.to_person(market.customers[0], 1)
    tokens = await market.ask(verify(CodeTyped(sign_in=sent.sign_in, code=told.words["code"])))
    await market.ask(refresh(RefreshAsked(token="nonsense")))
    second = await market.ask(refresh(RefreshAsked(token=tokens.refresh)))
    await market.ask(refresh(RefreshAsked(token=second.refresh)))
    await market.ask(refresh(RefreshAsked(token=tokens.refresh)))
    ops = SignInOps(house.store, house.hasher, house.dice, clock)
    await market.ask(ops(PasswordTyped(email="o@x.example", password="guess")))


@story
async def the_office_helps_and_has_its_limits(market: Market) -> None:
    house = market.house
    booking = await book(market)
    ask = CancelAsked(actor=market.ops, booking=booking.id, reason="no idea")
    free = WaiveAsked(actor=market.ops, booking=booking.id, reason="no idea")
    await market.ask(house.waive(free))
    await market.ask(house.cancel(CancelAsked(actor=comer(booking), booking=booking.id)))
    await market.ask(house.cancel(with_(ask, at_version=99)))
    await market.ask(house.cancel(CancelAsked(actor=market.customer(1), booking=booking.id)))
    span = Window(start=booking.window.start, end=booking.window.end)
    who = comer(booking)
    await market.ask(house.take_time_off(TimeOffAsked(actor=who, cleaner=who.id, span=span)))
    await market.ask(house.waive(with_(free, reason="weather")))
    await market.ask(house.pay(PayAsked(actor=market.customer(0), booking=booking.id, card=market.cards[
        booking.customer][0].id)))  # fmt: skip
    await market.ask(house.advance_clock(ClockAsked(actor=SYSTEM, to=BEGIN - DAY)))
    await market.ask(house.advance_clock(ClockAsked(actor=SYSTEM, to=LATEST)))
    await market.wait(HOUR)


@story
async def a_price_was_made_for_another_home(market: Market) -> None:
    me = market.customer(0)
    slot = await slot_of(market, me)
    new = NewHome(rooms=Rooms(bedrooms=1, bathrooms=1))
    told = await market.ask(market.house.create_home(HomeTold(actor=me, address="Lindenweg 50", home=new)))
    card = await market.save_card(me, "card_ok")
    await market.place(PlaceAsked(actor=me, slot=slot, home=told.id, card=card.id))
    await market.place(PlaceAsked(actor=me, slot=with_(slot, price=Money(amount=1)), home=market.homes[me.id].id,
                                  card=card.id))  # fmt: skip
    await market.wait(HOUR)
    await market.place(PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=card.id))


@story
async def a_courier_is_down_for_days(market: Market) -> None:
    from cleanbee.adapters.memory.faults import Faults

    market.house.courier.faults = Faults(1, never=1000)
    await book(market)
    for _ in range(12):
        await market.wait(8 * HOUR)


def _picked(market: Market, booking: BookingId, cleaner: CleanerId) -> SendAsked:
    return SendAsked(actor=market.ops, booking=booking, cleaner=cleaner, reason="She asked for it")


@story
async def the_office_asks_somebody_it_picked(market: Market) -> None:
    house, edit = market.house, EditMe(market.house.store)
    offer = await asked(market, wish="only")
    for number in (2, 1):
        await market.ask(house.send_offer(_picked(market, offer.booking, market.cleaner(number).id)))
    other = await asked(market, wish="anyone")
    first = market.cleaners.index(other.cleaner)
    await market.ask(house.send_offer(_picked(market, other.booking, market.cleaner(first + 1).id)))
    await market.ask(house.withdraw_offer(TakeBackAsked(actor=market.ops, offer=other.id, reason="Sent by mistake")))
    await market.ask(
        house.send_offer(
            SendAsked(actor=market.ops, reason="She asked for it", booking=other.booking, cleaner=other.cleaner)
        )
    )
    dear = market.cleaner(first + 1)
    await market.ask(edit(MeEdited(actor=dear, wishes=Wishes(pay_floor_per_h=9_000))))
    await market.ask(
        house.send_offer(SendAsked(actor=market.ops, reason="She asked for it", booking=other.booking, cleaner=dear.id))
    )


@story
async def whom_a_decision_was_about_doubts_it_and_the_office_answers(market: Market) -> None:
    store = market.house.store
    offer = await asked(market)
    async with store.begin() as work:
        receipt = (await work.receipts.of_booking(offer.booking))[0].id
    me, other, answer = AsCleaner(id=offer.cleaner), market.customer(0), AnswerContest(store)
    doubts = ((me, " "), (me, "I live next door."), (me, "Really."))
    for actor, why in doubts:
        await market.ask(ContestReceipt(store)(ContestAsked(actor=actor, receipt=receipt, why=why)))
    for _ in range(2):
        await market.ask(answer(AnswerAsked(actor=market.ops, receipt=receipt, text="It stands.", upheld=True)))
    await market.wait(31 * DAY)
    await market.ask(ContestReceipt(store)(ContestAsked(actor=other, receipt=receipt, why="Too late?")))


@story
async def a_cleaner_comes_and_goes_under_the_offices_eyes(market: Market) -> None:
    turn = TurnCleaner(market.house.store, _RealClock(market))
    who = market.cleaner(2).id
    newcomer = await _applicant(market)
    steps: tuple[tuple[Any, Any, str, str], ...] = (
        (newcomer, market.ops, "vet", ""),
        (newcomer, market.ops, "activate", ""),
        (who, AsCleaner(id=who), "pause", ""),
        (who, AsCleaner(id=who), "resume", ""),
        (market.cleaner(1).id, market.ops, "review", ""),
        (market.cleaner(1).id, market.ops, "suspend", "short"),
        (market.cleaner(1).id, SYSTEM, "suspend", "a whole sentence of evidence"),
        (market.cleaner(1).id, market.ops, "suspend", "a whole sentence of evidence"),
    )
    for cleaner, actor, verb, evidence in steps:
        ask = StandingAsked(actor=actor, cleaner=cleaner, verb=verb, why="complaints", evidence=evidence)
        await market.ask(turn(ask))
    papers = tuple(Document(kind=kind, valid_until=BEGIN.date() + 400 * DAY) for kind in ("identity", "insurance"))
    async with market.house.store.begin() as work:
        old = await work.cleaners.find(newcomer)
        assert old is not None
        await work.cleaners.replace(old, with_(old, version=old.version + 1, documents=papers))
    for verb in ("activate", "leave"):
        await market.ask(turn(StandingAsked(actor=market.ops, cleaner=newcomer, verb=verb, why="Papers seen")))  # type: ignore[arg-type] -- drawn words


async def _applicant(market: Market) -> CleanerId:
    async with market.house.store.begin() as work:
        one = await work.cleaners.find(market.cleaners[0])
        assert one is not None
        new = CleanerId(market.house.ids.new())
        await work.cleaners.add(with_(one, id=new, version=1, email="new@x.example", phase=Applied()))
    return new


@story
async def the_gateway_is_away_while_money_should_move(market: Market) -> None:
    """The bank's book cannot be written: calls stop half way, and are taken up again."""

    def full(_: object) -> None:
        raise OSError("the disk is full")

    booking, other = await book(market), await book(market, days=4)
    me = market.customer(0)
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, comer(booking))))
    await market.house.clock.freeze(booking.window.end + HOUR)
    await market.ask(market.house.finish(about(booking, comer(booking))))
    await market.wait(MINUTE)
    bank, market.house.gateway.bank = market.house.gateway.bank, Bank(full)
    await market.ask(market.house.cancel(CancelAsked(actor=me, booking=other.id, reason="no need")))
    await market.observe()
    slot, card = await slot_of(market, me, days=3), market.cards[me.id][-1]
    third = PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=card.id)
    with suppress(OSError):
        await market.place(third)
    await market.observe()
    await market.house.clock.freeze(await market.now() + 26 * HOUR)
    await market.house.drains[1]()
    await market.observe()
    market.house.gateway.bank = bank
    await market.wait(DAY)


class _RealClock:
    """Real time, which for these tests is the market's."""

    def __init__(self, market: Market) -> None:
        self._market = market

    async def now(self) -> Any:
        return await self._market.now()


@story
async def a_promised_visit_passes_to_somebody_else_so_that_one_more_is_served(market: Market) -> None:
    """The second customer is vetoed by the only other cleaner who opted in; the first one's visit makes room."""
    house, me, other = market.house, market.customer(0), market.customer(1)
    async with house.store.begin() as work:
        one = await work.cleaners.find(market.cleaner(1).id)
        assert one is not None
        keen = with_(one, instant=True, blocked_customers=(other.id,), version=one.version + 1)
        await work.cleaners.replace(one, keen)
    first = await booked_ahead(market, me)
    second = await booked_ahead(market, other, start=first.booking.window.start)
    await market.wait(MINUTE)
    async with house.store.begin() as work:
        moved, stays = await work.bookings.find(first.booking.id), await work.bookings.find(second.booking.id)
    assert moved is not None and stays is not None
    assert [getattr(each.phase, "cleaner", None) for each in (moved, stays)] == [keen.id, market.cleaner(0).id]
    await market.wait(20 * DAY)


async def booked_ahead(market: Market, me: AsCustomer, start: datetime | None = None) -> BookingView:
    """A clean for anyone two weeks ahead, by the first cleaner's slot as it was shown before anybody booked."""
    card = await market.save_card(me, "card_ok")
    slot = await slot_of(market, me, days=15)
    if start is not None:
        minutes = slot.window.minutes
        slot = with_(slot, window=window_of(start, minutes), local=local_of(start, "Europe/Berlin"))
    view = await market.place(PlaceAsked(actor=me, slot=slot, home=market.homes[me.id].id, card=card.id, wish="anyone"))
    assert isinstance(view, BookingView), view
    return view
