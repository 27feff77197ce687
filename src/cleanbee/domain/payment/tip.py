"""A tip: a charge of its own while the customer is here, all of it for who cleaned, outside every share of ours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.tips import tip_until
from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    OperationId,
    PaymentId,
    Refusal,
    Refused,
    Tagged,
    TipId,
    Value,
    evolve,
    snake,
    total,
    with_,
)
from cleanbee.domain.payment.events import PaymentEvent
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    EvidenceTaken,
    Fact,
    Held,
    LetGo,
    NeverHappened,
    NoAnswer,
    OnItsWay,
    Refunded,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.journals.extras import tipped
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.operation import unknown
from cleanbee.domain.payment.payment import (
    Abandoned,
    Card,
    DeclineClass,
    Failed,
    Operation,
    Owed,
    Payment,
    Planned,
    Succeeded,
    WrittenOff,
)
from cleanbee.domain.payment.refund import OtherCurrency
from cleanbee.domain.platform.policy import Policy, limit_in

LINK_LIFE = timedelta(hours=24)
"""How long the bank's link works."""


class Asking(Tagged, frozen=True, kw_only=True):
    """The gateway is being asked; in doubt it stays here."""


class Wanted(Tagged, frozen=True, kw_only=True):
    """The bank wants the customer, behind a link that works until an instant."""

    link: str
    until: datetime


class Given(Tagged, frozen=True, kw_only=True):
    """The money came: it is payable to who cleaned."""

    at: datetime


class Declined(Tagged, frozen=True, kw_only=True):
    """The bank said no, and nothing was taken: the customer may give another one."""

    at: datetime
    kind: DeclineClass
    reason: str


TipPhase = Asking | Wanted | Given | Declined


class Tip(Aggregate, frozen=True, kw_only=True):
    """What one customer gives who cleaned; ``operation`` is the charge."""

    id: TipId
    payment: PaymentId
    booking: BookingId
    customer: CustomerId
    cleaner: CleanerId
    amount: Money
    operation: OperationId
    asked_at: datetime
    phase: TipPhase

    @property
    def phase_word(self) -> str:
        """The word of its phase."""
        return snake(type(self.phase).__name__)

    @property
    def counts(self) -> bool:
        """Whether it was given, or still may be."""
        return not isinstance(self.phase, Declined)


class TipEvent(PaymentEvent, frozen=True, kw_only=True):
    """Something happened to a tip."""

    tip: TipId
    cleaner: CleanerId
    amount: Money


class TipGiven(TipEvent, frozen=True, kw_only=True):
    """The money came."""


class TipDeclined(TipEvent, frozen=True, kw_only=True):
    """The bank said no."""


class NotDone(Refusal, frozen=True, kw_only=True):
    """Nobody has cleaned here, or not yet."""

    phase: str


class Unpaid(Refusal, frozen=True, kw_only=True):
    """The clean itself is not paid for: first its ``amount``."""

    amount: Money


class TipTooLate(Refusal, frozen=True, kw_only=True):
    """Tips could be given until an instant that is over."""

    until: datetime


class TipTooLarge(Refusal, frozen=True, kw_only=True):
    """All tips for one clean together are at most so much; ``left`` may still be given."""

    most: Money
    left: Money


TipNo = NotDone | Unpaid | TipTooLate | TipTooLarge | OtherCurrency


class Tipped(Value, frozen=True, kw_only=True):
    """A tip after one step, with what is kept beside it."""

    tip: Tip
    operation: Operation
    journals: tuple[Journal, ...] = ()


class Cleaned(Value, frozen=True, kw_only=True):
    """A clean with its money, and the tips that were asked for so far."""

    booking: Booking
    payment: Payment
    tips: tuple[Tip, ...]
    policy: Policy


def give_tip(
    clean: Cleaned, amount: Money, card: Card, ids: tuple[TipId, OperationId], now: datetime
) -> Granted[Tipped] | Refused[TipNo]:
    """Charge a tip now, while the customer is here."""
    no = may_tip(clean, amount, now)
    if no is not None:
        return no
    cleaner = cleaner_of(clean.booking)
    assert cleaner is not None, "somebody cleaned"
    operation = Operation(
        id=ids[1],
        kind="charge",
        intent=f"tip:{ids[0]}",
        payment=clean.payment.id,
        booking=clean.booking.id,
        subject=ids[0],
        card_token=card.token,
        card=card.mark,
        asked_at=now,
        amount=amount,
        customer_present=True,
        phase=Planned(),
    )
    tip = Tip(
        id=ids[0],
        payment=clean.payment.id,
        booking=clean.booking.id,
        customer=clean.booking.customer,
        cleaner=cleaner,
        amount=amount,
        operation=operation.id,
        asked_at=now,
        phase=Asking(),
    )
    return Granted(value=Tipped(tip=tip, operation=operation))


def may_tip(clean: Cleaned, amount: Money, now: datetime) -> Refused[TipNo] | None:
    """Why not, if there is a reason."""
    until = tip_until(clean.booking, clean.policy)
    if until is None:
        return Refused(why=NotDone(phase=phase_name(clean.booking.phase)))
    if now >= until:
        return Refused(why=TipTooLate(until=until))
    if isinstance(clean.payment.phase, Owed | WrittenOff):
        return Refused(why=Unpaid(amount=clean.payment.phase.amount))
    currency = clean.booking.price.total.currency
    if amount.currency != currency:
        return Refused(why=OtherCurrency(currency=currency))
    most = limit_in(clean.policy.tip_most, currency)
    left = most - given_so_far(clean.tips, currency)
    if not 0 < amount.amount <= left.amount:
        return Refused(why=TipTooLarge(most=most, left=left))
    return None


def given_so_far(tips: Iterable[Tip], currency: str) -> Money:
    """What was given for a clean, or still may be."""
    return total((one.amount for one in tips if one.counts), currency)


def apply_tip_fact(tip: Tip, operation: Operation, fact: Fact, journal: JournalId, now: datetime) -> Granted[Tipped]:
    """The gateway's answer about a charge that is not finished; one that was given up may be a tip after all."""
    assert not operation.finished or isinstance(operation.phase, Abandoned), "news about what is finished is no news"
    match fact:
        case NoAnswer():
            return Granted(value=Tipped(tip=tip, operation=unknown(operation, now)))
        case Taken(provider_id=provider_id, amount=amount):
            return _given(tip, _done(operation, provider_id, now), amount, journal, now)
        case CustomerWanted():
            return _wanted(tip, operation, fact, now)
        case TurnedDown(kind=kind, reason=reason):
            return _declined(tip, operation, kind, reason, now)
        case NeverHappened():
            return _declined(tip, operation, "try_again", "never_happened", now)
        case Held() | LetGo() | OnItsWay() | Refunded() | EvidenceTaken():
            raise AssertionError(f"no news of a tip: {type(fact).__name__}")


def _given(tip: Tip, operation: Operation, amount: Money, journal: JournalId, now: datetime) -> Granted[Tipped]:
    entry = Entry(id=journal, source=tip.id, booking=tip.booking, at=now)
    done = evolve(tip, phase=Given(at=now))
    tipping = tipped(entry, amount, alone(tip.cleaner))
    return Granted(value=Tipped(tip=done, operation=operation, journals=(tipping,)), events=(_news(TipGiven, done),))


def _wanted(tip: Tip, operation: Operation, fact: CustomerWanted, now: datetime) -> Granted[Tipped]:
    """In doubt until the customer has acted; what was known already changes nothing."""
    doubt = unknown(operation, now)
    if doubt != operation:
        doubt = with_(doubt, provider_id=fact.provider_id)
    elif operation.provider_id != fact.provider_id:
        doubt = evolve(operation, provider_id=fact.provider_id)
    if isinstance(tip.phase, Wanted):
        return Granted(value=Tipped(tip=tip, operation=doubt))
    wanted = evolve(tip, phase=Wanted(link=fact.link, until=now + LINK_LIFE))
    return Granted(value=Tipped(tip=wanted, operation=doubt))


def _declined(tip: Tip, operation: Operation, kind: DeclineClass, reason: str, now: datetime) -> Granted[Tipped]:
    """Nothing was taken; the customer is not here any more, so nothing is tried again."""
    failed = evolve(operation, phase=Failed(at=now, reason=reason))
    declined = evolve(tip, phase=Declined(at=now, kind=kind, reason=reason))
    return Granted(value=Tipped(tip=declined, operation=failed), events=(_news(TipDeclined, declined),))


def _done(operation: Operation, provider_id: str, now: datetime) -> Operation:
    return evolve(operation, phase=Succeeded(at=now, provider_id=provider_id), provider_id=provider_id)


E = TypeVar("E", bound=TipEvent)


def _news(kind: type[E], tip: Tip) -> E:
    return kind(
        payment=tip.payment,
        booking=tip.booking,
        customer=tip.customer,
        tip=tip.id,
        cleaner=tip.cleaner,
        amount=tip.amount,
    )
