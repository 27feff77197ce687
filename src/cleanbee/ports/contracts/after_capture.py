"""What the tables of what may follow a capture promise."""

from __future__ import annotations

import pytest

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import CleanerId, DisputeId, OperationId, OpsId, PaymentId, RefundId, TipId, evolve, with_
from cleanbee.domain.payment import dispute as disputes
from cleanbee.domain.payment import tip as tips
from cleanbee.domain.payment.dispute import Contested, Dispute, Lost, Won
from cleanbee.domain.payment.refund import AwaitingApproval, Failed, Refund, Sending, Succeeded
from cleanbee.domain.payment.tip import Tip
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


class DisputesContract(OpensStore):
    """Charges that banks took back."""

    async def test_a_dispute_is_kept_once_by_the_gateways_name_and_comes_back_in_every_phase(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await placed(store, nouns, await settle(store, nouns))
            first = dispute(nouns, booking)
            async with store.begin() as work:
                await work.disputes.add(first)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.disputes.add(with_(dispute(nouns, booking), name=first.name))
            ops = OpsId(nouns.ids.new())
            sending = disputes.Sending(operation=OperationId(nouns.ids.new()), by=ops)
            for phase in (sending, disputes.Open(refused="no"), Contested(at=at(1), by=ops), Won(at=at(2))):
                onward = evolve(first, phase=phase)
                async with store.begin() as work:
                    await work.disputes.replace(first, onward)
                async with store.begin() as work:
                    assert await work.disputes.find(first.id) == onward == await work.disputes.named(first.name)
                first = onward
            async with store.begin() as work:
                assert await work.disputes.named(nouns.word("dispute")) is None

    async def test_disputes_are_found_by_their_booking_and_those_not_decided_listed_newest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await placed(store, nouns, await settle(store, nouns))
            made = [with_(dispute(nouns, booking), opened_at=at(hours)) for hours in (1, 2)]
            lost = with_(dispute(nouns, booking), opened_at=at(3), phase=Lost(at=at(4), answered=False))
            async with store.begin() as work:
                for one in (lost, made[1], made[0]):
                    await work.disputes.add(one)
            mine = {one.id for one in (*made, lost)}
            after = Place(at=made[1].opened_at, id=made[1].id)
            async with store.begin() as work:
                assert list(await work.disputes.of_booking(booking.id)) == [*made, lost]
                still = await work.disputes.opened(closed_too=False, after=None, limit=10_000)
                assert [one for one in still if one.id in mine] == made[::-1]
                whole = await work.disputes.opened(closed_too=True, after=None, limit=10_000)
                assert [one for one in whole if one.id in mine] == [lost, *made[::-1]]
                rest = await work.disputes.opened(closed_too=True, after=after, limit=10_000)
                assert [one for one in rest if one.id in mine] == [made[0]]


class TipsContract(OpensStore):
    """Tips."""

    async def test_tips_come_back_as_they_were_in_every_phase_oldest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking = await placed(store, nouns, await settle(store, nouns))
            later, first = with_(tip(nouns, booking), asked_at=at(2)), tip(nouns, booking)
            async with store.begin() as work:
                await work.tips.add(later)
                await work.tips.add(first)
            phases = (
                tips.Wanted(link="https://bank.example", until=at(24)),
                tips.Declined(at=at(1), kind="try_again", reason="no"),
                tips.Given(at=at(1)),
            )
            for phase in phases:
                onward = evolve(first, phase=phase)
                async with store.begin() as work:
                    await work.tips.replace(first, onward)
                async with store.begin() as work:
                    assert list(await work.tips.of_booking(booking.id)) == [onward, later]
                    assert await work.tips.find(first.id) == onward
                with pytest.raises(Stale):
                    async with store.begin() as work:
                        await work.tips.replace(first, onward)
                first = onward


def tip(nouns: Nouns, booking: Booking) -> Tip:
    """One that is being asked for."""
    new = nouns.ids.new
    return Tip(
        id=TipId(new()),
        payment=PaymentId(new()),
        booking=booking.id,
        customer=booking.customer,
        cleaner=CleanerId(new()),
        amount=euros(800),
        operation=OperationId(new()),
        asked_at=MORNING,
        phase=tips.Asking(),
    )


def dispute(nouns: Nouns, booking: Booking) -> Dispute:
    """One that nobody has answered yet."""
    ids = nouns.ids
    return Dispute(
        id=DisputeId(ids.new()),
        name=nouns.word("dispute"),
        payment=PaymentId(ids.new()),
        booking=booking.id,
        customer=booking.customer,
        charge=nouns.word("charge"),
        amount=euros(9576),
        fee=euros(1500),
        reason="service_not_received",
        opened_at=MORNING,
        evidence_by=at(24 * 7),
        phase=disputes.Open(),
    )


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
