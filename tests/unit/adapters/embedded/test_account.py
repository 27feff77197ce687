"""Whose account a server runs under, and which folders it reaches. Nothing is opened for it."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from cleanbee.adapters.embedded.account import Account, server_account, shared_folder, within_reach
from cleanbee.adapters.embedded.folder import SETTLED_S, data_folder, locked, place_for, throwaway_folder
from cleanbee.entrypoints.house import Plan, clear

STRANGER = Account(uid=61234, gid=61234)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A closed home with a program in it."""
    closed = tmp_path / "home"
    (closed / "lib").mkdir(parents=True)
    (closed / "lib" / "program").write_text("runs")
    (closed / "secret").write_text("ours")
    closed.chmod(0o700)
    return closed


def test_we_reach_what_is_ours(home: Path) -> None:
    assert Account().reaches(home / "lib")


def test_a_stranger_does_not_reach_into_a_closed_home(home: Path) -> None:
    assert not STRANGER.reaches(home / "lib")
    assert STRANGER.reaches(Path("/"))


def test_programs_in_a_closed_home_are_copied_and_the_home_stays_closed(home: Path) -> None:
    copy = within_reach(STRANGER, home, ("lib",), f"test-{os.getpid()}")
    try:
        assert copy != home
        assert STRANGER.reaches(copy / "lib")
        assert (copy / "lib" / "program").read_text() == "runs"
        assert not (copy / "secret").exists()
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert within_reach(STRANGER, home, ("lib",), f"test-{os.getpid()}") == copy
    finally:
        (copy / "lib" / "program").unlink()
        (copy / "lib").rmdir()
        copy.rmdir()


def test_programs_within_reach_are_used_where_they_are(home: Path) -> None:
    assert within_reach(Account(), home, ("lib",), "never-made") == home


def test_only_we_may_write_where_servers_are_put() -> None:
    told = shared_folder().stat()
    assert told.st_uid == os.geteuid()
    assert not told.st_mode & 0o022


def test_data_that_a_stranger_cannot_reach_stand_elsewhere_and_are_found_again(home: Path) -> None:
    place = data_folder(home, STRANGER)
    try:
        assert place != home
        assert STRANGER.reaches(place)
        assert data_folder(home, STRANGER) == place
    finally:
        shutil.rmtree(place)


def test_data_that_nobody_asks_for_any_more_are_swept_but_never_under_a_server(home: Path) -> None:
    first, second = data_folder(home, STRANGER), home / "second"
    second.mkdir()
    running = data_folder(second, STRANGER)
    try:
        (first / "data").mkdir()
        (first / "data" / "postmaster.pid").touch()  # left by a server that was killed
        with locked(first):
            pass
        (home / "elsewhere").unlink()
        (second / "elsewhere").unlink()
        with locked(running):
            anew = data_folder(home, STRANGER)
        assert anew != first
        assert not first.exists()
        assert running.exists()
    finally:
        shutil.rmtree(anew)
        shutil.rmtree(running)


def test_a_note_that_leads_out_of_our_own_folder_is_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (home / "elsewhere").write_text(str(tmp_path / "theirs"))
    assert data_folder(home, Account()) == home


def test_a_server_is_never_root() -> None:
    account = server_account()
    assert account.uid != 0
    assert (account.uid is None) == (os.geteuid() != 0)


def test_a_throwaway_place_is_gone_afterwards() -> None:
    with place_for(None, server_account()) as place:
        assert place.path.is_dir()
    assert not place.path.exists()


def thrown_away(age_s: float) -> Path:
    """What a server left whose guardian could not tidy up, so long ago."""
    place = throwaway_folder(STRANGER)
    with locked(place):
        pass
    then = time.time() - age_s
    os.utime(place / "lock", (then, then))
    return place


def test_what_a_killed_server_left_is_swept_by_the_next_and_never_under_one_that_runs() -> None:
    orphan, young, running = thrown_away(SETTLED_S + 1), thrown_away(SETTLED_S - 30), thrown_away(SETTLED_S + 1)
    try:
        with (running / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with place_for(None, server_account()):
                assert [one.exists() for one in (orphan, young, running)] == [False, True, True]
    finally:
        for one in (orphan, young, running):
            shutil.rmtree(one, ignore_errors=True)


def test_a_house_begun_afresh_leaves_nothing_of_the_one_before(home: Path) -> None:
    (home / "postgres").mkdir()
    place = data_folder(home / "postgres", STRANGER)
    (home / "sandbox").mkdir()
    (home / "mine.txt").touch()
    clear(Plan(data_dir=home, sandbox_dir=home))
    assert not place.exists()
    assert sorted(one.name for one in home.iterdir()) == ["lib", "mine.txt", "secret"]
