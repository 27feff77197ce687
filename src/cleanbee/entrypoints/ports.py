"""The adapters of one process, opened by name and put behind their ports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.payment.papers.paper import Seller
from cleanbee.entrypoints.adapters import open_adapter
from cleanbee.entrypoints.catalogue import Data
from cleanbee.entrypoints.fallback import Fallback
from cleanbee.entrypoints.settings import Settings
from cleanbee.ports.outbound.assigner import Acceptance, Assigner
from cleanbee.ports.outbound.clock import Clock, Pause, TestClock
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.geo import Geocoder, Travel
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.limits import Limiter
from cleanbee.ports.outbound.matching import Scorer
from cleanbee.ports.outbound.messaging import Courier, Templates
from cleanbee.ports.outbound.payment import Gateway, Hooks
from cleanbee.ports.outbound.payouts import Vault
from cleanbee.ports.outbound.planner import DayPlanner
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.printer import Printer
from cleanbee.ports.outbound.reshuffle import Reshuffle
from cleanbee.ports.outbound.search import StartSearch
from cleanbee.ports.outbound.secrets import Hasher
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class Machine:
    """What only this machine can give: real time, waiting, ids and dice."""

    clock: Clock
    pause: Pause
    ids: Ids
    dice: Dice


@dataclass(frozen=True)
class Ports:
    """One adapter behind each outbound port."""

    machine: Machine
    store: Store
    clock: Clock
    test_clock: TestClock
    gateway: Gateway
    vault: Vault
    hooks: Mapping[str, Hooks]
    courier: Courier
    templates: Templates
    printer: Printer
    geocoder: Geocoder
    travel: Travel
    scorer: Scorer
    starts: StartSearch
    reshuffle: Reshuffle
    assigner: Assigner
    acceptance: Acceptance
    estimates: Estimates
    planner: DayPlanner
    hasher: Hasher
    limiter: Limiter
    queue: JobQueue
    seller: Seller


@dataclass(frozen=True)
class OneCode:
    """Dice that always show the sandbox's shared code; everything else is as random as before."""

    dice: Dice
    shown: str

    def code(self) -> str:
        """The shared code."""
        return self.shown

    def token(self) -> str:
        """A secret of 256 bits."""
        return self.dice.token()

    def fraction(self) -> float:
        """A number in [0, 1)."""
        return self.dice.fraction()


def this_machine(settings: Settings) -> Machine:
    """Real time, ids and dice; in the sandbox the dice show the shared code."""
    from cleanbee.adapters.system.chance import SystemDice, SystemIds
    from cleanbee.adapters.system.clock import SystemClock, SystemPause

    dice = OneCode(SystemDice(), settings.code) if settings.code else SystemDice()
    return Machine(clock=SystemClock(), pause=SystemPause(), ids=SystemIds(), dice=dice)


def seller_of(settings: Settings) -> Seller:
    """The house as its papers name it."""
    address = tuple(line.strip() for line in settings.company_address.split("|") if line.strip())
    return Seller(name=settings.company, address=address, tax_number=settings.company_tax_number)


async def open_ports(stack: AsyncExitStack, settings: Settings) -> Ports:
    """Open every adapter that the settings name; ``stack`` closes them.

    :raises NoSuchAdapter: a name that no installed package offers.
    """
    if not settings.redis_url:
        settings = settings.with_(limiter="alone", queue="none")

    async def opened(port: str) -> Any:
        return await stack.enter_async_context(open_adapter(port, settings))

    data: Data = await opened("store")
    travel: Travel = await opened("travel")
    return Ports(
        machine=this_machine(settings),
        store=data,
        clock=data.clock,
        test_clock=data.test_clock,
        gateway=await opened("gateway"),
        vault=await opened("vault"),
        hooks={settings.hooks: await opened("hooks")},
        courier=await opened("courier"),
        templates=await opened("templates"),
        printer=await opened("printer"),
        geocoder=await opened("geocoder"),
        travel=travel,
        scorer=await opened("scorer"),
        starts=await _starts(stack, settings, StoredStarts(data, travel.minutes)),
        reshuffle=await opened("reshuffle"),
        assigner=await opened("assigner"),
        acceptance=await opened("acceptance"),
        estimates=await opened("estimates"),
        planner=await opened("planner"),
        hasher=await opened("hasher"),
        limiter=await opened("limiter"),
        queue=await opened("queue"),
        seller=seller_of(settings),
    )


async def _starts(stack: AsyncExitStack, settings: Settings, stored: StartSearch) -> StartSearch:
    """The search process where there is one and both know the same ways, with the rule over the store behind it."""
    urls = [url.strip() for url in settings.search_urls.split(",") if url.strip()]
    if not urls or settings.travel != "straight":
        return stored
    from cleanbee.adapters.search.client import open_client

    within = settings.search_within_s
    client = await stack.enter_async_context(open_client(urls, settings.secret_key, within / 2))
    return Fallback(client, stored, within)
