"""Promotions: the office makes, lists and ends them; customers redeem their codes into credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import (
    CreditId,
    CustomerId,
    JournalId,
    NotAllowed,
    NotFound,
    PromotionId,
    ReasonMissing,
    Refused,
    Value,
)
from cleanbee.domain.payment.credit import Wallet
from cleanbee.domain.payment.promotion import (
    Asker,
    CodeTaken,
    Fresh,
    MakeNo,
    Promotion,
    PromotionInvalid,
    Terms,
    code_of,
    end,
    make,
    redeem,
)
from cleanbee.domain.people.actor import Actor, AsCustomer, AsOps
from cleanbee.domain.people.audit import LONGEST_WHY, Deed, Did
from cleanbee.domain.people.person import Customer
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.credits import WalletView, keep_credit, view_of
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work


class CodeRedeemed(Value, frozen=True, kw_only=True):
    """A customer types a code."""

    actor: Actor
    code: str


class PromotionWished(Value, frozen=True, kw_only=True):
    """Somebody of the office wants a promotion on these terms, and says why."""

    actor: Actor
    terms: Terms
    reason: str


class PromotionTurned(Value, frozen=True, kw_only=True):
    """Somebody of the office ends a promotion, and says why."""

    actor: Actor
    promotion: PromotionId
    reason: str


class PromotionsAsked(Value, frozen=True, kw_only=True):
    """A part of the list, newest first, after a place in that order."""

    actor: Actor
    after: Place | None = None
    limit: int = 20


UNKNOWN = Refused(why=PromotionInvalid(because="unknown"))


@dataclass(frozen=True)
class RedeemCode:
    """A customer has what a code promises as credit, once; all that were promised, and not one more, are redeemed."""

    store: Store
    ids: Ids

    async def __call__(
        self, ask: CodeRedeemed, once: Once | None = None
    ) -> WalletView | Refused[NotAllowed | NotFound | PromotionInvalid]:
        """The customer's credit as it stands now."""
        allowed = may(ask.actor, "credit.redeem")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCustomer), "the policy table lets only customers redeem"
        async with self.store.begin(once) as work:
            answer = await self._redeemed(work, ask.actor.id, code_of(ask.code))
            work.answer(answer)
            return answer

    async def _redeemed(
        self, work: Work, me: CustomerId, code: str | None
    ) -> WalletView | Refused[NotFound | PromotionInvalid]:
        await work.lock(customers=(me,))
        customer = await work.customers.find(me)
        if customer is None:
            return Refused(why=NotFound(what="credit"))
        named = None if code is None else await work.promotions.named(code)
        promotion = None if named is None else await work.promotions.hold(named.id)
        if promotion is None:
            return UNKNOWN
        return await self._judged(work, customer, promotion)

    async def _judged(
        self, work: Work, customer: Customer, promotion: Promotion
    ) -> WalletView | Refused[PromotionInvalid]:
        book, now = await work.books.price_book(), await work.now()
        old = await work.wallets.find(customer.id)
        asker = Asker(
            wallet=old or Wallet(id=customer.id, currency=book.currency),
            before=await work.redemptions.of_customer(promotion.id, customer.id) is not None,
            booked=bool(await work.bookings.of_customer(customer.id, None, 1)),
        )
        fresh = Fresh(credit=CreditId(self.ids.new()), journal=JournalId(self.ids.new()))
        decided = redeem(promotion, asker, fresh, now)
        if isinstance(decided, Refused):
            return decided
        await work.promotions.replace(promotion, decided.value.promotion)
        await work.redemptions.add(decided.value.redemption)
        wallet = await keep_credit(work, customer, old, decided.value.kept)
        await work.keep(decided)
        return view_of(wallet, now)


@dataclass(frozen=True)
class MakePromotion:
    """The office makes a promotion; the audit says who and why."""

    store: Store
    ids: Ids

    async def __call__(
        self, ask: PromotionWished, once: Once | None = None
    ) -> Promotion | Refused[NotAllowed | NotFound | MakeNo | CodeTaken]:
        """The promotion.

        :raises Stale: somebody else took the code just now; repeat.
        """
        allowed = may(ask.actor, "promotion.make")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops make promotions"
        async with self.store.begin(once) as work:
            answer = await self._made(work, ask, ask.actor)
            work.answer(answer)
            return answer

    async def _made(self, work: Work, ask: PromotionWished, by: AsOps) -> Promotion | Refused[MakeNo | CodeTaken]:
        policy, now = await work.books.policy(), await work.now()
        decided = make(ask.terms, PromotionId(self.ids.new()), by.id, ask.reason, policy, now)
        if isinstance(decided, Refused):
            return decided
        if await work.promotions.named(decided.value.terms.code) is not None:
            return Refused(why=CodeTaken())
        await work.promotions.add(decided.value)
        await work.audit.note(_deed(by, "promotion_made", decided.value.id, now, ask.reason))
        return decided.value


@dataclass(frozen=True)
class EndPromotion:
    """The office ends a promotion; the audit says who and why."""

    store: Store

    async def __call__(
        self, ask: PromotionTurned, once: Once | None = None
    ) -> Promotion | Refused[NotAllowed | NotFound | ReasonMissing]:
        """The promotion, ended; one that was ended before is as it was."""
        allowed = may(ask.actor, "promotion.end")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsOps), "the policy table lets only ops end promotions"
        async with self.store.begin(once) as work:
            answer = await self._ended(work, ask, ask.actor)
            work.answer(answer)
            return answer

    async def _ended(
        self, work: Work, ask: PromotionTurned, by: AsOps
    ) -> Promotion | Refused[NotFound | ReasonMissing]:
        old = await work.promotions.hold(ask.promotion)
        if old is None:
            return Refused(why=NotFound(what="promotion"))
        now = await work.now()
        decided = end(old, by.id, ask.reason, now)
        if isinstance(decided, Refused) or decided.value == old:
            return decided if isinstance(decided, Refused) else old
        await work.promotions.replace(old, decided.value)
        await work.audit.note(_deed(by, "promotion_ended", old.id, now, ask.reason))
        return decided.value


@dataclass(frozen=True)
class ListPromotions:
    """The office's list of all promotions."""

    store: Store

    async def __call__(self, ask: PromotionsAsked) -> Sequence[Promotion] | Refused[NotAllowed | NotFound]:
        """A part of it, newest first."""
        allowed = may(ask.actor, "promotion.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.promotions.made(ask.after, ask.limit)


def _deed(by: AsOps, what: Did, promotion: PromotionId, now: datetime, why: str) -> Deed:
    return Deed(who=by, what=what, thing="promotion", subject=promotion, at=now, why=why.strip()[:LONGEST_WHY])
