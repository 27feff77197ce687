"""The house put together in memory: nothing that falls due or happens is left without somebody who does it."""

import pytest

from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import build
from cleanbee.entrypoints.worker import runners
from cleanbee.ports.inbound.platform.queues import QUEUES, UnknownQueue, chosen, kinds_by_queue, queue_of, queues_with

APP = build(memory_ports(), Settings())


def test_a_worker_without_choices_serves_every_drain_there_is() -> None:
    served = [name for queue in chosen((), ()) for name in (f"timers.{queue.name}", *queue.drains)]
    assert set(APP.drains) <= set(served)
    assert set(runners(APP, chosen((), ()))) == {queue.name for queue in QUEUES}


def test_every_kind_of_timer_belongs_to_exactly_one_queue() -> None:
    kinds = APP.platform.run_timers.walks.keys()
    sorted_kinds = kinds_by_queue(kinds)
    assert sorted(kind for some in sorted_kinds.values() for kind in some) == sorted(kinds)
    assert queue_of("notice.reminder_24h") == "reminders"
    assert queue_of("booking.card_until") == "money"
    assert queue_of("booking.no_show") == "visits"
    assert queue_of("something.new") == "upkeep"


def test_a_deployment_without_reminders_sends_none_and_does_the_rest() -> None:
    left = runners(APP, chosen((), ("reminders",)))
    assert "reminders" not in left
    assert len(left) == len(QUEUES) - 1


def test_a_queue_that_nobody_knows_is_not_served_silently() -> None:
    with pytest.raises(UnknownQueue):
        chosen(("honey",), ())


def test_every_drain_can_be_woken() -> None:
    for drain in APP.drains:
        assert queues_with(drain.partition(".")[0]), drain


async def test_an_empty_house_has_nothing_to_do() -> None:
    assert {name: await drain() for name, drain in APP.drains.items()} == dict.fromkeys(APP.drains, 0)
    assert await APP.health.why_not() is None


def test_a_live_house_has_no_clock_that_anybody_could_move() -> None:
    live = build(memory_ports(), Settings(mode="live"))
    assert live.platform.advance_clock is None
    assert live.platform.test_clock is None
    assert live.house.code == ""
