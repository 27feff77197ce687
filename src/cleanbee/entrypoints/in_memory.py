"""A whole house in memory: for tests, for the contract, for whoever wants to look without a database."""

from __future__ import annotations

from datetime import UTC, datetime

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.adapters.memory.clock import ManualClock, VirtualPause
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import GazetteerGeocoder, StraightTravel
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.jobs import MemoryJobQueue
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.adapters.memory.printer import MemoryPrinter
from cleanbee.adapters.memory.secrets import QuickHasher
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.adapters.reference.assigner import DeclaredAcceptance, ReferenceAssigner
from cleanbee.adapters.reference.estimates import DeclaredEstimates
from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.payment.papers.paper import Seller
from cleanbee.entrypoints.ports import Machine, OneCode, Ports
from cleanbee.entrypoints.seed_folder import seed_folder
from cleanbee.entrypoints.settings import SHARED_CODE
from cleanbee.ports.outbound.geo import Geocoder

HOOK_SECRET = "the secret of a bank in memory"
CITY_BEGINS = datetime(2026, 3, 2, 7, 55, tzinfo=UTC)


def memory_ports(seed: int = 1, at: datetime = CITY_BEGINS, geocoder: Geocoder | None = None) -> Ports:
    """Every port in memory, out of one seed, with the clock standing at an instant; without a geocoder no streets."""
    clock = ManualClock(at)
    ids = SeededIds(seed)
    gateway = MemoryGateway(clock)
    store, travel = MemoryStore(clock, SeededIds(seed + 1_000_000)), StraightTravel()
    return Ports(
        machine=Machine(clock=clock, pause=VirtualPause(), ids=ids, dice=OneCode(SeededDice(seed), SHARED_CODE)),
        store=store,
        clock=clock,
        test_clock=clock,
        gateway=gateway,
        vault=gateway,
        hooks={"sandbox": MemoryHooks(HOOK_SECRET)},
        courier=MemoryCourier(),
        templates=TomlTemplates(seed_folder() / "notices.toml"),
        printer=MemoryPrinter(),
        geocoder=geocoder or GazetteerGeocoder((), ()),
        travel=travel,
        scorer=ReferenceScorer(),
        starts=StoredStarts(store, travel.minutes),
        reshuffle=ReferenceReshuffle(),
        assigner=ReferenceAssigner(),
        acceptance=DeclaredAcceptance(),
        estimates=DeclaredEstimates(),
        planner=ReferencePlanner(),
        hasher=QuickHasher(),
        limiter=MemoryLimiter(),
        queue=MemoryJobQueue(),
        seller=Seller(name="CleanBee", address=("Bienenweg 1", "Honigfeld"), tax_number="DE000000000"),
    )
