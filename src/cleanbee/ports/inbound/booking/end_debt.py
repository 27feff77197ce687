"""The office ends a debt: it was paid otherwise than by a card, or is given up."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Granted, JournalId, Refusal, Refused
from cleanbee.domain.payment.debt import Ending, Said, end_debt
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class EndDebtAsked(BookingAsked, frozen=True, kw_only=True):
    """How, and why: for whoever reads the books."""

    ending: Ending
    reason: str


@dataclass(frozen=True)
class EndDebt:
    """Owed → paid otherwise, or written off, with its journal; the clean is settled."""

    store: Store
    ids: Ids

    async def __call__(self, ask: EndDebtAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking without its debt."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            payment = await work.payments.of_booking(scene.booking.id)
            assert payment is not None, "every booking has its payment"
            said = Said(ending=ask.ending, reason=ask.reason, at=scene.now)
            ended = end_debt(payment, scene.booking, said, JournalId(self.ids.new()))
            if isinstance(ended, Refused):
                return ended
            due = ended.value
            await work.payments.replace(payment, due.payment)
            for journal in due.journals:
                await work.journals.post(journal)
            return Granted(value=due.booking or scene.booking, events=ended.events, timers=ended.timers)

        return await turn_booking(self.store, ask, ask.ending, once, decide)
