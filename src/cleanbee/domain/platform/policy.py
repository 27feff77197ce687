"""The rules with numbers that a visit pins at sale, as data."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import Money, Value
from cleanbee.domain.platform.ladder import HoldLadder


class Elapsed(Value, frozen=True, kw_only=True, tag="elapsed", tag_field="type"):
    """A cut-off so many elapsed minutes before the start."""

    minutes: int


class WallClock(Value, frozen=True, kw_only=True, tag="wall_clock", tag_field="type"):
    """A cut-off at a local time some days before the start's local date."""

    days_before: int
    minute: int


class Band(Value, frozen=True, kw_only=True):
    """From its cut-off back to the next earlier one, cancelling costs ``fee_bp`` of the total; the cut-off itself
    still belongs to the customer's cheaper band."""

    cutoff: Elapsed | WallClock
    fee_bp: int


MOST_AT_ONCE = 50
"""More are never asked at once: of so many a receipt keeps how they stood."""


def in_each(amount: int) -> tuple[Money, ...]:
    """The same number of minor units in each currency that we sell in."""
    return tuple(Money(amount=amount, currency=one) for one in ("EUR", "USD", "GBP", "CHF"))


def limit_in(limits: tuple[Money, ...], currency: str) -> Money:
    """What a limit is in a currency; nothing where it was not set."""
    return next((one for one in limits if one.currency == currency), Money(amount=0, currency=currency))


class Policy(Value, frozen=True, kw_only=True):
    """One preset: cancellation bands (earliest cut-off first, then ``late_fee_bp``) and every other time limit.

    ``batch_lead_min``: a clean for anyone that is so far ahead is given away together with others, and waits at most
    ``batch_wait_min`` for it; 0: somebody is asked at once. ``broadcast_lead_min``: nearer than this, and where a clean
    is to be rescued, up to ``broadcast_most`` cleaners are asked at once. Being paid before the week is over costs a
    cleaner ``cash_out_bp`` of it, at least ``cash_out_least`` minor units. Up to ``refund_alone`` of a clean one of the
    office gives back alone; beyond, and in a currency that is not named there, a second one has to agree. Who cleaned
    is tipped within ``tip_within_min`` of the end, ``tip_most`` for one clean together.
    ``ladder``: how a card is secured later. A credit lives ``credit_days``; one of the office promises a customer at
    most ``credit_most`` within ``credit_alone_days``, and a colleague what is beyond; of a price it leaves
    ``credit_leaves`` for the card, so that there is always something to hold; what comes back of it lives
    ``credit_back_days`` more.
    """

    version: str
    bands: tuple[Band, ...]
    late_fee_bp: int = 10_000
    free_after_booking_min: int = 10
    free_move_notice_min: int = 1440
    most_moves: int = 3
    free_late_moves: int = 1
    notice_min: int = 240
    horizon_days: int = 42
    hold_min: int = 10
    most_holds: int = 2
    slack_short_min: int = 15
    slack_long_min: int = 30
    slack_long_from_min: int = 181
    most_travel_min: int = 45
    day_most_min: int = 480
    break_after_min: int = 360
    break_min: int = 30
    rest_min: int = 660
    slot_life_min: int = 15
    told_before_min: int = 1440
    withdraw_notice_min: int = 1440
    unmarked_notice_min: int = 2880
    set_off_before_min: int = 60
    check_in_m: int = 200
    pin_tries: int = 3
    lockout_wait_min: int = 30
    lockout_calls: int = 2
    lockout_calls_apart_min: int = 5
    eta_most_min: int = 60
    late_free_after_min: int = 15
    no_show_after_min: int = 30
    auto_complete_after_min: int = 720
    offer_least_min: int = 5
    offer_most_min: int = 2880
    offer_share_pct: int = 15
    offer_attempts: int = 5
    batch_lead_min: int = 0
    batch_wait_min: int = 90
    broadcast_lead_min: int = 360
    broadcast_most: int = 10
    page_lead_min: int = 360
    page_attempt: int = 3
    human_least_min: int = 15
    hold_now_lead_min: int = 5760
    capture_after_min: int = 1440
    capture_margin_min: int = 720
    cash_out_bp: int = 150
    cash_out_least: int = 50
    refund_alone: tuple[Money, ...] = in_each(20_000)
    tip_within_min: int = 10_080
    tip_most: tuple[Money, ...] = in_each(20_000)
    ladder: HoldLadder = HoldLadder()
    credit_days: int = 365
    credit_most: int = 20_000
    credit_alone_days: int = 30
    credit_leaves: int = 100
    credit_back_days: int = 30

    def __post_init__(self) -> None:
        assert self.broadcast_lead_min >= 0, "a lead is no time ago"
        assert 1 <= self.broadcast_most <= MOST_AT_ONCE, f"one to {MOST_AT_ONCE} are asked at once"


Party = Literal["customer", "cleaner", "platform"]


def standard() -> Policy:
    """Our own preset, ``cleanbee-standard`` v1: free to 24 h, then 25 %, 50 % and the whole."""
    return Policy(
        version="cleanbee-standard.1",
        bands=(
            Band(cutoff=Elapsed(minutes=1440), fee_bp=0),
            Band(cutoff=Elapsed(minutes=360), fee_bp=2_500),
            Band(cutoff=Elapsed(minutes=120), fee_bp=5_000),
        ),
        batch_lead_min=2880,
    )
