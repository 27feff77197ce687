"""The two commands on a bare machine, with a folder of wheels for a network."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest
from tests.integration.bee.clone import Clone, small_clone

WARM_S = 1.0
"""Of a processor: how long that takes is for the machine to say, which has other things to do."""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone on which `up` has run once."""
    clone = small_clone(tmp_path_factory.mktemp("used"))
    first = clone.bee("up", "--port", "1")
    assert first.returncode == 0, first.stderr
    assert "making an environment" in first.stderr
    assert "environment ready: " in first.stderr
    assert "MB downloaded" in first.stderr
    assert "called cleanbee up --port 1" in first.stdout
    return clone


def test_a_warm_start_is_quick_silent_and_passes_everything_on(used: Clone) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    again = used.bee("up", "--port", "2", ENDS_WITH="4")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < WARM_S
    assert again.returncode == 4
    assert "called cleanbee up --port 2" in again.stdout
    assert again.stderr == ""


def test_the_environment_stands_first_so_that_its_programs_are_found(used: Clone) -> None:
    (environment,) = used.environments()
    assert f"first on PATH {environment}" in used.bee("doctor").stdout


def test_kernels_that_this_machine_has_no_wheel_for_are_done_without(used: Clone) -> None:
    (environment,) = used.environments()
    assert (environment / "stamp-numba").read_text() == "absent"


def test_test_and_check_and_nox_go_to_nox_with_what_it_needs(used: Clone) -> None:
    noxfile = f"--noxfile {used.path}/noxfile.py"
    assert f"called nox {noxfile} -s unit" in used.bee("test", "-s", "unit").stdout
    assert f"called nox {noxfile} -s check" in used.bee("check").stdout
    assert f"called nox {noxfile} --list" in used.bee("nox", "--list").stdout
    (environment,) = used.environments()
    assert [*environment.glob("lib/python*/site-packages/wax.py")], "what only tests need came with the first of them"


def test_nothing_is_written_outside_the_clones_own_folder(used: Clone) -> None:
    assert sorted(path.name for path in used.path.iterdir() if path.name != "__pycache__") == [
        ".bee",
        "backend.py",
        "bee",
        "locks",
        "pyproject.toml",
    ]


def test_new_locks_make_a_new_environment(tmp_path: Path, used: Clone) -> None:
    clone = Clone(tmp_path / "clone", used.wheels)
    shutil.copytree(used.path, clone.path, symlinks=True)
    clone.lock("local", "honey", "wax")
    assert "making an environment" in clone.bee("doctor").stderr
    assert len(clone.environments()) == 2


def test_a_clone_that_was_moved_is_made_anew(tmp_path: Path, used: Clone) -> None:
    clone = Clone(tmp_path / "elsewhere", used.wheels)
    shutil.copytree(used.path, clone.path, symlinks=True)
    moved = clone.bee("doctor")
    assert "making an environment" in moved.stderr
    assert f"first on PATH {clone.path}" in moved.stdout


def test_a_package_with_another_hash_is_refused_and_the_next_run_goes_on(tmp_path: Path) -> None:
    clone = small_clone(tmp_path)
    clone.lock("local", "honey", wrong=True)
    refused = clone.bee("up")
    assert refused.returncode == 3
    assert "local could not be installed" in refused.stderr
    assert "install.log" in refused.stderr
    assert not refused.stdout
    clone.lock("local", "honey")
    assert "called cleanbee up" in clone.bee("up").stdout


def test_new_names_in_the_project_are_registered_without_a_new_environment(used: Clone) -> None:
    (environment,) = used.environments()
    before = (environment / "stamp-self").read_text()
    with (used.path / "pyproject.toml").open("a") as project:
        project.write("# one more adapter\n")
    assert "making an environment" not in used.bee("doctor").stderr
    assert (environment / "stamp-self").read_text() != before
    assert used.environments() == [environment]
