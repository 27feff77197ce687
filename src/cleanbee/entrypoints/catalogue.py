"""Our own adapters as the entry-point group lists them: each ``open(settings)`` tells an adapter just what it needs."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.seed_folder import seed_folder
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.outbound.clock import Clock, TestClock
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.geo import Geocoder, Travel
from cleanbee.ports.outbound.limits import Limiter
from cleanbee.ports.outbound.market import Market
from cleanbee.ports.outbound.messaging import Courier, Templates
from cleanbee.ports.outbound.payment import Hooks
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.printer import Printer
from cleanbee.ports.outbound.secrets import Hasher
from cleanbee.ports.outbound.store import Store


class Data(Store, Protocol):
    """What a store adapter gives: the store, and the clocks that are kept with it."""

    @property
    def clock(self) -> Clock:
        """Business time outside a unit."""
        ...

    @property
    def market(self) -> Market:
        """The whole market, for whoever follows it."""
        ...

    @property
    def test_clock(self) -> TestClock:
        """The clock that the sandbox moves."""
        ...


@for_real_people
@asynccontextmanager
async def argon2_hasher(settings: Settings) -> AsyncGenerator[Hasher]:
    """argon2id at the cost that the settings name."""
    from cleanbee.adapters.argon2 import hasher

    async with hasher.open(kib=settings.argon2_kib, passes=settings.argon2_passes) as opened:
        yield opened


@asynccontextmanager
async def file_outbox(settings: Settings) -> AsyncGenerator[Courier]:
    """Mail and SMS into one file, for the page that shows them."""
    from cleanbee.adapters.files.outbox import FileOutbox

    yield FileOutbox(settings.data_dir / "outbox.jsonl")


@asynccontextmanager
async def sandbox_hooks(settings: Settings) -> AsyncGenerator[Hooks]:
    """Messages of the sandbox's bank; where no secret is set nobody can sign one."""
    from cleanbee.adapters.memory.hooks import MemoryHooks
    from cleanbee.adapters.system.chance import SystemDice

    secrets = [one.strip() for one in settings.sandbox_hook_secrets.split(",") if one.strip()]
    yield MemoryHooks(*(secrets or [SystemDice().token()]))


@for_real_people
@asynccontextmanager
async def smtp_courier(settings: Settings) -> AsyncGenerator[Courier]:
    """Mail by SMTP. The rest goes into the file, but in live nowhere: it is tried, given up, and the office told."""
    from cleanbee.adapters.files.outbox import FileOutbox
    from cleanbee.adapters.smtp.courier import SmtpCourier
    from cleanbee.ports.inbound.messaging.by_channel import ByChannel

    mail = SmtpCourier(settings.smtp_url, settings.mail_from)
    yield ByChannel({"mail": mail}, rest=None if settings.live else FileOutbox(settings.data_dir / "outbox.jsonl"))


@for_real_people
@asynccontextmanager
async def toml_templates(settings: Settings) -> AsyncGenerator[Templates]:
    """The wording that ships with the house."""
    from cleanbee.adapters.files.templates import TomlTemplates

    yield TomlTemplates(seed_folder() / "notices.toml")


@asynccontextmanager
async def plain_printer(settings: Settings) -> AsyncGenerator[Printer]:
    """Plain lines, where Typst has no wheel."""
    from cleanbee.adapters.memory.printer import MemoryPrinter

    yield MemoryPrinter()


@asynccontextmanager
async def city_geocoder(settings: Settings) -> AsyncGenerator[Geocoder]:
    """Knows the streets of the seed city."""
    yield await gazetteer(seed_folder())


@asynccontextmanager
async def straight_travel(settings: Settings) -> AsyncGenerator[Travel]:
    """The straight line with a detour."""
    from cleanbee.adapters.memory.geo import StraightTravel

    yield StraightTravel()


@for_real_people
@asynccontextmanager
async def lone_limiter(settings: Settings) -> AsyncGenerator[Limiter]:
    """Counts in this process alone."""
    from cleanbee.adapters.memory.limits import MemoryLimiter

    yield MemoryLimiter()


@for_real_people
@asynccontextmanager
async def no_queue(settings: Settings) -> AsyncGenerator[JobQueue]:
    """Nobody is woken: workers look for due work by themselves."""
    from cleanbee.adapters.jobs.queue import NoQueue

    yield NoQueue()


@asynccontextmanager
async def quick_hasher(settings: Settings) -> AsyncGenerator[Hasher]:
    """Hashes that cost nothing and guard nothing."""
    from cleanbee.adapters.memory.secrets import QuickHasher

    yield QuickHasher()
