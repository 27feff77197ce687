"""What a gateway promises of evidence about a disputed charge: taken once, under one key, of what is disputed."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from cleanbee.domain.kernel import BookingId, DisputeId, OperationId, PaymentId, with_
from cleanbee.domain.payment.fact import EvidenceTaken, NeverHappened, TurnedDown
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Gateway


class ContestContract:
    """Sending evidence."""

    def open_disputing(self) -> AbstractAsyncContextManager[Gateway]:
        """A gateway of the sandbox that answers every call."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this gateway has not seen."""
        raise NotImplementedError

    async def taken_back(self, gateway: Gateway) -> str:
        """A charge that its bank takes back: the gateway's name of the dispute."""
        raise NotImplementedError

    async def test_evidence_is_taken_once_under_one_key_and_is_known_afterwards(self) -> None:
        async with self.open_disputing() as gateway:
            sent = self._contest(await self.taken_back(gateway))
            assert await gateway.look_up(sent) == NeverHappened()
            taken = await gateway.contest(sent)
            assert taken == EvidenceTaken(provider_id=sent.provider_id or "")
            assert [await gateway.contest(sent), await gateway.look_up(sent)] == [taken, taken]

    async def test_other_evidence_about_the_same_dispute_is_not_taken(self) -> None:
        async with self.open_disputing() as gateway:
            name = await self.taken_back(gateway)
            assert isinstance(await gateway.contest(self._contest(name)), EvidenceTaken)
            assert isinstance(await gateway.contest(self._contest(name)), TurnedDown)

    async def test_of_what_nobody_disputes_no_evidence_is_taken(self) -> None:
        async with self.open_disputing() as gateway:
            name = await self.taken_back(gateway)
            assert isinstance(await gateway.contest(self._contest(f"{name}x")), TurnedDown)

    async def test_a_key_does_not_stand_for_two_packets(self) -> None:
        async with self.open_disputing() as gateway:
            sent = self._contest(await self.taken_back(gateway))
            first = await gateway.contest(sent)
            assert isinstance(await gateway.contest(with_(sent, packet="something else")), TurnedDown)
            assert await gateway.look_up(sent) == first

    def _contest(self, dispute: str) -> Operation:
        new = self.fresh_ids().new
        return Operation(
            id=OperationId(new()),
            kind="contest",
            intent=f"contest:{new()}",
            payment=PaymentId(new()),
            booking=BookingId(new()),
            subject=DisputeId(new()),
            amount=euros(9576),
            provider_id=dispute,
            packet="The visit took place.",
            phase=Planned(),
        )
