"""What the tables of what may follow a capture promise."""

from __future__ import annotations

import pytest

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import OperationId, OpsId, PaymentId, RefundId, evolve, with_
from cleanbee.domain.payment.refund import AwaitingApproval, Failed, Refund, Sending, Succeeded
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at, euros
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale


class RefundsContract(OpensStore):
    """Refunds."""

    async def test_a_refund_comes_back_as_it_was_in_every_phase(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await placed(store, nouns, await settle(store, nouns))
            first = refund(nouns, booking)
            ops, operation = OpsId(nouns.ids.new()), OperationId(nouns.ids.new())
            life = (
                {"phase": Sending(operation=operation), "approved_by": ops, "tries": 1},
                {"phase": Failed(at=at(1), reason="no")},
                {"phase": Succeeded(at=at(2), provider_id="re_1")},
            )
            async with store.begin() as work:
                await work.refunds.add(first)
            for turn in life:
                onward = evolve(first, **turn)
                async with store.begin() as work:
                    await work.refunds.replace(first, onward)
                async with store.begin() as work:
                    assert await work.refunds.find(first.id) == onward
                with pytest.raises(Stale):
                    async with store.begin() as work:
                        await work.refunds.replace(first, onward)
                first = onward

    async def test_refunds_are_found_by_their_booking_and_listed_newest_first_in_parts(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking, other = await placed(store, nouns, world), await placed(store, nouns, world)
            made = [with_(refund(nouns, booking), asked_at=at(hours)) for hours in (1, 2)]
            elsewhere = with_(
                refund(nouns, other), asked_at=at(3), phase=Sending(operation=OperationId(nouns.ids.new()))
            )
            async with store.begin() as work:
                for one in (made[1], elsewhere, made[0]):
                    await work.refunds.add(one)
            mine = {one.id for one in (*made, elsewhere)}
            async with store.begin() as work:
                assert list(await work.refunds.of_booking(booking.id)) == made
                waiting = [one for one in await work.refunds.asked("awaiting_approval", None, 10_000) if one.id in mine]
                assert waiting == made[::-1]
                whole = [one for one in await work.refunds.asked(None, None, 10_000) if one.id in mine]
                assert whole == [elsewhere, *made[::-1]]
                after = Place(at=made[1].asked_at, id=made[1].id)
                rest = [one for one in await work.refunds.asked(None, after, 10_000) if one.id in mine]
                assert rest == [made[0]]
                assert len(await work.refunds.asked(None, None, 1)) == 1


def refund(nouns: Nouns, booking: Booking) -> Refund:
    """One that waits for a second person."""
    ids = nouns.ids
    return Refund(
        id=RefundId(ids.new()),
        payment=PaymentId(ids.new()),
        booking=booking.id,
        customer=booking.customer,
        charge=nouns.word("charge"),
        amount=euros(25_000),
        reason="quality",
        note="The oven was forgotten",
        asked_by=OpsId(ids.new()),
        asked_at=MORNING,
        phase=AwaitingApproval(),
    )
