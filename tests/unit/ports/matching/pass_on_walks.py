"""A plan's move is carried out over any store: one unit, judged again, at most once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.plan_walks import DAY, HOUR, START, Afresh, Office, office

from cleanbee.domain.availability.claim import SlotTaken
from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.kernel import BookingId, NotFound, NotInPhase, PlanId, Refused, VersionMoved, with_
from cleanbee.domain.matching.passed import Passed
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.matching.pass_visit_on import PassOnAsked
from cleanbee.ports.inbound.matching.plan_day import PlanDay, PlanWanted
from cleanbee.ports.outbound.store import Seen


async def with_a_move(build: Build) -> tuple[Office, Cleaner, PlanId, BookingId]:
    """Somebody far away holds an untold visit; somebody near would take it, and a plan says so."""
    here = await office(build)
    id = await here.promised(await here.place.joined("Far", 30, instant=True), wish="anyone")
    near = await here.place.joined("Near", 0, instant=True)
    plan = await here.asks()
    assert await here.worker(Afresh())() == 1
    return here, near, plan, id


class PassOnWalks:
    """Passing on: ``build`` gives a town."""

    async def test_what_a_plan_proposes_is_passed_on_in_one_unit_with_its_receipt(self, build: Build) -> None:
        here, near, plan, id = await with_a_move(build)
        before = await here.place.booking(id)
        passed = await here.passes_on(plan, id)
        assert isinstance(passed, Booking), passed
        after = await here.place.booking(id)
        was, now = before.phase, after.phase
        assert isinstance(was, Confirmed) and isinstance(now, Confirmed)
        assert (now.cleaner, now.told_at, now.late) == (near.id, was.told_at, True)
        assert (after.window, after.price) == (before.window, before.price)
        assert not await here.place.claims(was.cleaner)
        assert [one.id for one in await here.place.claims(near.id)] == [now.claim]
        async with here.store.begin() as work:
            (receipt,) = await work.receipts.of_booking(id)
        assert isinstance(receipt.matter, Passed)
        assert (receipt.matter.was, receipt.matter.to) == (was.cleaner, near.id)
        assert {near.id, was.cleaner} <= set(receipt.cleaners)
        again = await here.passes_on(plan, id)
        assert isinstance(again, Refused) and isinstance(again.why, NotInPhase)

    async def test_one_intention_is_one_plan_and_one_move_however_often_it_is_sent(self, build: Build) -> None:
        here, _, plan, id = await with_a_move(build)
        town, once = here.place.town, Once(principal="olga", key="one intention", fingerprint="the same")
        ask = PassOnAsked(actor=town.olga, day=DAY, plan=plan, booking=id)
        passed = await here.pass_on(ask, once)
        with pytest.raises(Seen) as again:
            await here.pass_on(ask, once)
        assert again.value.answer == passed
        wanted, once = PlanWanted(actor=town.olga, kind="replan", day=DAY), with_(once, key="another")
        asked = await PlanDay(here.store, town.ids, here.queue)(wanted, once)
        with pytest.raises(Seen) as seen:
            await PlanDay(here.store, town.ids, here.queue)(wanted, once)
        assert seen.value.answer == asked

    async def test_once_its_people_were_told_nothing_is_passed_on(self, build: Build) -> None:
        here, _, plan, id = await with_a_move(build)
        await here.place.town.clock.freeze(START - timedelta(hours=24))
        before = await here.place.booking(id)
        refused = await here.passes_on(plan, id)
        assert isinstance(refused, Refused) and isinstance(refused.why, NotInPhase)
        assert await here.place.booking(id) == before

    async def test_whoever_was_booked_meanwhile_is_not_booked_twice(self, build: Build) -> None:
        here, near, plan, id = await with_a_move(build)
        await here.promised(near, START + HOUR)
        before = await here.everything()
        refused = await here.passes_on(plan, id)
        assert isinstance(refused, Refused) and isinstance(refused.why, SlotTaken)
        assert await here.everything() == before

    async def test_of_two_who_pass_one_visit_on_at_once_one_does(self, build: Build) -> None:
        here, near, plan, id = await with_a_move(build)
        both = await asyncio.gather(here.passes_on(plan, id), here.passes_on(plan, id))
        assert sorted(isinstance(one, Refused) for one in both) == [False, True]
        assert len(await here.place.claims(near.id)) == 1

    async def test_a_comparison_is_carried_out_by_nobody_and_no_plan_before_it_is_made(self, build: Build) -> None:
        here, _, _, id = await with_a_move(build)
        compared, waiting = await here.asks(kind="compare"), await here.asks()
        unmade = await here.passes_on(waiting, id)
        assert isinstance(unmade, Refused) and unmade.why == NotInPhase(phase="planning")
        assert await here.worker(Afresh())() == 1
        nothing = await here.passes_on(compared, id)
        assert isinstance(nothing, Refused) and nothing.why == NotFound(what="move")

    async def test_who_may_not_is_refused_and_a_plan_of_another_version_or_day_is_another(self, build: Build) -> None:
        here, _, plan, id = await with_a_move(build)
        town = here.place.town
        asked = PassOnAsked(actor=town.olga, day=DAY, plan=plan, booking=id)
        for changed, why in (
            (with_(asked, actor=town.mia), NotFound),
            (with_(asked, day=date(2027, 3, 17)), NotFound),
            (with_(asked, at_version=1), VersionMoved),
        ):
            refused = await here.pass_on(changed)
            assert isinstance(refused, Refused) and isinstance(refused.why, why), refused
