"""The office says whether a cleaner who counts as not having come was there after all."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Granted, Refusal, Refused
from cleanbee.domain.payment.open_item import Judged, NothingToJudge, judge
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.word_of_missed import word_about
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.store import Store, Work


class NoShowJudged(BookingAsked, frozen=True, kw_only=True):
    """Whether they ``came``, and what shows it; the cleaner reads both."""

    came: bool
    reason: str


@dataclass(frozen=True)
class JudgeNoShow:
    """What a cleaner told of a missed visit is looked at, and answered."""

    store: Store

    async def __call__(self, ask: NoShowJudged, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking as it stands: a clean that was called off stays so, what is said of it is kept beside it."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            assert isinstance(ask.actor, AsOps), "the policy table lets only the office judge"
            item = await word_about(work, scene.booking)
            if item is None:
                return Refused(why=NothingToJudge())
            judged = judge(item, Judged(right=ask.came, by=ask.actor.id, why=ask.reason.strip()), scene.now)
            if isinstance(judged, Refused):
                return judged
            await work.open_items.replace(item, judged.value)
            return Granted(value=scene.booking)

        return await turn_booking(self.store, ask, "judge_no_show", once, decide)
