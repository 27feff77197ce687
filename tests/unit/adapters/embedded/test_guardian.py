"""The guardian, with a server that says what it is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cleanbee.adapters.embedded.guarded import GUARDIAN

pytestmark = pytest.mark.slow

PATIENCE_S = 60

# Writes down what it read and which signal ended it, then ends.
SERVER = """
import os, pathlib, signal, sys
told = pathlib.Path(sys.argv[1])
def end(number, frame):
    told.with_suffix(".signal").write_text(signal.Signals(number).name)
    os._exit(0)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, end)
told.write_text(sys.stdin.read())
print("up", flush=True)
heard, tell = os.pipe()
os.set_blocking(tell, False)
signal.set_wakeup_fd(tell)  # a signal that comes just before one waits for it is heard as well
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
while True:
    os.read(heard, 1)
"""
STUBBORN = SERVER.replace("os._exit(0)", "pass")


def told_later() -> None:
    """A server that is ended before it listens hears of it when it does: the mask is handed down to it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


@contextmanager
def guarded(folder: Path, server: str = SERVER, **more: object) -> Generator[subprocess.Popen[str]]:
    spec = {
        "parent": os.getpid(),
        "command": [sys.executable, "-c", server, str(folder / "told")],
        "folder": str(folder),
        "uid": None,
        "gid": None,
        "env": dict(os.environ),
        "polite": signal.SIGINT,
        "abrupt": signal.SIGTERM,
        "input": "the words",
        "remove": "",
        **more,
    }
    with subprocess.Popen(
        [sys.executable, "-I", "-S", GUARDIAN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        preexec_fn=told_later,  # noqa: PLW1509  a test runs no threads
    ) as guardian:
        assert guardian.stdin is not None
        assert guardian.stdout is not None
        guardian.stdin.write(json.dumps(spec) + "\n")
        assert guardian.stdout.readline() == "up\n"
        yield guardian


def test_secret_words_reach_the_server_by_its_input(tmp_path: Path) -> None:
    with guarded(tmp_path):
        assert (tmp_path / "told").read_text() == "the words"


def test_a_server_told_to_stop_is_asked_politely(tmp_path: Path) -> None:
    with guarded(tmp_path) as guardian:
        guardian.communicate("stop\n")
    assert guardian.returncode == 0
    assert (tmp_path / "told.signal").read_text() == "SIGINT"


def test_a_server_whose_house_is_gone_is_stopped_abruptly(tmp_path: Path) -> None:
    with guarded(tmp_path) as guardian:
        guardian.communicate()
    assert (tmp_path / "told.signal").read_text() == "SIGTERM"


def test_a_house_that_is_another_process_by_now_is_noticed_though_somebody_holds_the_pipe(tmp_path: Path) -> None:
    with guarded(tmp_path, parent=1) as guardian:
        assert guardian.wait(PATIENCE_S) == 0
    assert (tmp_path / "told.signal").read_text() == "SIGTERM"


def test_a_server_that_ends_by_itself_ends_its_guardian_with_its_own_code(tmp_path: Path) -> None:
    with guarded(tmp_path, "print('up', flush=True); raise SystemExit(7)") as guardian:
        assert guardian.wait(PATIENCE_S) == 7


def test_a_server_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    with guarded(tmp_path, STUBBORN) as guardian:
        guardian.communicate()
    assert guardian.returncode != 0
    assert (tmp_path / "told.signal").read_text() == "SIGTERM"


def test_throwaway_data_go_with_a_house_that_is_gone_and_no_others(tmp_path: Path) -> None:
    gone, stays = tmp_path / "gone", tmp_path / "stays"
    for folder, word in ((gone, ""), (stays, "stop\n")):
        folder.mkdir()
        with guarded(tmp_path, remove=str(folder)) as guardian:
            guardian.communicate(word)
    assert not gone.exists()
    assert stays.exists()


def test_without_a_word_on_what_to_start_nothing_is_started() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", GUARDIAN], input="", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
