"""One machine for the whole marketplace: people do what people do, time passes, and the truths hold."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.thorough import examples
from tests.unit.marketplace import truths
from tests.unit.marketplace.asked import whoever_is_asked_could_come
from tests.unit.marketplace.followers import Follower, all_know_what_is
from tests.unit.marketplace.house import BEGIN, House, PresentOf
from tests.unit.marketplace.market import DAY, Market
from tests.unit.marketplace.proposals import each_proposal_done_and_put_back
from tests.unit.marketplace.till import pay_at_rest, pay_is_what_the_ledger_says, till

from cleanbee.adapters.memory.bank import ACCOUNTS, CARDS
from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import TERMINAL, phase_name
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Money, Window
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.payment.give_back import Wish
from cleanbee.domain.people.actor import AsCleaner, AsCustomer
from cleanbee.ports.inbound.availability.calendar import TimeOffAsked, TimeOffEnded
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked
from cleanbee.ports.inbound.availability.release_hold import ReleaseAsked
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, WaiveAsked
from cleanbee.ports.inbound.booking.check_in import CheckInAsked
from cleanbee.ports.inbound.booking.choose import ChooseAsked
from cleanbee.ports.inbound.booking.give_eta import EtaAsked
from cleanbee.ports.inbound.booking.move_booking import MoveAsked
from cleanbee.ports.inbound.booking.note_door import DoorAsked
from cleanbee.ports.inbound.booking.pay_booking import PayAsked
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.rebook import RebookAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.payment.refunds import AskRefund, RefundWished
from cleanbee.ports.inbound.payment.tips import GiveTip, TipWished
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked
from cleanbee.ports.outbound.clock import TestClock as MovableClock
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.store import Store

T = TypeVar("T")
VERBS: dict[str, tuple[str, ...]] = {
    "withdraw": ("confirmed",),
    "set_off": ("confirmed",),
    "start": ("at_door",),
    "finish": ("in_progress",),
    "report_lockout": ("at_door",),
}
"""What a cleaner does, and the phases that it leaves."""

NUMBERS = st.integers(0, 11)
"""Which of several: taken modulo how many there are, so that programs shrink well."""


class Marketplace(RuleBasedStateMachine):
    """Rules are use cases and waiting; invariants are the business. Where it runs is one method: ``open_store``."""

    faults: ClassVar[dict[str, int]] = {"down": 20, "never": 40, "lost": 60}

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.market: Market
        self.followers: list[Follower] = []

    def open_store(self) -> AbstractAsyncContextManager[tuple[Store, MovableClock]]:
        """An empty store, and the clock that rules it, standing at the beginning."""
        clock = ManualClock(BEGIN)
        return nullcontext((MemoryStore(clock, SeededIds(2), lock_wait_s=0.2), clock))

    def run(self, walk: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(walk)

    @initialize(seed=st.integers(0, 1_000))
    def people_move_in(self, seed: int) -> None:
        async def begin() -> None:
            store, clock = await self.stack.enter_async_context(self.open_store())
            gateway = MemoryGateway(PresentOf(clock), faults=Faults(seed, **self.faults))
            courier = MemoryCourier(Faults(seed + 1, never=50, lost=50))
            self.market = Market(House(store, clock, gateway, courier))
            await self.market.open()
            for number in range(2):
                while not self.market.cards[self.market.customers[number]]:
                    await self.save(number, "card_ok")

        self.run(begin())

    # asking and booking

    @rule(who=NUMBERS, kind=st.sampled_from(["standard", "standard", "deep"]), oven=st.booleans(), ahead=NUMBERS)
    def a_customer_asks_for_a_price_and_looks_around(self, who: int, kind: str, oven: bool, ahead: int) -> None:
        async def walk() -> None:
            actor = self.market.customer(who)
            quote = await self.market.quote(actor, kind, ("oven",) if oven else ())
            await self.market.look(actor, quote.id, days_ahead=ahead % 6)

        self.run(walk())

    @precondition(lambda self: self.market.slots)
    @rule(which=NUMBERS, owner=st.sampled_from([True, True, False]))
    def somebody_keeps_a_slot(self, which: int, owner: bool) -> None:
        slot = self.market.slots[-1 - which % len(self.market.slots)]
        owners = {one.id: one.customer for one in self.market.quotes} if owner else {}
        mine = owners.get(slot.quote)
        actor = AsCustomer(id=mine) if mine is not None else self.market.customer(which)
        hold = self.asked(self.market.house.hold_slot(HoldAsked(actor=actor, slot=slot)))
        if isinstance(hold, Claim):
            self.market.holds.append(hold)

    @precondition(lambda self: self.market.holds)
    @rule(which=NUMBERS, who=NUMBERS)
    def somebody_gives_a_slot_back(self, which: int, who: int) -> None:
        hold = pick(self.market.holds, which)
        self.asked(self.market.house.release_hold(ReleaseAsked(actor=self.market.customer(who), hold=hold.id)))

    @rule(
        who=NUMBERS,
        ahead=NUMBERS,
        which=NUMBERS,
        wish=st.sampled_from(["only", "prefer", "anyone"]),
        word=st.sampled_from(["card_ok", "card_ok", *CARDS]),
        twice=st.booleans(),
    )
    def a_customer_looks_and_books(self, who: int, ahead: int, which: int, wish: Any, word: str, twice: bool) -> None:
        async def walk() -> None:
            market, me = self.market, self.market.customer(who)
            await self.save(who, word)
            quote = await market.quote(me)
            await market.look(me, quote.id, days_ahead=ahead % 8)
            mine = [slot for slot in market.slots if slot.quote == quote.id]
            if mine:
                await self.book(PlaceAsked(actor=me, slot=pick(mine, which), home=market.homes[me.id].id,
                                           card=market.cards[me.id][-1].id, wish=wish), twice=twice)  # fmt: skip

        self.run(walk())

    @precondition(lambda self: self.market.slots)
    @rule(which=NUMBERS, card=NUMBERS, wish=st.sampled_from(["only", "prefer", "anyone"]))
    def a_customer_books_what_was_shown_earlier(self, which: int, card: int, wish: Any) -> None:
        async def walk() -> None:
            market = self.market
            slot = pick(market.slots, which)
            async with market.house.store.begin() as work:
                quote = await work.quotes.find(slot.quote)
            assert quote is not None and quote.customer is not None
            me = AsCustomer(id=quote.customer)
            home, mine = market.homes[me.id].id, pick(market.cards[me.id], card)
            await self.book(PlaceAsked(actor=me, slot=slot, home=home, card=mine.id, wish=wish), twice=False)

        self.run(walk())

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS)
    def a_customer_books_the_same_again(self, which: int) -> None:
        booking = self.some(which)
        me = AsCustomer(id=booking.customer)
        view = self.asked(self.market.house.rebook(RebookAsked(actor=me, booking=booking.id)))
        if isinstance(view, BookingView):
            self.market.bookings.append(view.booking.id)

    # changing one's mind

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, late=st.booleans())
    def a_customer_cancels(self, which: int, late: bool) -> None:
        booking = self.some(which)
        ask = CancelAsked(actor=AsCustomer(id=booking.customer), booking=booking.id, reason="changed my mind",
                          at_version=booking.version - 1 if late else None)  # fmt: skip
        self.asked(self.market.house.cancel(ask))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, reason=st.sampled_from(["goodwill", "weather", "no idea"]))
    def the_office_waives_the_fee(self, which: int, reason: str) -> None:
        ask = WaiveAsked(actor=self.market.ops, booking=self.some(which).id, reason=reason)
        self.asked(self.market.house.waive(ask))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, ahead=NUMBERS, slot=NUMBERS)
    def a_customer_moves_a_clean(self, which: int, ahead: int, slot: int) -> None:
        async def walk() -> None:
            booking = await self.find(which, "confirmed")
            me = AsCustomer(id=booking.customer)
            await self.market.look_to_move(me, booking.id, 1 + ahead % 6)
            if self.market.slots:
                ask = MoveAsked(actor=me, booking=booking.id, slot=pick(self.market.slots[-6:], slot))
                await self.market.ask(self.market.house.move(ask))

        self.run(walk())

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, option=st.sampled_from(["other_cleaner", "cancel", "a refund and a cake"]))
    def a_customer_chooses(self, which: int, option: str) -> None:
        booking = self.some(which, "awaiting_choice")
        ask = ChooseAsked(actor=AsCustomer(id=booking.customer), booking=booking.id, option=option)
        self.asked(self.market.house.choose(ask))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, card=NUMBERS)
    def a_customer_pays_with_a_card(self, which: int, card: int) -> None:
        booking = self.some(which)
        me = AsCustomer(id=booking.customer)
        mine = pick(self.market.cards[me.id], card)
        self.asked(self.market.house.pay(PayAsked(actor=me, booking=booking.id, card=mine.id)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, agreed=st.booleans())
    def a_customer_answers_the_bank(self, which: int, agreed: bool) -> None:
        self.run(self.market.confirm_at_bank(self.some(which).id, agreed=agreed))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, card=NUMBERS, cents=st.sampled_from([50, 800, 20_001]))
    def a_customer_thanks_who_cleaned(self, which: int, card: int, cents: int) -> None:
        booking, house = self.some(which, "completed", "settled"), self.market.house
        me = AsCustomer(id=booking.customer)
        wish = TipWished(
            actor=me, booking=booking.id, amount=Money(amount=cents), card=pick(self.market.cards[me.id], card).id
        )
        self.asked(GiveTip(house.store, house.ids, house.settle)(wish))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, cents=st.sampled_from([1, 3333, None]))
    def the_office_gives_something_back(self, which: int, cents: int | None) -> None:
        booking, house = self.some(which, "settled"), self.market.house
        wish = Wish(amount=None if cents is None else Money(amount=cents), reason="goodwill")
        ask = RefundWished(actor=self.market.ops, booking=booking.id, wish=wish)
        self.asked(AskRefund(house.store, house.ids)(ask))

    # cleaners

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, yes=st.booleans(), meddler=st.booleans())
    def a_cleaner_answers_an_offer(self, which: int, yes: bool, meddler: bool) -> None:
        self.run(self.relay())
        offers = self.run(self.market.offers_of(self.some(which, "offered").id))
        if offers:
            offer = pick([one for one in offers if isinstance(one.phase, Open)] or offers, which)
            me = self.market.cleaner(which) if meddler else AsCleaner(id=offer.cleaner)
            house = self.market.house
            self.asked((house.accept if yes else house.decline)(OfferAsked(actor=me, offer=offer.id)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, verb=st.sampled_from(sorted(VERBS)))
    def a_cleaner_goes_on(self, which: int, verb: str) -> None:
        booking = self.some(which, *VERBS[verb])
        walk = getattr(self.market.house, verb)
        self.asked(walk(BookingAsked(actor=self.comer(booking), booking=booking.id)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, minutes=st.sampled_from([5, 45, 90]))
    def a_cleaner_says_when_they_arrive(self, which: int, minutes: int) -> None:
        booking = self.some(which, "en_route", "confirmed")
        ask = EtaAsked(actor=self.comer(booking), booking=booking.id, minutes=minutes)
        self.asked(self.market.house.give_eta(ask))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, near=st.sampled_from([True, True, False]))
    def a_cleaner_checks_in(self, which: int, near: bool) -> None:
        booking = self.some(which, "en_route", "confirmed")
        here = self.market.homes[booking.customer if near else self.market.customers[-1]].place
        self.asked(self.market.house.check_in(CheckInAsked(actor=self.comer(booking), booking=booking.id, here=here)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, channel=st.sampled_from(["notes", "phone", "chat", "bell"]))
    def a_cleaner_tries_the_door(self, which: int, channel: str) -> None:
        booking = self.some(which, "at_door")
        if channel == "notes":
            self.asked(self.market.house.read_access_notes(NotesAsked(actor=self.comer(booking), home=booking.home)))
            return
        ask = DoorAsked(actor=self.comer(booking), booking=booking.id, channel=channel)
        self.asked(self.market.house.note_door(ask))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, ending=st.sampled_from(["clean", "lockout", "none"]))
    def the_day_of_a_clean_comes(self, which: int, ending: str) -> None:
        """A walk of its own, since chance alone rarely comes to the end of a visit."""

        async def walk() -> None:
            booking, house, market = await self.find(which, "confirmed"), self.market.house, self.market
            me = self.comer(booking)
            if phase_name(booking.phase) != "confirmed":
                return
            await self.until(booking, timedelta(minutes=-50))
            about = BookingAsked(actor=me, booking=booking.id)
            await market.ask(house.set_off(about))
            await self.until(booking, timedelta(0))
            here = market.homes[booking.customer].place
            await market.ask(house.check_in(CheckInAsked(actor=me, booking=booking.id, here=here)))
            if ending == "lockout":
                await market.ask(house.read_access_notes(NotesAsked(actor=me, home=booking.home)))
                for channel in ("phone", "bell", "sms"):
                    await market.ask(house.note_door(DoorAsked(actor=me, booking=booking.id, channel=channel)))
                    await market.wait(timedelta(minutes=11))
                await market.ask(house.report_lockout(about))
                return
            await market.ask(house.start(about))
            if ending == "clean":
                await self.until(booking, timedelta(minutes=booking.minutes))
                await market.ask(house.finish(about))

        self.run(walk())

    @rule(who=NUMBERS, ahead=NUMBERS, length=st.sampled_from([2, 8, 24]))
    def a_cleaner_takes_time_off(self, who: int, ahead: int, length: int) -> None:
        async def walk() -> None:
            start = await self.market.now() + timedelta(hours=6 * (1 + ahead))
            span = Window(start=start, end=start + timedelta(hours=length))
            me = self.market.cleaner(who)
            took = await self.market.ask(self.market.house.take_time_off(
                TimeOffAsked(actor=me, cleaner=me.id, span=span)))  # fmt: skip
            if isinstance(took, Claim):
                self.market.time_off.append(took)

        self.run(walk())

    @precondition(lambda self: self.market.time_off)
    @rule(which=NUMBERS)
    def a_cleaner_works_after_all(self, which: int) -> None:
        claim = pick(self.market.time_off, which)
        me = AsCleaner(id=claim.cleaner)
        self.asked(self.market.house.end_time_off(TimeOffEnded(actor=me, claim=claim.id)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, who=NUMBERS, agreed=st.sampled_from(["by telephone", "by telephone", ""]))
    def the_office_finds_somebody(self, which: int, who: int, agreed: str) -> None:
        cleaner, booking = self.market.cleaner(who).id, self.some(which, "requested").id
        ask = AssignAsked(actor=self.market.ops, booking=booking, cleaner=cleaner, agreed=agreed, reason="Nobody else")
        self.asked(self.market.house.assign(ask))

    @precondition(lambda self: self.market.bookings)
    @rule()
    def the_office_tries_what_is_proposed_and_takes_it_back(self) -> None:
        self.run(each_proposal_done_and_put_back(self.market))

    # pay

    @rule(who=NUMBERS, word=st.sampled_from(ACCOUNTS))
    def a_cleaner_names_an_account(self, who: int, word: str) -> None:
        self.run(till(self.market).account(self.market.cleaner(who).id, word))

    @rule()
    def cleaners_are_paid(self) -> None:
        self.run(till(self.market).run())

    @rule()
    def cleaners_banks_are_heard(self) -> None:
        self.run(till(self.market).hear())

    # time

    @rule(minutes=st.sampled_from([1, 6, 11, 31, 120, 360, 1440, 2880]))
    def time_passes(self, minutes: int) -> None:
        self.run(self.market.wait(timedelta(minutes=minutes)))

    @precondition(lambda self: self.market.bookings)
    @rule(which=NUMBERS, minutes=st.sampled_from([-1440, -361, -59, -1, 0, 31]))
    def it_is_nearly_time_for_a_clean(self, which: int, minutes: int) -> None:
        self.run(self.until(self.some(which), timedelta(minutes=minutes)))

    @rule(which=NUMBERS)
    def a_worker_does_one_round(self, which: int) -> None:
        drain = pick(self.market.house.drains, which)
        self.run(drain())  # type: ignore[arg-type] -- any awaitable

    # what is always true

    @invariant()
    def the_truths_hold(self) -> None:
        if hasattr(self, "market"):
            for truth in (*truths.ALWAYS, whoever_is_asked_could_come, pay_is_what_the_ledger_says):
                self.run(truth(self.market))

    def teardown(self) -> None:
        """Faults end, time passes, and everything comes to rest."""
        try:
            if hasattr(self, "market"):
                self.run(all_know_what_is(self.market, self.followers))
                self.run(self.come_to_rest())
        finally:
            self.run(self.stack.aclose())
            self.loop.close()

    async def come_to_rest(self) -> None:
        self.market.house.gateway.faults.heal()
        self.market.house.courier.faults.heal()
        for _ in range(4):
            await self.market.wait(15 * DAY)
        await pay_at_rest(self.market)
        for truth in (*truths.ALWAYS, truths.at_rest):
            await truth(self.market)

    # catching up

    @rule(who=NUMBERS, role=st.sampled_from(["customer", "cleaner", "cleaner"]), most=st.integers(1, 4))
    def somebody_looks_what_is_new(self, who: int, role: str, most: int) -> None:
        market = self.market
        actor = market.customer(who) if role == "customer" else AsCleaner(id=pick(market.cleaners, who))
        follower = next((one for one in self.followers if one.actor == actor), None)
        if follower is None:
            self.followers.append(Follower(market, actor))
        self.run(self.followers[-1].begin() if follower is None else follower.catch_up(most))

    # small things

    def asked(self, walk: Any) -> Any:
        return self.run(self.market.ask(walk))

    def some(self, which: int, *phases: str) -> Booking:
        return self.run(self.find(which, *phases))

    async def find(self, which: int, *phases: str) -> Booking:
        """One of the bookings: mostly one in these phases if there is one, else one that lives, else any."""
        found = await self.market.all_bookings()
        alive = [one for one in found if phase_name(one.phase) not in TERMINAL]
        apt = [one for one in found if phase_name(one.phase) in phases] if which % 4 else []
        return pick(apt or alive or found, which)

    def comer(self, booking: Booking) -> AsCleaner:
        return AsCleaner(id=cleaner_of(booking) or self.market.cleaners[0])

    async def until(self, booking: Booking, after: timedelta) -> None:
        by = booking.window.start + after - await self.market.now()
        if by > timedelta(0):
            await self.market.wait(by)

    async def relay(self) -> None:
        """What has happened is handed on until nothing is left: somebody is asked, people are told."""
        while await self.market.house.drains[0]():
            pass

    async def book(self, ask: PlaceAsked, *, twice: bool) -> None:
        key = f"{self.market.house.ids.new()}"
        first = await self.market.place(ask, key)
        if twice:
            again = await self.market.place(ask, key)
            assert booking_of(first) == booking_of(again), "A5: the same request twice is one booking"

    async def save(self, who: int, word: str) -> None:
        try:
            await self.market.save_card(self.market.customer(who), word)
        except GatewayDown:
            return


def pick(some: Any, which: int) -> Any:
    """One of several."""
    return some[which % len(some)]


def booking_of(answer: object) -> object:
    """Which booking an answer is about, or the refusal itself."""
    return answer.booking.id if isinstance(answer, BookingView) else answer


def lives(usually: int, steps: int) -> settings:
    """So many lives of a marketplace, each of so many steps.

    What fails is shrunk, but not explained line by line: that takes minutes, and the steps speak for themselves.
    """
    return settings(
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        max_examples=examples(usually),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
