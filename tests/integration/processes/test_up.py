"""One command opens the whole house; one Ctrl-C, or the worst kill there is, leaves nothing of it running."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.integration.processes.opened_house import PATIENCE_S, RUN, alone, left, opened, until

from cleanbee.adapters.embedded.folder import erase

PARTS = ("sandbox", "serve", "worker")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """One data folder for all of these tests: what one keeps, the next finds."""
    data = tmp_path_factory.mktemp("house") / "data"
    yield data
    erase(data)


def clock(folder: Path, *words: str) -> str:
    """`cleanbee clock …` against the house that is open on this folder."""
    asked = [*RUN, "clock", *words, "--data-dir", str(folder)]
    done = subprocess.run(asked, env=alone(), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_the_house_opens_answers_and_ctrl_c_leaves_nothing(folder: Path) -> None:
    with opened(folder) as up:
        assert up.ready["ready"] is True
        assert {one["role"] for one in up.ready["sign_ins"]} == {"Customer", "Cleaner", "Ops"}
        assert up.status("/readyz") == 200
        assert up.status("/livez") == 200
        assert all(up.pid_of(part) for part in PARTS)
        tree = up.tree
        assert up.stop() == (0, '{"result": "Stopped; nothing is lost.", "code": 0}')
    assert not left(tree)
    assert not (folder / "house.json").exists()


def test_a_kill_that_nobody_can_answer_leaves_nothing_either(folder: Path) -> None:
    with opened(folder) as up:
        tree = up.tree
        assert len(tree) >= 5
        up.process.kill()
        up.process.wait(PATIENCE_S)
        until(lambda: not left(tree), "everything ends with its parent")


def test_every_part_that_dies_is_started_again(folder: Path) -> None:
    with opened(folder) as up:
        before = {part: up.pid_of(part) for part in PARTS}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        until(lambda: all(up.pid_of(part) not in {0, pid} for part, pid in before.items()), "all parts are back")
        until(lambda: up.status("/readyz") == 200, "the house is ready")
        assert len(re.findall(r"ended with -9: starting again", up.log.read_text("utf-8"))) == len(PARTS)


def test_what_was_kept_is_there_when_the_house_opens_again_and_gone_when_it_begins_afresh(folder: Path) -> None:
    with opened(folder):
        moved = clock(folder, "advance", "30m", "--stand").partition(";")[0]
    assert re.fullmatch(r"It is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moved), moved
    with opened(folder):
        assert clock(folder, "show").startswith(moved)
    with opened(folder, "--fresh"):
        assert not clock(folder, "show").startswith(moved)


def test_a_port_that_is_taken_is_told_with_the_next_command(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        asked = [*RUN, "up", "--port", str(port), "--data-dir", str(folder)]
        done = subprocess.run(asked, env=alone(), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 3
    assert f"port {port}" in done.stderr
    assert f"cleanbee up --port {port + 1}" in done.stderr


def test_two_houses_do_not_open_on_one_folder(folder: Path) -> None:
    with opened(folder) as up:
        asked = [*RUN, "up", "--port", str(up.port + 1), "--data-dir", str(folder)]
        done = subprocess.run(asked, env=alone(), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert done.returncode == 3, done.stderr
        assert up.status("/readyz") == 200


def test_the_demo_says_how_to_sign_in_its_city_lives_and_the_worst_kill_leaves_nothing_of_it(folder: Path) -> None:
    with opened(folder, "--speed", "600", "--fresh", command="demo") as up:
        links = {role: link.partition(str(up.port))[2] for role, link in up.ready["links"].items()}
        assert links == {"customer": "/?as=mia", "cleaner": "/?as=joyce", "ops": "/ops?as=olga"}
        until(lambda: " sets off for " in up.log.read_text("utf-8"), "somebody is on the way")
        assert up.pid_of("play")
        tree = up.tree
        up.process.kill()
        up.process.wait(PATIENCE_S)
        until(lambda: not left(tree), "everything ends with its parent, the players too")
    with opened(folder, "--speed", "1", command="demo") as up:
        tree = up.tree
        assert up.stop() == (0, '{"result": "Stopped; nothing is lost.", "code": 0}')
    assert not left(tree)
