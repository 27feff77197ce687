"""A bank takes a charge back on its customer's word: money moves at once, evidence may be sent, the bank decides."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CustomerId,
    DisputeId,
    Granted,
    JournalId,
    Money,
    NoTimer,
    NotInPhase,
    OperationId,
    OpsId,
    PaymentId,
    Refusal,
    Refused,
    Tagged,
    Timer,
    Value,
    evolve,
    snake,
)
from cleanbee.domain.payment import news
from cleanbee.domain.payment.events import OperationPlanned, PaymentEvent
from cleanbee.domain.payment.journals.corrections import reversed_
from cleanbee.domain.payment.journals.disputes import Disputed, dispute_lost, dispute_opened, dispute_won
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Operation, Payment, Planned

DEADLINE = "dispute.evidence_by"


class Open(Tagged, frozen=True, kw_only=True):
    """The bank has the money; ``refused`` is what it said of evidence that it did not take."""

    refused: str = ""


class Sending(Tagged, frozen=True, kw_only=True):
    """Evidence is on its way to the bank; in doubt it stays here."""

    operation: OperationId
    by: OpsId


class Contested(Tagged, frozen=True, kw_only=True):
    """The bank has our evidence and decides."""

    at: datetime
    by: OpsId


class Won(Tagged, frozen=True, kw_only=True):
    """The money came back."""

    at: datetime


class Lost(Tagged, frozen=True, kw_only=True):
    """The money stays away; ``answered``: the bank decided, and it was not just that nobody answered in time."""

    at: datetime
    answered: bool = True


DisputePhase = Open | Sending | Contested | Won | Lost


class Dispute(Aggregate, frozen=True, kw_only=True):
    """One charge that its bank took back; ``name`` and ``charge`` are the gateway's names of both."""

    id: DisputeId
    name: str
    payment: PaymentId
    booking: BookingId
    customer: CustomerId
    charge: str
    amount: Money
    fee: Money
    reason: str
    opened_at: datetime
    evidence_by: datetime
    tries: int = 0
    phase: DisputePhase

    @property
    def phase_word(self) -> str:
        """The word of its phase."""
        return snake(type(self.phase).__name__)

    @property
    def open(self) -> bool:
        """Whether it is not decided."""
        return isinstance(self.phase, Open | Sending | Contested)


class DisputeEvent(PaymentEvent, frozen=True, kw_only=True):
    """Something happened to a dispute."""

    dispute: DisputeId
    amount: Money


class ChargeDisputed(DisputeEvent, frozen=True, kw_only=True):
    """A bank took a charge back; without evidence by ``evidence_by`` it is lost."""

    reason: str
    evidence_by: datetime


class EvidenceSent(DisputeEvent, frozen=True, kw_only=True):
    """The bank has our evidence."""


class EvidenceRefused(DisputeEvent, frozen=True, kw_only=True):
    """The bank did not take our evidence."""

    reason: str


class DisputeWon(DisputeEvent, frozen=True, kw_only=True):
    """The money came back."""


class DisputeLost(DisputeEvent, frozen=True, kw_only=True):
    """The money stays away."""


class EvidenceTooLate(Refusal, frozen=True, kw_only=True):
    """Evidence was taken until an instant that is over."""

    until: datetime


class Turned(Value, frozen=True, kw_only=True):
    """A dispute after one step, with what is kept beside it."""

    dispute: Dispute
    journals: tuple[Journal, ...] = ()
    operation: Operation | None = None


Journals = tuple[JournalId, JournalId]


def opened(
    id: DisputeId, told: news.DisputeOpened, payment: Payment, journal: JournalId, now: datetime
) -> Granted[Turned]:
    """A bank took a charge back: amount and fee leave the gateway's account at once."""
    dispute = Dispute(
        id=id,
        name=told.dispute,
        payment=payment.id,
        booking=payment.booking,
        customer=payment.customer,
        charge=told.charge,
        amount=told.amount,
        fee=told.fee,
        reason=told.reason,
        opened_at=now,
        evidence_by=told.evidence_by,
        phase=Open(),
    )
    entry = dispute_opened(_entry(dispute, journal, now), _taken(dispute))
    event = _news(ChargeDisputed, dispute, reason=told.reason, evidence_by=told.evidence_by)
    answer_by = Timer(kind=DEADLINE, subject=id, due_at=told.evidence_by)
    return Granted(value=Turned(dispute=dispute, journals=(entry,)), events=(event,), timers=(answer_by,))


def decided(
    dispute: Dispute, told: news.DisputeClosed, kept: tuple[Journal, ...], ids: Journals, now: datetime
) -> Granted[Turned]:
    """The bank has decided; the second time, or once it was decided, nothing follows.

    What we had given up as unanswered and the bank decides for us after all is taken back first.
    """
    match dispute.phase:
        case Open() | Sending() | Contested():
            return _won(dispute, ids[0], now, told) if told.won else _lost(dispute, ids[0], now, answered=True)
        case Lost(answered=False) if told.won:
            wrong = next(one for one in kept if one.kind == "dispute_lost" and one.source == dispute.id)
            won = _won(dispute, ids[0], now, told)
            journals = (reversed_(ids[1], wrong, now), *won.value.journals)
            return Granted(value=Turned(dispute=won.value.dispute, journals=journals), events=won.events)
        case Lost(answered=False):
            answered = evolve(dispute, phase=Lost(at=dispute.phase.at))
            return Granted(value=Turned(dispute=answered))
        case Won() | Lost():
            return Granted(value=Turned(dispute=dispute))


def unanswered(dispute: Dispute, journal: JournalId, now: datetime) -> Granted[Turned]:
    """The time to answer is over: what nobody answered is lost; what was answered, its bank decides."""
    if not isinstance(dispute.phase, Open) or now < dispute.evidence_by:
        return Granted(value=Turned(dispute=dispute))
    return _lost(dispute, journal, now, answered=False)


def contest(
    dispute: Dispute, packet: str, by: OpsId, operation: OperationId, now: datetime
) -> Granted[Turned] | Refused[NotInPhase | EvidenceTooLate]:
    """Send the evidence to the bank: it takes it once, so what is sent is what stands when it is sent."""
    if not isinstance(dispute.phase, Open):
        return Refused(why=NotInPhase(phase=dispute.phase_word))
    if now >= dispute.evidence_by:
        return Refused(why=EvidenceTooLate(until=dispute.evidence_by))
    return _sent(dispute, packet, by, operation)


def sent_again(dispute: Dispute, packet: str, by: OpsId, operation: OperationId, now: datetime) -> Granted[Turned]:
    """Evidence whose key is too old to be sent again, and that never came: it is sent anew while there is time."""
    if now >= dispute.evidence_by:
        return evidence_refused(dispute, "too_late")
    return _sent(dispute, packet, by, operation)


def evidence_taken(dispute: Dispute, now: datetime) -> Granted[Turned]:
    """The bank has our evidence; a dispute that was decided meanwhile stays decided."""
    if not isinstance(dispute.phase, Sending):
        return Granted(value=Turned(dispute=dispute))
    contested = evolve(dispute, phase=Contested(at=now, by=dispute.phase.by))
    done = NoTimer(kind=DEADLINE, subject=dispute.id)
    return Granted(value=Turned(dispute=contested), events=(_news(EvidenceSent, dispute),), timers=(done,))


def evidence_refused(dispute: Dispute, reason: str) -> Granted[Turned]:
    """The bank did not take it: it can be sent again while there is time."""
    if not isinstance(dispute.phase, Sending):
        return Granted(value=Turned(dispute=dispute))
    onward = evolve(dispute, phase=Open(refused=reason))
    again = Timer(kind=DEADLINE, subject=dispute.id, due_at=dispute.evidence_by)
    event = _news(EvidenceRefused, dispute, reason=reason)
    return Granted(value=Turned(dispute=onward), events=(event,), timers=(again,))


def _sent(dispute: Dispute, packet: str, by: OpsId, operation: OperationId) -> Granted[Turned]:
    number = dispute.tries + 1
    asked = Operation(
        id=operation,
        kind="contest",
        intent=f"contest:{dispute.id}:{number}",
        payment=dispute.payment,
        booking=dispute.booking,
        subject=dispute.id,
        amount=dispute.amount,
        provider_id=dispute.name,
        packet=packet,
        phase=Planned(),
    )
    onward = evolve(dispute, phase=Sending(operation=operation, by=by), tries=number)
    planned = OperationPlanned(
        payment=dispute.payment, booking=dispute.booking, customer=dispute.customer, operation=operation
    )
    return Granted(value=Turned(dispute=onward, operation=asked), events=(planned,))


def _won(dispute: Dispute, journal: JournalId, now: datetime, told: news.DisputeClosed) -> Granted[Turned]:
    entry = dispute_won(_entry(dispute, journal, now), _taken(dispute), fee_back=told.fee_back)
    won = evolve(dispute, phase=Won(at=now))
    return _closed(won, entry, _news(DisputeWon, dispute))


def _lost(dispute: Dispute, journal: JournalId, now: datetime, *, answered: bool) -> Granted[Turned]:
    entry = dispute_lost(_entry(dispute, journal, now), _taken(dispute))
    lost = evolve(dispute, phase=Lost(at=now, answered=answered))
    return _closed(lost, entry, _news(DisputeLost, dispute))


def _closed(dispute: Dispute, journal: Journal, event: DisputeEvent) -> Granted[Turned]:
    done = NoTimer(kind=DEADLINE, subject=dispute.id)
    return Granted(value=Turned(dispute=dispute, journals=(journal,)), events=(event,), timers=(done,))


def _taken(dispute: Dispute) -> Disputed:
    return Disputed(amount=dispute.amount, fee=dispute.fee)


def _entry(dispute: Dispute, id: JournalId, now: datetime) -> Entry:
    """Each turn of a dispute is posted once, whoever tells of it how often."""
    return Entry(id=id, source=dispute.id, booking=dispute.booking, at=now)


E = TypeVar("E", bound=DisputeEvent)


def _news(kind: type[E], dispute: Dispute, **facts: object) -> E:
    return kind(
        payment=dispute.payment,
        booking=dispute.booking,
        customer=dispute.customer,
        dispute=dispute.id,
        amount=dispute.amount,
        **facts,
    )
