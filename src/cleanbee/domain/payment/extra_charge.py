"""The charge for extra time: planned as the customer agrees, and what comes of the gateway's news about it."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking, ExtraTime
from cleanbee.domain.booking.extra import at_work, extra_paid, extra_unpaid
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, JournalId, OperationId, Value, evolve
from cleanbee.domain.payment.fact import CustomerWanted, Fact, NeverHappened, NoAnswer, Taken, TurnedDown
from cleanbee.domain.payment.journals.extras import extra_time
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.team import alone
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.operation import unknown
from cleanbee.domain.payment.payment import Card, Failed, Operation, Payment, Planned, Succeeded
from cleanbee.domain.platform.policy import Policy

EXTRA = "extra"


class ExtraCase(Value, frozen=True, kw_only=True):
    """All that the news of a charge for extra time is judged by."""

    operation: Operation
    booking: Booking
    policy: Policy
    journal: JournalId
    now: datetime


class ExtraApplied(Value, frozen=True, kw_only=True):
    """What is true after the news; ``shorter``: the time is given back."""

    operation: Operation
    booking: Booking
    journals: tuple[Journal, ...] = ()
    shorter: bool = False
    finding: Finding | None = None


def extra_charge(id: OperationId, payment: Payment, extra: ExtraTime, card: Card) -> Operation:
    """The charge that is intended: once a booking, with the customer here."""
    return Operation(
        id=id,
        kind="charge",
        intent=f"{EXTRA}:{payment.booking}",
        payment=payment.id,
        booking=payment.booking,
        subject=payment.booking,
        card_token=card.token,
        amount=extra.price.total,
        customer_present=True,
        phase=Planned(),
    )


def of_extra(operation: Operation) -> bool:
    """Whether a charge is one for extra time."""
    return operation.intent.startswith(f"{EXTRA}:")


def apply_extra_fact(case: ExtraCase, fact: Fact) -> Granted[ExtraApplied]:
    """The gateway's answer about a charge that is not finished."""
    match fact:
        case NoAnswer() | CustomerWanted():
            return Granted(value=ExtraApplied(operation=unknown(case.operation, case.now), booking=case.booking))
        case Taken(provider_id=provider_id):
            return _taken(case, provider_id)
        case TurnedDown(reason=reason):
            return _unpaid(case, reason)
        case NeverHappened():
            return _unpaid(case, "never_happened")
        case _:
            raise AssertionError(f"no news of a charge: {type(fact).__name__}")


def _taken(case: ExtraCase, provider_id: str) -> Granted[ExtraApplied]:
    """It is paid for: shared like the visit's price, and payable at once."""
    extra, cleaner = case.booking.extra, cleaner_of(case.booking)
    assert extra is not None and cleaner is not None, "whoever asked for it is there"
    done = Succeeded(at=case.now, provider_id=provider_id)
    entry = Entry(id=case.journal, source=case.operation.id, booking=case.booking.id, at=case.now)
    operation = evolve(case.operation, phase=done, provider_id=provider_id)
    journals = (extra_time(entry, extra.price, alone(cleaner)),)
    if not at_work(case.booking):
        return Granted(value=ExtraApplied(operation=operation, booking=case.booking, journals=journals))
    paid = extra_paid(case.booking, case.policy, case.now)
    applied = ExtraApplied(operation=operation, booking=paid.value, journals=journals)
    return Granted(value=applied, events=paid.events, timers=paid.timers)


def _unpaid(case: ExtraCase, reason: str) -> Granted[ExtraApplied]:
    """While there is work the visit is as short again as it was booked; later there is nothing to be done about it."""
    failed = evolve(case.operation, phase=Failed(at=case.now, reason=reason))
    if not at_work(case.booking):
        return Granted(value=ExtraApplied(operation=failed, booking=case.booking))
    unpaid = extra_unpaid(case.booking, case.policy, case.now)
    applied = ExtraApplied(operation=failed, booking=unpaid.value, shorter=True)
    return Granted(value=applied, events=unpaid.events, timers=unpaid.timers)
