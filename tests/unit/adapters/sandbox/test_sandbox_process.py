"""The sandbox's fakes, asked over the wire as every process asks them, keep the promises of their ports."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.sandbox.client import SandboxCourier, SandboxGateway, open_courier, open_gateway, open_vault
from cleanbee.adapters.sandbox.door import Door
from cleanbee.domain.kernel import NoticeId
from cleanbee.domain.payment.fact import Held, NeverHappened, NoAnswer
from cleanbee.domain.payment.payment import Operation
from cleanbee.entrypoints.sandbox import BANK_FILE, open_sandbox
from cleanbee.ports.contracts.courier import CourierContract
from cleanbee.ports.contracts.gateway import AccountVaultContract, GatewayContract, VaultContract
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.messaging import Courier
from cleanbee.ports.outbound.payment import Gateway, GatewayDown
from cleanbee.ports.outbound.payouts import Vault

pytestmark = pytest.mark.slow

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
TOKEN = "let-me-in"


@dataclass(frozen=True)
class Told:
    """The settings of a client."""

    sandbox_url: str
    sandbox_token: str = TOKEN


class InItsProcess:
    """A sandbox on loopback over a folder of its own."""

    folder: Path

    @pytest.fixture(autouse=True)
    def _take_a_folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.clock = ManualClock(NOW)
        self._ids = SeededIds(7)

    @asynccontextmanager
    async def served(self) -> AsyncGenerator[Told]:
        async with open_sandbox(self.folder, self.clock, TOKEN) as (_, port):
            yield Told(f"http://127.0.0.1:{port}")

    def fresh_ids(self) -> SeededIds:
        return self._ids

    async def now(self) -> datetime:
        return await self.clock.now()

    async def forward(self, by: timedelta) -> None:
        self.clock.forward(by)


class TestSandboxGateway(InItsProcess, GatewayContract, VaultContract, AccountVaultContract):
    """The gateway and the vault."""

    @asynccontextmanager
    async def open_gateway(self) -> AsyncGenerator[Gateway]:
        async with self.served() as told, open_gateway(told) as gateway:
            yield gateway

    @asynccontextmanager
    async def open_vault(self) -> AsyncGenerator[Vault]:
        async with self.served() as told, open_vault(told) as vault:
            yield vault

    open_accounts = open_vault


class TestSandboxCourier(InItsProcess, CourierContract):
    """The courier."""

    @asynccontextmanager
    async def open_courier(self) -> AsyncGenerator[Courier]:
        async with self.served() as told, open_courier(told) as courier:
            yield courier

    async def delivered(self, courier: Courier) -> Sequence[tuple[NoticeId, str]]:
        assert isinstance(courier, SandboxCourier)
        return [(one.notice.id, one.text) for one in await courier.letters()]


class TestWhatOutlivesTheProcess(InItsProcess):
    """Whoever asks the next process gets the answers of the one before."""

    def authorise(self) -> Operation:
        nouns = Nouns(self.fresh_ids())
        return GatewayContract._authorise(_Asking(nouns.ids))

    async def test_a_hold_is_known_to_the_process_after_the_one_that_made_it(self) -> None:
        operation = self.authorise()
        async with self.served() as told, open_gateway(told) as gateway:
            held = await gateway.authorise(operation)
        assert isinstance(held, Held)
        async with self.served() as told, open_gateway(told) as gateway:
            assert await gateway.look_up(operation) == held
            assert await gateway.authorise(operation) == held
        assert len((self.folder / BANK_FILE).read_bytes().splitlines()) == 1

    async def test_a_line_torn_by_a_death_was_never_answered_and_is_forgotten(self) -> None:
        operation, torn = self.authorise(), self.authorise()
        async with self.served() as told, open_gateway(told) as gateway:
            await gateway.authorise(operation)
            await gateway.authorise(torn)
        path = self.folder / BANK_FILE
        path.write_bytes(path.read_bytes()[:-20])
        async with self.served() as told, open_gateway(told) as gateway:
            assert isinstance(await gateway.look_up(operation), Held)
            assert isinstance(await gateway.look_up(torn), NeverHappened)
            assert isinstance(await gateway.authorise(torn), Held)
        async with self.served() as told, open_gateway(told) as gateway:
            assert isinstance(await gateway.look_up(torn), Held)


class _Asking(GatewayContract):
    """Makes operations as the contract does."""

    def __init__(self, ids: SeededIds) -> None:
        self._ids = ids

    def fresh_ids(self) -> SeededIds:
        return self._ids


class TestWhenItCannotBeAsked(InItsProcess):
    """What was surely not sent differs from what may have happened."""

    def operation(self) -> Operation:
        return _Asking(self._ids)._authorise()

    async def test_nobody_listening_means_that_nothing_was_sent(self) -> None:
        async with self.served() as told:
            pass
        async with open_gateway(told) as gateway:
            with pytest.raises(GatewayDown):
                await gateway.authorise(self.operation())

    async def test_a_connection_that_dies_after_the_question_means_that_nobody_knows(self) -> None:
        async def fall_silent(path: str, body: bytes) -> tuple[int, bytes]:
            raise ConnectionError("gone in the middle of an answer")

        server = await Door(TOKEN, fall_silent).open("127.0.0.1", 0)
        async with server, open_gateway(Told(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")) as gateway:
            assert isinstance(gateway, SandboxGateway)
            assert await gateway.authorise(self.operation()) == NoAnswer()

    async def test_who_does_not_know_the_token_changes_nothing(self) -> None:
        operation = self.operation()
        async with self.served() as told:
            stranger = Told(told.sandbox_url, "wrong")
            async with open_gateway(stranger) as gateway:
                assert await gateway.authorise(operation) == NoAnswer()
            async with open_gateway(told) as gateway:
                assert isinstance(await gateway.look_up(operation), NeverHappened)
