"""Writing down what done work has earned, in the unit that ends the work."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Granted, JournalId
from cleanbee.domain.payment.dues import work_done
from cleanbee.ports.inbound.payment.credits import spend_credit
from cleanbee.ports.inbound.payment.keep_due import keep_due
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def earn(work: Work, scene: Scene, ended: Granted[Booking], ids: Ids) -> None:
    """Post the shares of a visit that has just ended, and date its capture."""
    payment = await work.payments.of_booking(scene.booking.id)
    assert payment is not None, "every booking has its payment"
    due = work_done(payment, ended.value, JournalId(ids.new()), scene.policy, scene.now)
    await keep_due(work, payment, ended.value, due)
    if payment.by_credit is not None:
        await spend_credit(work, payment, JournalId(ids.new()), scene.now)
