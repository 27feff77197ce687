"""The customer follows the bank's link on our page: the bank is asked what came of it, and for nothing else."""

from __future__ import annotations

from tests.unit.ports.booking.booking_walks import MONDAY, WEDNESDAY
from tests.unit.ports.booking.walks import Build, FollowingClock

from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.booking.booking import Confirmed
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Authorized, Operation
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.confirm_card import ConfirmAsked, ConfirmCard
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.inbound.payment.take_fact import TakeFact


class Recording(MemoryGateway):
    """The same bank over a line that remembers which holds were asked for."""

    def sends(self, sent: list[Operation]) -> None:
        self._sent = sent

    async def authorise(self, operation: Operation) -> Fact:
        self._sent.append(operation)
        return await super().authorise(operation)


async def test_a_followed_link_is_looked_up_and_its_hold_never_asked_for_again(build: Build) -> None:
    place = await build(MONDAY, token="card_3ds")
    view = await place.book(WEDNESDAY)
    sent: list[Operation] = []
    line = Recording(FollowingClock(place.clock), place.gateway.bank)
    line.sends(sent)
    settle = SettleOperation(place.store, line, TakeFact(place.store, place.ids))
    confirm = ConfirmCard(place.store, line, settle)
    confirmed = await confirm(ConfirmAsked(actor=place.mia, booking=view.booking.id))
    assert isinstance(confirmed, BookingView)
    assert isinstance(confirmed.booking.phase, Confirmed)
    assert isinstance(confirmed.payment.phase, Authorized)
    assert sent == [], "a key that may be a day old is not sent again"
