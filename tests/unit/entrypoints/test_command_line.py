"""The command line says in one sentence how it ended, with an exit code for each kind of end, and it loads lazily."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanbee.entrypoints.cli.trigger import verdict
from cleanbee.entrypoints.trigger.scenarios import SCENARIOS
from cleanbee.entrypoints.trigger.stories import STORIES

pytestmark = pytest.mark.slow

RUN = "from cleanbee.entrypoints.cli.main import main; main()"
HEAVY = ("litestar", "piccolo", "numba", "granian", "asyncpg", "arq", "redis", "httpx")


def run(*args: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("CLEANBEE_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", RUN, *args],
        cwd=folder,
        env=told | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_asking_for_help_loads_nothing_heavy(tmp_path: Path) -> None:
    asked = (
        "import sys; sys.argv = ['cleanbee', '--help']\n"
        "from cleanbee.entrypoints.cli.main import main\n"
        "main()\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not found, found\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in ("up", "serve", "worker", "migrate", "clock", "doctor"):
        assert f"  {name} " in done.stdout


def test_a_command_that_is_not_there_is_a_matter_of_usage(tmp_path: Path) -> None:
    done = run("fly", folder=tmp_path)
    assert done.returncode == 2
    assert "fly" in done.stderr


def test_doctor_lists_why_live_would_not_start_and_ends_with_one(tmp_path: Path) -> None:
    done = run("doctor", "--live", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("Live would refuse to start for")


def test_the_result_is_one_line_of_json_when_asked_for(tmp_path: Path) -> None:
    done = run("doctor", "--live", "--json", folder=tmp_path)
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert answer["code"] == done.returncode == 1
    assert any("gateway" in one for one in answer["findings"])
    assert answer["settings"]["secret_key"] == "••••"


@pytest.mark.parametrize(
    "asked",
    ["clock freeze nonsense", "bench nope", "torture storm --seed x", "up --port 0", "fly", "clock", "serve --x"],
)
def test_a_usage_error_is_one_line_of_json_too(tmp_path: Path, asked: str) -> None:
    done = run(*asked.split(), "--json", folder=tmp_path)
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert (answer["code"], done.returncode) == (2, 2)
    assert answer["result"]
    assert answer["result"] in done.stderr


def test_doctor_finds_nothing_wrong_with_a_sandbox(tmp_path: Path) -> None:
    done = run("doctor", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("Nothing stands in the way. No house is open here")


def test_doctor_says_what_keeps_stripe_from_being_opened(tmp_path: Path) -> None:
    told = {"CLEANBEE_GATEWAY": "stripe", "CLEANBEE_VAULT": "stripe", "CLEANBEE_STRIPE_KEY": "sk_live_hunter2"}
    done = run("doctor", folder=tmp_path, **told)
    assert done.returncode == 1 and "a live key moves real money" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    well = {**told, "CLEANBEE_STRIPE_KEY": "sk_test_1", "CLEANBEE_STRIPE_HOOK_SECRETS": "whsec_1"}
    assert run("doctor", folder=tmp_path, **well).returncode == 0


def test_doctor_says_when_the_database_does_not_answer(tmp_path: Path) -> None:
    done = run("doctor", folder=tmp_path, DATABASE_URL="postgresql://cleanbee@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "the database does not answer" in done.stdout.splitlines()[-1]


def test_zones_come_from_the_pinned_wheel_and_not_from_the_machine(tmp_path: Path) -> None:
    asked = (
        "import sys, zoneinfo; sys.argv = ['cleanbee', '--help']\n"
        "from cleanbee.entrypoints.cli.main import main\n"
        "main()\n"
        "assert zoneinfo.TZPATH == (), zoneinfo.TZPATH\n"
        "zoneinfo.ZoneInfo('Europe/Berlin')\n"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_setting_of_the_wrong_shape_is_a_matter_of_usage(tmp_path: Path) -> None:
    done = run("doctor", folder=tmp_path, CLEANBEE_PORT="eighty")
    assert done.returncode == 2
    assert "CLEANBEE_PORT" in done.stderr


@pytest.mark.parametrize("command", [("migrate",), ("clock", "show"), ("serve",), ("worker",)])
def test_a_database_that_does_not_answer_is_something_missing(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, folder=tmp_path, DATABASE_URL="postgresql://cleanbee@127.0.0.1:1/none")
    assert done.returncode == 3, done.stderr
    assert "The database does not answer" in done.stderr


def test_a_worker_says_which_queues_it_would_serve(tmp_path: Path) -> None:
    done = run("worker", "--queues", "money,messaging,reminders", "--without", "reminders", "--list", folder=tmp_path)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[:-1]] == ["money", "messaging"]
    chores = run("worker", "--queues", "upkeep", "--list", folder=tmp_path)
    assert "assign_open" in chores.stdout
    unknown = run("worker", "--queues", "honey", "--list", folder=tmp_path)
    assert unknown.returncode == 2


def test_a_house_on_a_port_that_is_none_or_in_a_folder_that_holds_nothing_is_told_in_one_sentence(
    tmp_path: Path,
) -> None:
    assert run("up", "--port", "99999", folder=tmp_path).returncode == 2
    (tmp_path / "file").write_text("not a folder")
    for folder in ("file", "file/below"):
        done = run("up", "--data-dir", folder, folder=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
        assert "cannot hold the data" in done.stderr


def test_a_live_house_neither_comes_up_nor_has_a_sandbox(tmp_path: Path) -> None:
    assert run("up", folder=tmp_path, CLEANBEE_MODE="live").returncode == 4
    assert run("sandbox", "--port", "1", folder=tmp_path, CLEANBEE_MODE="live").returncode == 4


def test_a_live_house_on_fakes_does_not_serve_and_says_why(tmp_path: Path) -> None:
    done = run("serve", folder=tmp_path, CLEANBEE_MODE="live")
    assert done.returncode == 4
    assert "gateway = sandbox is a fake" in done.stderr


def test_an_adapter_that_nobody_offers_is_something_missing(tmp_path: Path) -> None:
    done = run("worker", folder=tmp_path, CLEANBEE_STORE="oracle")
    assert done.returncode == 3
    assert "store = oracle: no installed adapter has this name; there are postgres" in done.stderr


def test_a_contract_that_cannot_be_written_is_something_missing(tmp_path: Path) -> None:
    done = run("openapi", "--out", "nowhere/x.json", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr


@pytest.mark.parametrize("text", [b"port = = 1", b"# caf\xe9\n", b"options = 3\n"])
def test_a_file_of_settings_that_makes_no_sense_is_a_matter_of_usage(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "cleanbee.toml").write_bytes(text)
    done = run("doctor", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr


@pytest.mark.parametrize("command", ["doctor", "migrate"])
@pytest.mark.parametrize("url", ["nonsense", "postgresql://db:port/x"])
def test_an_address_of_no_database_is_no_bug(tmp_path: Path, command: str, url: str) -> None:
    done = run(command, folder=tmp_path, DATABASE_URL=url)
    assert done.returncode in {1, 2, 3}
    assert "Traceback" not in done.stderr


def test_doctor_finds_a_misspelt_setting(tmp_path: Path) -> None:
    done = run("doctor", folder=tmp_path, CLEANBEE_PROT="1")
    assert done.returncode == 1
    assert "CLEANBEE_PROT" in done.stdout


def test_evidence_that_cannot_be_kept_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = run("torture", "storm", "--evidence", "file/below", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "cannot be kept" in done.stderr


def test_the_contract_is_one_line_where_json_was_asked_for(tmp_path: Path) -> None:
    line, whole = (run("openapi", *more, folder=tmp_path).stdout for more in (["--json"], []))
    assert len(line.splitlines()) == 1 < len(whole.splitlines())
    assert json.loads(line) == json.loads(whole)


def test_the_stories_of_money_are_named_with_what_happens_in_them(tmp_path: Path) -> None:
    done = run("trigger", "--list", "--json", folder=tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, told["stories"].keys()) == (0, SCENARIOS.keys())
    assert told["stories"] == STORIES and all(one.endswith(".") for one in STORIES.values())
    assert run("trigger", "a_windfall", folder=tmp_path).returncode == 2


def test_a_story_that_does_not_end_as_promised_is_a_finding() -> None:
    well = {"never_rescued": {"payment": "released"}}
    assert verdict(well) == ("1 of 1 stories ended as promised, ledger difference 0.", 0)
    told = verdict({**well, "hold_lapses": {"broken": "what ran out is held anew"}})
    assert told == ("1 of 2 stories ended as promised; not hold_lapses.", 1)
