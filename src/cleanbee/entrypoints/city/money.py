"""The money of a clean of the seed city: every effect is asked of the gateway, so that both books agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.booking import Completed, LockedOut, Requested
from cleanbee.domain.booking.cancel import Fee
from cleanbee.domain.kernel import Granted, JournalId, OperationId
from cleanbee.domain.payment.apply_fact import Case, apply_fact
from cleanbee.domain.payment.climb import Climb, release_due, try_due
from cleanbee.domain.payment.due import Due
from cleanbee.domain.payment.dues import cancelled, capture_due, forget, lapse_due, work_done
from cleanbee.domain.payment.fact import EvidenceTaken, NoAnswer, OnItsWay, Refunded
from cleanbee.domain.payment.operation import send
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.plan import CAPTURE, LAPSE, RELEASE, TRY
from cleanbee.domain.payment.rung import CardsAsked, cards_asked
from cleanbee.entrypoints.city.life import Life
from cleanbee.ports.inbound.payment.settle_operation import ask
from cleanbee.ports.outbound.payment import Gateway, GatewayDown

MOMENTS = frozenset({TRY, RELEASE, CAPTURE, LAPSE})
"""The kinds of timers that are money's own."""


@dataclass(frozen=True)
class Till:
    """Walks the money of one clean through the domain's own decisions."""

    gateway: Gateway

    async def settle(self, life: Life, operation: Operation, at: datetime) -> None:
        """Ask the gateway for one effect and take its answer; what follows from it is asked for at once.

        :raises GatewayDown: the gateway did not answer.
        """
        versions = life.operations.setdefault(operation.id, [])
        life.put(versions, operation)
        sent = life.took(send(operation, at))
        life.put(versions, sent)
        fact = await ask(self.gateway, sent)
        assert not isinstance(fact, Refunded | OnItsWay | EvidenceTaken), "no news of a hold"
        if isinstance(fact, NoAnswer):
            raise GatewayDown(f"no answer about {life.wanted.key}")
        case = Case(
            operation=sent,
            payment=life.payment,
            booking=life.booking,
            claim=life.claim,
            policy=life.wanted.policy,
            wallet=_wallet(life),
            now=at,
            next_operation=OperationId(life.new_id(at)),
            journal=JournalId(life.new_id(at)),
        )
        applied = life.took(apply_fact(case, fact))
        life.put(versions, applied.operation)
        life.put(life.payments, applied.payment)
        if applied.booking is not None:
            life.turn_to(applied.booking)
            life.follow_booking()
            if isinstance(applied.booking.phase, Requested):
                life.free_claim()
        life.journals.extend(applied.journals)
        if applied.follow_up is not None:
            await self.settle(life, applied.follow_up, at)

    async def due(self, life: Life, kind: str, at: datetime) -> None:
        """One of money's own moments has come."""
        operation, journal = OperationId(life.new_id(at)), JournalId(life.new_id(at))
        payment, booking, policy = life.payment, life.booking, life.wanted.policy
        climb = Climb(booking=booking, policy=policy, wallet=_wallet(life), now=at)
        match kind:
            case "payment.try":
                await self._took(life, try_due(payment, climb, operation), at)
            case "payment.release":
                await self._took(life, release_due(payment, booking, None, journal, (policy, at)), at)
            case "payment.capture":
                await self._took(life, capture_due(payment, booking, (operation, journal), at), at)
            case _:
                await self._took(life, lapse_due(payment, climb, (operation, journal)), at)

    async def done(self, life: Life, at: datetime) -> None:
        """The visit is over: the shares are earned, the capture is dated."""
        assert isinstance(life.booking.phase, Completed | LockedOut)
        journal = JournalId(life.new_id(at))
        await self._took(life, work_done(life.payment, life.booking, journal, life.wanted.policy, at), at)

    async def cancelled(self, life: Life, fee: Fee, at: datetime) -> None:
        """The clean was cancelled at a fee."""
        ids = (OperationId(life.new_id(at)), JournalId(life.new_id(at)))
        await self._took(life, cancelled(life.payment, life.booking, fee, ids, life.wanted.card, at), at)

    async def forget(self, life: Life, at: datetime) -> None:
        """There is nothing to pay any more."""
        await self._took(life, forget(life.payment, at), at)

    async def _took(self, life: Life, granted: Granted[Due], at: datetime) -> None:
        due = life.took(granted)
        life.put(life.payments, due.payment)
        if due.booking is not None:
            life.turn_to(due.booking)
            life.free_claim()
        life.journals.extend(due.journals)
        if due.operation is not None:
            await self.settle(life, due.operation, at)


def _wallet(life: Life) -> CardsAsked:
    """The card of this clean, and what it was asked for it."""
    return cards_asked((life.wanted.card,), (versions[-1] for versions in life.operations.values() if versions))
