"""The servers of our own: real, private, and gone with whoever started them."""

from __future__ import annotations

import secrets
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from cleanbee.adapters.embedded.account import server_account
from cleanbee.adapters.embedded.fault import ServerWouldNotStart
from cleanbee.adapters.embedded.folder import data_folder, erase
from cleanbee.adapters.embedded.postgres import open_postgres
from cleanbee.adapters.embedded.valkey import open_valkey

GONE_WITHIN_S = 15
PARENT = """
import sys, time, secrets, pathlib
from cleanbee.entrypoints.databases import Wanted, databases
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
with databases(Wanted(data_dir=folder), {}, lambda: secrets.token_hex(8)) as both:
    print(both.postgres.url, both.redis.url, flush=True)
    sys.stdin.read()
"""


def password() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def folder(tmp_path: Path) -> Generator[Path]:
    yield tmp_path
    erase(tmp_path)


@pytest.fixture
async def connect() -> AsyncGenerator[Callable[[str], asyncpg.Connection]]:
    made = []

    async def one(url: str) -> asyncpg.Connection:
        made.append(await asyncpg.connect(url, timeout=10))
        return made[-1]

    yield one
    for connection in made:
        connection.terminate()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The guardians, the servers, and the servers' own processes."""
    return psutil.Process(process.pid).children(recursive=True)


def start(*arguments: str) -> tuple[subprocess.Popen[str], str, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first, second = process.stdout.readline().split()
    return process, first, second


async def test_a_cleaner_cannot_be_claimed_twice_because_the_extension_for_it_is_there(connect) -> None:
    async with open_postgres(None, password) as server:
        connection = await connect(server.url)
        await connection.execute("CREATE EXTENSION btree_gist")
        await connection.execute(
            "CREATE TABLE claim (who int, span tstzrange, EXCLUDE USING gist (who WITH =, span WITH &&))"
        )
        claim = "INSERT INTO claim VALUES (1, tstzrange('2026-03-02 08:00Z', '2026-03-02 10:00Z'))"
        await connection.execute(claim)
        with pytest.raises(asyncpg.ExclusionViolationError):
            await connection.execute(claim)


async def test_neither_server_opens_to_who_does_not_know_the_password(connect) -> None:
    async with open_postgres(None, password) as database, open_valkey(None, password) as queue:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await connect(database.url.replace("cleanbee:", "cleanbee:not"))
        with (
            redis.Redis.from_url(queue.url.replace("//:", "//:not")) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()
        with redis.Redis.from_url(queue.url) as client:
            assert client.ping()


async def test_rows_stay_over_a_restart_and_the_password_is_for_our_eyes_only(folder: Path, connect) -> None:
    for expected in (0, 1):
        async with open_postgres(folder / "postgres", password) as server:
            connection = await connect(server.url)
            await connection.execute("CREATE TABLE IF NOT EXISTS kept (it int)")
            assert await connection.fetchval("SELECT count(*) FROM kept") == expected
            await connection.execute("INSERT INTO kept VALUES (1)")
    place = data_folder(folder / "postgres", server_account())
    assert stat.S_IMODE((place / "password").stat().st_mode) == 0o600
    assert stat.S_IMODE((place / "data").stat().st_mode) == 0o700


async def test_no_row_is_lost_when_the_parent_is_killed(folder: Path, connect) -> None:
    process, url, _ = start(str(folder))
    connection = await connect(url)
    await connection.execute("CREATE TABLE kept (it int)")
    await connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    process.kill()
    process.wait()
    async with open_postgres(folder / "postgres", password) as server:
        again = await connect(server.url)
        assert await again.fetchval("SELECT count(*) FROM kept") == 1000


async def test_nothing_is_left_when_the_parent_is_killed(connect) -> None:
    process, url, _ = start()
    busy = await connect(url)
    await busy.execute("BEGIN; CREATE TABLE held (it int)")
    relatives = family(process)
    assert {"postgres", "valkey-server"} <= {one.name() for one in relatives}
    throwaways = {Path(one.cwd()) for one in relatives if one.name() in {"postgres", "valkey-server"}}
    process.kill()
    process.wait()
    assert psutil.wait_procs(relatives, timeout=GONE_WITHIN_S)[1] == []
    assert not [place for place in throwaways if place.exists()]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process of its parent's death")
async def test_no_server_is_left_when_its_guardian_is_killed() -> None:
    process, _, _ = start()
    guardians = psutil.Process(process.pid).children()
    servers = [one for one in family(process) if one not in guardians]
    throwaways = {Path(one.cwd()).parent for one in servers if one.name() in {"postgres", "valkey-server"}}
    for guardian in guardians:
        guardian.send_signal(signal.SIGKILL)
    assert len(servers) > len(guardians)
    assert psutil.wait_procs(servers, timeout=GONE_WITHIN_S)[1] == []
    process.kill()
    process.wait()
    for place in throwaways:
        shutil.rmtree(place)


async def test_nothing_is_left_when_the_context_ends() -> None:
    process, _, _ = start()
    relatives = family(process)
    process.communicate("")
    assert process.returncode == 0
    assert psutil.wait_procs(relatives, timeout=GONE_WITHIN_S)[1] == []


async def test_one_folder_serves_one_house_at_a_time(folder: Path) -> None:
    async with open_valkey(folder / "valkey", password):
        with pytest.raises(ServerWouldNotStart, match="another CleanBee runs on"):
            async with open_valkey(folder / "valkey", password):
                pass


async def test_data_of_another_version_are_refused_and_left_alone(folder: Path) -> None:
    async with open_postgres(folder / "postgres", password):
        pass
    version = data_folder(folder / "postgres", server_account()) / "data" / "PG_VERSION"
    version.write_text("12\n", encoding="utf-8")
    with pytest.raises(ServerWouldNotStart, match="were made by PostgreSQL 12"):
        async with open_postgres(folder / "postgres", password):
            pass
    assert version.read_text(encoding="utf-8") == "12\n"


async def test_a_half_made_folder_is_made_again(folder: Path, connect) -> None:
    place = folder / "postgres"
    place.mkdir()
    (data_folder(place, server_account()) / "new-halfway" / "data").mkdir(parents=True)
    async with open_postgres(place, password) as server:
        assert await (await connect(server.url)).fetchval("SELECT 1") == 1
    assert not [*data_folder(place, server_account()).glob("new-*")]


async def test_erased_data_are_gone_and_the_next_start_is_new(folder: Path, connect) -> None:
    async with open_postgres(folder / "postgres", password) as server:
        await (await connect(server.url)).execute("CREATE TABLE kept (it int)")
    place = data_folder(folder / "postgres", server_account())
    erase(folder)
    assert not place.exists()
    async with open_postgres(folder / "postgres", password) as server:
        assert await (await connect(server.url)).fetchval("SELECT to_regclass('kept')") is None


async def test_what_a_server_said_before_it_gave_up_is_told(folder: Path) -> None:
    place = folder / "postgres"
    async with open_postgres(place, password):
        pass
    (data_folder(place, server_account()) / "data" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerWouldNotStart, match="no_such_setting"):
        async with open_postgres(place, password):
            pass
