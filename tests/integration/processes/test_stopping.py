"""A process that is told to stop says so first, finishes what it has begun, and ends well."""

import asyncio
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psutil
from tests.integration.processes.opened_house import PATIENCE_S, RUN, alone, left, until

from cleanbee.adapters.embedded.port import free_port
from cleanbee.adapters.postgres import store as postgres
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.availability.claim import Hold
from cleanbee.domain.kernel import Window
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.contracts.nouns import Nouns


@contextmanager
def started(*args: str, **told: str) -> Generator[subprocess.Popen[str]]:
    """One `cleanbee` process."""
    process = subprocess.Popen(
        [*RUN, *args], env=alone() | told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=PATIENCE_S)


def answer(port: int, path: str) -> tuple[int, str]:
    """What a GET is answered with; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return int(reply.status), reply.read().decode()
    except urllib.error.HTTPError as no:
        return no.code, no.read().decode()
    except OSError:
        return 0, ""


def test_an_api_process_is_unready_before_it_closes_and_still_answers_meanwhile(
    database_url: str, redis_url: str
) -> None:
    port = free_port()
    told = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "CLEANBEE_DRAIN_NOTICE_S": "3"}
    with started("serve", "--port", str(port), **told) as api:
        until(lambda: answer(port, "/readyz")[0] == 200, "the API is ready")
        api.send_signal(signal.SIGTERM)
        until(lambda: answer(port, "/readyz")[0] == 503, "it says that it will close")
        assert "draining" in answer(port, "/readyz")[1]
        assert answer(port, "/livez")[0] == 200
        out, _ = api.communicate(timeout=PATIENCE_S)
        assert (api.returncode, out.splitlines()[-1]) == (0, "Served until told to stop.")


def test_an_api_process_is_not_ready_on_a_database_without_its_tables(servers: object, database_url: str) -> None:
    port = free_port()
    empty = database_url.rpartition("/")[0] + "/postgres"
    with started("serve", "--port", str(port), DATABASE_URL=empty):
        until(lambda: answer(port, "/livez")[0] == 200, "it lives")
        status, why = answer(port, "/readyz")
        assert status == 503
        assert "cleanbee migrate" in why


def test_a_worker_told_to_stop_ends_well(database_url: str, redis_url: str) -> None:
    with started("worker", DATABASE_URL=database_url, REDIS_URL=redis_url) as worker:
        assert worker.stdout is not None
        assert "working" in worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        out, _ = worker.communicate(timeout=PATIENCE_S)
        assert (worker.returncode, out.splitlines()[-1]) == (0, "Worked until told to stop.")


async def test_a_lapsed_hold_is_cleared_away_with_no_worker_and_no_queue_server(database_url: str) -> None:
    nouns, began = Nouns(SystemIds()), datetime(2026, 1, 1, tzinfo=UTC)
    cleaner = nouns.cleaner()
    use = Hold(holder=nouns.ids.new(), until=began)
    claim = nouns.claim(cleaner, Window(start=began, end=began + timedelta(hours=2)), use)
    async with postgres.open(Settings(database_url=database_url, pool=2)) as store:
        async with store.begin() as work:
            await work.cleaners.add(cleaner)
        async with store.begin() as work:
            await work.lock(cleaners=[cleaner.id])
            await work.claims.add(claim)

        async def there() -> bool:
            async with store.begin() as work:
                return await work.claims.find(claim.id) is not None

        told = {"DATABASE_URL": database_url, "CLEANBEE_SWEEP_EVERY_S": "0.1"}
        with started("serve", "--port", str(free_port()), **told):
            async with asyncio.timeout(PATIENCE_S):
                while await there():
                    pass


def test_a_process_ends_with_whoever_started_it(database_url: str) -> None:
    """The parent here dies without a word; its child notices by itself."""
    port = free_port()
    parent = subprocess.Popen(
        [
            *RUN[:1],
            "-c",
            "import os, subprocess, sys\n"
            "child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, "
            "env=os.environ | {'CLEANBEE_PARENT': str(os.getpid())})\n"
            "print(child.pid, flush=True)\n"
            "child.wait()\n",
            *RUN,
            "serve",
            "--port",
            str(port),
        ],
        env=alone() | {"DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    one = psutil.Process(int(parent.stdout.readline()))
    until(lambda: answer(port, "/livez")[0] == 200, "the child lives")
    parent.kill()
    parent.wait(PATIENCE_S)
    until(lambda: not left([one]), "the child is gone")
    parent.stdout.close()
