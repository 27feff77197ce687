"""What a money timeline is made of: what it is told, and its lines, each with its instant."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.availability.claim import BeyondHorizon, TooSoon
from cleanbee.domain.availability.hold import reach_ahead
from cleanbee.domain.availability.slot import Slot, SlotExpired, may_be_held
from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingCard,
    AwaitingChoice,
    Booking,
    Confirmed,
    EnRoute,
    InProgress,
    Offered,
    Phase,
    Requested,
)
from cleanbee.domain.booking.cancel import terms_of
from cleanbee.domain.booking.late import late_after
from cleanbee.domain.booking.override import vouched
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.terms import Terms
from cleanbee.domain.kernel import CleanerId, Granted, Money, Refused, Timer, Value, Window, window_of
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Authorized, Payment
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.domain.pricing.price import price_at
from cleanbee.domain.pricing.quote import Quote

NoStart = SlotExpired | TooSoon | BeyondHorizon
Open = AwaitingCard | Requested | Offered | AwaitingChoice | Confirmed | EnRoute | AtDoor
Alive = Open | InProgress

What = Literal[
    "hold", "hold_again", "try", "confirm_by", "release", "let_go", "capture", "earned", "fee", "owed", "refund", "tip",
    "extra_time", "credit", "credit_back", "payable", "payout", "refund_failed", "charged_back",
]  # fmt: skip
State = Literal["done", "under_way", "planned", "due", "if_unsecured"]


class Line(Value, frozen=True, kw_only=True):
    """One moment of money: what, when, and how much.

    ``done`` has happened just then; ``under_way`` is being asked for now; ``planned`` will happen then if all goes as
    booked; ``due`` was to happen then; ``if_unsecured`` happens only where the card is not secured before.
    """

    what: What
    at: datetime
    state: State
    amount: Money | None = None


class Subject(Value, frozen=True, kw_only=True):
    """A clean with its money as it stands; without a phase, a price with a start that nobody has booked yet.

    ``cleaner`` is who comes, or gets a share; weeks of payouts are by the clock of ``cleaner_zone``. ``timers`` are
    those of the payment that stand, ``vouched``: the office lets the visit go on without secured money. ``refunding``:
    what the gateway is being asked to give back. ``wallet``: the cards that may be asked, and what they were asked.
    """

    terms: Terms
    window: Window
    cleaner_zone: str
    phase: Phase | None = None
    cleaner: CleanerId | None = None
    vouched: bool = False
    payment: Payment | None = None
    timers: tuple[Timer, ...] = ()
    journals: tuple[Journal, ...] = ()
    refunding: tuple[Money, ...] = ()
    wallet: CardsAsked = CardsAsked(cards=())

    @property
    def alive(self) -> bool:
        """Whether the visit is to take place, or takes place."""
        return self.phase is None or isinstance(self.phase, Alive)

    @property
    def held(self) -> Authorized | None:
        """The hold that stands."""
        phase = None if self.payment is None else self.payment.phase
        return phase if isinstance(phase, Authorized) else None

    @property
    def amount(self) -> Money:
        """What the customer is to be asked for."""
        return self.terms.price.total if self.payment is None else self.payment.amount

    @property
    def nothing(self) -> Money:
        """No money, in this currency."""
        return Money(amount=0, currency=self.terms.price.total.currency)

    def due(self, kind: str) -> datetime | None:
        """When the payment's moment of this kind is due; None where it waits for none."""
        return next((one.due_at for one in self.timers if one.kind == kind), None)


def of_booking(
    booking: Booking,
    payment: Payment,
    policy: Policy,
    kept: tuple[tuple[Timer, ...], tuple[Journal, ...], CardsAsked],
    cleaner_zone: str | None,
) -> Subject:
    """A booking with its payment and what is kept of it: the timers that stand, the journals, what cards were asked."""
    timers, journals, wallet = kept
    return Subject(
        terms=terms_of(booking, policy),
        window=booking.window,
        cleaner_zone=cleaner_zone or booking.local.zone,
        phase=booking.phase,
        cleaner=cleaner_of(booking),
        vouched=vouched(booking, "money"),
        payment=payment,
        timers=timers,
        journals=journals,
        wallet=wallet,
    )


def of_quote(
    quote: Quote, at: Slot | datetime, policy: Policy, now: datetime, cleaner_zone: str | None = None
) -> Subject | Refused[NoStart]:
    """A price at a start, as if it were booked now and somebody had promised to come.

    A slot keeps the price at which it was shown; who comes is taken to live by the home's clock, unless it is known.
    """
    start = start_of(at, quote, policy, now)
    if isinstance(start, Refused):
        return start
    local = local_of(start, quote.asked.zone)
    shown = (one for one in (quote.price, quote.short_notice_price) if isinstance(at, Slot) and one.total == at.price)
    terms = Terms(
        start=start,
        local=local,
        placed_at=now,
        price=next(shown, price_at(quote, start, now)),
        coming="promised",
        late_from=late_after(start, policy),
    )
    return Subject(terms=terms, window=window_of(start, quote.minutes), cleaner_zone=cleaner_zone or local.zone)


def start_of(at: Slot | datetime, quote: Quote, policy: Policy, now: datetime) -> datetime | Refused[NoStart]:
    """The start that is asked about: of a slot of this quote while it is good, else a time that could be booked."""
    if isinstance(at, Slot):
        good = at.quote == quote.id and isinstance(may_be_held(at, quote, now), Granted)
        return at.window.start if good else Refused(why=SlotExpired())
    no = reach_ahead(at, quote.asked.zone, policy, now)
    return at if no is None else Refused(why=no)
