"""Reviews as the two of a clean write and read them, over any store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.domain.booking.booking import AtDoor, Completed, Confirmed, InProgress
from cleanbee.domain.kernel import BookingId, NotFound, Refused, evolve
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.trust.review import PUBLISH
from cleanbee.ports.contracts.racing import at_once
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.inbound.trust.review import (
    PublishReviews,
    ReadReviews,
    ReviewAsked,
    ReviewGiven,
    ReviewsView,
    WriteReview,
)

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
WEEK = timedelta(days=7)


async def cleaned(build: Build) -> tuple[Town, BookingId]:
    """A clean whose work is done just now."""
    town = await build(NOW)
    view = await town.book(START)
    await town.clock.freeze(END)
    async with town.store.begin() as work:
        now = await work.bookings.find(view.booking.id)
        assert now is not None and isinstance(now.phase, Confirmed)
        who, claim = now.phase.cleaner, now.phase.claim
        for phase in (
            AtDoor(cleaner=who, claim=claim, since=START, heard=START),
            InProgress(cleaner=who, claim=claim, began=START),
            Completed(cleaner=who, claim=claim, began=START, ended=END, minutes=180),
        ):
            onward = evolve(now, phase=phase)
            await work.bookings.replace(now, onward)
            now = onward
    return town, view.booking.id


async def says(town: Town, id: BookingId, actor: Actor, stars: int = 4, text: str = "The windows shine") -> Any:
    ask = ReviewGiven(actor=actor, booking=id, stars=stars, text=text)
    return await WriteReview(town.store, town.ids)(ask)


async def reads(town: Town, id: BookingId, actor: Actor) -> Any:
    return await ReadReviews(town.store)(ReviewAsked(actor=actor, booking=id))


async def stars(town: Town) -> tuple[int, int]:
    async with town.store.begin() as work:
        joyce = await work.cleaners.find(town.cleaner.id)
    assert joyce is not None
    return joyce.stars_sum - town.cleaner.stars_sum, joyce.stars_count - town.cleaner.stars_count


async def due(town: Town) -> None:
    walks = {PUBLISH: PublishReviews()}
    timers = RunTimers(town.store, town.ids, VirtualPause(), SeededDice(1), walks)
    while await timers():
        pass


class ReviewWalks:
    """Over any store: ``build`` gives a town."""

    async def test_nobody_reads_the_others_before_both_are_in_and_then_both_do(self, build: Build) -> None:
        town, id = await cleaned(build)
        assert (await reads(town, id, town.mia)).standing == "open"
        before = await reads(town, id, town.joyce)
        mine = await says(town, id, town.mia, 5, "The windows shine")
        assert isinstance(mine, ReviewsView) and mine.standing == "sealed"
        assert await reads(town, id, town.joyce) == before and await stars(town) == (0, 0)
        assert (await reads(town, id, town.olga)).shown == ()
        theirs = await says(town, id, town.joyce, 3, "A friendly home")
        assert isinstance(theirs, ReviewsView) and theirs.standing == "published"
        for actor in (town.mia, town.joyce, town.olga):
            told = await reads(town, id, actor)
            assert {one.by: one.text for one in told.shown} == {
                "customer": "The windows shine",
                "cleaner": "A friendly home",
            }
        assert await stars(town) == (5, 1)
        await town.clock.freeze(END + WEEK)
        await due(town)
        assert await stars(town) == (5, 1), "counted once"

    async def test_on_the_seventh_day_what_is_in_is_published_and_no_more_is_taken(self, build: Build) -> None:
        town, id = await cleaned(build)
        await says(town, id, town.mia, 2)
        await town.clock.freeze(END + WEEK - timedelta(seconds=1))
        await due(town)
        assert (await reads(town, id, town.joyce)).shown == ()
        await town.clock.freeze(END + WEEK)
        await due(town)
        (one,) = (await reads(town, id, town.joyce)).shown
        assert (one.stars, await stars(town)) == (2, (2, 1))
        late = await says(town, id, town.joyce)
        assert isinstance(late, Refused) and late.why.code == "review_too_late"

    async def test_both_at_once_are_published_and_counted_once(self, build: Build) -> None:
        town, id = await cleaned(build)
        told = await at_once(says(town, id, town.mia, 5), says(town, id, town.joyce, 1))
        assert all(isinstance(one, ReviewsView) for one in told), told
        assert (await reads(town, id, town.mia)).standing == "published" and await stars(town) == (5, 1)

    async def test_strangers_see_no_clean_and_whoever_has_written_is_not_asked_again(self, build: Build) -> None:
        town, id = await cleaned(build)
        stranger = (await newcomer(town, END + timedelta(days=2))).actor
        assert await says(town, id, stranger) == Refused(why=NotFound(what="booking"))
        assert await reads(town, id, stranger) == Refused(why=NotFound(what="booking"))

        async def asked(actor: Actor) -> bool:
            view: Any = await ReadBooking(town.store)(BookingAsked(actor=actor, booking=id))
            return "review" in {one.name for one in view.actions}

        assert await asked(town.mia) and await asked(town.joyce)
        await says(town, id, town.mia)
        assert not await asked(town.mia) and await asked(town.joyce)
        again = await says(town, id, town.mia)
        assert isinstance(again, Refused) and again.why.code == "reviewed_before"
