"""A customer thanks who cleaned with money: charged now, kept once under the request's key, read back as it stands."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import CardNotSaved
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    Money,
    NotAllowed,
    NotFound,
    OperationId,
    Refused,
    TipId,
    Value,
)
from cleanbee.domain.payment.operation import sent_at_birth
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.tip import Cleaned, Tip, TipNo, give_tip
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Seen, Store, Work


class TipWished(Value, frozen=True, kw_only=True):
    """So much, from this card, now, while I am here."""

    actor: Actor
    booking: BookingId
    amount: Money
    card: CardId


GiveNo = NotAllowed | NotFound | CardNotSaved | TipNo


@dataclass(frozen=True)
class GiveTip:
    """Unit 1 keeps the tip and its charge, the gateway is asked, unit 2 keeps what it said."""

    store: Store
    ids: Ids
    settle: SettleOperation

    async def __call__(self, ask: TipWished, once: Once | None = None) -> Tip | Refused[GiveNo]:
        """The tip after the bank's answer; asked again under the same key it is the same tip.

        :raises Running: the first run is still calling.
        """
        try:
            answer, sent = await self._begin(ask, once)
        except Seen as before:
            if not isinstance(before.answer, Tip):
                raise
            answer, sent = before.answer, None
            await self.settle.go_on(ask.booking)
        if isinstance(answer, Refused):
            return answer
        if sent is not None:
            await self.settle.call(sent)
        async with self.store.begin() as work:
            now = await work.tips.find(answer.id)
        assert now is not None, "tips are never deleted"
        return now

    async def _begin(self, ask: TipWished, once: Once | None) -> tuple[Tip | Refused[GiveNo], Operation | None]:
        async with self.store.begin(once) as work:
            answer = await self._planned(work, ask)
            if isinstance(answer, Refused):
                work.answer(answer)
                return answer, None
            tip, sent = answer
            await work.tips.add(tip)
            await work.operations.add(sent)
            work.answer(tip)
            return tip, sent

    async def _planned(self, work: Work, ask: TipWished) -> tuple[Tip, Operation] | Refused[GiveNo]:
        await work.lock(bookings=(ask.booking,))
        booking = await work.bookings.find(ask.booking)
        if booking is None:
            return Refused(why=NotFound(what="booking"))
        allowed = may(ask.actor, "booking.tip", facts_of(booking))
        if isinstance(allowed, Refused):
            return allowed
        payment, card = await work.payments.of_booking(booking.id), await work.cards.find(ask.card)
        assert payment is not None, "every booking has its payment"
        if card is None or card.owner != booking.customer or card.removed_at is not None:
            return Refused(why=CardNotSaved())
        policy, now = await work.books.policy(booking.policy), await work.now()
        tips = tuple(await work.tips.of_booking(booking.id))
        clean = Cleaned(booking=booking, payment=payment, tips=tips, policy=policy)
        ids = (TipId(self.ids.new()), OperationId(self.ids.new()))
        decided = give_tip(clean, ask.amount, card, ids, now)
        if isinstance(decided, Refused):
            return decided
        sent = sent_at_birth(decided.value.operation, now)
        return decided.value.tip, sent
