"""The customer chooses how it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking, NotAnOption
from cleanbee.domain.booking.change import choose_other
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import by, cancel_with, fee_now
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class ChooseAsked(BookingAsked, frozen=True, kw_only=True):
    """One of the options that the booking offers: ``other_cleaner`` or ``cancel``."""

    option: str


@dataclass(frozen=True)
class Choose:
    """Awaiting a choice → looking for another cleaner, or cancelled free of charge."""

    store: Store
    ids: Ids

    async def __call__(self, ask: ChooseAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as chosen."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            match ask.option:
                case "other_cleaner":
                    return choose_other(scene.booking, scene.now)
                case "cancel":
                    why = (by(ask.actor), "choice")
                    return await cancel_with(work, scene, await fee_now(work, scene), why, self.ids)
                case _:
                    return Refused(why=NotAnOption(options=("other_cleaner", "cancel")))

        return await turn_booking(self.store, ask, "choose", once, decide)
