"""What happens to a booking when one of its moments comes: steps that the timers' drain walks, each in its unit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking, Expired
from cleanbee.domain.booking.cancel import no_fee
from cleanbee.domain.booking.change import choice_lapsed, no_show
from cleanbee.domain.booking.fill import card_too_late, nobody_found
from cleanbee.domain.booking.lateness import cleaner_late
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.visit import auto_complete, never_started
from cleanbee.domain.kernel import BookingId, Granted, NotInPhase, Refused, Timer
from cleanbee.domain.payment.dues import forget
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.booking.cancel_booking import cancel_with, charge, fee_now
from cleanbee.ports.inbound.payment.earn import earn
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale, Work

Decided = Granted[Booking] | Refused[NotInPhase]


@dataclass(frozen=True)
class CardUntil:
    """The time for the card is over: the slot is free again, and nothing is to be paid."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.card_until``."""

        async def decide(scene: Scene) -> Decided:
            done = card_too_late(scene.booking, scene.now)
            if isinstance(done, Granted):
                await release_claim(work, scene.booking)
                await _forget_payment(work, scene)
            return done

        await _turn(work, timer, decide)


@dataclass(frozen=True)
class FillBy:
    """The time to find somebody is over: the customer chooses; where that is too late it ends, free of charge."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.fill_by``."""

        async def decide(scene: Scene) -> Decided:
            done = nobody_found(scene.booking, scene.now)
            if isinstance(done, Granted) and isinstance(done.value.phase, Expired):
                await charge(work, done.value, no_fee(done.value, "nobody_found"), scene.now, self.ids)
            return done

        await _turn(work, timer, decide)


@dataclass(frozen=True)
class ChoiceUntil:
    """No choice was made: the clean is called off, free of charge."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.choice_until``."""

        async def decide(scene: Scene) -> Decided:
            if not choice_lapsed(scene.booking, scene.now):
                return Refused(why=NotInPhase(phase="awaiting_choice"))
            fee = await fee_now(work, scene)
            done = await cancel_with(work, scene, fee, ("system", "no_choice_made"), self.ids)
            assert isinstance(done, Granted), "who waits for a choice can be cancelled"
            return done

        await _turn(work, timer, decide)


@dataclass(frozen=True)
class Late:
    """The cleaner is late: that is kept, and both sides are told."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.late``."""

        async def decide(scene: Scene) -> Decided:
            return cleaner_late(scene.booking, scene.policy, scene.now)

        await _turn(work, timer, decide)


@dataclass(frozen=True)
class NoShow:
    """Nobody came: the customer chooses, free of charge, and the cleaner's time is free."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.no_show``."""

        async def decide(scene: Scene) -> Decided:
            done = no_show(scene.booking, scene.policy, scene.now)
            if isinstance(done, Granted):
                await release_claim(work, scene.booking)
            return done

        await _turn(work, timer, decide)


@dataclass(frozen=True)
class AutoComplete:
    """Nobody checked out: the visit counts as done as booked. Nobody even began: it is called off, free of charge."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``booking.auto_complete``."""

        async def decide(scene: Scene) -> Decided:
            if never_started(scene.booking, scene.policy, scene.now):
                return await self._call_off(work, scene)
            done = auto_complete(scene.booking, scene.policy, scene.now)
            if isinstance(done, Granted):
                await earn(work, scene, done, self.ids)
            return done

        await _turn(work, timer, decide)

    async def _call_off(self, work: Work, scene: Scene) -> Decided:
        free = no_fee(scene.booking, "not_started")
        done = await cancel_with(work, scene, free, ("system", "not_started"), self.ids)
        assert isinstance(done, Granted), "who stands at the door can be called off"
        return done


async def _turn(work: Work, timer: Timer, decide: Callable[[Scene], Awaitable[Decided]]) -> None:
    """Lock, find and decide; a booking that has moved on meanwhile is left alone."""
    id = BookingId(timer.subject)
    peek = await work.bookings.find(id)
    if peek is None:
        return
    someone = cleaner_of(peek)
    await work.lock(cleaners=() if someone is None else (someone,), bookings=(id,))
    booking = await work.bookings.find(id)
    assert booking is not None, "bookings are never deleted"
    if cleaner_of(booking) not in {someone, None}:
        raise Stale("the clean has passed to another cleaner meanwhile")
    now = await work.now()
    scene = Scene(booking=booking, policy=await work.books.policy(booking.policy), now=now, at=now)
    decided = await decide(scene)
    if isinstance(decided, Granted):
        await work.bookings.replace(booking, decided.value)
        await work.keep(decided)


async def _forget_payment(work: Work, scene: Scene) -> None:
    payment = await work.payments.of_booking(scene.booking.id)
    assert payment is not None, "every booking has its payment"
    await keep_due(work, payment, scene.booking, forget(payment, scene.now))
