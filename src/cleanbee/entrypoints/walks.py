"""What follows from what: which steps an event leads to, and which step a due moment leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleanbee.domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingMoved,
    BookingRequested,
    ChoiceNeeded,
    CleanerReleased,
    CleanerWithdrew,
)
from cleanbee.domain.kernel import Event, snake
from cleanbee.domain.matching.batch import ALONE
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.happened import event_kinds
from cleanbee.domain.messaging.pay_notices import PAY_EVENTS
from cleanbee.domain.payment.credit import LAPSE_CREDIT
from cleanbee.domain.payment.events import PaymentCaptured, PaymentPaidOtherwise
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, OperationNews, PayoutArrived, PayoutReturned
from cleanbee.domain.people.preferences import CleanerBlocked, CustomerBlocked
from cleanbee.domain.trust.review import PUBLISH, ReviewPublished
from cleanbee.entrypoints.ports import Ports
from cleanbee.ports.inbound.booking.due_steps import AutoComplete, CardUntil, ChoiceUntil, FillBy, Late, NoShow
from cleanbee.ports.inbound.matching.end_offers import ExpireOffer, WithdrawOffers
from cleanbee.ports.inbound.matching.make_offer import AskAlone, MakeOffer
from cleanbee.ports.inbound.matching.part_ways import PartWays
from cleanbee.ports.inbound.messaging.remind import Remind
from cleanbee.ports.inbound.messaging.tell_of_pay import TellOfPay
from cleanbee.ports.inbound.messaging.tell_people import TellPeople
from cleanbee.ports.inbound.payment.credits import LapseCredit, ReturnCredit
from cleanbee.ports.inbound.payment.due_steps import CaptureDue, HoldLapses, ReleaseUnsecured, TryCard
from cleanbee.ports.inbound.payment.papers import WriteInvoice
from cleanbee.ports.inbound.payment.take_dispute_news import EvidenceDue, TakeDisputeClosed, TakeDisputeOpened
from cleanbee.ports.inbound.payment.take_news import Roads, TakeOperationNews, TakePayoutNews
from cleanbee.ports.inbound.platform.lease import EventStep, TimerStep
from cleanbee.ports.inbound.pricing.expire_quote import ExpireQuote
from cleanbee.ports.inbound.trust.review import PublishReviews
from cleanbee.ports.inbound.trust.tell_of_reviews import TellOfReviews

ENDS_THE_SEARCH: tuple[type[Event], ...] = (
    BookingCancelled,
    BookingConfirmed,
    BookingExpired,
    BookingMoved,
    ChoiceNeeded,
    CleanerReleased,
    CleanerWithdrew,
)


def timer_walks(ports: Ports, desk: Desk) -> Mapping[str, TimerStep]:
    """Kind of timer → its step."""
    ids = ports.machine.ids
    remind = Remind(desk)
    make = MakeOffer(ids, ports.travel, ports.scorer)
    return {
        "booking.card_until": CardUntil(),
        "booking.fill_by": FillBy(ids),
        "booking.choice_until": ChoiceUntil(ids),
        "booking.late": Late(),
        "booking.no_show": NoShow(),
        "booking.auto_complete": AutoComplete(ids),
        "offer.expire": ExpireOffer(),
        ALONE: AskAlone(make),
        "payment.try": TryCard(ids),
        "payment.release": ReleaseUnsecured(ids),
        "payment.capture": CaptureDue(ids),
        "dispute.evidence_by": EvidenceDue(ids),
        "payment.capture_before": HoldLapses(ids),
        "notice.reminder_24h": remind,
        "notice.reminder_2h": remind,
        "quote.expire": ExpireQuote(),
        LAPSE_CREDIT: LapseCredit(ids),
        PUBLISH: PublishReviews(),
    }


def event_walks(ports: Ports, desk: Desk) -> Mapping[str, Sequence[EventStep]]:
    """Kind of event → its steps, in order: first what locks, then what is told."""
    walks: dict[str, list[EventStep]] = {}
    walks[_kind(BookingRequested)] = [MakeOffer(ports.machine.ids, ports.travel, ports.scorer)]
    for event in ENDS_THE_SEARCH:
        walks[_kind(event)] = [WithdrawOffers()]
    for event in (BookingCancelled, BookingExpired):
        walks[_kind(event)].append(ReturnCredit(ports.machine.ids))
    for event in (PaymentCaptured, PaymentPaidOtherwise):
        walks[_kind(event)] = [WriteInvoice(ports.machine.ids, ports.seller)]
    for event in (CleanerBlocked, CustomerBlocked):
        walks[_kind(event)] = [PartWays()]
    tell = TellPeople(desk)
    for kind in event_kinds():
        walks.setdefault(kind, []).append(tell)
    walks[_kind(ReviewPublished)] = [TellOfReviews(desk)]
    for event in PAY_EVENTS:
        walks[_kind(event)] = [TellOfPay(desk)]
    return walks


def news_roads(ports: Ports) -> Roads:
    """Kind of the gateway's news → its road; a kind without one stays in the inbox, under its name."""
    payouts = TakePayoutNews(ports.machine.ids)
    return {
        OperationNews: TakeOperationNews(ports.machine.ids),
        PayoutArrived: payouts,
        PayoutReturned: payouts,
        DisputeOpened: TakeDisputeOpened(ports.machine.ids),
        DisputeClosed: TakeDisputeClosed(ports.machine.ids),
    }


def _kind(event: type[Event]) -> str:
    return snake(event.__name__)
