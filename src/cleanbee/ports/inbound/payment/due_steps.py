"""What happens to money when one of its moments comes: steps that the timers' drain walks, each in its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, JournalId, OperationId, PaymentId, Timer
from cleanbee.domain.payment.climb import Climb, release_due, try_due
from cleanbee.domain.payment.due import Due
from cleanbee.domain.payment.dues import capture_due, lapse_due
from cleanbee.domain.payment.payment import Authorizing, Payment
from cleanbee.domain.payment.rung import CardsAsked
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.payment.doubt import file_doubt
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.payment.wallet import open_wallet
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Work

Decide = Callable[[Payment, Climb], Granted[Due]]


@dataclass(frozen=True)
class TryCard:
    """A rung of the ladder: the card is asked with the customer absent."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.try``."""
        fresh = OperationId(self.ids.new())
        await _turn(work, timer, lambda payment, climb: try_due(payment, climb, fresh), asks=True)


@dataclass(frozen=True)
class ReleaseUnsecured:
    """The deadline for the card: without a hold the clean is called off and the cleaner compensated."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.release``."""
        fresh = JournalId(self.ids.new())
        found = await _locked(work, timer)
        if found is None:
            return
        payment, climb = found
        phase = payment.phase
        asked = await work.operations.find(phase.operation) if isinstance(phase, Authorizing) else None
        granted = release_due(payment, climb.booking, asked, fresh, (climb.policy, climb.now))
        await file_doubt(work, self.ids, payment, granted.value.payment)
        await _keep(work, payment, climb, granted)


@dataclass(frozen=True)
class CaptureDue:
    """The money for done work is taken out of the hold."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.capture``."""
        fresh = (OperationId(self.ids.new()), JournalId(self.ids.new()))
        await _turn(work, timer, lambda payment, climb: capture_due(payment, climb.booking, fresh, climb.now))


@dataclass(frozen=True)
class HoldLapses:
    """A hold runs out soon: it is captured for done work, or made anew."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.capture_before``."""
        fresh = (OperationId(self.ids.new()), JournalId(self.ids.new()))
        await _turn(work, timer, lambda payment, climb: lapse_due(payment, climb, fresh), asks=True)


async def _turn(work: Work, timer: Timer, decide: Decide, *, asks: bool = False) -> None:
    """Lock, find, decide, keep; money that has moved on meanwhile is left alone. ``asks``: a card may be asked.

    :raises Stale: somebody comes now who is not locked; walk again.
    """
    found = await _locked(work, timer, asks=asks)
    if found is not None:
        await _keep(work, *found, decide(*found))


async def _locked(work: Work, timer: Timer, *, asks: bool = False) -> tuple[Payment, Climb] | None:
    """The payment with what decides about it; where a card may be asked, its customer is locked and the tries counted.

    :raises Stale: somebody comes now who is not locked; walk again.
    """
    peek = await work.payments.find(PaymentId(timer.subject))
    if peek is None:
        return None
    before = await work.bookings.find(peek.booking)
    assert before is not None, "every payment has its booking"
    someone = cleaner_of(before)
    cleaners = () if someone is None else (someone,)
    customers = (peek.customer,) if asks else ()
    await work.lock(cleaners=cleaners, customers=customers, bookings=(peek.booking,))
    payment = await work.payments.find(peek.id)
    booking = await work.bookings.find(peek.booking)
    assert payment is not None and booking is not None, "payments and bookings are never deleted"
    if cleaner_of(booking) not in {someone, None}:
        raise Stale("the clean has passed to another cleaner meanwhile")
    wallet = await open_wallet(work, payment) if asks else CardsAsked(cards=())
    policy = await work.books.policy(booking.policy)
    return payment, Climb(booking=booking, policy=policy, wallet=wallet, now=await work.now())


async def _keep(work: Work, payment: Payment, climb: Climb, granted: Granted[Due]) -> None:
    if granted.value.booking is not None:
        await release_claim(work, climb.booking)
    await keep_due(work, payment, climb.booking, granted)
