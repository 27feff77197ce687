"""What happens to money when one of its moments comes: steps that the timers' drain walks, each in its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, JournalId, OperationId, PaymentId, Timer
from cleanbee.domain.payment.dues import Due, capture_due, lapse_due, release_due, try_due
from cleanbee.domain.payment.payment import Card, Payment
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Work

Decide = Callable[[Payment, Scene, Card], Granted[Due]]


@dataclass(frozen=True)
class TryCard:
    """A rung of the ladder: the card is asked with the customer absent."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.try``."""
        fresh = OperationId(self.ids.new())
        await _turn(work, timer, lambda payment, scene, card: try_due(payment, scene.booking, card, fresh))


@dataclass(frozen=True)
class ReleaseUnsecured:
    """The deadline for the card: without a hold the clean is called off and the cleaner compensated."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.release``."""
        fresh = JournalId(self.ids.new())
        await _turn(
            work,
            timer,
            lambda payment, scene, card: release_due(payment, scene.booking, fresh, scene.policy, scene.now),
        )


@dataclass(frozen=True)
class CaptureDue:
    """The money for done work is taken out of the hold."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.capture``."""
        fresh = (OperationId(self.ids.new()), JournalId(self.ids.new()))
        await _turn(work, timer, lambda payment, scene, card: capture_due(payment, scene.booking, fresh, scene.now))


@dataclass(frozen=True)
class HoldLapses:
    """A hold runs out soon: it is captured for done work, or made anew."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``payment.capture_before``."""
        fresh = (OperationId(self.ids.new()), JournalId(self.ids.new()))
        await _turn(
            work,
            timer,
            lambda payment, scene, card: lapse_due(payment, (scene.booking, scene.policy), card, fresh, scene.now),
        )


async def _turn(work: Work, timer: Timer, decide: Decide) -> None:
    """Lock, find, decide, keep; money that has moved on meanwhile is left alone.

    :raises Stale: somebody comes now who is not locked; walk again.
    """
    peek = await work.payments.find(PaymentId(timer.subject))
    if peek is None:
        return
    before = await work.bookings.find(peek.booking)
    assert before is not None, "every payment has its booking"
    someone = cleaner_of(before)
    await work.lock(cleaners=() if someone is None else (someone,), bookings=(peek.booking,))
    payment = await work.payments.find(peek.id)
    booking = await work.bookings.find(peek.booking)
    assert payment is not None and booking is not None, "payments and bookings are never deleted"
    if cleaner_of(booking) not in {someone, None}:
        raise Stale("the clean has passed to another cleaner meanwhile")
    card = await work.cards.find(payment.card)
    assert card is not None, "every payment has its card"
    scene = Scene(booking=booking, policy=await work.books.policy(booking.policy), now=await work.now())
    granted = decide(payment, scene, card)
    if granted.value.booking is not None:
        await release_claim(work, booking)
    await keep_due(work, payment, booking, granted)
