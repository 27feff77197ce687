"""What a cleaner is told about their pay: that it is on its way, came back, is kept, or goes to another account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import Event, Money, NoticeId, Value
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.notice import Channel, Notice, Queued, Recipient, Suppressed
from cleanbee.domain.messaging.told import Told
from cleanbee.domain.messaging.words import say_reason
from cleanbee.domain.payment.payout import Payout, PayoutBlocked, PayoutCameBack, PayoutSent
from cleanbee.domain.payment.payout_account import PayoutAccountChanged
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.named_id import named_id
from cleanbee.domain.platform.quiet import after_quiet
from cleanbee.domain.platform.speech import say_date, say_money

PAY_TEMPLATES: dict[str, Told] = {
    "payout_sent": Told(audience="cleaner", gaps=("amount", "date"), roads=("push", "mail")),
    "payout_returned": Told(
        audience="cleaner", gaps=("amount", "reason", "link"), roads=("push", "sms", "mail"), critical=True
    ),
    "payout_kept": Told(audience="cleaner", gaps=("amount", "reason"), roads=("push", "mail")),
    "payout_account_changed": Told(
        audience="cleaner", gaps=("last4", "link"), roads=("push", "sms", "mail"), critical=True, everywhere=True
    ),
}

PAY_EVENTS: tuple[type[Event], ...] = (PayoutSent, PayoutCameBack, PayoutBlocked, PayoutAccountChanged)
"""The events that a cleaner is told of; the other moves of a payout stand on its statement."""


class _Said(Value, frozen=True, kw_only=True):
    template: str
    subject: UUID
    words: dict[str, str]


def pay_notices(
    event: Event, at: datetime, cleaner: Cleaner, payout: Payout | None, desk: Desk, now: datetime
) -> tuple[Notice, ...]:
    """The notices that follow from an event that happened ``at``; the same event always gives the same ids."""
    said = _said(event, cleaner, payout, desk)
    if said is None:
        return ()
    told = PAY_TEMPLATES[said.template]
    out = now if told.critical else after_quiet(now, cleaner.zone)
    return tuple(
        Notice(
            id=NoticeId(named_id("notice", cleaner.id, said.template, said.subject, at.isoformat(), channel)),
            to=Recipient(person=cleaner.id, channel=channel, address=address, locale=cleaner.locale),
            template=said.template,
            subject=said.subject,
            occasion=f"{event.kind}:{at.isoformat()}/{channel}",
            words=said.words,
            critical=told.critical,
            made_at=now,
            phase=Queued(not_before=out) if address else Suppressed(why="unreachable"),
        )
        for channel, address in _roads(told, cleaner)
    )


def _said(event: Event, cleaner: Cleaner, payout: Payout | None, desk: Desk) -> _Said | None:
    link, locale = f"{desk.url}/?payouts", cleaner.locale
    match event:
        case PayoutSent(payout=subject, amount=amount, arrives_at=arrives):
            words = {"amount": say_money(amount, locale), "date": say_date(arrives, cleaner.zone, locale)}
            return _Said(template="payout_sent", subject=subject, words=words)
        case PayoutCameBack(payout=subject, amount=amount, reason=reason):
            words = {"amount": say_money(amount, locale), "reason": say_reason(reason, locale), "link": link}
            return _Said(template="payout_returned", subject=subject, words=words)
        case PayoutBlocked(payout=subject, reason=reason):
            due = Money(amount=0) if payout is None else payout.due
            words = {"amount": say_money(due, locale), "reason": say_reason(reason, locale)}
            return _Said(template="payout_kept", subject=subject, words=words)
        case PayoutAccountChanged(last4=last4):
            return _Said(template="payout_account_changed", subject=cleaner.id, words={"last4": last4, "link": link})
        case _:
            return None


def _roads(told: Told, cleaner: Cleaner) -> tuple[tuple[Channel, str], ...]:
    """No telephone has told us where to push to yet, so push falls to what there is."""
    known: dict[Channel, str | None] = {"sms": cleaner.phone, "mail": cleaner.email}
    wanted: list[Channel] = [road for road in told.roads if road != "push"]
    reach: list[tuple[Channel, str]] = [(road, known[road] or "") for road in wanted if known[road]]
    if not reach:
        reach = [(road, address) for road, address in known.items() if address] or [(wanted[0], "")]
    return tuple(reach) if told.everywhere else (reach[0],)
