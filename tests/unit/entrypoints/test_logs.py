"""What a process says while it runs is one form for all, and machines can read it in live."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from cleanbee.entrypoints.logs import configure


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines_of(to: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in to.getvalue().splitlines()]


def test_in_live_each_line_is_one_object_whoever_logged_it() -> None:
    to = io.StringIO()
    configure(live=True, to=to)
    structlog.get_logger("worker").error("left undone", queue="money")
    logging.getLogger("cleanbee.http").warning("slow under %s", "req_1")
    ours, theirs = lines_of(to)
    assert (ours["event"], ours["queue"], ours["level"], ours["logger"]) == ("left undone", "money", "error", "worker")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("slow under req_1", "warning", "cleanbee.http")


def test_in_live_a_bug_is_one_line_with_its_traceback_and_nothing_of_the_values_around_it() -> None:
    to = io.StringIO()
    configure(live=True, to=to)
    secret = "sk_live_" + "x" * 20
    try:
        raise ValueError(f"{len(secret)} is too long")
    except ValueError:
        logging.getLogger("cleanbee.http").exception("bug under req_2")
    (line,) = lines_of(to)
    assert "ValueError" in json.dumps(line)
    assert secret not in to.getvalue(), "a frame's values may be secrets"


def test_in_the_sandbox_a_line_is_for_people() -> None:
    to = io.StringIO()
    configure(live=False, to=to)
    structlog.get_logger("worker").warning("again", queue="money")
    assert "again" in to.getvalue()
    assert "queue=money" in to.getvalue()


def test_a_library_that_tells_each_of_its_steps_is_only_heard_when_it_warns() -> None:
    to = io.StringIO()
    configure(live=True, to=to)
    logging.getLogger("arq.worker").info("job started")
    logging.getLogger("arq.worker").warning("job lost")
    assert [line["event"] for line in lines_of(to)] == ["job lost"]
