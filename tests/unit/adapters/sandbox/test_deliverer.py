"""The sandbox's bank tells by itself: once and in order, or as wildly as it is told to, until somebody took it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.sandbox.deliverer import Deliverer, Nobody, Sent, Told
from cleanbee.adapters.sandbox.journal import Journal
from cleanbee.adapters.sandbox.manner import Manner, manner
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.news import Message, PayoutArrived

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
NEWS = PayoutArrived(operation=OperationId(SeededIds(1).new()))
TOLD = tuple(Message(id=f"message_{n}", at=NOW + timedelta(minutes=n), news=NEWS) for n in range(6))


Send = Callable[..., Deliverer]


class Api:
    """Who is told: takes, refuses, or is away."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answers: Callable[[str], int] = lambda id: 200

    async def post(self, raw: bytes, signature: str) -> int:
        status = self.answers(raw.decode())
        if status == 0:
            raise Nobody
        self.heard += [raw.decode()] if status == 200 else []
        return status


async def told() -> tuple[Message, ...]:
    return TOLD


async def signed(message: Message) -> tuple[bytes, str]:
    return message.id.encode(), "signed"


@pytest.fixture
def send(tmp_path: Path) -> Generator[Send]:
    files: list[Journal[Sent]] = []

    def opened(api: Api, text: str, telling: Told = told) -> Deliverer:
        """A process of the sandbox; another one on the same files is the next."""
        files.append(Journal(tmp_path / "hooks.jsonl", Sent))
        return Deliverer(telling, signed, api.post, files[-1], manner(text))

    yield opened
    for one in files:
        one.close()


async def test_calm_is_once_in_order_and_as_soon_as_it_happened(send: Send) -> None:
    api, clock = Api(), ManualClock(NOW + timedelta(minutes=2))
    bank = send(api, "calm")
    assert await bank.once(clock) == (3, 0)
    clock.forward(timedelta(hours=1))
    assert await bank.once(clock) == (3, 0) and await bank.once(clock) == (0, 0)
    assert api.heard == [one.id for one in TOLD]


async def test_what_is_not_answered_with_200_is_sent_again_and_holds_up_nobody_else(send: Send) -> None:
    api, clock = Api(), ManualClock(NOW + timedelta(hours=1))
    bank = send(api, "calm")
    api.answers = lambda id: 503 if id == "message_1" else 200
    assert await bank.once(clock) == (5, 1)
    api.answers = lambda id: 200
    assert await bank.once(clock) == (1, 0)
    assert api.heard[-1] == "message_1" and sorted(api.heard) == sorted(one.id for one in TOLD)


async def test_of_a_history_nobody_is_told_then_or_later(send: Send) -> None:
    api, clock = Api(), ManualClock(NOW + timedelta(minutes=2))
    bank = send(api, "calm")
    await bank.keep_quiet()
    assert await bank.once(clock) == (0, 0)
    clock.forward(timedelta(hours=1))
    await bank.speak_again()
    assert await bank.once(clock) == (0, 0) and api.heard == []
    assert await send(api, "calm").once(clock) == (0, 0), "nor by the next process"


async def test_what_comes_after_the_quiet_is_told(send: Send) -> None:
    api, clock = Api(), ManualClock(NOW + timedelta(hours=1))
    so_far = list(TOLD[:4])

    async def until_now() -> tuple[Message, ...]:
        return tuple(so_far)

    bank = send(api, "calm", until_now)
    await bank.keep_quiet()
    await bank.speak_again()
    so_far.extend(TOLD[4:])
    assert await bank.once(clock) == (2, 0) and api.heard == [one.id for one in TOLD[4:]]


async def test_whoever_is_asked_too_much_is_left_alone_for_a_while(send: Send) -> None:
    api, asked = Api(), list[str]()

    def too_much(id: str) -> int:
        asked.append(id)
        return 429 if len(asked) > 2 else 200

    api.answers = too_much
    assert await send(api, "calm").once(ManualClock(NOW + timedelta(hours=1))) == (2, 1)
    assert len(asked) == 3, "after the first no, nobody is asked again in this round"


async def test_the_death_of_either_side_loses_and_repeats_nothing(send: Send) -> None:
    api, clock = Api(), ManualClock(NOW + timedelta(hours=1))
    api.answers = lambda id: 0 if len(api.heard) == 2 else 200
    with pytest.raises(Nobody):
        await send(api, "calm").once(clock)
    api.answers = lambda id: 200
    assert await send(api, "calm").once(clock) == (4, 0)
    assert sorted(api.heard) == sorted(one.id for one in TOLD)


async def test_a_wild_bank_repeats_and_shuffles_the_same_whenever_it_is_asked(send: Send, tmp_path: Path) -> None:
    clock = ManualClock(NOW + timedelta(days=4))
    first, second = Api(), Api()
    await send(first, "seed=7 copies=20 late_min=4320").once(clock)
    (tmp_path / "hooks.jsonl").write_bytes(b"")
    await send(second, "seed=7 copies=20 late_min=4320").once(clock)
    assert first.heard == second.heard
    assert set(first.heard) == {one.id for one in TOLD} and len(first.heard) > 2 * len(TOLD)
    assert first.heard != sorted(first.heard)


async def test_what_is_to_be_lost_never_comes(send: Send) -> None:
    api = Api()
    await send(api, "copies=3 lose=*_4").once(ManualClock(NOW + timedelta(days=9)))
    assert set(api.heard) == {one.id for one in TOLD} - {"message_4"}


@given(st.integers(0, 2**32), st.integers(1, 20), st.integers(0, 4320))
def test_every_copy_comes_within_its_time_after_it_happened(seed: int, copies: int, late_min: int) -> None:
    rude = Manner(seed=seed, copies=copies, late_min=late_min)
    for message in TOLD:
        sent = list(rude.copies_of(message))
        assert 1 <= len(sent) <= copies
        assert all(message.at <= one.due_at <= message.at + timedelta(minutes=late_min) for one in sent)


@pytest.mark.parametrize("text", ["rude", "copies=0", "copies=21", "late_min=4321", "seed=x", "calm loud=1"])
def test_another_word_is_no_manner(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid|nobody|copies"):
        manner(text)
