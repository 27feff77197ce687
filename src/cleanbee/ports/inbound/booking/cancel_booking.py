"""Cancelling, with or without a fee: the clean, the cleaner's time and the money in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking, By
from cleanbee.domain.booking.cancel import Fee, Waiver, cancel, cancellation_fee, waived
from cleanbee.domain.booking.reckoning import reckon
from cleanbee.domain.kernel import Granted, JournalId, OperationId, Refusal, Refused
from cleanbee.domain.payment.dues import cancelled
from cleanbee.domain.payment.plan import chargeable_amount
from cleanbee.domain.payment.rung import card_for
from cleanbee.domain.people.actor import Actor, AsCustomer, AsSystem
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.matching.keep_fee import keep_fee
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.payment.wallet import open_wallet
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class CancelAsked(BookingAsked, frozen=True, kw_only=True):
    """Cancel, for this reason in the asker's words."""

    reason: str = ""


class WaiveAsked(CancelAsked, frozen=True, kw_only=True):
    """Cancel free of charge for a known reason; where the cleaner bears it, how the office heard their yes."""

    borne_by: Literal["platform", "cleaner"] = "platform"
    agreed: str = ""


@dataclass(frozen=True)
class CancelBooking:
    """Any phase before work → cancelled, at the fee of the pinned policy."""

    store: Store
    ids: Ids

    async def __call__(self, ask: CancelAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The cancelled booking with its fee."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            fee = await fee_now(work, scene)
            return await cancel_with(work, scene, fee, (by(ask.actor), ask.reason), self.ids)

        return await turn_booking(self.store, ask, "cancel", once, decide)


@dataclass(frozen=True)
class Waive:
    """Ops cancel without a fee, for a known reason; the platform bears the cleaner's share, or the cleaner."""

    store: Store
    ids: Ids

    async def __call__(self, ask: WaiveAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The cancelled booking, free for the customer."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            waiver = Waiver(reason=ask.reason, borne_by=ask.borne_by, agreed=ask.agreed)
            free = waived(await fee_now(work, scene), waiver)
            if isinstance(free, Refused):
                return free
            return await cancel_with(work, scene, free.value, ("ops", ask.reason), self.ids)

        return await turn_booking(self.store, ask, "waive", once, decide)


def by(actor: Actor) -> By:
    """In whose name something is cancelled."""
    match actor:
        case AsCustomer():
            return "customer"
        case AsSystem():
            return "system"
        case _:
            return "ops"


async def fee_now(work: Work, scene: Scene) -> Fee:
    """What cancelling costs at this moment."""
    payment = await work.payments.of_booking(scene.booking.id)
    assert payment is not None, "every booking has its payment"
    return cancellation_fee(scene.booking, scene.policy, scene.now, chargeable_amount(payment))


async def cancel_with(
    work: Work, scene: Scene, fee: Fee, why: tuple[By, str], ids: Ids
) -> Granted[Booking] | Refused[Refusal]:
    """Cancel at this fee; claim, payment, journals and the fee's receipt are kept here, the booking by the caller."""
    done = cancel(scene.booking, fee, why[0], why[1], scene.now)
    if isinstance(done, Refused):
        return done
    await release_claim(work, scene.booking)
    payment = await work.payments.of_booking(scene.booking.id)
    assert payment is not None, "every booking has its payment"
    reckoned = reckon(scene.booking, scene.policy, fee, chargeable_amount(payment), scene.now)
    await keep_fee(work, scene.booking, reckoned, ids)
    await charge(work, done.value, fee, scene.now, ids)
    return done


async def charge(work: Work, ended: Booking, fee: Fee, now: datetime, ids: Ids) -> None:
    """Take a fee out of what is held, or let it go: a booking that has ended leaves no hold behind."""
    payment = await work.payments.of_booking(ended.id)
    assert payment is not None, "every booking has its payment"
    policy, wallet = await work.books.policy(ended.policy), await open_wallet(work, payment)
    card = card_for(payment, wallet, policy.ladder, now)
    fresh = (OperationId(ids.new()), JournalId(ids.new()))
    await keep_due(work, payment, ended, cancelled(payment, ended, fee, fresh, card, now))
