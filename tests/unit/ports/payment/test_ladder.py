"""The card that cannot be charged, in made-up stories: nobody is asked blindly, no slot is lost to doubt."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.ports.payment.ladder_lives import STARTS, Story, broken, lived

from cleanbee.domain.payment.payment import Authorizing, Released, Voided
from cleanbee.domain.platform.ladder import HoldLadder

pytestmark = pytest.mark.slow

SICK = ("card_insufficient", "card_declined", "card_3ds", "card_later", "card_ok", "card_lapses")


@st.composite
def ladders(draw: st.DrawFn) -> HoldLadder:
    rungs = draw(st.lists(st.sampled_from((4320, 2880, 2160, 1440, 720, 500)), min_size=1, max_size=6, unique=True))
    return HoldLadder(
        version="sold",
        rungs_before_min=tuple(sorted(rungs, reverse=True)),
        release_before_min=draw(st.sampled_from((360, 240, 60))),
        most_absent_tries=draw(st.sampled_from((4, 4, 2, 1))),
        tries_within_min=draw(st.sampled_from((10_080, 2880))),
    )


stories = st.builds(
    Story,
    start=st.sampled_from(STARTS),
    days_apart=st.sampled_from(((0,), (0, 1), (0, 1, 2), (0, 3), (0, 5))),
    card=st.sampled_from(SICK),
    same_plastic=st.booleans(),
    stand_in=st.sampled_from((None, "card_ok", "card_insufficient", "card_3ds", "card_later")),
    faults=st.sampled_from(((0, 0, 0), (300, 200, 200), (900, 50, 50), (0, 500, 500), (1000, 0, 0), (0, 1000, 0))),
    paying=st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from(("card_ok", "card_3ds", "card_insufficient"))), max_size=3
    ).map(tuple),
    ladder=st.one_of(st.just(HoldLadder()), ladders()),
    seed=st.integers(0, 1000),
)


ONE_CARD = Story(
    start=STARTS[0], days_apart=(0, 1), card="card_insufficient", same_plastic=True, stand_in=None, faults=(0, 0, 0),
    paying=(), ladder=HoldLadder(), seed=0,
)  # fmt: skip
"""Two cleans on one card that never has money: what is asked of it is counted together."""


@explored(10)
@given(story=stories)
@example(story=ONE_CARD)
@example(story=replace(ONE_CARD, card="card_3ds"))
@example(story=replace(ONE_CARD, faults=(1000, 0, 0), paying=((40, "card_ok"),)))
def test_a_card_that_cannot_be_charged_is_asked_by_the_ladder_it_was_sold_under(story: Story) -> None:
    async def live() -> None:
        lives = await lived(story)
        assert broken(lives, await lives.tries()) == []
        balances = await lives.place.ledger()
        assert sum(balances.values()) == 0
        for booking in lives.bookings:
            payment = await lives.payment(booking)
            assert not isinstance(payment.phase, Authorizing), "nobody finds out any more what came of it"
            if booking in lives.let_go:
                assert isinstance(payment.phase, Released | Voided)
                assert lives.let_go[booking] >= lives.deadline(booking), "called off before its time was over"
                assert not await lives.still_held(booking), "what came too late is held for ever"

    asyncio.run(live())
