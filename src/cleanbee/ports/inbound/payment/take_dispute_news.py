"""What comes of news about a dispute, told by the gateway itself: late, twice, or the end before the beginning."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import DisputeId, JournalId, Timer
from cleanbee.domain.payment.dispute import decided, opened, unanswered
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, Message
from cleanbee.domain.payment.payment import Succeeded
from cleanbee.ports.inbound.payment.keep_dispute import keep_turned, lock_with_earners, locked_dispute
from cleanbee.ports.inbound.payment.take_news import Acted, NotYet, Outcome, Strange
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class TakeDisputeOpened:
    """The road of a charge that its bank took back: the books follow at once."""

    ids: Ids

    async def __call__(self, work: Work, message: Message) -> Outcome:
        """The second time nothing follows.

        :raises Stale: the clean has earned somebody something meanwhile; walk again.
        """
        told = message.news
        assert isinstance(told, DisputeOpened), "the road of disputes that open"
        took = await work.operations.of_charge(told.charge)
        if took is None or took.booking is None or took.payment is None:
            return Strange(why=f"nobody here took the charge {told.charge}")
        if not isinstance(took.phase, Succeeded):
            return NotYet(needs=f"that the charge {told.charge} was taken")
        await lock_with_earners(work, took.booking)
        if await work.disputes.named(told.dispute) is not None:
            return Acted()
        payment = await work.payments.find(took.payment)
        assert payment is not None, "payments are never deleted"
        ids = DisputeId(self.ids.new()), JournalId(self.ids.new())
        granted = opened(ids[0], told, payment, ids[1], await work.now())
        await work.disputes.add(granted.value.dispute)
        await keep_turned(work, self.ids, None, granted)
        return Acted()


@dataclass(frozen=True)
class TakeDisputeClosed:
    """The road of a bank's decision."""

    ids: Ids

    async def __call__(self, work: Work, message: Message) -> Outcome:
        """Before we know of the dispute it waits; the second time nothing follows."""
        told = message.news
        assert isinstance(told, DisputeClosed), "the road of disputes that close"
        peek = await work.disputes.named(told.dispute)
        if peek is None:
            return NotYet(needs=f"that the dispute {told.dispute} was opened")
        dispute = await locked_dispute(work, peek)
        ids = (JournalId(self.ids.new()), JournalId(self.ids.new()))
        kept = tuple(await work.journals.of_sources([dispute.id]))
        await keep_turned(work, self.ids, dispute, decided(dispute, told, kept, ids, await work.now()))
        return Acted()


@dataclass(frozen=True)
class EvidenceDue:
    """The time to answer a dispute is over."""

    ids: Ids

    async def __call__(self, work: Work, timer: Timer) -> None:
        """One moment of ``dispute.evidence_by``."""
        peek = await work.disputes.find(DisputeId(timer.subject))
        if peek is None:
            return
        dispute = await locked_dispute(work, peek)
        granted = unanswered(dispute, JournalId(self.ids.new()), await work.now())
        await keep_turned(work, self.ids, dispute, granted)
