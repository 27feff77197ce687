"""Our books against the gateway's, item by item: a difference is 0, or an item with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from cleanbee.domain.kernel import JournalId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.payment.fact import NeverHappened, NoAnswer
from cleanbee.domain.payment.journals.extras import gateway_fee
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.open_item import OF_BOOKS, OpenItem, difference
from cleanbee.domain.payment.operation import may_repeat
from cleanbee.domain.payment.payment import Operation, Unknown
from cleanbee.domain.payment.reconcile import OUR_MONEY, Line, compare, fee_source, fees_by_line, in_doubt
from cleanbee.domain.people.actor import Actor, AsSystem
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.payment.open_items import file_all
from cleanbee.ports.inbound.payment.take_fact import TakeFact
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.payment import Gateway, GatewayDown
from cleanbee.ports.outbound.store import Stale, Store, Work

LOOK_BACK = timedelta(days=3)
"""So far a daily run looks back by itself, and further where an item is open."""

MARGIN = timedelta(days=4)
"""Our journals are written when we hear of something: so much later than the gateway's line, at most."""

AHEAD = timedelta(minutes=5)
"""By so much the gateway's clock may be ahead of ours."""

LOOK_UPS = 1000


class ReconcileAsked(Value, frozen=True, kw_only=True):
    """Who wants to know, and since when; without that, as far back as a daily run looks."""

    actor: Actor
    since: datetime | None = None


class Reconciled(Value, frozen=True, kw_only=True):
    """What was compared, how many fees were posted on the way, and every item of the books that is open now."""

    since: datetime
    until: datetime
    transactions: int
    fees: int
    items: tuple[OpenItem, ...]

    @property
    def difference(self) -> int:
        """How far the books are apart, over all currencies: 0, or there are items."""
        return sum(difference(self.items).values())


@dataclass(frozen=True)
class ReconcileGateway:
    """Looks up what nobody knows, reads the gateway's books, posts its fees, names what does not fit."""

    store: Store
    gateway: Gateway
    ids: Ids
    take_fact: TakeFact
    pause: Pause
    dice: Dice

    async def __call__(self, ask: ReconcileAsked) -> Reconciled | Refused[NotAllowed | NotFound]:
        """Safe to repeat and to stop anywhere.

        :raises GatewayDown: the gateway does not show its books.
        """
        allowed = may(ask.actor, "ledger.reconcile")
        if isinstance(allowed, Refused):
            return allowed
        since, until, unknown = await self._begin(ask)
        for operation in unknown:
            await self._look_up(operation)
        told = await self.gateway.transactions(since - MARGIN, until)
        return await repeat(partial(self._compare, told, since, until), self.pause, self.dice)

    async def daily(self) -> int:
        """The job: nothing is left when it has run."""
        await self(ReconcileAsked(actor=AsSystem(job="reconcile_gateway")))
        return 0

    async def _begin(self, ask: ReconcileAsked) -> tuple[datetime, datetime, Sequence[Operation]]:
        """Since when, until when, and what nobody knows; whoever asked is noted."""
        async with self.store.begin() as work:
            now = await work.now()
            look = Disclosure(who=ask.actor, what="books", thing="ledger", subject=self.ids.new(), at=now)
            await work.audit.note(look)
            open_items = [one for one in await work.open_items.open() if one.finding.kind in OF_BOOKS]
            since = ask.since or min([now - LOOK_BACK, *(one.finding.at or one.since for one in open_items)])
            unfinished = await work.operations.unfinished(now + MARGIN, LOOK_UPS)
        return since, now + AHEAD, [one for one in unfinished if isinstance(one.phase, Unknown)]

    async def _look_up(self, operation: Operation) -> None:
        """What the gateway knows of it is taken; that it knows nothing counts only once the key is not sent again."""
        async with self.store.begin() as work:
            now = await work.now()
        try:
            fact = await self.gateway.look_up(operation)
        except GatewayDown:
            return
        if isinstance(fact, NoAnswer) or (isinstance(fact, NeverHappened) and may_repeat(operation, now)):
            return
        try:
            await repeat(lambda: self.take_fact(operation.id, fact), self.pause, self.dice)
        except Stale:
            return

    async def _compare(self, told: Sequence[Transaction], since: datetime, until: datetime) -> Reconciled:
        async with self.store.begin() as work:
            now = await work.now()
            ours = await work.journals.touching(OUR_MONEY, since - MARGIN, until)
            lines = await self._lines(work, told)
            compared = compare(lines, ours, since, now)
            fees = [await work.journals.post(self._fee(line, now)) for line in compared.fees]
            waiting = await work.operations.unfinished(now + MARGIN, LOOK_UPS)
            found = (*compared.findings, *in_doubt(waiting, since, now))
            await file_all(work, self.ids, OF_BOOKS, found, since)
        async with self.store.begin() as work:
            items = [one for one in await work.open_items.open() if one.finding.kind in OF_BOOKS]
        return Reconciled(since=since, until=until, transactions=len(told), fees=sum(fees), items=tuple(items))

    async def _lines(self, work: Work, told: Sequence[Transaction]) -> list[Line]:
        """The gateway's lines with what is known here about each."""
        asked = await _behind(work, told)
        sources: set[UUID] = {fee_source(one.id) for one in told}
        sources |= {id for _, operation in asked if operation for id in (operation.id, operation.subject) if id}
        known = await work.journals.of_sources(sources)
        by_source: dict[UUID, list[Journal]] = {}
        for journal in known:
            by_source.setdefault(journal.source, []).append(journal)
        lines = [
            Line(transaction=one, operation=behind, journals=await _about(work, one, behind, by_source), fee=None)
            for one, behind in asked
        ]
        return list(fees_by_line(lines, known))

    def _fee(self, line: Line, now: datetime) -> Journal:
        told = line.transaction
        booking = None if line.operation is None else line.operation.booking
        entry = Entry(id=JournalId(self.ids.new()), source=fee_source(told.id), booking=booking, at=now)
        return gateway_fee(entry, told.fee)


async def _behind(work: Work, told: Sequence[Transaction]) -> list[tuple[Transaction, Operation | None]]:
    """Each line with our operation behind it: the one that it names, or the one that took the charge."""
    named = await work.operations.find_many({one.operation for one in told if one.operation is not None})
    takes = await work.operations.of_charges({one.charge for one in told if one.operation is None and one.charge})
    by_id = {one.id: one for one in named}
    return [(one, by_id.get(one.operation) if one.operation else takes.get(one.charge or "")) for one in told]


async def _about(
    work: Work, told: Transaction, behind: Operation | None, by_source: dict[UUID, list[Journal]]
) -> tuple[Journal, ...]:
    """The journals that may bear a line out: of the operation, of what intended it; of a charge's booking otherwise."""
    if behind is None:
        return ()
    if told.operation is None and behind.booking is not None:
        return tuple(await work.journals.of_booking(behind.booking))
    sources = (behind.id, behind.subject)
    return tuple(journal for source in sources if source for journal in by_source.get(source, ()))
