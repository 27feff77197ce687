"""What both ends of the queue agree on: msgpack on the wire, one kind of job, one list a queue."""

from __future__ import annotations

from typing import Any

import msgspec
from arq.connections import RedisSettings

JOB = "run"
BUCKET_S = 0.1


def arq_queue(name: str) -> str:
    """Where a queue's wakes wait."""
    return f"cleanbee:queue:{name}"


def job_id(name: str, at: float) -> str:
    """All wakes of a queue within a tenth of a second are one run, which begins when that tenth is over.

    Not one id a queue: the run of a worker that died would keep everybody else out until it times out.
    """
    return f"{JOB}:{name}:{int(at / BUCKET_S)}"


def pack(job: dict[str, Any]) -> bytes:
    """A job as msgpack: nothing on the queue can carry code."""
    return msgspec.msgpack.encode(job)


def unpack(raw: bytes) -> dict[str, Any]:
    """A job from msgpack."""
    return msgspec.msgpack.decode(raw, type=dict[str, Any])


def connection(url: str) -> RedisSettings:
    """How to reach the queue server: quickly or not at all, since rows in PostgreSQL lose nothing."""
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout = 1
    settings.conn_retries = 0
    settings.conn_retry_delay = 0
    return settings
