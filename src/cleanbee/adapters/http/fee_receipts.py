"""How a fee came about, as the customer who pays it, the cleaner who gets a share, and the office see it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import CLEANER, CleanerRef, encode
from cleanbee.adapters.http.wire import Instant, Money, Text, Wire, Word, money, or_unset, utc
from cleanbee.domain.booking.reckoning import Otherwise as DomainOtherwise
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer

PolicyName = Annotated[str, Meta(max_length=100, pattern="^[a-z0-9._-]+$", examples=["cleanbee-standard.1"])]
NoticeMinutes = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]


class Otherwise(Wire, frozen=True, kw_only=True):
    """One moment as it was, and with which other it would have been this amount: ``until`` this instant, only ``after``
    it, or any time ``before`` it, the rest being as it was."""

    input: Literal["cancelled_at", "eta_at", "checked_in_at"]
    had_at: Instant
    side: Literal["until", "after", "before"]
    bound_at: Instant
    amount: Money


class FeeReceipt(Wire, frozen=True, kw_only=True):
    """What a fee was reckoned from, what came out, and why. The customer sees what they pay, the cleaner their share.

    ``agreed`` is how the office heard from a cleaner that they forgo their share.
    ``notice_kept_min`` is the least notice left when the clean was moved: it counts where it is less. ``changes`` are
    the nearest single changes that would have made another amount.
    """

    kind: Literal["cancelled", "waived", "locked_out"]
    policy: PolicyName
    placed_at: Instant
    start_at: Instant
    at: Instant
    notice_min: NoticeMinutes
    notice_kept_min: NoticeMinutes | UnsetType = UNSET
    eta_at: Instant | UnsetType = UNSET
    checked_in_at: Instant | UnsetType = UNSET
    rate_bp: Annotated[int, Meta(ge=0, le=10_000)]
    total: Money | UnsetType = UNSET
    chargeable: Money | UnsetType = UNSET
    amount: Money | UnsetType = UNSET
    tax: Money | UnsetType = UNSET
    cleaner_id: CleanerRef | UnsetType = UNSET
    cleaner_pay: Money | UnsetType = UNSET
    platform: Money | UnsetType = UNSET
    borne_by: Literal["customer", "platform", "cleaner"]
    agreed: Text | UnsetType = UNSET
    reasons: Annotated[list[Word], Meta(max_length=20)]
    changes: Annotated[list[Otherwise], Meta(max_length=10)]


def shown_fee(one: Reckoning, actor: Actor) -> FeeReceipt:
    """The part of it that is this actor's to read."""
    fee = one.fee
    for_customer, for_cleaner = isinstance(actor, AsCustomer), isinstance(actor, AsCleaner)
    return FeeReceipt(
        kind=one.kind,
        policy=one.policy,
        placed_at=utc(one.placed_at),
        start_at=utc(one.start),
        at=utc(one.at),
        notice_min=fee.notice_min,
        notice_kept_min=or_unset(one.notice_kept_min),
        eta_at=UNSET if one.arrives is None else utc(one.arrives),
        checked_in_at=UNSET if one.came is None else utc(one.came),
        rate_bp=fee.rate_bp,
        total=UNSET if for_cleaner else money(one.total),
        chargeable=UNSET if for_cleaner else money(one.chargeable),
        amount=UNSET if for_cleaner else money(fee.amount),
        tax=UNSET if for_cleaner else money(fee.tax),
        cleaner_id=UNSET if for_customer or one.cleaner is None else encode(CLEANER, one.cleaner),
        cleaner_pay=UNSET if for_customer else money(fee.cleaner),
        platform=UNSET if for_customer or for_cleaner else money(fee.platform),
        borne_by=one.borne_by,
        agreed=UNSET if for_customer or not fee.agreed else fee.agreed,
        reasons=list(one.reasons),
        changes=[_otherwise(each) for each in (one.otherwise_pay if for_cleaner else one.otherwise)],
    )


def _otherwise(one: DomainOtherwise) -> Otherwise:
    return Otherwise(
        input=one.input, had_at=utc(one.had), side=one.side, bound_at=utc(one.bound), amount=money(one.amount)
    )
