"""Confirm now, bind late, told over any store: one more visit fits because promised ones pass to others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

import pytest
from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import EVERY_DAY, Build, Town

from cleanbee.domain.availability.claim import Booked, Hold, OutsideHours, SlotTaken, TimeOff, TooSoon
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.booking.booking import AwaitingCard, Booking, Confirmed, Expired, Requested
from cleanbee.domain.booking.fill import card_too_late
from cleanbee.domain.kernel import BookingId, CleanerId, Granted, OpsId, Refused, Window, window_of, with_
from cleanbee.domain.payment.payment import Authorized
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.matching.read_receipts import ListReceipts, ReceiptsAsked, ReceiptView
from cleanbee.ports.outbound.store import Busy

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
FAR = datetime(2027, 3, 16, 9, 0, tzinfo=UTC)
"""A start so far ahead that no card is asked for now."""
WEEK = Window(start=MONDAY, end=MONDAY + timedelta(days=30))
WishWord = Literal["only", "prefer", "anyone"]


@dataclass
class Quarter:
    """The town with more cleaners in it."""

    town: Town
    people: list[Cleaner]

    async def book(self, who: int, start: datetime = FAR, wish: WishWord = "anyone", once: Once | None = None) -> Any:
        """A newcomer next door books this start of this cleaner."""
        ask = await newcomer(self.town, start)
        slot = with_(ask.slot, cleaner=self.people[who].id)
        return await self.town.place(with_(ask, slot=slot, wish=wish), once)

    async def kept(self, view: BookingView) -> Booking:
        async with self.town.store.begin() as work:
            found = await work.bookings.find(view.booking.id)
        assert found is not None
        return found

    async def who_comes(self, view: BookingView) -> CleanerId:
        phase = (await self.kept(view)).phase
        assert isinstance(phase, Confirmed), phase
        return phase.cleaner

    async def chained(self, start: datetime = FAR, **facts: object) -> tuple[BookingView, BookingView]:
        """The first cleaner's visit passes to the second, of whom this is so and who does not go to the newcomer: if it
        can."""
        first = await self.book(0, start)
        ask = await newcomer(self.town, start)
        async with self.town.store.begin() as work:
            other = await work.cleaners.find(self.people[1].id)
            assert other is not None
            await work.cleaners.replace(other, with_(_vetoes(other, ask.actor), **facts))
        second = await self.town.place(with_(ask, wish="anyone"))
        assert isinstance(second, BookingView), second
        return first, second

    async def receipts(self, view: BookingView, actor: Actor) -> tuple[ReceiptView, ...]:
        """What this actor reads of how the booking was given away."""
        found = await ListReceipts(self.town.store)(ReceiptsAsked(actor=actor, booking=view.booking.id))
        assert not isinstance(found, Refused), found
        return found.views

    async def whole(self, promised: list[BookingView]) -> None:
        """Nobody is dropped: each has its one claim, of its cleaner and time; no two claims of a cleaner overlap."""
        async with self.town.store.begin() as work:
            claims = await work.claims.within([one.id for one in self.people], WEEK)
        mine: dict[BookingId, list[Any]] = {}
        for claim in claims:
            if isinstance(claim.use, Booked):
                mine.setdefault(claim.use.booking, []).append(claim)
        assert len(mine) == len(promised), "a claim for nobody, or a promise without one"
        for one in promised:
            now = await self.kept(one)
            assert isinstance(now.phase, Confirmed), now.phase
            (claim,) = mine[now.id]
            assert (claim.id, claim.cleaner, claim.work) == (now.phase.claim, now.phase.cleaner, now.window)
            was = one.booking.phase
            assert isinstance(was, Confirmed) and was.told_at == now.phase.told_at and one.booking.window == now.window
        for one, later in pairwise(sorted(claims, key=lambda claim: (claim.cleaner, claim.blocked.start))):
            assert one.cleaner != later.cleaner or one.blocked.end <= later.blocked.start


async def quarter(town: Town, *others: dict[str, Any]) -> Quarter:
    """The town's own cleaner, and others like them but for what is said."""
    people = [town.cleaner]
    async with town.store.begin() as work:
        for changes in others:
            hours = changes.pop("hours", EVERY_DAY)
            one = with_(town.nouns.cleaner(), **({"instant": True} | changes))
            await work.cleaners.add(one)
            await work.hours.add(Hours(id=one.id, zone=one.zone, weekly=hours))
            people.append(one)
    return Quarter(town=town, people=people)


class LateWalks:
    """What stays true while visits for anyone are passed on: ``build`` gives a town."""

    async def test_when_the_shown_cleaner_is_taken_a_free_one_is_bound_at_once(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first, second = await place.book(0), await place.book(0)
        assert await place.who_comes(first) == place.people[0].id
        assert await place.who_comes(second) == place.people[1].id
        await place.whole([first, second])

    async def test_a_chain_passes_a_promised_visit_to_whoever_can_take_it(self, build: Build) -> None:
        """The second cleaner does not go to the newcomer any more, but would to whoever stands in the way."""
        place = await quarter(await build(MONDAY), {})
        town = place.town
        first = await place.book(0)
        ask = await newcomer(town, FAR)
        async with town.store.begin() as work:
            other = await work.cleaners.find(place.people[1].id)
            assert other is not None
            await work.cleaners.replace(other, _vetoes(other, ask.actor))
        second = await town.place(with_(ask, wish="anyone"))
        assert isinstance(second, BookingView) and isinstance(second.booking.phase, Confirmed)
        assert await place.who_comes(second) == place.people[0].id
        assert await place.who_comes(first) == place.people[1].id
        await place.whole([first, second])

    async def test_each_visit_that_passes_has_its_receipt_which_each_of_its_subjects_reads(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first, _ = await place.chained()
        had, has = (one.id for one in place.people)
        (told,) = await place.receipts(first, AsOps(id=OpsId(had), role="support"))
        assert told.passed is not None
        price = first.booking.price
        assert (told.passed.was, told.passed.to) == (had, has)
        assert (told.passed.window, told.passed.total) == (first.booking.window, price.total)
        assert [one.outcome for one in told.standings] == ["passed_on", "took_on"]
        for me, outcome in ((had, "passed_on"), (has, "took_on")):
            (mine,) = await place.receipts(first, AsCleaner(id=me))
            assert mine.passed is not None and mine.passed.instead is None
            assert {mine.passed.was, mine.passed.to} == {me, None}, "nothing of a colleague"
            assert [(one.cleaner, one.outcome) for one in mine.standings] == [(me, outcome)]
        (customers,) = await place.receipts(first, AsCustomer(id=first.booking.customer))
        assert customers.passed is not None and customers.standings == ()
        assert (customers.passed.was, customers.passed.to) == (None, None), "names come when people are told"
        assert await place.receipts(first, AsCleaner(id=place.town.nouns.cleaner().id)) == ()

    async def test_what_a_receipt_says_would_have_kept_a_visit_where_it_was_does_and_a_unit_less_does_not(
        self, build: Build
    ) -> None:
        place = await quarter(await build(MONDAY), {})
        first, _ = await place.chained()
        (told,) = await place.receipts(first, AsCleaner(id=place.people[1].id))
        changes = {one.input: one for one in told.standings[0].changes}
        floor = changes["pay_floor_per_h"]
        tries: list[tuple[dict[str, object], bool]] = [
            ({"pay_floor_per_h": floor.needed}, True),
            ({"pay_floor_per_h": floor.needed - 1}, False),
            ({"instant": bool(changes["instant"].needed)}, True),
        ]
        for day, (facts, kept) in enumerate(tries, 1):
            first, second = await place.chained(FAR + timedelta(days=day), **facts)
            assert (await place.who_comes(first) == place.people[0].id) is kept
            assert isinstance(second.booking.phase, Requested) is kept

    async def test_where_no_chain_is_found_the_clean_is_offered_and_not_refused(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        first, second = await place.book(0), await place.book(0)
        assert isinstance(second, BookingView) and isinstance(second.booking.phase, Requested), second
        await place.whole([first])

    async def test_near_its_start_with_nobody_free_a_clean_for_anyone_is_offered_once_its_card_is_held(
        self, build: Build
    ) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        near = MONDAY + timedelta(days=2)
        first, second = await place.book(0, near), await place.book(0, near)
        assert isinstance(second, BookingView), second
        booking = await place.kept(second)
        assert isinstance(booking.phase, Requested), booking.phase
        async with place.town.store.begin() as work:
            payment = await work.payments.of_booking(booking.id)
        assert payment is not None and isinstance(payment.phase, Authorized)
        await place.whole([first])

    async def test_a_card_that_cannot_be_held_asks_nobody_for_a_clean_that_nobody_is_free_for(
        self, build: Build
    ) -> None:
        town = await build(MONDAY, token="card_declined")
        place = await quarter(town, {"instant": False})
        near = MONDAY + timedelta(days=2)
        ask = await newcomer(town, near)
        async with town.store.begin() as work:
            await work.claims.add(town.nouns.claim(town.cleaner, ask.slot.window, TimeOff()))
            card = await work.cards.find(ask.card)
            assert card is not None
            await work.cards.replace(card, with_(card, token="card_declined", version=2))
        placed = await town.place(with_(ask, wish="anyone"))
        assert isinstance(placed, BookingView), placed
        phase = (await place.kept(placed)).phase
        assert isinstance(phase, AwaitingCard) and phase.hold is None
        over = card_too_late(placed.booking, phase.until)
        assert isinstance(over, Granted) and isinstance(over.value.phase, Expired)

    @pytest.mark.parametrize("wish", ["only", "prefer"])
    async def test_whoever_is_refused_another_time_keeps_the_one_they_hold(self, build: Build, wish: WishWord) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        town, near = place.town, MONDAY + timedelta(days=2)
        assert isinstance(await place.book(0, near), BookingView)
        ask = await newcomer(town, near)
        window = window_of(near + timedelta(days=1), ask.slot.window.minutes)
        held = town.nouns.claim(town.cleaner, window, Hold(holder=ask.slot.quote, until=ask.slot.until))
        async with town.store.begin() as work:
            await work.claims.add(held)
        assert await town.place(with_(ask, wish=wish)) == Refused(why=SlotTaken())
        async with town.store.begin() as work:
            assert await work.claims.held_for(ask.slot.quote) == held

    async def test_who_named_somebody_is_told_that_the_slot_is_gone(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        assert await place.book(0, wish="prefer") == Refused(why=SlotTaken())
        await place.whole([first])

    async def test_a_named_wish_is_never_passed_on(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {"hours": ()})
        first = await place.book(0, wish="prefer")
        second = await place.book(0)
        assert isinstance(second.booking.phase, Requested)
        await place.whole([first])

    async def test_who_has_been_told_stays(self, build: Build) -> None:
        """A day ahead the first one's people are told: from then on nobody comes in their place."""
        town = await build(MONDAY)
        place = await quarter(town, {})
        first = await place.book(0)
        await town.clock.freeze(first.booking.phase.told_at)
        ask = await newcomer(town, FAR)
        async with town.store.begin() as work:
            other = await work.cleaners.find(place.people[1].id)
            assert other is not None
            await work.cleaners.replace(other, _vetoes(other, ask.actor))
        second = await town.place(with_(ask, wish="anyone"))
        assert isinstance(second, BookingView) and isinstance(second.booking.phase, Requested), second
        assert await place.who_comes(first) == place.people[0].id

    async def test_only_rules_about_this_cleaner_send_the_search_on(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        answer = await place.book(0, MONDAY + timedelta(hours=1))
        assert isinstance(answer, Refused) and isinstance(answer.why, TooSoon | OutsideHours), answer

    async def test_asking_again_under_the_same_key_binds_once(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        town = place.town
        ask = with_(await newcomer(town, FAR), wish="anyone")
        once = Once(principal="me", key="k", fingerprint="f")
        second = await town.place(ask, once)
        again = await town.place(ask, once)
        assert isinstance(second, BookingView) and isinstance(again, BookingView)
        assert again.booking == second.booking
        await place.whole([first, second])

    async def test_the_customer_sees_no_name_while_who_comes_may_change(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        named = await place.book(1, wish="prefer")
        assert first.cleaner is None
        assert named.cleaner is not None

    async def test_of_many_who_book_anyone_at_once_as_many_are_confirmed_as_there_are_cleaners(
        self, build: Build
    ) -> None:
        place = await quarter(await build(MONDAY), {}, {})
        told = await asyncio.gather(*(place.book(0) for _ in range(8)), return_exceptions=True)
        assert all(isinstance(one, BookingView | Busy) for one in told), told
        won = [one for one in told if isinstance(one, BookingView) and isinstance(one.booking.phase, Confirmed)]
        assert len(won) == 3, [type(one.booking.phase).__name__ for one in told if isinstance(one, BookingView)]
        await place.whole(won)


def _vetoes(cleaner: Cleaner, actor: Any) -> Cleaner:
    assert isinstance(actor, AsCustomer)
    return with_(cleaner, blocked_customers=(actor.id,), version=cleaner.version + 1)
