"""From an event to a letter in the box: once, in time, whatever fails or is repeated on the way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.unit.ports.people.town import NOW, Build, Town

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.adapters.memory.courier import Letter, MemoryCourier
from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.booking.booking import Booking, Cancelled, Confirmed
from cleanbee.domain.booking.events import BookingCancelled, BookingConfirmed, BookingEvent
from cleanbee.domain.kernel import (
    ClaimId,
    CustomerId,
    EventId,
    Money,
    NotFound,
    NoticeId,
    Refused,
    Timer,
    evolve,
    with_,
)
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.carry import NoticeGivenUp
from cleanbee.domain.messaging.notice import Dead, Queued
from cleanbee.domain.payment.events import PaymentEvent, PaymentHeld
from cleanbee.domain.payment.payment import Authorized, Payment
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.platform.feed import Kept
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.inbound.messaging.by_channel import ByChannel
from cleanbee.ports.inbound.messaging.deliver_notices import DeliverNotices
from cleanbee.ports.inbound.messaging.list_notices import ListNotices, Notices, NoticesWanted
from cleanbee.ports.inbound.messaging.remind import Remind
from cleanbee.ports.inbound.messaging.tell_people import TellPeople

TEMPLATES = TomlTemplates(Path(__file__).parents[4] / "seed" / "notices.toml")
DESK = Desk(mail="office@cleanbee.example", url="https://cleanbee.example")
START = NOW + timedelta(days=3)


@dataclass
class Post:
    """The town and its post office."""

    place: Town
    courier: MemoryCourier
    booking: Booking
    payment: Payment

    @property
    def deliver(self) -> DeliverNotices:
        return DeliverNotices(self.place.store, self.courier, TEMPLATES, self.place.dice)

    @property
    def arrived(self) -> list[str]:
        return [letter.notice.template for letter in self.courier.delivered]

    async def change(self, booking: Booking) -> None:
        async with self.place.store.begin() as work:
            await work.bookings.replace(self.booking, booking)
        self.booking = booking

    async def tell(self, event: BookingEvent | PaymentEvent | NoticeGivenUp, seq: int = 1) -> None:
        """Hand the event on, as the relay does."""
        at = await self.place.now()
        kept = Kept(id=EventId(self.place.ids.new()), aggregate=self.booking.id, seq=seq, at=at, event=event)
        async with self.place.store.begin() as work:
            await TellPeople(DESK)(work, kept)

    async def remind(self, kind: str) -> None:
        """Act on a reminder's timer."""
        async with self.place.store.begin() as work:
            await Remind(DESK)(work, Timer(kind=kind, subject=self.booking.id, due_at=await work.now()))

    async def due(self, kind: str) -> datetime | None:
        async with self.place.store.begin() as work:
            timer = await work.timers.find(kind, self.booking.id)
        return None if timer is None else timer.due_at

    async def pay(self) -> PaymentHeld:
        """The card is held; what is told of it."""
        was, amount = self.payment, self.payment.amount
        held = Authorized(amount=amount, provider_id="p1", capture_before=START + timedelta(days=5))
        self.payment = evolve(was, phase=held)
        async with self.place.store.begin() as work:
            await work.payments.replace(was, self.payment)
        customer = self.place.customer.id
        return PaymentHeld(payment=was.id, booking=self.booking.id, customer=customer, amount=amount)

    async def go_to(self, at: datetime) -> None:
        await self.place.go_to(at)

    def confirmed(self) -> BookingConfirmed:
        return BookingConfirmed(
            booking=self.booking.id,
            version=self.booking.version,
            customer=self.place.customer.id,
            cleaner=self.place.cleaner.id,
        )


async def post(build: Build, faults: Faults | None = None) -> Post:
    """Joyce is to come to Mia in three days."""
    place = await build()
    nouns = place.nouns
    quote = nouns.quote(place.customer)
    phase = Confirmed(cleaner=place.cleaner.id, claim=ClaimId(place.ids.new()), told_at=NOW)
    booking = nouns.booking(place.home, quote, phase=phase, start=START)
    async with place.store.begin() as work:
        await work.quotes.add(quote)
        await work.bookings.add(booking)
        card = nouns.card(place.customer)
        await work.cards.add(card)
        payment = nouns.payment(booking, card)
        await work.payments.add(payment)
    return Post(place, MemoryCourier(faults), booking, payment)


class TellingWalks:
    """Letters, over any store."""

    async def test_a_confirmed_clean_reaches_both_people_in_words(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())
        assert await office.deliver() == 2
        mail, sms = sorted(office.courier.delivered, key=lambda letter: letter.notice.to.channel)
        assert mail.text.startswith(
            "Confirmed: Thu 4 March, 09:00\n\nJoyce comes on Thu 4 March at 09:00 to Lindenweg 12"
        )
        assert sms.text == "You clean for Mia on Thu 4 March at 09:00, 180 minutes, pay €50.40."
        assert await office.deliver() == 0

    async def test_an_event_that_is_handed_on_twice_is_told_once(self, build: Build) -> None:
        office = await post(build)
        for _ in range(2):
            await office.tell(office.confirmed())
            await office.deliver()
        assert sorted(office.arrived) == ["booking_confirmed", "visit_assigned"]

    async def test_reminders_are_set_with_the_confirmation_and_each_is_told_once(self, build: Build) -> None:
        office = await post(build)
        await office.pay()
        await office.tell(office.confirmed())
        await office.deliver()
        assert await office.due("notice.reminder_24h") == START - timedelta(hours=24)
        assert await office.due("notice.reminder_2h") == START - timedelta(hours=2)
        await office.go_to(START - timedelta(hours=24))
        for _ in range(2):
            await office.remind("notice.reminder_24h")
        await office.deliver()
        assert sorted(office.arrived[2:]) == ["reminder_24h", "reminder_24h_cleaner"]
        async with office.place.store.begin() as work:  # the street was told to one who does not live there, once
            (noted,) = await work.audit.newest(10, office.booking.home)
        look = noted.shown
        assert (look.who, look.what, look.booking) == (office.place.joyce, "street", office.booking.id)

    async def test_a_cleaner_hears_where_it_is_only_once_the_money_is_held(self, build: Build) -> None:
        office = await post(build)
        await office.go_to(START - timedelta(hours=24))
        await office.remind("notice.reminder_24h")
        await office.deliver()
        assert sorted(office.arrived) == ["reminder_24h", "unpaid_warning"]
        joyces = [one for one in office.courier.delivered if one.notice.to.person == office.place.cleaner.id]
        assert all(office.place.home.address not in one.text for one in joyces)
        async with office.place.store.begin() as work:
            assert len(await work.audit.newest(10, office.booking.home)) == 0
        held = await office.pay()
        for _ in range(2):
            await office.tell(held)
        await office.deliver()
        assert sorted(office.arrived[2:]) == ["card_secured", "street_told"]
        (told,) = [one for one in office.courier.delivered if one.notice.template == "street_told"]
        assert (told.notice.to.person, office.place.home.address in told.text) == (office.place.cleaner.id, True)
        async with office.place.store.begin() as work:
            (noted,) = await work.audit.newest(10, office.booking.home)
        assert (noted.shown.who, noted.shown.what) == (office.place.joyce, "street")

    async def test_money_held_in_good_time_tells_nobody_the_street_yet(self, build: Build) -> None:
        office = await post(build)
        await office.tell(await office.pay())
        await office.deliver()
        assert office.arrived == ["card_secured"]

    async def test_a_visit_that_was_moved_is_reminded_of_again_for_its_new_time(self, build: Build) -> None:
        office = await post(build)
        await office.pay()
        await office.go_to(START - timedelta(hours=24))
        await office.remind("notice.reminder_24h")
        later = START + timedelta(days=1)
        window = with_(office.booking.window, start=later, end=later + timedelta(hours=3))
        moved = evolve(office.booking, window=window, local=local_of(later, "Europe/Berlin"))
        await office.change(moved)
        await office.remind("notice.reminder_24h")
        await office.go_to(later - timedelta(hours=24))
        await office.remind("notice.reminder_24h")
        await office.deliver()
        assert sorted(office.arrived) == 2 * ["reminder_24h"] + 2 * ["reminder_24h_cleaner"]

    async def test_a_cancelled_visit_is_not_reminded_of_and_both_hear_that_it_is_off(self, build: Build) -> None:
        office = await post(build)
        nothing = Money(amount=0)
        off = Cancelled(
            by="customer",
            reason="plans_changed",
            at=NOW,
            fee=nothing,
            cleaner=office.place.cleaner.id,
            cleaner_pay=nothing,
        )
        await office.change(evolve(office.booking, phase=off))
        event = BookingCancelled(
            booking=office.booking.id,
            version=office.booking.version,
            customer=office.place.customer.id,
            cleaner=office.place.cleaner.id,
            by="customer",
            reason="plans_changed",
        )
        await office.tell(event)
        await office.go_to(START - timedelta(hours=24))
        await office.remind("notice.reminder_24h")
        await office.deliver()
        assert sorted(office.arrived) == ["cancelled_by_customer", "cancelled_by_customer_cleaner"]

    async def test_what_is_told_at_night_is_delivered_in_the_morning(self, build: Build) -> None:
        office = await post(build)
        await office.go_to(NOW + timedelta(hours=14))
        await office.tell(office.confirmed())
        assert await office.deliver() == 0
        await office.go_to(NOW + timedelta(hours=23))
        assert await office.deliver() == 2

    async def test_a_carrier_that_is_down_is_tried_again_until_it_works(self, build: Build) -> None:
        office = await post(build, Faults(down=1000))
        await office.tell(office.confirmed())
        assert await office.deliver() == 0
        assert await office.deliver() == 0
        office.courier.faults.heal()
        await office.go_to(NOW + timedelta(minutes=7))
        assert await office.deliver() == 2

    async def test_after_eight_tries_it_is_given_up_and_the_office_hears_of_it(self, build: Build) -> None:
        office = await post(build, Faults(down=1000))
        await office.tell(office.confirmed())
        for day in range(12):
            await office.go_to(NOW + timedelta(hours=9 * day))
            await office.deliver()
        async with office.place.store.begin() as work:
            (notice,) = await work.notices.to_person(office.place.customer.id, 10)
        assert notice.phase == Dead(last_error="the carrier did not answer")
        assert office.courier.faults.counted["down"] == 16
        async with office.place.store.begin() as work:
            await work.feed.place_new(100)
            entries = [entry.kept for entry in await work.feed.after(0, 100)]
        assert [kept.event.kind for kept in entries] == ["notice_given_up", "notice_given_up"]
        listing = ListNotices(office.place.store, TEMPLATES)
        given_up = await listing(NoticesWanted(actor=office.place.olga, person=office.place.olga.id))
        assert isinstance(given_up, Notices)
        assert {one.template for one in given_up.notices} == {"booking_confirmed", "visit_assigned"}
        office.courier.faults.heal()
        async with office.place.store.begin() as work:
            for kept in entries:
                await TellPeople(DESK)(work, kept)
        await office.deliver()
        letters = [one for one in office.courier.delivered if one.notice.to.address == DESK.mail]
        assert [one.notice.template for one in letters] == ["ops_not_told", "ops_not_told"]
        assert {"to the customer" in one.text for one in letters} == {True, False}

    async def test_a_mail_to_the_office_that_is_lost_is_not_followed_by_another_one(self, build: Build) -> None:
        office = await post(build)
        lost = NoticeGivenUp(
            notice=NoticeId(office.place.ids.new()), subject=office.booking.id, template="ops_needs_human"
        )
        await office.tell(lost)
        assert await office.deliver() == 0

    async def test_a_sudden_death_between_handing_over_and_noting_it_delivers_once(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())

        def die(letter: Letter) -> None:
            raise KeyboardInterrupt

        dying = MemoryCourier(keep=die)
        for _ in range(2):
            try:
                await DeliverNotices(office.place.store, dying, TEMPLATES, office.place.dice)()
            except KeyboardInterrupt:
                continue
        await office.go_to(NOW + timedelta(minutes=7))
        assert await office.deliver() == 2
        assert sorted(office.arrived) == ["booking_confirmed", "visit_assigned"]

    async def test_several_workers_at_once_deliver_each_notice_once(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())
        done = await asyncio.gather(*(office.deliver() for _ in range(4)))
        assert sum(done) == 2
        assert sorted(office.arrived) == ["booking_confirmed", "visit_assigned"]

    async def test_a_sent_code_is_forgotten_and_never_listed(self, build: Build) -> None:
        office = await post(build)
        sign_in, code = await office.place.ask_code("+15550100001")
        assert await office.deliver() == 1
        assert code in office.courier.delivered[0].text
        async with office.place.store.begin() as work:
            (notice,) = await work.notices.to_person(office.place.customer.id, 10)
        assert notice.subject == sign_in
        assert code not in repr(notice)
        wanted = NoticesWanted(actor=office.place.mia, person=office.place.customer.id)
        assert await ListNotices(office.place.store, TEMPLATES)(wanted) == Notices(notices=())

    async def test_people_read_again_what_they_were_told_and_nobody_elses(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())
        await office.deliver()
        listing = ListNotices(office.place.store, TEMPLATES)
        mine = await listing(NoticesWanted(actor=office.place.mia, person=office.place.customer.id))
        assert isinstance(mine, Notices)
        assert [(one.template, one.phase) for one in mine.notices] == [("booking_confirmed", "sent")]
        assert mine.notices[0].text == office.courier.delivered[0].text or len(office.courier.delivered) == 2
        ben = AsCustomer(id=CustomerId(office.place.ids.new()))
        stranger = await listing(NoticesWanted(actor=ben, person=office.place.customer.id))
        assert stranger == Refused(why=NotFound(what="notice"))
        desk = await listing(NoticesWanted(actor=office.place.olga, person=office.place.customer.id))
        assert desk == mine

    async def test_mail_goes_with_the_postman_and_the_rest_with_the_other_one(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())
        postman, other = MemoryCourier(), MemoryCourier()
        both = ByChannel({"mail": postman}, rest=other)
        assert await DeliverNotices(office.place.store, both, TEMPLATES, office.place.dice)() == 2
        assert [letter.notice.to.channel for letter in postman.delivered] == ["mail"]
        assert [letter.notice.to.channel for letter in other.delivered] == ["sms"]

    async def test_a_notice_that_waits_is_not_handed_over_early(self, build: Build) -> None:
        office = await post(build)
        await office.go_to(NOW + timedelta(hours=14))
        await office.tell(office.confirmed())
        async with office.place.store.begin() as work:
            notices = await work.notices.to_person(office.place.customer.id, 10)
        assert all(isinstance(one.phase, Queued) and one.phase.tries == 0 for one in notices)

    async def test_what_nobody_carries_is_not_taken_for_sent(self, build: Build) -> None:
        office = await post(build)
        await office.tell(office.confirmed())
        postman = MemoryCourier()
        alone = DeliverNotices(office.place.store, ByChannel({"mail": postman}), TEMPLATES, office.place.dice)
        assert await alone() == 1
        async with office.place.store.begin() as work:
            (sms,) = await work.notices.to_person(office.place.cleaner.id, 10)
        assert isinstance(sms.phase, Queued)
        assert sms.phase.tries == 1
