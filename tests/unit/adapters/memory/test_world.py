"""The memory adapters for everything outside the store keep the promises of their ports."""

import io
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pypdf

from cleanbee.adapters.memory.bank import DISPUTED_AFTER
from cleanbee.adapters.memory.clock import ManualClock, VirtualPause
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import GazetteerGeocoder, StraightTravel, Street, Town
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.jobs import MemoryJobQueue
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.adapters.memory.printer import MemoryPrinter
from cleanbee.adapters.memory.secrets import QuickHasher
from cleanbee.domain.kernel import NoticeId, Place
from cleanbee.domain.payment.fact import Held
from cleanbee.ports.contracts.clock import ClockContract, PauseContract, SandboxClockContract
from cleanbee.ports.contracts.contest import ContestContract
from cleanbee.ports.contracts.courier import CourierContract
from cleanbee.ports.contracts.gateway import AccountVaultContract, GatewayContract, VaultContract
from cleanbee.ports.contracts.geo import GeocoderContract, TravelContract
from cleanbee.ports.contracts.ids import DiceContract, IdsContract
from cleanbee.ports.contracts.jobs import JobQueueContract
from cleanbee.ports.contracts.limits import LimiterContract
from cleanbee.ports.contracts.printer import PrinterContract
from cleanbee.ports.contracts.secrets import HasherContract
from cleanbee.ports.outbound.messaging import Courier
from cleanbee.ports.outbound.payment import Gateway

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


class TestMemoryClock(ClockContract, SandboxClockContract):
    """A clock moved by hand."""

    @asynccontextmanager
    async def open_clock(self) -> AsyncGenerator[ManualClock]:
        yield ManualClock(NOW)

    @asynccontextmanager
    async def open_test_clock(self) -> AsyncGenerator[ManualClock]:
        seconds = iter(range(1000))
        yield ManualClock(NOW, stopwatch=lambda: float(next(seconds)))


class TestMemoryPause(PauseContract):
    """Waiting that takes no time."""

    def pause(self) -> VirtualPause:
        return VirtualPause()


class TestMemoryIds(IdsContract):
    """Ids out of a seed."""

    def ids(self) -> SeededIds:
        return SeededIds(7)


class TestMemoryDice(DiceContract):
    """Dice out of a seed."""

    def dice(self) -> SeededDice:
        return SeededDice(7)


class TestMemoryGateway(GatewayContract, VaultContract, AccountVaultContract, ContestContract):
    """A bank in memory."""

    def setup_method(self) -> None:
        self.clock = ManualClock(NOW)
        self._ids = SeededIds(7)

    @asynccontextmanager
    async def open_gateway(self) -> AsyncGenerator[MemoryGateway]:
        yield MemoryGateway(self.clock)

    open_vault = open_gateway
    open_accounts = open_gateway
    open_disputing = open_gateway

    def fresh_ids(self) -> SeededIds:
        return self._ids

    async def now(self) -> datetime:
        return await self.clock.now()

    async def forward(self, by: timedelta) -> None:
        self.clock.forward(by)

    async def taken_back(self, gateway: Gateway) -> str:
        held = await gateway.authorise(self._authorise("card_dispute"))
        assert isinstance(held, Held)
        await gateway.capture(self._on(held, "capture", held.amount))
        self.clock.forward(DISPUTED_AFTER)
        return f"dispute_{held.provider_id}"


class TestMemoryCourier(CourierContract):
    """A carrier that delivers into a list."""

    def fresh_ids(self) -> SeededIds:
        return SeededIds(7)

    @asynccontextmanager
    async def open_courier(self) -> AsyncGenerator[MemoryCourier]:
        yield MemoryCourier()

    async def delivered(self, courier: Courier) -> Sequence[tuple[NoticeId, str]]:
        assert isinstance(courier, MemoryCourier)
        return [(letter.notice.id, letter.text) for letter in courier.delivered]


class TestMemoryGeocoder(GeocoderContract):
    """A table of streets."""

    known = "Lindenweg 12"
    unknown = "Lindenweg 61, Honigfeld"

    @asynccontextmanager
    async def open_geocoder(self) -> AsyncGenerator[GazetteerGeocoder]:
        middle = Place(lat_e6=51_842_000, lon_e6=10_786_000)
        town = Town(key="honigfeld", name="Honigfeld", zone="Europe/Berlin", middle=middle, radius_m=6_000)
        step = Place(lat_e6=0, lon_e6=113)
        yield GazetteerGeocoder(
            [town], [Street(name="Lindenweg", town="honigfeld", origin=middle, step=step, first=1, last=60)]
        )


class TestMemoryTravel(TravelContract):
    """The straight line with a detour."""

    def travel(self) -> StraightTravel:
        return StraightTravel()


class TestMemoryHasher(HasherContract):
    """Hashes that cost nothing."""

    @asynccontextmanager
    async def open_hasher(self) -> AsyncGenerator[QuickHasher]:
        yield QuickHasher()


class TestMemoryPrinter(PrinterContract):
    """Plain lines."""

    @asynccontextmanager
    async def open_printer(self) -> AsyncGenerator[MemoryPrinter]:
        yield MemoryPrinter()

    def read(self, pdf: bytes) -> list[str]:
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


class TestMemoryJobQueue(JobQueueContract):
    """Remembered wakes."""

    @asynccontextmanager
    async def open_queue(self) -> AsyncGenerator[MemoryJobQueue]:
        yield MemoryJobQueue()


class TestMemoryLimiter(LimiterContract):
    """Counting in this process."""

    def setup_method(self) -> None:
        self._ids = SeededIds(7)

    def fresh_ids(self) -> SeededIds:
        return self._ids

    @asynccontextmanager
    async def open_limiter(self) -> AsyncGenerator[MemoryLimiter]:
        yield MemoryLimiter(lambda: 1000.0)
