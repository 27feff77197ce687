"""What becomes of a debt that no card pays: it is paid otherwise, or given up; the cleaner has the share either way."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.change import settle
from cleanbee.domain.kernel import Granted, JournalId, NotInPhase, ReasonMissing, Refused, Value, evolve, snake, with_
from cleanbee.domain.payment.due import Due
from cleanbee.domain.payment.events import PaymentPaidOtherwise, PaymentWrittenOff
from cleanbee.domain.payment.journals.credits import paid_otherwise, written_off
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.payment import Captured, Owed, Payment, WrittenOff

Ending = Literal["write_off", "paid_otherwise"]


class Said(Value, frozen=True, kw_only=True):
    """How the office ends a debt, and why it may: in its own words, such as what the bank statement says."""

    ending: Ending
    reason: str
    at: datetime


def end_debt(
    payment: Payment, booking: Booking, said: Said, journal: JournalId
) -> Granted[Due] | Refused[NotInPhase | ReasonMissing]:
    """Nothing is owed any more: the money came on another way, or it will not come."""
    if not said.reason.strip():
        return Refused(why=ReasonMissing())
    if not isinstance(payment.phase, Owed):
        return Refused(why=NotInPhase(phase=snake(type(payment.phase).__name__)))
    owed, paid = payment.phase.amount, said.ending == "paid_otherwise"
    entry = Entry(id=journal, source=payment.id, booking=booking.id, at=said.at)
    kind, post = (PaymentPaidOtherwise, paid_otherwise) if paid else (PaymentWrittenOff, written_off)
    news = kind(
        payment=payment.id,
        booking=booking.id,
        customer=payment.customer,
        amount=owed,
        reason=said.reason.strip(),
    )
    phase = Captured(amount=owed, provider_id="", at=said.at) if paid else WrittenOff(amount=owed)
    due = Due(payment=evolve(payment, phase=phase), journals=(post(entry, payment.customer, owed),))
    settled = settle(booking, paid=paid)
    if not isinstance(settled, Granted):
        return Granted(value=due, events=(news,))
    due = with_(due, booking=settled.value)
    return Granted(value=due, events=(news, *settled.events), timers=settled.timers)
