"""Every use case over one store: the house that the marketplace's tests walk through."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import GazetteerGeocoder, StraightTravel, Street, Town
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.jobs import MemoryJobQueue
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.adapters.memory.printer import MemoryPrinter
from cleanbee.adapters.memory.secrets import QuickHasher
from cleanbee.adapters.reference.assigner import DeclaredAcceptance, ReferenceAssigner
from cleanbee.adapters.reference.estimates import DeclaredEstimates
from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.kernel import Place
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.payment.papers.paper import Seller
from cleanbee.domain.people.address import Located
from cleanbee.entrypoints.ports import Machine, Ports
from cleanbee.entrypoints.walks import event_walks, timer_walks
from cleanbee.ports.inbound.availability.calendar import EndTimeOff
from cleanbee.ports.inbound.availability.find_slots import FindSlots
from cleanbee.ports.inbound.availability.hold_slot import HoldSlot
from cleanbee.ports.inbound.availability.hours import SetHours
from cleanbee.ports.inbound.availability.release_hold import ReleaseHold
from cleanbee.ports.inbound.availability.sweep_holds import SweepHolds
from cleanbee.ports.inbound.booking.assign_cleaner import AssignCleaner
from cleanbee.ports.inbound.booking.cancel_booking import CancelBooking, Waive
from cleanbee.ports.inbound.booking.check_in import CheckIn
from cleanbee.ports.inbound.booking.choose import Choose
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.give_eta import GiveEta
from cleanbee.ports.inbound.booking.judge_no_show import JudgeNoShow
from cleanbee.ports.inbound.booking.move_booking import MoveBooking
from cleanbee.ports.inbound.booking.note_door import NoteDoor
from cleanbee.ports.inbound.booking.override_visit import OverrideVisit
from cleanbee.ports.inbound.booking.pay_booking import PayBooking
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.rebook import Rebook
from cleanbee.ports.inbound.booking.report_lockout import ReportLockout
from cleanbee.ports.inbound.booking.set_off import SetOff
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.matching.answer_offer import AcceptOffer, DeclineOffer
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.matching.send_offer import CallCleaners, SendOffer, WithdrawOffer
from cleanbee.ports.inbound.matching.take_time_off import TakeTimeOff
from cleanbee.ports.inbound.messaging.deliver_notices import DeliverNotices
from cleanbee.ports.inbound.payment.cards import RemoveCard, SaveCard
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation, SettleOperations
from cleanbee.ports.inbound.payment.take_fact import TakeFact
from cleanbee.ports.inbound.people.archive_home import ArchiveHome
from cleanbee.ports.inbound.people.create_home import CreateHome
from cleanbee.ports.inbound.people.read_access_notes import ReadAccessNotes
from cleanbee.ports.inbound.people.request_code import RequestCode
from cleanbee.ports.inbound.platform.advance_clock import AdvanceClock
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.relay_events import RelayEvents
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.inbound.pricing.make_quote import MakeQuote
from cleanbee.ports.outbound.clock import TestClock
from cleanbee.ports.outbound.store import Store

BEGIN = datetime(2037, 3, 26, 8, 0, tzinfo=UTC)
"""The Thursday before Berlin's clocks go forward; far enough ahead that a sandbox clock can be set to it."""
MIDDLE = Place(lat_e6=51_842_000, lon_e6=10_786_000)
WORDS = Path(__file__).parents[3] / "seed" / "notices.toml"


def map_of_town() -> GazetteerGeocoder:
    """One street, one address outside the area, one that is two."""
    town = Town(key="town", name="Honigfeld", zone="Europe/Berlin", middle=MIDDLE, radius_m=6_000)
    step = Place(lat_e6=0, lon_e6=113)
    street = Street(name="Lindenweg", town="town", origin=MIDDLE, step=step, first=1, last=60)
    far = Place(lat_e6=54_700_000, lon_e6=7_900_000)
    nowhere = Located(address="1 Nowhere St", place=far, zone="Europe/Berlin", served=False)
    return GazetteerGeocoder([town], [street], {"1 Nowhere St": [nowhere], "2 Ambiguous Rd": [nowhere, nowhere]})


class House:
    """The use cases, put together over a store, its clock, and fakes that keep their promises."""

    def __init__(self, store: Store, clock: TestClock, gateway: MemoryGateway, courier: MemoryCourier) -> None:
        self.store, self.clock, self.gateway, self.courier = store, clock, gateway, courier
        self.ids, self.dice, self.pause = SeededIds(1), SeededDice(1), VirtualPause()
        self.travel, self.geocoder, self.hasher = StraightTravel(), map_of_town(), QuickHasher()
        self.templates = TomlTemplates(WORDS)
        self.desk = Desk(mail="office@honigfeld.example", url="https://honigfeld.example")
        ids, travel = self.ids, self.travel
        self.make_quote = MakeQuote(store, self.geocoder, ids)
        self.find_slots = FindSlots(store, StoredStarts(store, travel.minutes))
        self.hold_slot = HoldSlot(store, ids, travel)
        self.release_hold = ReleaseHold(store)
        self.take_time_off = TakeTimeOff(store, ids, travel, BindLate(ids, travel, ReferenceReshuffle()))
        self.end_time_off = EndTimeOff(store)
        self.set_hours = SetHours(store)
        self.take_fact = TakeFact(store, ids)
        self.settle = SettleOperation(store, gateway, self.take_fact)
        self.place = PlaceBooking(store, ids, travel, self.settle, BindLate(ids, travel, ReferenceReshuffle()))
        self.rebook = Rebook(store, ids, self.place)
        self.cancel, self.waive = CancelBooking(store, ids), Waive(store, ids)
        self.move = MoveBooking(store, ids, travel)
        self.choose, self.assign = Choose(store, ids), AssignCleaner(store, ids, travel)
        self.set_off, self.give_eta, self.check_in = SetOff(store), GiveEta(store), CheckIn(store, ids, travel)
        self.read_access_notes, self.note_door = ReadAccessNotes(store), NoteDoor(store)
        self.start = StartCleaning(store)
        self.finish, self.report_lockout = FinishCleaning(store, ids), ReportLockout(store, ids)
        self.withdraw = Withdraw(store, BindLate(ids, travel, ReferenceReshuffle()))
        self.override, self.judge_no_show = OverrideVisit(store), JudgeNoShow(store)
        self.accept, self.decline = AcceptOffer(store, ids, travel), DeclineOffer(store)
        self.call_cleaners = CallCleaners(store, ids, travel, ReferenceScorer())
        self.send_offer, self.withdraw_offer = SendOffer(store, ids, travel), WithdrawOffer(store)
        self.save_card, self.remove_card = SaveCard(store, ids, gateway), RemoveCard(store)
        self.pay = PayBooking(store, ids, self.settle)
        self.create_home, self.archive_home = CreateHome(store, self.geocoder, ids), ArchiveHome(store)
        self.request_code = RequestCode(store, ids, self.dice)

    @cached_property
    def ports(self) -> Ports:
        """The same adapters, as the wiring takes them."""
        clock = PresentOf(self.clock)
        return Ports(
            machine=Machine(clock=clock, pause=self.pause, ids=self.ids, dice=self.dice),
            store=self.store,
            clock=clock,
            test_clock=self.clock,
            gateway=self.gateway,
            vault=self.gateway,
            hooks={"sandbox": MemoryHooks("the bank's secret")},
            courier=self.courier,
            templates=self.templates,
            printer=MemoryPrinter(),
            geocoder=self.geocoder,
            travel=self.travel,
            scorer=ReferenceScorer(),
            starts=StoredStarts(self.store, self.travel.minutes),
            reshuffle=ReferenceReshuffle(),
            assigner=ReferenceAssigner(),
            acceptance=DeclaredAcceptance(),
            estimates=DeclaredEstimates(),
            planner=ReferencePlanner(),
            hasher=self.hasher,
            limiter=MemoryLimiter(),
            queue=MemoryJobQueue(),
            seller=Seller(name="CleanBee"),
        )

    @cached_property
    def drains(self) -> tuple[Drain, ...]:
        """Everything that is done without being asked."""
        store, ids, pause, dice = self.store, self.ids, self.pause, self.dice
        return (
            RelayEvents(store, ids, pause, dice, event_walks(self.ports, self.desk)),
            RunTimers(store, ids, pause, dice, timer_walks(self.ports, self.desk)),
            SettleOperations(store, self.settle),
            PlaceFeed(store),
            DeliverNotices(store, self.courier, self.templates, dice),
            SweepHolds(store),
        )

    @cached_property
    def advance_clock(self) -> AdvanceClock:
        """Moving time, with everything that falls due on the way."""
        return AdvanceClock(self.store, self.clock, self.drains, self.pause)


class PresentOf:
    """The present, by a clock that can be moved."""

    def __init__(self, clock: TestClock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        """The present instant."""
        return await self._clock.read()
