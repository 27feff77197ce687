"""Receipts, as those they are about may read them: a cleaner their own part, the customer who was found, ops all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, ReceiptId, Refused, Value, with_
from cleanbee.domain.matching.passed import Passed, passed_seen_by, passed_seen_by_customer, stood
from cleanbee.domain.matching.rank import Ranking
from cleanbee.domain.matching.receipt import Contest, Receipt
from cleanbee.domain.matching.share import Share, seen_by, seen_by_customer
from cleanbee.domain.matching.standing import Standing, foremost, standing, standings
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.policy import Facts, may
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Store, Work

MOST = 100


class ReceiptsAsked(Value, frozen=True, kw_only=True):
    """The receipts of one booking; of none: those about the asker, for ops those that wait for an answer."""

    actor: Actor
    booking: BookingId | None = None
    after: Place | None = None
    limit: int = MOST


class ReceiptAsked(Value, frozen=True, kw_only=True):
    """One receipt."""

    actor: Actor
    receipt: ReceiptId
    at_version: int | None = None


class ReceiptView(Value, frozen=True, kw_only=True):
    """A receipt with the standings, or the fee, and the doubts that the asker may see."""

    receipt: Receipt
    standings: tuple[Standing, ...] = ()
    contests: tuple[Contest, ...]
    fee: Reckoning | None = None
    share: Share | None = None
    passed: Passed | None = None


class Receipts(Value, frozen=True, kw_only=True):
    """Some receipts of a list, whether more follow, and after which place."""

    views: tuple[ReceiptView, ...]
    more: Place | None = None


@dataclass(frozen=True)
class ListReceipts:
    """Receipts, a booking's oldest first, one's own newest first, the office's by when an answer is due."""

    store: Store

    async def __call__(self, ask: ReceiptsAsked) -> Receipts | Refused[NotFound | NotAllowed]:
        """Those that the asker may read; of a booking that is none of theirs there are none."""
        allowed = may(ask.actor, "receipt.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            found = await _about(work, ask)
        part = found[: ask.limit]
        more = _place(part[-1], ask) if len(found) > ask.limit else None
        return Receipts(views=tuple(seen(one, ask.actor) for one in part), more=more)


@dataclass(frozen=True)
class ReadReceipt:
    """One receipt."""

    store: Store

    async def __call__(self, ask: ReceiptAsked) -> ReceiptView | Refused[NotFound | NotAllowed]:
        """The receipt as it stands."""
        async with self.store.begin() as work:
            receipt = await work.receipts.find(ask.receipt)
        if receipt is None:
            return Refused(why=NotFound(what="receipt"))
        allowed = may(ask.actor, "receipt.read", facts_of(receipt))
        return allowed if isinstance(allowed, Refused) else seen(receipt, ask.actor)


def facts_of(receipt: Receipt) -> Facts:
    """Whose it is: the customer's who booked, and everyone's who was looked at."""
    return Facts(owner=receipt.customer, offered=receipt.cleaners)


def seen(receipt: Receipt, actor: Actor) -> ReceiptView:
    """The part of a receipt that is this actor's to read; nobody reads of a colleague."""
    match receipt.matter:
        case Reckoning() as fee:
            return ReceiptView(receipt=receipt, fee=fee, contests=_doubts(receipt, actor))
        case Passed() as whole:
            return _passed_on(receipt, whole, actor)
        case Ranking() as ranking:
            return _standing_of(receipt, ranking, actor)


def _standing_of(receipt: Receipt, ranking: Ranking, actor: Actor) -> ReceiptView:
    match actor:
        case AsCleaner(id=me):
            own = standing(ranking, me)
            shown = () if own is None else (with_(own, to_beat=None),)
            share = None if receipt.share is None else seen_by(receipt.share, me)
        case AsCustomer():
            first = foremost(ranking, given=receipt.share and receipt.share.given)
            shown = () if first is None else (first,)
            share = None if receipt.share is None else seen_by_customer(receipt.share)
        case _:
            shown, share = standings(ranking), receipt.share
    return ReceiptView(receipt=receipt, standings=shown, contests=_doubts(receipt, actor), share=share)


def _passed_on(receipt: Receipt, whole: Passed, actor: Actor) -> ReceiptView:
    """Of a promise that passed to another: each cleaner of the two their own part, the customer that it did."""
    match actor:
        case AsCleaner(id=me):
            part = passed_seen_by(whole, me)
        case AsCustomer():
            part = passed_seen_by_customer(whole)
        case _:
            part = whole
    return ReceiptView(receipt=receipt, standings=stood(part), contests=_doubts(receipt, actor), passed=part)


def _doubts(receipt: Receipt, actor: Actor) -> tuple[Contest, ...]:
    if isinstance(actor, AsCleaner | AsCustomer):
        return tuple(one for one in receipt.contests if one.by == actor.id)
    return receipt.contests


def _may_read(receipt: Receipt, actor: Actor) -> bool:
    return not isinstance(may(actor, "receipt.read", facts_of(receipt)), Refused)


async def _about(work: Work, ask: ReceiptsAsked) -> Sequence[Receipt]:
    """One more than was asked for, where there are more: a booking has few."""
    after, most = ask.after, ask.limit + 1
    if ask.booking is not None:
        mine = [one for one in await work.receipts.of_booking(ask.booking) if _may_read(one, ask.actor)]
        return [one for one in mine if after is None or (one.made_at, one.id) > (after.at, after.id)][:most]
    match ask.actor:
        case AsCleaner(id=me):
            return await work.receipts.about(me, after, most)
        case AsCustomer(id=me):
            return await work.receipts.of_customer(me, after, most)
        case _:
            return await work.receipts.contested(after, most)


def _place(last: Receipt, ask: ReceiptsAsked) -> Place:
    """Where this list goes on after this one: the office's own stands in the order of when an answer is due."""
    by_answer = ask.booking is None and not isinstance(ask.actor, AsCleaner | AsCustomer)
    at = last.answer_by if by_answer and last.answer_by is not None else last.made_at
    return Place(at=at, id=last.id)
