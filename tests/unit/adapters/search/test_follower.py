"""A mirror that keeps in step, and says nothing rather than what is long gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.adapters.search.mirrored import Mirrored

from cleanbee.adapters.search.follower import EVERY_S, LOOK_AT_THE_DAY_S, MOST_LAG_S, Follower
from cleanbee.ports.contracts.nouns import MORNING, at, span
from cleanbee.ports.outbound.market import Everyone, Gone, News
from cleanbee.ports.outbound.search import SearchDown
from cleanbee.ports.outbound.store import Busy

ALL_DAY = ["8:00", "8:15"]


async def test_before_the_first_snapshot_it_says_nothing() -> None:
    town = Mirrored()
    with pytest.raises(SearchDown, match="nothing is known yet"):
        await town.follower.starts(town.ask())
    assert town.follower.lag_s is None


async def test_a_slot_that_is_taken_is_gone_with_the_next_step() -> None:
    town = Mirrored()
    cleaner = await town.joined()
    await town.follower.step()
    before = await town.shown()
    assert before[:2] == ALL_DAY
    await town.held(cleaner, span(23, 34))
    assert await town.shown() == before
    await town.follower.step()
    assert await town.shown() == []


async def test_whoever_joins_later_is_shown_with_the_next_step() -> None:
    town = Mirrored()
    await town.follower.step()
    assert await town.shown() == []
    await town.joined()
    await town.follower.step()
    assert (await town.shown())[:2] == ALL_DAY


async def test_what_is_too_old_is_not_shown_though_it_may_still_be_true() -> None:
    town = Mirrored()
    await town.joined()
    await town.follower.step()
    town.real += MOST_LAG_S
    assert (await town.shown())[:2] == ALL_DAY
    town.real += 0.001
    with pytest.raises(SearchDown, match="s old"):
        await town.shown()
    assert town.follower.why_not() is not None
    await town.follower.step()
    assert (await town.shown())[:2] == ALL_DAY


class EnoughSeen(BaseException):
    """Whoever watches has seen enough."""


class Broken:
    """A market with a bug."""

    async def everyone(self) -> Everyone:
        raise RuntimeError("half a week")

    async def since(self, mark: str, now: object) -> News:
        raise AssertionError(f"nothing is known that {mark} could follow")


class Silent:
    """A market that says its snapshot, and then what it is told to."""

    def __init__(self, town: Mirrored, says: Exception) -> None:
        self._town, self._says = town, says

    async def everyone(self) -> Everyone:
        return await self._town.market.everyone()

    async def since(self, mark: str, now: object) -> News:
        if len(self._town.made) == 1 and mark != "1":
            raise self._says
        return await self._town.market.since(mark, MORNING)


async def test_while_the_store_does_not_answer_what_was_known_stands_and_ages() -> None:
    town = Mirrored()
    await town.joined()
    follower = Follower(Silent(town, Busy("away")), town.mirror, town.clock, lambda: town.real)
    await follower.step()
    town.real += 0.5
    with pytest.raises(Busy):
        await follower.step()
    assert follower.lag_s == 0.5
    assert (await follower.starts(town.ask())).starts


async def test_the_same_bug_tells_its_traceback_once_and_the_market_is_read_anew_ever_more_slowly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    town, waited = Mirrored(), list[float]()

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        town.real += seconds
        if len(waited) == 8:
            raise EnoughSeen

    follower = Follower(Broken(), town.mirror, town.clock, lambda: town.real, wait)
    with pytest.raises(EnoughSeen):
        await follower.run()
    told = [one for one in caplog.records if "a bug" in one.getMessage()]
    assert [bool(one.exc_info) for one in told] == [True, *[False] * 7]
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60]
    assert follower.why_not() == "nothing is known yet"


async def test_after_a_bug_the_market_is_read_anew_and_answers_again() -> None:
    town, waited = Mirrored(), list[float]()
    await town.joined()

    async def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            raise EnoughSeen

    market = Silent(town, RuntimeError("half a week"))
    follower = Follower(market, town.mirror, town.clock, lambda: town.real, wait)
    with pytest.raises(EnoughSeen):
        await follower.run()
    assert waited[:2] == [EVERY_S, 1]
    assert len(town.made) == 2
    assert (await follower.starts(town.ask())).starts


async def test_where_the_trail_is_lost_it_begins_anew() -> None:
    town = Mirrored()
    follower = Follower(Silent(town, Gone("lost")), town.mirror, town.clock, lambda: town.real)
    await follower.step()
    await town.joined()
    await follower.step()
    assert len(town.made) == 2
    assert (await follower.starts(town.ask())).starts


async def test_on_another_day_a_new_mirror_takes_the_place_of_the_old_one_and_nobody_waits() -> None:
    town = Mirrored()
    await town.joined()
    await town.follower.step()
    town.clock.forward(timedelta(days=1))
    town.real += LOOK_AT_THE_DAY_S + 0.1
    await town.follower.step()
    assert (await town.shown())[:2] == ALL_DAY, "the old one answers meanwhile"
    while town.follower.renewals < 2:
        await town.follower.step()
    for _ in range(3):
        await town.follower.step()
    assert town.made[1].now == at(24)
    assert (await town.shown(town.ask(at(24))))[:2] == ALL_DAY
