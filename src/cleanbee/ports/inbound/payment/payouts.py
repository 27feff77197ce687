"""Payouts as cleaners and the office see them: statements, being paid at once, keeping one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import (
    CleanerId,
    Granted,
    JournalId,
    Money,
    NotAllowed,
    NotFound,
    NotInPhase,
    PayoutId,
    ReasonMissing,
    Refused,
    Value,
    VersionMoved,
)
from cleanbee.domain.payment.cash_out import CashOutNo, CashOutTerms, FeeNotAgreed, cash_out, cash_out_terms
from cleanbee.domain.payment.pay import block, spent, unblock
from cleanbee.domain.payment.payout import ACCRUED, Payout
from cleanbee.domain.people.actor import Actor, AsCleaner, AsOps
from cleanbee.domain.people.audit import LONGEST_WHY, Deed, Did
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.payment.run_payouts import Till, open_till
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work


class PayoutsAsked(Value, frozen=True, kw_only=True):
    """A part of a list of payouts: the asker's own, or for the office one cleaner's or everybody's."""

    actor: Actor
    cleaner: CleanerId | None = None
    after: Place | None = None
    limit: int = 20


class PayoutsPart(Value, frozen=True, kw_only=True):
    """Payouts, newest first; ``more`` is where the next part goes on."""

    payouts: tuple[Payout, ...]
    more: Place | None


class PayoutAsked(Value, frozen=True, kw_only=True):
    """One payout; who steps in says why, and on which version they decided."""

    actor: Actor
    payout: PayoutId
    reason: str = ""
    at_version: int | None = None


class CashOutAsked(Value, frozen=True, kw_only=True):
    """Whether to be paid at once: the terms alone, or for the fee that was shown."""

    actor: Actor
    agreed: Money | None = None
    terms_only: bool = False


class CashOutAnswer(Value, frozen=True, kw_only=True):
    """The terms; and the payout, where it was sent on its way."""

    terms: CashOutTerms
    payout: Payout | None = None


PayoutNo = NotAllowed | NotFound | VersionMoved | NotInPhase | ReasonMissing
CashOutRefused = Refused[NotAllowed | NotFound | FeeNotAgreed | CashOutNo]


@dataclass(frozen=True)
class ListPayouts:
    """Statements, newest first."""

    store: Store

    async def __call__(self, ask: PayoutsAsked) -> PayoutsPart | Refused[NotAllowed | NotFound]:
        """A cleaner's own; the office's those of one cleaner, or all."""
        allowed = may(ask.actor, "payout.list")
        if isinstance(allowed, Refused):
            return allowed
        whose = ask.actor.id if isinstance(ask.actor, AsCleaner) else ask.cleaner
        async with self.store.begin() as work:
            found = await work.payouts.made(whose, ask.after, ask.limit + 1)
        return _part(found, ask.limit)


@dataclass(frozen=True)
class ReadPayout:
    """One statement."""

    store: Store

    async def __call__(self, ask: PayoutAsked) -> Payout | Refused[NotAllowed | NotFound]:
        """The payout with its lines."""
        async with self.store.begin() as work:
            return await _found(work, ask, "payout.read")


_Decided = Granted[Payout] | Refused[NotInPhase | ReasonMissing]


@dataclass(frozen=True)
class TurnPayout:
    """The office keeps a payout back (``block``), or lets it go on; why stands in an event and in the audit."""

    store: Store
    action: str

    async def __call__(self, ask: PayoutAsked, once: Once | None = None) -> Payout | Refused[PayoutNo]:
        """The payout as it stands now."""
        async with self.store.begin(once) as work:
            answer = await self._turned(work, ask)
            work.answer(answer)
            return answer

    async def _turned(self, work: Work, ask: PayoutAsked) -> Payout | Refused[PayoutNo]:
        peek = await _found(work, ask, self.action)
        if isinstance(peek, Refused):
            return peek
        assert isinstance(ask.actor, AsOps), "the policy table lets only the office keep a payout back"
        await work.lock(cleaners=(peek.cleaner,))
        old = await work.payouts.find(ask.payout)
        assert old is not None, "payouts are never deleted"
        if ask.at_version is not None and ask.at_version != old.version:
            return Refused(why=VersionMoved(current=old.version))
        now = await work.now()
        decide: dict[str, Callable[[AsOps], _Decided]] = {
            "payout.block": lambda by: block(old, by.id, ask.reason, now),
            "payout.unblock": lambda by: unblock(old, by.id, ask.reason),
        }
        decided = decide[self.action](ask.actor)
        if isinstance(decided, Refused):
            return decided
        await work.payouts.replace(old, decided.value)
        await work.keep(decided)
        await work.audit.note(self._deed(ask, now))
        return decided.value

    def _deed(self, ask: PayoutAsked, now: datetime) -> Deed:
        what: dict[str, Did] = {"payout.block": "payout_blocked", "payout.unblock": "payout_unblocked"}
        why = ask.reason.strip()[:LONGEST_WHY]
        return Deed(who=ask.actor, what=what[self.action], thing="payout", subject=ask.payout, at=now, why=why)


@dataclass(frozen=True)
class CashOut:
    """A cleaner is paid what is payable now, for a fee that is shown first; the drain sends it."""

    store: Store
    ids: Ids

    async def __call__(self, ask: CashOutAsked, once: Once | None = None) -> CashOutAnswer | CashOutRefused:
        """The terms; with the fee agreed to, also the payout that is on its way."""
        allowed = may(ask.actor, "payout.cash_out")
        if isinstance(allowed, Refused):
            return allowed
        assert isinstance(ask.actor, AsCleaner), "the policy table lets only cleaners cash out"
        async with self.store.begin(once) as work:
            till = await open_till(work, ask.actor.id, self.ids)
            answer = Refused(why=NotFound(what="me")) if till is None else await self._paid(till, ask)
            work.answer(answer)
            return answer

    async def _paid(self, till: Till, ask: CashOutAsked) -> CashOutAnswer | CashOutRefused:
        """Weeks that are over go first, for nothing; the fee is for the week that is not."""
        await till.pay()
        work, cleaner = till.work, till.cleaner.id
        book, policy = await work.books.price_book(), await work.books.policy()
        day = await till.day(book.currency)
        place = till.of_week(day.now, book.currency)
        payout = None if place is None else till.payouts[place]
        waiting = -await work.journals.balance(ACCRUED, cleaner, book.currency)
        terms = cash_out_terms(payout, day, policy, waiting)
        if isinstance(terms, Refused):
            return terms
        if ask.terms_only:
            return CashOutAnswer(terms=terms.value)
        assert payout is not None and place is not None, "terms are made for a payout"
        decided = cash_out(payout, terms.value, ask.agreed, book.tax_bp, JournalId(self.ids.new()), day.now)
        if isinstance(decided, Refused):
            return decided
        await till.work.payouts.replace(payout, decided.value.payout)
        for journal in decided.value.journals:
            await till.work.journals.post(journal)
        till.payouts[place] = decided.value.payout
        till.purses[book.currency] = spent(day.purse, terms.value.fee)
        await till.go_on(place)
        return CashOutAnswer(terms=terms.value, payout=till.payouts[place])


def _part(found: Sequence[Payout], limit: int) -> PayoutsPart:
    part = tuple(found[:limit])
    more = Place(at=part[-1].made_at, id=part[-1].id) if len(found) > limit else None
    return PayoutsPart(payouts=part, more=more)


async def _found(work: Work, ask: PayoutAsked, action: str) -> Payout | Refused[NotAllowed | NotFound]:
    payout = await work.payouts.find(ask.payout)
    allowed = may(ask.actor, action, Facts(person=None if payout is None else payout.cleaner))
    if isinstance(allowed, Refused):
        return allowed
    return Refused(why=NotFound(what="payout")) if payout is None else payout
