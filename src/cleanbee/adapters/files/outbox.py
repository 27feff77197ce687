"""An outbox that is a file: mail and SMS as lines of JSON, each notice once, appended and never changed."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from cleanbee.domain.kernel import NoticeId, Value
from cleanbee.domain.messaging.notice import Channel, Notice
from cleanbee.ports.outbound.messaging import CourierDown


class Carried(Value, frozen=True, kw_only=True):
    """One line of the outbox: what went to whom, by which channel, and when it was written."""

    notice: NoticeId
    channel: Channel
    address: str
    template: str
    locale: str
    text: str
    made_at: datetime


class FileOutbox:
    """Carries notices into a file that several processes may share; the file's lock makes each notice once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = msgspec.json.Decoder(Carried)
        self._encoder = msgspec.json.Encoder()
        self._seen: set[NoticeId] = set()
        self._read_to = 0
        path.parent.mkdir(parents=True, exist_ok=True)

    async def deliver(self, notice: Notice, text: str) -> None:
        """Append one rendered notice; the same again changes nothing.

        :raises CourierDown: the file cannot be written.
        """
        try:
            await asyncio.to_thread(self._append, notice, text)
        except OSError as fault:
            raise CourierDown(f"the outbox cannot be written: {fault.strerror}") from fault

    def carried(self, newest: int = 100) -> tuple[Carried, ...]:
        """What was carried, newest first."""
        return tuple(self._lines())[::-1][:newest]

    def _append(self, notice: Notice, text: str) -> None:
        line = Carried(
            notice=notice.id,
            channel=notice.to.channel,
            address=notice.to.address,
            template=notice.template,
            locale=notice.to.locale,
            text=text,
            made_at=notice.made_at,
        )
        with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            end = self._catch_up(file.fileno())
            if notice.id in self._seen:
                return
            raw = self._encoder.encode(line) + b"\n"
            os.write(file.fileno(), raw)
            os.fsync(file.fileno())
            self._seen.add(notice.id)
            self._read_to = end + len(raw)

    def _catch_up(self, file: int) -> int:
        """Learn what others wrote since; a torn last line of a process that died is cut off."""
        end = os.fstat(file).st_size
        fresh = os.pread(file, end - self._read_to, self._read_to)
        whole = fresh.rfind(b"\n") + 1
        if whole < len(fresh):
            end = self._read_to + whole
            os.ftruncate(file, end)
        self._seen.update(self._decoder.decode(raw).notice for raw in fresh[:whole].splitlines())
        self._read_to = end
        return end

    def _lines(self) -> Iterator[Carried]:
        if not self._path.exists():
            return
        raw = self._path.read_bytes()
        for line in raw[: raw.rfind(b"\n") + 1].splitlines():
            yield self._decoder.decode(line)
