"""A doubt about a decision, and a human's answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cleanbee.domain.kernel import Granted, NotAllowed, NotFound, Refused, VersionMoved
from cleanbee.domain.matching.receipt import (
    Answer,
    ContestRefusal,
    NothingToAnswer,
    Receipt,
    answer,
    contest,
)
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.policy import may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.matching.read_receipts import ReceiptAsked, ReceiptView, facts_of, seen
from cleanbee.ports.outbound.store import Store, Work

ContestNo = NotFound | NotAllowed | VersionMoved | ContestRefusal | NothingToAnswer


class ContestAsked(ReceiptAsked, frozen=True, kw_only=True):
    """Doubt this decision, for this reason."""

    why: str


class AnswerAsked(ReceiptAsked, frozen=True, kw_only=True):
    """What a human says to the oldest doubt that waits; ``upheld`` when the decision stands."""

    text: str
    upheld: bool


@dataclass(frozen=True)
class ContestReceipt:
    """Whom a decision was about doubts it."""

    store: Store

    async def __call__(self, ask: ContestAsked, once: Once | None = None) -> ReceiptView | Refused[ContestNo]:
        """The receipt with the doubt in it and until when it is answered."""
        async with self.store.begin(once) as work:
            receipt = await _found(work, ask, "receipt.contest")
            if not isinstance(receipt, Refused):
                receipt = await _kept(work, receipt, contest(receipt, _person(ask.actor), ask.why, await work.now()))
            shown = receipt if isinstance(receipt, Refused) else seen(receipt, ask.actor)
            work.answer(shown)
            return shown


@dataclass(frozen=True)
class AnswerContest:
    """A human of the office answers."""

    store: Store

    async def __call__(self, ask: AnswerAsked, once: Once | None = None) -> ReceiptView | Refused[ContestNo]:
        """The receipt with the answer in it."""
        async with self.store.begin(once) as work:
            receipt = await _found(work, ask, "receipt.answer")
            if not isinstance(receipt, Refused):
                assert isinstance(ask.actor, AsOps), "the policy table lets only the office answer"
                said = Answer(by=ask.actor.id, at=await work.now(), text=ask.text, upheld=ask.upheld)
                receipt = await _kept(work, receipt, answer(receipt, said))
            shown = receipt if isinstance(receipt, Refused) else seen(receipt, ask.actor)
            work.answer(shown)
            return shown


async def _found(work: Work, ask: ReceiptAsked, action: str) -> Receipt | Refused[NotFound | NotAllowed | VersionMoved]:
    receipt = await work.receipts.find(ask.receipt)
    if receipt is None:
        return Refused(why=NotFound(what="receipt"))
    allowed = may(ask.actor, action, facts_of(receipt))
    if isinstance(allowed, Refused):
        return allowed
    if ask.at_version not in {None, receipt.version}:
        return Refused(why=VersionMoved(current=receipt.version))
    return receipt


async def _kept(
    work: Work, old: Receipt, decided: Granted[Receipt] | Refused[ContestRefusal | NothingToAnswer]
) -> Receipt | Refused[ContestRefusal | NothingToAnswer]:
    if isinstance(decided, Refused):
        return decided
    await work.receipts.replace(old, decided.value)
    await work.keep(decided)
    return decided.value


def _person(actor: Actor) -> UUID:
    assert isinstance(actor, AsCustomer | AsCleaner), "the policy table lets only those it is about doubt a decision"
    return actor.id
