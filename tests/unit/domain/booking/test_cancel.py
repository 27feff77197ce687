from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingCard,
    Booking,
    By,
    Cancelled,
    Confirmed,
    EnRoute,
    Offered,
)
from cleanbee.domain.booking.cancel import Waiver, cancel, cancellation_fee, no_fee, share_fee, waived
from cleanbee.domain.booking.change import move
from cleanbee.domain.booking.events import BookingMoved
from cleanbee.domain.booking.step import Said
from cleanbee.domain.kernel import ClaimId, Granted, Money, OfferId, ReasonMissing, Refused, window_of, with_
from cleanbee.domain.platform.policy import Band, Policy, WallClock, standard
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.domain.pricing.quote import Line, Price
from cleanbee.ports.contracts.nouns import Nouns, euros

CLOCK_CHANGE = LocalStart(day=date(2027, 3, 28), minute=9 * 60, zone="Europe/Berlin")
LONG_AGO = datetime(2027, 3, 1, tzinfo=UTC)
MORE_THAN_ENOUGH = euros(1_000_000)


def visit_2() -> Price:
    lines = (Line(code="net", amount=euros(7980)), Line(code="tax", amount=euros(1596)))
    return Price(lines=lines, total=euros(9576), tax=euros(1596), cleaner=euros(6180), platform=euros(1800))


def confirmed(local: LocalStart = CLOCK_CHANGE) -> Booking:
    ids = SeededIds(1)
    nouns = Nouns(ids)
    cleaner, customer = nouns.cleaner(), nouns.customer()
    start = resolve(local).at
    phase = Confirmed(cleaner=cleaner.id, claim=ClaimId(ids.new()), told_at=LONG_AGO)
    booking = nouns.booking(nouns.home(customer), nouns.quote(customer), start=start)
    return with_(
        booking,
        phase=phase,
        price=visit_2(),
        placed_at=LONG_AGO,
        local=local,
        window=window_of(start, 210),
        earliest_start=start,
    )


def at(text: str) -> datetime:
    """An instant given by Berlin's wall clock, to the second."""
    local = datetime.fromisoformat(text)
    base = resolve(LocalStart(day=local.date(), minute=local.hour * 60 + local.minute, zone="Europe/Berlin")).at
    return base + timedelta(seconds=local.second)


@pytest.mark.parametrize(
    ("when", "fee", "cleaner", "platform", "tax"),
    [
        ("2027-03-27T08:00:00", 0, 0, 0, 0),
        ("2027-03-27T08:00:01", 2394, 1545, 450, 399),
        ("2027-03-28T03:00:00", 2394, 1545, 450, 399),
        ("2027-03-28T03:00:01", 4788, 3090, 900, 798),
        ("2027-03-28T04:00:00", 4788, 3090, 900, 798),
        ("2027-03-28T07:00:00", 4788, 3090, 900, 798),
        ("2027-03-28T07:00:01", 9576, 6180, 1800, 1596),
        ("2027-03-28T09:15:00", 9576, 6180, 1800, 1596),
        ("2027-03-28T09:15:01", 0, 0, 0, 0),
    ],
)
def test_the_fee_over_the_night_when_the_clocks_go_forward(
    when: str, fee: int, cleaner: int, platform: int, tax: int
) -> None:
    cost = cancellation_fee(confirmed(), standard(), at(when), MORE_THAN_ENOUGH)
    assert (cost.amount, cost.cleaner, cost.platform, cost.tax) == (
        euros(fee), euros(cleaner), euros(platform), euros(tax)
    )  # fmt: skip


def test_when_only_forty_can_be_charged_the_cleaner_still_gets_the_full_share_and_the_platform_bears_the_rest() -> None:
    cost = cancellation_fee(confirmed(), standard(), at("2027-03-28T04:00:00"), euros(4000))
    assert (cost.amount, cost.cleaner, cost.platform, cost.tax) == (euros(4000), euros(3090), euros(243), euros(667))


def test_moving_a_clean_on_does_not_make_cancelling_it_free() -> None:
    moved = with_(confirmed(), least_notice_min=5 * 60)
    cost = cancellation_fee(moved, standard(), at("2027-03-25T09:00:00"), MORE_THAN_ENOUGH)
    assert cost.amount == euros(4788)


@pytest.mark.parametrize(("second", "fee"), [(-1, 0), (0, 0), (1, 9576)])
def test_the_first_ten_minutes_after_booking_are_free_their_last_instant_included(second: int, fee: int) -> None:
    booking = with_(confirmed(), placed_at=at("2027-03-28T08:00:00"))
    now = at("2027-03-28T08:10:00") + timedelta(seconds=second)
    assert cancellation_fee(booking, standard(), now, MORE_THAN_ENOUGH).amount == euros(fee)


def on_the_way(eta_min: int | None) -> Booking:
    booking = confirmed()
    assert isinstance(booking.phase, Confirmed)
    eta = None if eta_min is None else booking.window.start + timedelta(minutes=eta_min)
    was = booking.phase
    return with_(booking, phase=EnRoute(cleaner=was.cleaner, claim=was.claim, since=booking.window.start, eta=eta))


@pytest.mark.parametrize("eta", [None, -5, 15, 16, 60])
@pytest.mark.parametrize(("second", "free"), [(-1, False), (0, False), (1, True)])
def test_who_waits_past_a_quarter_of_an_hour_and_past_the_given_arrival_cancels_free(
    eta: int | None, second: int, free: bool
) -> None:
    visit = on_the_way(eta)
    now = visit.window.start + timedelta(minutes=max(15, eta or 0), seconds=second)
    cost = cancellation_fee(visit, standard(), now, MORE_THAN_ENOUGH)
    assert (cost.amount.is_zero, cost.cleaner.is_zero) == (free, free)
    assert (cost.reason == "cleaner_late") is free


def test_whoever_has_checked_in_is_not_late_any_more() -> None:
    visit, late = on_the_way(None), at("2027-03-28T09:40:00")
    assert isinstance(visit.phase, EnRoute)
    there = with_(visit, phase=AtDoor(cleaner=visit.phase.cleaner, claim=visit.phase.claim, since=late))
    assert cancellation_fee(there, standard(), late, MORE_THAN_ENOUGH).amount == euros(9576)


def test_an_evening_before_policy_follows_the_wall_clock_through_the_clock_change() -> None:
    evening = Policy(version="evening.1", bands=(Band(cutoff=WallClock(days_before=1, minute=17 * 60), fee_bp=0),))
    booking = confirmed()
    assert cancellation_fee(booking, evening, at("2027-03-27T17:00:00"), MORE_THAN_ENOUGH).amount.is_zero
    assert cancellation_fee(booking, evening, at("2027-03-27T17:00:01"), MORE_THAN_ENOUGH).amount == euros(9576)


def test_a_waiver_needs_a_known_reason_and_the_platform_bears_the_cleaners_share() -> None:
    cost = cancellation_fee(confirmed(), standard(), at("2027-03-28T04:00:00"), MORE_THAN_ENOUGH)
    assert isinstance(waived(cost, Waiver(reason="because")), Refused)
    free = waived(cost, Waiver(reason="illness"))
    assert isinstance(free, Granted)
    assert (free.value.amount, free.value.cleaner, free.value.platform) == (euros(0), euros(3090), euros(-3090))


def test_what_is_cancelled_cannot_be_cancelled_again() -> None:
    booking = confirmed()
    cost = cancellation_fee(booking, standard(), LONG_AGO, MORE_THAN_ENOUGH)
    gone = cancel(booking, cost, "customer", "", LONG_AGO)
    assert isinstance(gone, Granted)
    assert isinstance(gone.value.phase, Cancelled)
    assert isinstance(cancel(gone.value, cost, "customer", "", LONG_AGO), Refused)


def test_only_whoever_had_the_promise_stays_with_a_cancelled_clean() -> None:
    visit, ids = confirmed(), SeededIds(2)
    assert isinstance(visit.phase, Confirmed)
    who, claim = visit.phase.cleaner, visit.phase.claim
    held = AwaitingCard(hold=claim, cleaner=who, until=LONG_AGO)
    asked = Offered(offers=(OfferId(ids.new()),), to=(who,), fill_by=visit.window.start, asked=(who,))
    coming = EnRoute(cleaner=who, claim=claim, since=LONG_AGO)
    there = AtDoor(cleaner=who, claim=claim, since=LONG_AGO)
    for phase, stays in ((held, False), (asked, False), (visit.phase, True), (coming, True), (there, True)):
        before = with_(visit, phase=phase)
        gone = cancel(before, no_fee(before, ""), "customer", "my private reason", LONG_AGO)
        assert isinstance(gone, Granted)
        assert (facts_of(gone.value).assigned == who) is stays
        assert {getattr(one, "cleaner", None) for one in gone.events} == {who if stays else None}


@given(by=st.sampled_from(("customer", "ops", "system")), reason=st.sampled_from(("", "  ", "\t\n", "flooded")))
def test_the_office_alone_has_to_say_why_it_steps_in(by: By, reason: str) -> None:
    booking = confirmed()
    gone = cancel(booking, cancellation_fee(booking, standard(), LONG_AGO, MORE_THAN_ENOUGH), by, reason, LONG_AGO)
    elsewhere = move(
        booking, later(booking), ClaimId(SeededIds(2).new()), standard(), LONG_AGO, Said(by=by, reason=reason)
    )
    if by == "ops" and not reason.strip():
        assert gone == elsewhere == Refused(why=ReasonMissing(known=()))
        return
    assert isinstance(gone, Granted)
    assert isinstance(elsewhere, Granted)
    said = [(one.by, one.reason) for one in elsewhere.events if isinstance(one, BookingMoved)]
    assert said == [(by, reason)]


def later(booking: Booking) -> Slot:
    """The same clean a day later."""
    assert isinstance(booking.phase, Confirmed)
    local = with_(booking.local, day=booking.local.day + timedelta(days=1))
    start = resolve(local).at
    return Slot(
        quote=booking.quote,
        cleaner=booking.phase.cleaner,
        booking=booking.id,
        window=window_of(start, booking.minutes),
        local=local,
        price=booking.price.total,
        policy=booking.policy,
        until=start,
    )


@given(
    net=st.integers(1, 100_000),
    pay_bp=st.integers(0, 10_000),
    tax_bp=st.integers(0, 3_000),
    rate=st.integers(0, 10_000),
    cap=st.integers(0, 200_000),
)
def test_a_fee_is_never_more_than_the_visit_and_its_shares_lose_nothing(
    net: int, pay_bp: int, tax_bp: int, rate: int, cap: int
) -> None:
    whole, tax = euros(net), euros(net).share(tax_bp)
    cleaner = whole.share(pay_bp)
    lines = (Line(code="net", amount=whole), Line(code="tax", amount=tax))
    price = Price(lines=lines, total=whole + tax, tax=tax, cleaner=cleaner, platform=whole - cleaner)
    amount = price.total.share(rate).least(euros(cap))
    fee = share_fee(amount, rate, price, 0, "notice")
    assert fee.amount.amount <= price.total.amount
    assert fee.cleaner + fee.platform + fee.tax == fee.amount
    assert fee.cleaner == price.cleaner.share(rate)
    assert fee.tax.amount <= tax.amount


@given(first=st.integers(0, 10_000), later=st.integers(0, 10_000))
def test_waiting_never_makes_cancelling_cheaper(first: int, later: int) -> None:
    booking = confirmed()
    start = booking.window.start
    one, two = sorted((first, later), reverse=True)
    early = cancellation_fee(booking, standard(), start - timedelta(minutes=one), MORE_THAN_ENOUGH)
    late = cancellation_fee(booking, standard(), start - timedelta(minutes=two), MORE_THAN_ENOUGH)
    assert early.amount.amount <= late.amount.amount


def test_money_of_two_currencies_does_not_add() -> None:
    with pytest.raises(AssertionError):
        _ = Money(amount=1, currency="EUR") + Money(amount=1, currency="CHF")
