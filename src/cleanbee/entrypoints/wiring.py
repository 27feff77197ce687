"""The house put together: settings → adapters → use cases, by plain constructor calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from cleanbee.adapters.files.outbox import FileOutbox
from cleanbee.adapters.memory.bank import ACCOUNTS_SAY, CARDS_SAY
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.domain.messaging.around import Desk
from cleanbee.entrypoints.city_people import ready_sign_ins
from cleanbee.entrypoints.live import refuse_unless_fit
from cleanbee.entrypoints.ports import Ports, open_ports
from cleanbee.entrypoints.seed_folder import NoSeed, seed_folder
from cleanbee.entrypoints.setting_rules import oldest_clients
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.trigger.stories import STORIES
from cleanbee.entrypoints.walks import event_walks, timer_walks
from cleanbee.entrypoints.wiring_contexts import (
    availability,
    bookings,
    figures,
    matching,
    messaging,
    payments,
    people,
    pricing,
    trust,
)
from cleanbee.ports.inbound.app import (
    App,
    Availability,
    Health,
    House,
    Matching,
    Payments,
    Platform,
    ReadySignIn,
    SandboxBank,
    Tiles,
)
from cleanbee.ports.inbound.availability.sweep_holds import SweepHolds
from cleanbee.ports.inbound.matching.make_plans import MakePlans
from cleanbee.ports.inbound.messaging.deliver_notices import DeliverNotices
from cleanbee.ports.inbound.payment.settle_operation import SettleOperations
from cleanbee.ports.inbound.payment.work_inbox import WorkInbox
from cleanbee.ports.inbound.platform.advance_clock import AdvanceClock
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.limit_requests import LimitRequests
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.purge_expired import PurgeExpired
from cleanbee.ports.inbound.platform.queues import kinds_by_queue
from cleanbee.ports.inbound.platform.read_app_config import ReadAppConfig
from cleanbee.ports.inbound.platform.read_changes import ReadChanges
from cleanbee.ports.inbound.platform.read_clock import ReadClock
from cleanbee.ports.inbound.platform.read_feed import ReadFeed
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_jobs import Job, RunJobs
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.payment import CALLS_AT_ONCE
from cleanbee.ports.outbound.store import Busy

READY_WITHIN_S = 1.0

Ready = Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncGenerator[App]:
    """The house over the adapters that the settings name.

    :raises LiveRefused: live settings that are not fit for real people.
    :raises NoSuchAdapter: a name that no installed package offers.
    :raises Busy: the database does not answer.
    """
    refuse_unless_fit(settings)
    async with AsyncExitStack() as stack:
        ports = await open_ports(stack, settings)
        answering = _answering(ports)
        on_postgres = settings.store == "postgres"
        yield build(ports, settings, _of_this_version(settings.database_url, answering) if on_postgres else answering)


@dataclass(frozen=True)
class Drains:
    """The drains that are made of more than one use case, put together once."""

    relay_events: RelayEvents
    run_timers: RunTimers
    run_jobs: RunJobs
    place_feed: PlaceFeed
    inbox: WorkInbox
    settle: SettleOperations
    deliver: DeliverNotices
    sweep: SweepHolds
    plans: MakePlans

    def by_name(self) -> Mapping[str, Drain]:
        """Every drain under its name; the timers once for each queue that has some."""
        timers = {
            f"timers.{queue}": partial(self.run_timers, kinds)
            for queue, kinds in kinds_by_queue(self.run_timers.walks.keys()).items()
        }
        return {
            "outbox": self.relay_events,
            "inbox": self.inbox,
            "payments": self.settle,
            "notices": self.deliver,
            "holds": self.sweep,
            "plans": self.plans,
            "jobs": self.run_jobs,
            "feed": self.place_feed,
            **timers,
        }


def build(ports: Ports, settings: Settings, ready: Ready | None = None) -> App:
    """The house over these adapters: tests hand in theirs."""
    machine, store = ports.machine, ports.store
    money, told, calendar = payments(ports, settings.url), messaging(ports, settings.url), availability(ports)
    match = matching(ports)
    desk = Desk(mail=settings.desk_mail, url=settings.url)
    drains = Drains(
        relay_events=RelayEvents(store, machine.ids, machine.pause, machine.dice, event_walks(ports, desk)),
        run_timers=RunTimers(store, machine.ids, machine.pause, machine.dice, timer_walks(ports, desk)),
        run_jobs=RunJobs(store, machine.ids, jobs(calendar, match, money, PurgeExpired(store, machine.clock))),
        place_feed=PlaceFeed(store),
        inbox=money.work_inbox,
        settle=money.settle_operations,
        deliver=told.deliver_notices,
        sweep=calendar.sweep_holds,
        plans=match.make_plans,
    )
    named = drains.by_name()
    return App(
        house=House(
            live=settings.live,
            url=settings.url,
            secret_key=settings.secret_key,
            code=settings.code,
            limits=settings.limits,
            proxies=settings.proxies,
            at_once=settings.pool + CALLS_AT_ONCE,
            oldest_clients=oldest_clients(settings.oldest_clients),
            tiles=Tiles(settings.tiles_url, settings.tiles_attribution) if settings.tiles_url else None,
            zone=desk.zone,
        ),
        health=Health(ready=ready or _answering(ports)),
        people=people(ports),
        pricing=pricing(ports),
        availability=calendar,
        matching=match,
        messaging=told,
        trust=trust(ports),
        figures=figures(ports, desk.zone),
        booking=bookings(ports, money.settle_operation),
        payment=money,
        platform=_platform(ports, settings, drains),
        drains=named,
        store=store,
        clock=ports.clock,
        pause=machine.pause,
        dice=machine.dice,
        ids=machine.ids,
        door=MemoryLimiter(),
        limiter=LimitRequests(ports.limiter, MemoryLimiter()),
        queue=ports.queue,
        outbox=ports.courier if isinstance(ports.courier, FileOutbox) else None,
        bank=None if settings.live else sandbox_bank(settings),
        sign_ins=() if settings.live else _ready_sign_ins(settings),
    )


def sandbox_bank(settings: Settings) -> SandboxBank:
    """What can be asked of the sandbox's bank, as it was told to behave."""
    manners = {
        "CLEANBEE_SANDBOX_HOOKS": f"how it sends its messages: {settings.sandbox_hooks}",
        "CLEANBEE_SANDBOX_ANSWER_MS": f"how long it takes over a call: {settings.sandbox_answer_ms} ms",
    }
    return SandboxBank(cards=CARDS_SAY, accounts=ACCOUNTS_SAY, manners=manners, stories=STORIES)


def _ready_sign_ins(settings: Settings) -> Sequence[ReadySignIn]:
    """Who of the seed city lets anybody in; nobody where the city's files are not there."""
    try:
        return ready_sign_ins(seed_folder(), settings.code)
    except NoSeed:
        return ()


def jobs(calendar: Availability, match: Matching, money: Payments, purge: PurgeExpired) -> tuple[Job, ...]:
    """The named jobs of this house."""
    return (
        Job(name="assign_open", every=timedelta(hours=1), walk=match.assign_open),
        Job(name="run_payouts", every=timedelta(hours=1), walk=money.run_payouts),
        Job(name="sweep_holds", every=timedelta(days=1), walk=calendar.sweep_holds),
        Job(name="reconcile_gateway", every=timedelta(days=1), walk=money.reconcile_gateway.daily),
        Job(name="check_books", every=timedelta(hours=1), walk=money.check_books),
        Job(name="purge_expired", every=timedelta(days=1), walk=purge),
    )


def _platform(ports: Ports, settings: Settings, drains: Drains) -> Platform:
    clock, pause = ports.test_clock, ports.machine.pause
    in_order = (
        *(drains.run_timers, drains.run_jobs, drains.plans, drains.relay_events),
        *(drains.inbox, drains.settle, drains.deliver, drains.place_feed),
    )
    return Platform(
        relay_events=drains.relay_events,
        run_timers=drains.run_timers,
        run_jobs=drains.run_jobs,
        place_feed=drains.place_feed,
        read_feed=ReadFeed(ports.store),
        read_changes=ReadChanges(ports.store),
        read_clock=ReadClock(ports.store, ports.clock),
        read_app_config=ReadAppConfig(ports.store),
        advance_clock=None if settings.live else AdvanceClock(ports.store, clock, in_order, pause),
        test_clock=None if settings.live else clock,
    )


def _answering(ports: Ports) -> Ready:
    """Ready is: the database answers within a second."""

    async def ready() -> str | None:
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await ports.clock.now()
        except (Busy, TimeoutError):
            return "the database does not answer"
        return None

    return ready


def _of_this_version(url: str, answering: Ready) -> Ready:
    """Ready is: no migration of this version is missing (what once was there stays there), and it answers."""
    whole = False

    async def ready() -> str | None:
        nonlocal whole
        if whole:
            return await answering()
        from cleanbee.adapters.postgres.migrate import missing

        try:
            waiting = await missing(url)
        except Busy:
            return "the database does not answer"
        whole = not waiting
        return await answering() if whole else f"{len(waiting)} migrations are missing: run `cleanbee migrate`"

    return ready
