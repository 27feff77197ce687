"""One clean of the seed city as its life goes on: every version of everything that belongs to it, kept in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from cleanbee.domain.availability.claim import Booked, Claim, ClaimUse
from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    ClaimId,
    CleanerId,
    Granted,
    ReceiptId,
    Refused,
    Timer,
    Window,
    with_,
)
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.receipt import Receipt, write_fee
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Card, Operation, Payment
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import CleanKind, Quote
from cleanbee.entrypoints.city.files import SeedWrong
from cleanbee.entrypoints.city.named import named

A = TypeVar("A", bound=Aggregate)
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What was booked: where, when, how, by whom, on which card, under which rules."""

    key: str
    customer: Customer
    home: Home
    local: LocalStart
    window: Window
    kind: CleanKind
    extras: tuple[str, ...]
    wish: str
    shown: Cleaner
    card: Card
    book: PriceBook
    policy: Policy
    placed_at: datetime


@dataclass
class Life:
    """Everything that one clean has been and is; ``timers`` are the moments it still waits for.

    ``now`` is how far its life has been walked, ``turned_at`` when its booking came to each of its versions.
    """

    wanted: Wanted
    cleaners: dict[CleanerId, Cleaner]
    quotes: list[Quote] = field(default_factory=list[Quote])
    bookings: list[Booking] = field(default_factory=list[Booking])
    turned_at: list[datetime] = field(default_factory=list[datetime])
    payments: list[Payment] = field(default_factory=list[Payment])
    offers: dict[UUID, list[Offer]] = field(default_factory=dict[UUID, list[Offer]])
    operations: dict[UUID, list[Operation]] = field(default_factory=dict[UUID, list[Operation]])
    journals: list[Journal] = field(default_factory=list[Journal])
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    timers: dict[tuple[str, UUID], Timer] = field(default_factory=dict[tuple[str, UUID], Timer])
    claim: Claim | None = None
    ids: int = 0
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.wanted.placed_at

    @property
    def id(self) -> BookingId:
        """The booking's id, which follows from its key and from when it was placed."""
        return BookingId(named(self.wanted.placed_at, "booking", self.wanted.key))

    @property
    def booking(self) -> Booking:
        """The booking as it is."""
        return self.bookings[-1]

    @property
    def payment(self) -> Payment:
        """Its payment as it is."""
        return self.payments[-1]

    def new_id(self, at: datetime) -> UUID:
        """The next id of this clean's own row of ids."""
        self.ids += 1
        return named(at, self.wanted.key, self.ids)

    def took(self, granted: Granted[T]) -> T:
        """A decision's yes: its timers are waited for, its value goes on."""
        for timer in granted.timers:
            self.timers.pop((timer.kind, timer.subject), None)
            if isinstance(timer, Timer):
                self.timers[timer.kind, timer.subject] = timer
        return granted.value

    def must(self, answer: Granted[T] | Refused[Any]) -> T:
        """A decision that the files say was granted.

        :raises SeedWrong: the business would have said no.
        """
        if isinstance(answer, Refused):
            raise SeedWrong(f"{self.wanted.key}: {answer.why}, in {self.bookings[-1].phase if self.bookings else None}")
        return self.took(answer)

    def turn(self, answer: Granted[Booking] | Refused[Any]) -> None:
        """The booking goes on to its next version."""
        self.turn_to(self.must(answer))

    def turn_to(self, booking: Booking) -> None:
        """This is the booking now."""
        self.put(self.bookings, booking)
        self.turned_at.extend([self.now] * (len(self.bookings) - len(self.turned_at)))

    def put(self, versions: list[A], value: A) -> None:
        """Keep a version, unless nothing changed."""
        if not versions or versions[-1] != value:
            versions.append(value)

    def reckoned(self, fee: Reckoning | None) -> None:
        """A fee has its receipt, under an id of its own."""
        if fee is not None:
            id = ReceiptId(named(fee.at, "receipt", self.wanted.key))
            self.receipts.append(self.took(write_fee(id, self.booking, fee)))

    def use_claim(self, use: ClaimUse, cleaner: CleanerId, at: datetime) -> Claim:
        """The time of a cleaner that this clean takes; its ways are known only once the whole day is."""
        if self.claim is not None and self.claim.cleaner == cleaner:
            self.claim = with_(self.claim, use=use)
        else:
            id = self.new_id(at)
            work = self.wanted.window
            place = self.wanted.home.place
            self.claim = Claim(id=ClaimId(id), cleaner=cleaner, use=use, work=work, blocked=work, place=place)
        return self.claim

    def free_claim(self) -> None:
        """The time is the cleaner's own again."""
        self.claim = None

    def next_timer(self) -> Timer | None:
        """The earliest moment that this clean waits for."""
        return min(self.timers.values(), key=lambda one: (one.due_at, one.kind), default=None)

    def follow_booking(self) -> None:
        """A held time becomes the booking's once it is confirmed."""
        phase = self.booking.phase
        if isinstance(phase, Confirmed) and self.claim is not None:
            self.claim = with_(self.claim, use=Booked(booking=self.booking.id))
