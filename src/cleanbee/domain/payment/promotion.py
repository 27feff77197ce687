"""Promotions: codes that the office gives out. Redeemed once a customer, into credit, as often in all as was said.

A promotion is judged and counted while its row is held, so that the last redemption is one customer's and not two's.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfoNotFoundError

from cleanbee.domain.kernel import (
    Aggregate,
    CreditId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    OpsId,
    PromotionId,
    ReasonMissing,
    Refusal,
    Refused,
    Value,
    evolve,
    with_,
)
from cleanbee.domain.payment.credit import Credit, CreditTooLarge, Kept, Wallet, with_credit
from cleanbee.domain.payment.journals.credits import promoted
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import day_bounds, zone_of

Because = Literal["unknown", "already_redeemed", "not_yet", "over", "newcomers_only", "other_currency", "used_up"]
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_CODE = re.compile(r"[A-Z0-9_-]{3,40}")


class Ended(Value, frozen=True, kw_only=True):
    """Who of the office ended it before its time, when, and why."""

    at: datetime
    by: OpsId
    reason: str


class Terms(Value, frozen=True, kw_only=True):
    """What is promised: an amount in each currency, from the first day to the end of the last by the clock of ``zone``.

    ``most`` times in all; what is redeemed lives ``days``. ``newcomers``: only for who never booked before.
    """

    code: str
    amounts: tuple[Money, ...]
    first_day: date
    last_day: date
    zone: str
    most: int
    days: int
    newcomers: bool = False


class Promotion(Aggregate, frozen=True, kw_only=True):
    """One code: its terms, who made it and why, and how often it was redeemed."""

    id: PromotionId
    terms: Terms
    reason: str
    by: OpsId
    made_at: datetime
    redeemed: int = 0
    ended: Ended | None = None

    def __post_init__(self) -> None:
        assert 0 <= self.redeemed <= self.terms.most, "redeemed no more often than was said"


class Redemption(Aggregate, frozen=True, kw_only=True):
    """That a customer redeemed a promotion, by the id of the credit that came of it."""

    id: CreditId
    promotion: PromotionId
    customer: CustomerId
    at: datetime


class PromotionInvalid(Refusal, frozen=True, kw_only=True):
    """The code brings this customer nothing now, and ``because`` of what."""

    because: Because


class PromotionMalformed(Refusal, frozen=True, kw_only=True):
    """No promotion can be made like this: ``what`` of it is wrong."""

    what: Literal["code", "amounts", "days", "zone"]


class CodeTaken(Refusal, frozen=True, kw_only=True):
    """Another promotion has this code."""


class Asker(Value, frozen=True, kw_only=True):
    """Who redeems, with their credit as it is; ``before``: they redeemed it already, ``booked``: they booked before."""

    wallet: Wallet
    before: bool
    booked: bool


class Fresh(Value, frozen=True, kw_only=True):
    """The ids under which what comes of it is kept."""

    credit: CreditId
    journal: JournalId


class Redeemed(Value, frozen=True, kw_only=True):
    """The promotion counted, the redemption, and the customer's credit with what is posted."""

    promotion: Promotion
    redemption: Redemption
    kept: Kept


MakeNo = ReasonMissing | PromotionMalformed | CreditTooLarge


def code_of(text: str) -> str | None:
    """The code as it is kept, however it was typed; None for what is none."""
    code = text.strip().upper()
    return code if _CODE.fullmatch(code) else None


def make(
    terms: Terms, id: PromotionId, by: OpsId, reason: str, policy: Policy, now: datetime
) -> Granted[Promotion] | Refused[MakeNo]:
    """A promotion that can be redeemed from its first day on; of each amount no more than the office may promise."""
    if not reason.strip():
        return Refused(why=ReasonMissing())
    code, wrong = code_of(terms.code), _wrong(terms)
    if code is None or wrong is not None:
        return Refused(why=wrong or PromotionMalformed(what="code"))
    for amount in terms.amounts:
        if amount.amount > policy.credit_most:
            return Refused(why=CreditTooLarge(most=Money(amount=policy.credit_most, currency=amount.currency)))
    return Granted(
        value=Promotion(id=id, terms=with_(terms, code=code), reason=reason.strip(), by=by, made_at=now),
    )


def end(promotion: Promotion, by: OpsId, reason: str, now: datetime) -> Granted[Promotion] | Refused[ReasonMissing]:
    """From now on nobody redeems it; what was redeemed stays. Ending it again changes nothing."""
    if not reason.strip():
        return Refused(why=ReasonMissing())
    if promotion.ended is not None:
        return Granted(value=promotion)
    return Granted(value=evolve(promotion, ended=Ended(at=now, by=by, reason=reason.strip())))


def redeem(
    promotion: Promotion, asker: Asker, fresh: Fresh, now: datetime
) -> Granted[Redeemed] | Refused[PromotionInvalid]:
    """The customer has the amount as credit, and the promotion is counted one up."""
    amount = next((one for one in promotion.terms.amounts if one.currency == asker.wallet.currency), None)
    because = _no(promotion, asker, now)
    if because is not None or amount is None:
        return Refused(why=PromotionInvalid(because=because or "other_currency"))
    credit = Credit(
        id=fresh.credit,
        amount=amount,
        left=amount,
        reason=promotion.terms.code,
        by=promotion.by,
        granted_at=now,
        until=now + timedelta(days=promotion.terms.days),
        promotion=promotion.id,
    )
    customer = asker.wallet.id
    entry = Entry(id=fresh.journal, source=credit.id, booking=None, at=now)
    added = with_credit(asker.wallet, credit, promoted(entry, customer, amount))
    redeemed = Redeemed(
        promotion=evolve(promotion, redeemed=promotion.redeemed + 1),
        redemption=Redemption(id=credit.id, promotion=promotion.id, customer=customer, at=now),
        kept=added.value,
    )
    return Granted(value=redeemed, events=added.events, timers=added.timers)


def _no(promotion: Promotion, asker: Asker, now: datetime) -> Because | None:
    terms = promotion.terms
    if asker.before:
        return "already_redeemed"
    if now < day_bounds(terms.first_day, terms.zone)[0]:
        return "not_yet"
    if promotion.ended is not None or now >= day_bounds(terms.last_day, terms.zone)[1]:
        return "over"
    if terms.newcomers and asker.booked:
        return "newcomers_only"
    return "used_up" if promotion.redeemed >= terms.most else None


def _wrong(terms: Terms) -> PromotionMalformed | None:
    currencies = [one.currency for one in terms.amounts]
    if not currencies or len(set(currencies)) < len(currencies) or any(one.amount < 1 for one in terms.amounts):
        return PromotionMalformed(what="amounts")
    if not _FIRST_YEAR <= terms.first_day.year <= terms.last_day.year <= _LAST_YEAR or terms.last_day < terms.first_day:
        return PromotionMalformed(what="days")
    try:
        zone_of(terms.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return PromotionMalformed(what="zone")
    return None
