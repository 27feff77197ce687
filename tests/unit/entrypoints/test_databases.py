"""The one rule that chooses databases, against an engine that listens on a real socket."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingUnixStreamServer

import pytest

from cleanbee.adapters.embedded.container import answering_engine
from cleanbee.entrypoints.databases import Source, Wanted, choose, databases, wanted_by

pytestmark = pytest.mark.slow

WELL = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"
SICK = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def engine(answer: bytes | None) -> Generator[dict[str, str]]:
    """An engine on a unix socket; gives the environment that names it. Without an answer it takes the call, silent."""
    asked: list[bytes] = []
    done = threading.Event()

    class Engine(BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(1000))
            if answer is None:
                done.wait(10)
            else:
                self.request.sendall(answer)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        with ThreadingUnixStreamServer(str(path), Engine) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            yield {"DOCKER_HOST": f"unix://{path}"}
            done.set()
            server.shutdown()
    assert all(words.startswith(b"GET /_ping ") for words in asked)


def never() -> bool:
    raise AssertionError("the engine is asked only where its answer matters")


def asking(environ: dict[str, str]) -> Callable[[], bool]:
    return lambda: answering_engine(environ) is not None


@pytest.mark.parametrize("for_tests", [True, False])
def test_a_server_that_the_user_names_is_taken_and_no_engine_is_asked(for_tests: bool) -> None:
    assert choose("postgresql://theirs/db", for_tests=for_tests, engine_answers=never) is Source.GIVEN


def test_tests_take_containers_where_an_engine_answers() -> None:
    with engine(WELL) as environ:
        assert choose("", for_tests=True, engine_answers=asking(environ)) is Source.CONTAINER


def test_a_business_that_is_no_test_never_asks_for_an_engine() -> None:
    assert choose("", for_tests=False, engine_answers=never) is Source.EMBEDDED


@pytest.mark.parametrize("answer", [SICK, b"", b"hello", None], ids=["sick", "empty", "no-engine", "silent"])
def test_an_engine_that_is_not_well_is_passed_over(answer: bytes | None) -> None:
    with engine(answer) as environ:
        assert choose("", for_tests=True, engine_answers=asking(environ)) is Source.EMBEDDED


def test_a_socket_that_nobody_listens_on_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "engine.sock").touch()
    environ = {"DOCKER_HOST": f"unix://{tmp_path}/engine.sock"}
    assert choose("", for_tests=True, engine_answers=asking(environ)) is Source.EMBEDDED


def test_an_engine_on_another_machine_is_not_ours_to_use() -> None:
    assert answering_engine({"DOCKER_HOST": "tcp://198.51.100.7:2375"}) is None


def test_each_server_is_chosen_for_itself() -> None:
    wanted = wanted_by({"REDIS_URL": "redis://theirs/3"})
    assert choose(wanted.database_url, for_tests=False, engine_answers=never) is Source.EMBEDDED
    assert choose(wanted.redis_url, for_tests=False, engine_answers=never) is Source.GIVEN


def test_given_servers_are_handed_on_as_they_are_and_nothing_is_started() -> None:
    wanted = Wanted(database_url="postgresql://theirs/db", redis_url="redis://theirs/3", for_tests=True)
    with databases(wanted, {}, lambda: pytest.fail("no password is needed")) as both:
        assert (both.postgres.url, both.redis.url) == ("postgresql://theirs/db", "redis://theirs/3")
        assert both.postgres.guardian_pid == both.redis.guardian_pid == 0


def test_secrets_in_urls_are_not_shown() -> None:
    wanted = Wanted(database_url="postgresql://u:hidden@theirs/db", redis_url="redis://:hidden@theirs")
    with databases(wanted, {}, str) as both:
        assert "hidden" not in f"{wanted!r} {both!r}"
