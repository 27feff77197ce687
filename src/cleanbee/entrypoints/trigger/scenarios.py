"""The stories by their names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from cleanbee.entrypoints.trigger import cards, told
from cleanbee.entrypoints.trigger.stage import Stage
from cleanbee.entrypoints.trigger.stories import STORIES

Scenario = Callable[[Stage], Awaitable[dict[str, Any]]]

SCENARIOS: Mapping[str, Scenario] = {
    one.__name__: one
    for one in (
        cards.declined_then_rescued,
        cards.never_rescued,
        cards.needs_authentication,
        cards.hold_lapses,
        cards.capture_fails_after_work,
        told.double_webhook,
        told.payout_returned,
        told.dispute_lost,
    )
}


def sentence(name: str) -> str:
    """What happens in a story."""
    return STORIES[name]


async def play(name: str, on: Stage) -> dict[str, Any]:
    """Play one story to its end: what it ended with.

    :raises NotAsPromised: with another end than the promised one.
    :raises StoryFails: the house does not do what the story needs.
    """
    await on.open()
    on.line(f"{name}: {sentence(name)}")
    return await SCENARIOS[name](on)
