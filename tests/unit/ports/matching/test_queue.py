"""What needs the office: nothing is proposed that the domain would refuse, and what is done is put back whole."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.thorough import examples
from tests.unit.marketplace import truths
from tests.unit.marketplace.house import BEGIN, House
from tests.unit.marketplace.journeys import slot_of
from tests.unit.marketplace.market import Market
from tests.unit.marketplace.proposals import each_proposal_done_and_put_back, queue

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.kernel import with_
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.ports.inbound.booking.check_in import CheckInAsked
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.repairs import Repairs
from cleanbee.ports.outbound.store import Work

pytestmark = pytest.mark.slow

VISITS = st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from(["prefer", "prefer", "anyone", "only"]))


async def a_market(instant: frozenset[int]) -> Market:
    """The market on its first morning; these cleaners book instantly."""
    clock = ManualClock(BEGIN)
    market = Market(
        House(MemoryStore(clock, SeededIds(2), lock_wait_s=0.2), clock, MemoryGateway(clock), MemoryCourier())
    )
    await market.open()
    async with market.house.store.begin() as work:
        for number, id in enumerate(market.cleaners):
            cleaner = await work.cleaners.find(id)
            assert cleaner is not None
            if cleaner.instant is not (number in instant):
                changed = with_(cleaner, instant=number in instant, version=cleaner.version + 1)
                await work.cleaners.replace(cleaner, changed)
    return market


async def booked(market: Market, who: int, cleaner: int, wish: str, days: int) -> None:
    me = market.customer(who)
    if not market.cards[me.id]:
        await market.save_card(me, "card_ok")
    try:
        slot = await slot_of(market, me, days, cleaner)
    except IndexError:
        return  # that cleaner's day is full
    home, card = market.homes[me.id].id, market.cards[me.id][-1].id
    await market.place(PlaceAsked(actor=me, slot=slot, home=home, card=card, wish=wish))  # pyright: ignore[reportArgumentType] -- a drawn word


async def decline_all(market: Market, rounds: int) -> None:
    for _ in range(rounds):
        for booking in await market.all_bookings():
            for offer in await market.offers_of(booking.id):
                await market.ask(market.house.decline(OfferAsked(actor=AsCleaner(id=offer.cleaner), offer=offer.id)))
        await market.wait(timedelta(minutes=1))


@settings(max_examples=examples(12), deadline=None)
@given(
    instant=st.frozensets(st.integers(0, 2)),
    visits=st.lists(VISITS, min_size=1, max_size=5),
    days=st.integers(1, 2),
    rounds=st.integers(0, 3),
    behind=st.integers(-180, 60),
    leaves=st.booleans(),
)
def test_every_repair_that_is_proposed_is_granted_at_once_and_its_opposite_restores_cleaner_and_price(
    instant: frozenset[int], visits: list[tuple[int, int, str]], days: int, rounds: int, behind: int, leaves: bool
) -> None:
    async def walk() -> None:
        market = await a_market(instant)
        for who, cleaner, wish in visits:
            await booked(market, who, cleaner, wish, days)
        await market.wait(timedelta(minutes=1))
        await decline_all(market, rounds)
        await each_proposal_done_and_put_back(market)
        stand = [one for one in await market.all_bookings() if type(one.phase).__name__ == "Confirmed"]
        if stand:
            first = min(stand, key=lambda one: (one.window.start, one.id))
            start = first.window.start + timedelta(minutes=behind)
            await market.wait(max(timedelta(0), start - await market.now()))
            if leaves:
                comer = AsCleaner(id=first.phase.cleaner)  # pyright: ignore[reportAttributeAccessIssue] -- confirmed
                await market.ask(market.house.withdraw(BookingAsked(actor=comer, booking=first.id)))
            await each_proposal_done_and_put_back(market)
        for truth in truths.ALWAYS:
            await truth(market)

    asyncio.run(walk())


async def test_a_visit_that_will_begin_late_is_there_with_somebody_who_would_be_on_time() -> None:
    """Both visits are cleaner 0's. The first goes on and on; the second is then another instant cleaner's to have."""
    market = await a_market(frozenset({0, 1}))
    await booked(market, 0, 0, "prefer", 1)
    await booked(market, 1, 0, "prefer", 1)
    first, second = sorted(await market.all_bookings(), key=lambda one: one.window.start)
    assert first.phase.cleaner == second.phase.cleaner  # pyright: ignore[reportAttributeAccessIssue] -- both confirmed
    comer = AsCleaner(id=market.cleaners[0])
    await market.wait(first.window.start - timedelta(minutes=30) - await market.now())
    assert await queue(market) == ()
    about = BookingAsked(actor=comer, booking=first.id)
    await market.ask(market.house.set_off(about))
    await market.wait(first.window.start + timedelta(minutes=29) - await market.now())
    here = market.homes[first.customer].place
    await market.ask(market.house.check_in(CheckInAsked(actor=comer, booking=first.id, here=here)))
    await market.wait(timedelta(minutes=60))
    await market.ask(market.house.start(about))
    await market.wait(second.window.start - timedelta(minutes=1) - await market.now())
    (needed,) = [one for one in await queue(market) if one.need.code == "will_be_late"]
    assert (needed.need.booking.id, needed.minutes_left) == (second.id, 1)
    assert needed.need.late is not None
    best = needed.repairs[0]
    assert (best.how, best.cleaner.id, best.cost.amount) == ("assign", market.cleaners[1], 0)
    assert best.after.minutes < needed.need.late.minutes
    assert await each_proposal_done_and_put_back(market) >= 1


class Counted:
    """A unit of work, or one of its ports, that notes each question that is asked of it."""

    def __init__(self, one: Any, asked: list[str]) -> None:
        self._one, self._asked = one, asked

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._one, name)
        if not callable(found):
            return Counted(found, self._asked)

        def ask(*args: Any) -> Any:
            self._asked.append(name)
            return found(*args)

        return ask


async def test_what_would_help_many_is_found_in_as_many_questions_as_what_would_help_one() -> None:
    market = await a_market(frozenset({1}))
    for who, cleaner in ((0, 0), (1, 0), (0, 2), (1, 2)):
        await booked(market, who, cleaner, "prefer", 1)
    await market.wait(timedelta(minutes=1))
    await decline_all(market, 3)
    needed = await queue(market)
    ports, now = market.house.ports, await market.now()
    find = Repairs(ports.travel, ports.estimates, ports.scorer)
    asked: list[list[str]] = []
    single: dict[Any, Any] = {}
    async with market.house.store.begin() as work:
        for some in (*([one.need] for one in needed), [one.need for one in needed]):
            asked.append([])
            found = await find(cast("Work", Counted(work, asked[-1])), some, now)
            if len(some) == 1:
                single |= found
        for one in needed:
            everyone = await find.everyone(work, one.need.booking, now)
            assert set(one.repairs) <= set(everyone.could), "whoever is proposed is among those who could come"
            assert not {each.cleaner.id for each in everyone.could} & {each.cleaner for each in everyone.cannot}
    assert len(needed) >= 3 and any(single.values()), "there is something to find"
    assert single == {one.need.booking.id: one.repairs for one in needed}, "together they are told what each is alone"
    assert sorted(asked[-1]) == sorted(asked[0]), "no question is asked once for each"
