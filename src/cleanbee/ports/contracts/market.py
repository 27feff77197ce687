"""What following the market promises: whoever changed is named, however late it was committed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from cleanbee.domain.availability.claim import Claim, TimeOff
from cleanbee.domain.kernel import CleanerId, Window, evolve, with_
from cleanbee.domain.people.person import Away, Cleaner
from cleanbee.ports.contracts.nouns import HOUR, MORNING, Nouns, at, span
from cleanbee.ports.contracts.racing import Signal, all_well
from cleanbee.ports.contracts.stores import OpensStore, World, settle
from cleanbee.ports.outbound.market import TAKEN, Everyone, Market, News, numbers_of
from cleanbee.ports.outbound.store import Store, Work

Known = dict[CleanerId, object]
STEPS = 40


class Copy:
    """What somebody knows who took in a snapshot and then the news."""

    def __init__(self, everyone: Everyone) -> None:
        width, taken = len(TAKEN), everyone.taken.tolist()
        rows = [tuple(taken[n : n + width]) for n in range(0, len(taken), width)]
        hours = {one.id: one for one in everyone.hours}
        self.known: Known = {}
        for n, one in enumerate(everyone.cleaners):
            own = sorted(row[1:] for row in rows if row[0] == n)
            self.known[one.id] = (one, hours.get(one.id), own)

    def take(self, news: News) -> None:
        """Put everyone who is named in the place of whom they were."""
        for one in news.people:
            numbers = numbers_of({one.cleaner.id: 0}, one.claims).tolist()
            rows = [tuple(numbers[n + 1 : n + len(TAKEN)]) for n in range(0, len(numbers), len(TAKEN))]
            self.known[one.cleaner.id] = (one.cleaner, one.hours, sorted(rows))

    def of(self, cleaners: Sequence[Cleaner]) -> list[object]:
        """What is known of these; earlier tests may have left others."""
        return [self.known.get(one.id) for one in cleaners]


class MarketContract(OpensStore):
    """Following the market."""

    def market(self, store: Store) -> Market:
        """The market of this store, in which it is ``MORNING``."""
        raise NotImplementedError

    async def test_everyone_is_there_with_hours_and_taken_time(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            hours = nouns.hours(world.cleaner)
            hold, off = nouns.hold(world.cleaner, span(4, 6)), nouns.claim(world.cleaner, span(8, 9), TimeOff())
            async with store.begin() as work:
                await work.hours.add(hours)
                await work.claims.add(hold)
                await work.claims.add(off)
            known = Copy(await self.market(store).everyone()).of([world.cleaner, world.other])
            rows = sorted(tuple(numbers_of({world.cleaner.id: 0}, [one]).tolist()[1:]) for one in (hold, off))
            assert known == [(world.cleaner, hours, rows), (world.other, None, [])]

    async def test_whatever_is_written_about_somebody_names_them(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world, market = await settle(store, nouns), self.market(store)
            hold, hours = nouns.hold(world.cleaner, span(4, 6)), nouns.hours(world.cleaner)
            longer = with_(hold, work=span(4, 7), blocked=span(4, 7))
            marks = [(await market.everyone()).mark]

            async def named() -> set[CleanerId]:
                news = await market.since(marks[-1], MORNING)
                marks.append(news.mark)
                return {one.cleaner.id for one in news.people}

            assert world.cleaner.id not in await named()
            async with store.begin() as work:
                await work.claims.add(hold)
            assert world.cleaner.id in await named()
            async with store.begin() as work:
                await work.claims.replace(hold, longer)
            assert world.cleaner.id in await named()
            async with store.begin() as work:
                await work.claims.drop_lapsed([world.cleaner.id], at(1000))
            assert world.cleaner.id in await named()
            async with store.begin() as work:
                await work.hours.add(hours)
            assert world.cleaner.id in await named()
            async with store.begin() as work:
                await work.hours.replace(hours, evolve(hours, weekly=()))
            assert world.cleaner.id in await named()
            async with store.begin() as work:
                await work.cleaners.replace(world.cleaner, evolve(world.cleaner, phase=Away(since=MORNING)))
            assert world.cleaner.id in await named()
            assert world.cleaner.id not in await named()

    async def test_whoever_commits_after_others_were_seen_is_not_left_out(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world, market = await settle(store, nouns), self.market(store)
            late, early = nouns.hold(world.cleaner, span(4, 6)), nouns.hold(world.other, span(4, 6))
            written, seen = Signal(), Signal()
            told: list[tuple[set[CleanerId], str]] = []

            async def slow() -> None:
                async with store.begin() as work:
                    await work.claims.add(late)
                    await work.claims.within([world.cleaner.id], span(0, 9))  # written by now, and not committed
                    written.say()
                    await seen.heard()

            async def quick() -> None:
                mark = (await market.everyone()).mark
                await written.heard()
                async with store.begin() as work:
                    await work.claims.add(early)
                news = await market.since(mark, MORNING)
                seen.say()
                told.append(({one.cleaner.id for one in news.people}, news.mark))

            await all_well(slow(), quick())
            ((named_early, mark),) = told
            assert world.other.id in named_early and world.cleaner.id not in named_early
            news = await market.since(mark, MORNING)
            assert [one.claims for one in news.people if one.cleaner.id == world.cleaner.id] == [(late,)]

    async def test_a_snapshot_and_the_news_since_end_in_what_a_new_snapshot_says(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world, market, dice = await settle(store, nouns), self.market(store), Random(7)
            copies: list[tuple[Copy, str]] = []
            kept: list[Claim] = []
            for step in range(STEPS):
                if step % 16 == 0:
                    everyone = await market.everyone()
                    copies.append((Copy(everyone), everyone.mark))
                async with store.begin() as work:
                    await _change(work, nouns, world, (kept, dice))
                turn = dice.randrange(len(copies))
                copies[turn] = await _followed(market, copies[turn])
                copies[0] = await _followed(market, copies[0])
            fresh = Copy(await market.everyone()).of([world.cleaner, world.other])
            for one in copies[:1] + copies[-1:]:
                copy, _ = await _followed(market, one)
                assert copy.of([world.cleaner, world.other]) == fresh


async def _followed(market: Market, one: tuple[Copy, str]) -> tuple[Copy, str]:
    copy, mark = one
    news = await market.since(mark, MORNING)
    copy.take(news)
    return copy, news.mark


async def _change(work: Work, nouns: Nouns, world: World, told: tuple[list[Claim], Random]) -> None:
    """Something happens to one of the two."""
    kept, dice = told
    cleaner = dice.choice((world.cleaner, world.other))
    if dice.random() < 0.3:
        now = await work.cleaners.find(cleaner.id)
        assert now is not None
        await work.cleaners.replace(now, evolve(now, visits=now.visits + 1))
    elif kept and dice.random() < 0.4:
        gone = kept.pop(dice.randrange(len(kept)))
        await work.claims.remove(gone)
    else:
        start = max((one.blocked.end for one in kept), default=MORNING)
        claim = nouns.hold(cleaner, Window(start=start, end=start + HOUR))
        kept.append(claim)
        await work.claims.add(claim)
