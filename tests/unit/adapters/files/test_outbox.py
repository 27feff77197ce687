"""The outbox that is a file keeps the promise of a courier, also for several processes and after a sudden death."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cleanbee.adapters.files.outbox import FileOutbox
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.messaging.notice import Notice
from cleanbee.ports.contracts.courier import CourierContract
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.messaging import Courier, CourierDown


class TestFileOutbox(CourierContract):
    """An outbox in a folder of its own."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "outbox" / "notices.jsonl"

    @asynccontextmanager
    async def open_courier(self) -> AsyncGenerator[FileOutbox]:
        yield FileOutbox(self.path)

    async def delivered(self, courier: Courier) -> Sequence[tuple[NoticeId, str]]:
        assert isinstance(courier, FileOutbox)
        return [(line.notice, line.text) for line in reversed(courier.carried())]

    def fresh_ids(self) -> SeededIds:
        return SeededIds(11)


def notices(count: int) -> list[Notice]:
    nouns = Nouns(SeededIds(12))
    return [nouns.notice(nouns.ids.new()) for _ in range(count)]


async def test_two_processes_that_share_the_file_carry_each_notice_once(tmp_path: Path) -> None:
    path, many = tmp_path / "out.jsonl", notices(10)
    one, other = FileOutbox(path), FileOutbox(path)
    await asyncio.gather(*(box.deliver(notice, "hello") for notice in many for box in (one, other)))
    assert sorted(line.notice for line in one.carried()) == sorted(notice.id for notice in many)
    assert one.carried() == other.carried()


async def test_what_was_carried_before_a_restart_is_not_carried_again(tmp_path: Path) -> None:
    (notice,) = notices(1)
    await FileOutbox(tmp_path / "out.jsonl").deliver(notice, "hello")
    again = FileOutbox(tmp_path / "out.jsonl")
    await again.deliver(notice, "hello")
    assert len(again.carried()) == 1


async def test_a_line_torn_by_a_sudden_death_is_cut_off_and_its_notice_carried_whole(tmp_path: Path) -> None:
    path, (first, second) = tmp_path / "out.jsonl", notices(2)
    await FileOutbox(path).deliver(first, "hello")
    with path.open("ab") as file:
        file.write(b'{"notice":"' + str(second.id).encode())
    box = FileOutbox(path)
    assert [line.notice for line in box.carried()] == [first.id]
    await box.deliver(second, "world")
    assert [line.text for line in box.carried()] == ["world", "hello"]


async def test_the_newest_is_read_first_and_only_as_many_as_wanted(tmp_path: Path) -> None:
    box, many = FileOutbox(tmp_path / "out.jsonl"), notices(3)
    for notice in many:
        await box.deliver(notice, "hello")
    assert [line.notice for line in box.carried(newest=2)] == [many[2].id, many[1].id]
    assert FileOutbox(tmp_path / "none.jsonl").carried() == ()


async def test_a_file_that_cannot_be_written_means_try_later(tmp_path: Path) -> None:
    (notice,) = notices(1)
    (tmp_path / "out.jsonl").mkdir()
    with pytest.raises(CourierDown):
        await FileOutbox(tmp_path / "out.jsonl").deliver(notice, "hello")
