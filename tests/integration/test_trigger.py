"""The named stories of money, each played to its promised end: over the API and PostgreSQL; its bank tells."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest
from tests.integration.test_story import calls_to, edited

from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.adapters.sandbox.deliverer import Deliverer, Sent, poster
from cleanbee.adapters.sandbox.journal import Journal
from cleanbee.adapters.sandbox.manner import Manner
from cleanbee.domain.payment.news import Message
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import load_into
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import memory_ports
from cleanbee.entrypoints.ports import Ports
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.trigger.opening import signer, stage
from cleanbee.entrypoints.trigger.scenarios import SCENARIOS, play
from cleanbee.entrypoints.trigger.stage import NotAsPromised
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.platform.lease import Drain

MIA = 'email = "mia@honigfeld.example"'
SECRET = "the-bank-s-own-secret-of-these-stories"


@dataclasses.dataclass
class Stories:
    """A house in which stories are played, and what was told."""

    ports: Ports
    gateway: MemoryGateway
    pay_day: Drain
    http: httpx.AsyncClient
    folder: Path
    lines: list[str]

    async def play(self, name: str) -> dict[str, object]:
        """One story; while somebody waits, the bank posts what it has to tell."""
        bank, real = MemoryHooks(SECRET), self.ports.machine.clock

        async def signed(message: Message) -> tuple[bytes, str]:
            return bank.sign(message, await real.now())

        post = poster(self.http, "/v1/webhooks/sandbox", MemoryHooks.header)
        file = Journal(self.folder / "hooks.jsonl", Sent)
        told = Deliverer(self.gateway.messages, signed, post, file, Manner())

        async def wait() -> None:
            await self.pay_day()
            await told.once(self.ports.clock)

        settings = Settings(limits=False, sandbox_hook_secrets=SECRET)
        on = stage(self.http, City(self.folder), settings, self.lines.append)
        return await play(name, dataclasses.replace(on, wait=wait, sign=signer(SECRET, real)))


@pytest.fixture
async def stories(database_url: str, tmp_path: Path) -> AsyncGenerator[Stories]:
    """The city without its past, over an empty database."""
    folder = edited(tmp_path, MIA, MIA)
    async with open_postgres(PostgresSettings(url=database_url, sandbox=True)) as store:
        gateway = MemoryGateway(store.clock)
        ports = dataclasses.replace(
            memory_ports(geocoder=await gazetteer(folder)),
            store=store,
            starts=StoredStarts(store, StraightTravel().minutes),
            clock=store.clock,
            test_clock=store.test_clock,
            gateway=gateway,
            vault=gateway,
            hooks={"sandbox": MemoryHooks(SECRET)},
        )
        await load_into(ports, City(folder))
        app = build(ports, Settings(limits=False))
        async with calls_to(app) as http:
            yield Stories(ports, gateway, app.payment.run_payouts, http, folder, [])


async def test_every_story_ends_as_it_promises(stories: Stories) -> None:
    for name in SCENARIOS:
        ended = await stories.play(name)
        assert ended["ledger_difference"] == 0, (name, ended)
        assert stories.lines[-1] == "  ledger difference 0"
    assert [line.partition(":")[0] for line in stories.lines if not line.startswith(" ")] == list(SCENARIOS)
    stories.gateway.faults = Faults(lost=1000)
    with pytest.raises(NotAsPromised, match="the bank says no two days ahead"):
        await stories.play("declined_then_rescued")
