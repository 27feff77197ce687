"""Open bookings for anyone are given away together, over any store: proved, explained, at most once, and never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.quarter import asked
from tests.unit.ports.matching.together import START, Liar, Meddled, Outrun, together

from cleanbee.domain.booking.booking import Cancelled, Confirmed, Offered, Requested
from cleanbee.domain.matching.assignment import certify
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.people.actor import AsCleaner, AsSystem
from cleanbee.ports.contracts.assigner import most
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.read_receipts import seen


class BatchWalks:
    """Giving away together: ``build`` gives a town."""

    async def test_what_is_far_ahead_waits_and_is_then_given_away_together_with_a_proof(self, build: Build) -> None:
        many = await together(build)
        keen = await many.place.joined("Keen", 2, instant=True)
        ids = [await many.want() for _ in range(2)]
        assert all(isinstance(one.phase, Requested) for one in await many.bookings(ids))
        assert await many.job()() == 2
        phases = {type(one.phase): one.phase for one in await many.bookings(ids)}
        bound, offered = phases[Confirmed], phases[Offered]
        assert isinstance(bound, Confirmed) and bound.cleaner == keen.id and bound.late
        assert isinstance(offered, Offered) and offered.cleaner == many.place.town.cleaner.id
        (batch,) = await many.batches()
        proof = certify(batch.market, batch.answer)
        assert proof == batch.certificate and proof.proved and proof.primal == proof.dual == most(batch.market)
        assert sorted(batch.outcomes) == ["bound", "offered"]

    async def test_each_booking_has_a_receipt_that_each_subject_reads_their_part_of(self, build: Build) -> None:
        many = await together(build)
        near, far = await many.place.joined("Near", 1), await many.place.joined("Far", 30)
        id = await many.want()
        await many.job()()
        ((batch,), (receipt,)) = (await many.batches(), await many.receipts(id))
        share = receipt.share
        assert share is not None and (share.batch, share.outcome) == (batch.id, "offered")
        assert {one.cleaner for one in share.considered} == many.people
        assert [one.cleaner for one in share.considered if one.cleaner == share.given] == [share.given]
        for one in share.considered:
            same = share.given == one.cleaner
            assert one.short_by == 0 if same else one.short_by >= 0
        mine = seen(receipt, AsCleaner(id=far.id)).share
        assert mine is not None and [one.cleaner for one in mine.considered] == [far.id] and mine.given is None
        assert seen(receipt, AsSystem(job="explain")).share == share
        assert near.id in receipt.cleaners and far.id in receipt.cleaners

    async def test_a_second_run_finds_nothing_left_to_do(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 2, instant=True)
        ids = [await many.want() for _ in range(2)]
        await many.job()()
        before = await many.bookings(ids)
        assert await many.job()() == 0
        assert await many.bookings(ids) == before
        assert len(await many.batches()) == 1

    async def test_two_runs_at_once_give_nothing_away_twice(self, build: Build) -> None:
        many = await together(build)
        for north in range(3):
            await many.place.joined(f"Keen {north}", north, instant=True)
        ids = [await many.want() for _ in range(3)]
        done = await asyncio.gather(many.job()(), many.job()())
        assert sum(done) == 3
        found = [one.phase for one in await many.bookings(ids)]
        who = [one.cleaner for one in found if isinstance(one, Confirmed | Offered)]
        assert len(set(who)) == 3
        for one in many.place.cleaners:
            assert len(await many.place.claims(one.id)) <= 1
        assert [len(await many.receipts(one)) for one in ids] == [1, 1, 1]

    async def test_where_no_batch_ever_comes_somebody_is_asked_all_the_same(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.pass_time(timedelta(minutes=89))
        assert isinstance((await many.place.booking(id)).phase, Requested)
        await many.pass_time(timedelta(minutes=1))
        assert isinstance((await many.place.booking(id)).phase, Offered)

    async def test_what_a_batch_gave_away_is_not_asked_for_again_when_the_wait_is_over(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.job()()
        await many.pass_time(timedelta(minutes=90))
        assert len(await many.place.offers(id)) == 1

    async def test_whoever_named_somebody_is_never_part_of_a_batch(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 0, instant=True)
        named = [await many.want(wish="prefer"), await many.want(START + timedelta(days=1), "only")]
        assert await many.job()() == 0
        for one in await many.bookings(named):
            assert isinstance(one.phase, Offered) and one.phase.cleaner == many.place.town.cleaner.id
        assert not await many.batches()

    async def test_nobody_promised_before_is_touched(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 2, instant=True)
        first = await many.want()
        await many.change(many.place.town.cleaner, instant=False)
        await many.job()()
        before = await many.place.booking(first)
        claims = {one.id: await many.place.claims(one.id) for one in many.place.cleaners}
        later = [await many.want(START + timedelta(days=1)), await many.want()]
        await many.job()()
        assert await many.place.booking(first) == before
        for who, was in claims.items():
            now = await many.place.claims(who)
            assert all(one in now for one in was)
        assert isinstance((await many.place.booking(later[0])).phase, Confirmed | Offered)

    async def test_a_favourite_is_asked_before_whoever_would_be_worth_more(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Next door", 0, instant=True)
        liked = await many.place.joined("Liked", 40)
        id = await many.want(favourites=(liked.id,))
        await many.job()()
        phase = (await many.place.booking(id)).phase
        assert isinstance(phase, Offered) and phase.cleaner == liked.id

    async def test_one_is_asked_at_a_time_and_after_a_no_the_next(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Other", 1)
        id = await many.want()
        await many.job()()
        first = await many.place.open_offer(id)
        await many.place.decline(OfferAsked(actor=AsCleaner(id=first.cleaner), offer=first.id))
        await many.place.relay()
        offers = await many.place.offers(id)
        assert len(offers) == 2 and sum(isinstance(one.phase, Open) for one in offers) == 1

    async def test_whoever_was_booked_meanwhile_is_not_given_another_clean(self, build: Build) -> None:
        """The look says yes, the day says no: under the lock the calendar has the last word."""
        many = await together(build)
        keen = await many.place.joined("Keen", 0, instant=True)
        id = await many.want()
        await many.change(many.place.town.cleaner, skills=())

        async def booked() -> None:
            other = await many.place.booking(await many.place.book(keen, START, "only"))
            assert isinstance(other.phase, Confirmed) and other.phase.cleaner == keen.id

        assert await many.job(Meddled(many.store, 2, booked))() == 0
        assert isinstance((await many.place.booking(id)).phase, Requested)
        (receipt,) = await many.receipts(id)
        assert receipt.share is not None and receipt.share.outcome == "taken"
        assert len(await many.place.claims(keen.id)) == 1

    async def test_whoever_lost_the_skill_meanwhile_is_not_given_the_clean(self, build: Build) -> None:
        many = await together(build)
        keen = await many.place.joined("Keen", 0, instant=True)
        id = await many.want()
        await many.change(many.place.town.cleaner, skills=())

        async def unlearned() -> None:
            await many.change(keen, skills=())

        assert await many.job(Meddled(many.store, 2, unlearned))() == 0
        assert isinstance((await many.place.booking(id)).phase, Requested)
        (receipt,) = await many.receipts(id)
        assert receipt.share is not None and receipt.share.outcome == "taken"
        assert not await many.place.claims(keen.id)

    async def test_whoever_calls_off_meanwhile_costs_the_others_nothing(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 1, instant=True)
        gone, stays = await many.want(), await many.want()

        async def away() -> None:
            await many.cancel(gone)

        assert await many.job(Meddled(many.store, 2, away))() == 1
        assert isinstance((await many.place.booking(gone)).phase, Cancelled)
        assert isinstance((await many.place.booking(stays)).phase, Confirmed | Offered)
        (batch,) = await many.batches()
        assert batch.outcomes[batch.bookings.index(gone)] == "moved_on"

    async def test_a_race_that_is_lost_costs_no_batch(self, build: Build) -> None:
        """Somebody else is faster three times; the fourth look is given away, and every batch is kept once."""
        many = await together(build)
        id = await many.want()
        store = Outrun(many.store, 3)
        assert await many.job(store)() == 1
        assert isinstance((await many.place.booking(id)).phase, Offered)
        assert len(await many.batches()) == 1

    async def test_a_race_that_is_always_lost_is_given_up_until_the_next_hour(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        store = Outrun(many.store, 100)
        assert await many.job(store)() == 0
        assert store.lost == 4
        phase = (await many.place.booking(id)).phase
        assert isinstance(phase, Requested) and not phase.needs_human

    async def test_an_answer_without_a_proof_gives_nothing_away(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 1, instant=True)
        id = await many.want()
        assert await many.job(assigner=Liar())() == 0
        assert isinstance((await many.place.booking(id)).phase, Requested)
        (batch,) = await many.batches()
        assert not batch.certificate.proved and batch.outcomes == ("unproved",)

    async def test_where_nobody_can_come_a_human_is_called(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.change(many.place.town.cleaner, skills=())
        assert await many.job()() == 0
        phase = (await many.place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human
        assert await many.job()() == 0
        assert len(await many.receipts(id)) == 1

    async def test_whom_an_open_offer_holds_is_waited_for_and_asked_in_a_later_hour(self, build: Build) -> None:
        many = await together(build)
        ids = [await many.want() for _ in range(3)]
        an_hour_later = await many.chores()
        assert await an_hour_later() == 1
        (first,) = await many.offered(ids)
        waiting = await many.waiting(ids)
        assert sorted([first, *waiting]) == sorted(ids)
        for one in waiting:
            assert {each.share.outcome for each in await many.receipts(one) if each.share} == {"left_open"}
        offer = await many.place.open_offer(first)
        await many.place.decline(asked(offer))
        assert await an_hour_later() == 1
        (second,) = await many.offered(waiting)
        assert await many.waiting(waiting) == [id for id in waiting if id != second]

    async def test_whoever_waits_for_an_open_offer_does_not_wait_for_ever(self, build: Build) -> None:
        many = await together(build)
        ids = [await many.want() for _ in range(2)]
        await (await many.chores())()
        (waits,) = await many.waiting(ids)
        await many.pass_time(timedelta(minutes=30))
        phase = (await many.place.booking(waits)).phase
        assert isinstance(phase, Requested) and phase.needs_human

    async def test_whose_time_is_promised_is_not_waited_for(self, build: Build) -> None:
        many = await together(build)
        await many.change(many.place.town.cleaner, instant=True)
        ids = [await many.want() for _ in range(2)]
        an_hour_later = await many.chores()
        await an_hour_later()
        phases = [one.phase for one in await many.bookings(ids)]
        assert sum(isinstance(one, Confirmed) for one in phases) == 1
        (left,) = [one for one in phases if isinstance(one, Requested)]
        assert left.needs_human
