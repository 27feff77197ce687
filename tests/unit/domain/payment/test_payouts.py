"""Weeks of pay by every cleaner's clock, what a payout may become, and what being paid at once costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import (
    BookingId,
    CleanerId,
    Granted,
    JournalId,
    Money,
    OperationId,
    OpsId,
    PayoutId,
    Refused,
    snake,
    with_,
)
from cleanbee.domain.payment.after_all import payout_after_all
from cleanbee.domain.payment.cash_out import CashOutTooSmall, cash_out, cash_out_terms
from cleanbee.domain.payment.fact import NeverHappened, NoAnswer, OnItsWay, TurnedDown
from cleanbee.domain.payment.pay import Payday, Purse, block, move_on, unblock
from cleanbee.domain.payment.payment import Abandoned, Operation, Sent, Succeeded
from cleanbee.domain.payment.payout import (
    MOVES,
    OPEN,
    UNSENT,
    Accrued,
    Blocked,
    InFlight,
    Netted,
    Paid,
    Payable,
    Payout,
    PayoutPhase,
    Returned,
    Scheduled,
    line_of,
    new_payout,
    takes,
    week_end,
    week_of,
    weeks_of,
)
from cleanbee.domain.payment.payout_account import NotReady, PayoutAccount, Ready, account_failed
from cleanbee.domain.payment.payout_fact import PayoutCase, apply_payout_fact, arrived, came_back
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of

BERLIN = "Europe/Berlin"
TUESDAY = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
MONDAY = datetime(2027, 3, 7, 23, 0, tzinfo=UTC)
JOYCE = CleanerId(UUID(int=7))
OLGA = OpsId(UUID(int=8))
OPERATION, OTHER = OperationId(UUID(int=9)), OperationId(UUID(int=10))
ZONES = ("Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Cairo", "Asia/Kolkata",
         "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham")  # fmt: skip
INSTANTS = st.integers(0, 14 * 365 * 24 * 3600).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


def euros(cents: int) -> Money:
    return Money(amount=cents)


def payable(cents: int, number: int = 1, at: datetime = TUESDAY, **more: Any) -> Payable:
    facts = {"kind": "capture", "booking": BookingId(UUID(int=100 + number))} | more
    return Payable(journal=JournalId(UUID(int=number)), amount=euros(cents), at=at, **facts)


def payout(phase: PayoutPhase | None = None, cents: int = 7000) -> Payout:
    (week,) = weeks_of((payable(cents),), BERLIN, frozenset())
    made = new_payout(PayoutId(UUID(int=1)), JOYCE, week, BERLIN, TUESDAY)
    return made if phase is None else with_(made, phase=phase)


def account(*, ready: bool = True) -> PayoutAccount:
    phase = Ready(since=TUESDAY) if ready else NotReady(since=TUESDAY, reason="account_closed")
    return PayoutAccount(id=JOYCE, token="account_ok", last4="3700", phase=phase)


def day(now: datetime = MONDAY, **more: Any) -> Payday:
    facts: dict[str, Any] = {
        "account": account(),
        "purse": Purse(payable=euros(7000), owed=euros(0)),
        "disputed": frozenset(),
        "operation": OPERATION,
        "journal": JournalId(UUID(int=51)),
        "second_journal": JournalId(UUID(int=52)),
    }
    return Payday(now=now, **(facts | more))


@given(INSTANTS, st.sampled_from(ZONES))
def test_every_instant_lies_in_the_week_of_its_monday_and_in_no_other(at: datetime, zone: str) -> None:
    week = week_of(at, zone)
    assert week.weekday() == 0
    assert week_end(week - timedelta(days=7), zone) <= at < week_end(week, zone)
    assert (week_end(week, zone) - week_end(week - timedelta(days=7), zone)) < timedelta(hours=7 * 24 + 25)


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_week_ends_with_the_first_instant_of_monday_by_the_wall_clock(at: datetime, zone: str) -> None:
    end = week_end(week_of(at, zone), zone)
    assert local_of(end, zone).day.weekday() == 0
    assert local_of(end - timedelta(microseconds=1), zone).day.weekday() != 0


def test_weeks_with_a_clock_change_are_an_hour_shorter_or_longer() -> None:
    lengths = [
        week_end(week_of(at, BERLIN), BERLIN) - week_end(week_of(at, BERLIN) - timedelta(days=7), BERLIN)
        for at in (datetime(2027, 3, 24, tzinfo=UTC), datetime(2027, 10, 27, tzinfo=UTC), TUESDAY)
    ]
    assert lengths == [timedelta(hours=hours) for hours in (167, 169, 168)]


@pytest.mark.parametrize(
    ("journal", "cancelled", "cents", "kind"),
    [
        ("capture", False, 5040, "share"),
        ("capture", True, 1545, "fee"),
        ("fee", True, 1545, "fee"),
        ("cover", False, 1545, "cover"),
        ("tip", False, 800, "tip"),
        ("extra_time", False, 900, "extra"),
        ("reversal", False, -5040, "correction"),
        ("cleaner_reversal", False, -800, "correction"),
    ],
)
def test_a_line_says_what_it_is_for(journal: str, cancelled: bool, cents: int, kind: str) -> None:
    assert line_of(payable(cents, kind=journal, cancelled=cancelled)).kind == kind


def test_a_line_goes_into_the_open_payout_of_its_week_and_into_no_other() -> None:
    made = payout()
    (same,) = weeks_of((payable(10, 2, TUESDAY + timedelta(days=5)),), BERLIN, frozenset())
    (later,) = weeks_of((payable(10, 2, MONDAY),), BERLIN, frozenset())
    assert takes(made, same) and not takes(made, later)
    assert not takes(with_(made, phase=Scheduled(at=MONDAY)), same)


PHASES: tuple[PayoutPhase, ...] = (
    Accrued(),
    Blocked(reason="ask us", since=TUESDAY, by=OLGA),
    Blocked(reason="disputed", since=TUESDAY),
    Scheduled(at=MONDAY),
    InFlight(operation=OPERATION, amount=euros(7000), since=MONDAY),
    Paid(operation=OPERATION, amount=euros(7000), at=MONDAY),
    Returned(operation=OPERATION, reason="account_closed", at=MONDAY),
    Netted(at=MONDAY),
)


def word(phase: PayoutPhase) -> str:
    return snake(type(phase).__name__)


def operation(*, finished: bool = False) -> Operation:
    sent = Sent(first_at=MONDAY, attempts=1, next_at=MONDAY)
    phase = Succeeded(at=MONDAY, provider_id="payout_1") if finished else sent
    return Operation(
        id=OPERATION, kind="pay_out", intent="pay_out:1:1", subject=UUID(int=1), account="account_ok",
        amount=euros(7000), phase=phase,
    )  # fmt: skip


def case(phase: PayoutPhase, *, finished: bool = False) -> PayoutCase:
    return PayoutCase(
        operation=operation(finished=finished),
        payout=payout(phase),
        account=account(),
        now=MONDAY,
        journal=JournalId(UUID(int=53)),
    )


SENT = OnItsWay(provider_id="payout_1", amount=euros(7000), arrives_at=MONDAY)


def given_up(phase: PayoutPhase) -> PayoutCase:
    closed = with_(operation(), phase=Abandoned(reason="silent", evidence="nothing there"))
    return with_(case(phase), operation=closed)


def test_a_payout_that_was_given_up_and_was_sent_after_all_is_named_and_not_sent_again_by_itself() -> None:
    after = payout_after_all(given_up(Scheduled(at=MONDAY)), SENT).value
    assert isinstance(after.operation.phase, Succeeded) and not after.journals
    assert after.finding is not None and after.finding.amount == euros(-7000)
    assert isinstance(after.payout.phase, Blocked) and after.payout.phase.reason == "sent_after_all"
    assert move_on(after.payout, day(MONDAY)) is None
    gone = Paid(operation=OperationId(UUID(int=99)), amount=euros(7000), at=MONDAY)
    assert payout_after_all(given_up(gone), SENT).value.payout.phase == gone


def steps(phase: PayoutPhase) -> list[Payout]:
    """Everything that may become of a payout in this phase."""
    one, found = payout(phase), list[Payout]()
    for kept, ready, now in product((False, True), (False, True), (TUESDAY, MONDAY)):
        about = one.bookings if kept else frozenset[BookingId]()
        for owed in (0, 7000):
            purse = Purse(payable=euros(7000), owed=euros(owed))
            moved = move_on(one, day(now, disputed=about, account=account(ready=ready), purse=purse))
            found += [] if moved is None else [moved.value.payout]
    for decided in (block(one, OLGA, "why", MONDAY), unblock(one, OLGA, "why")):
        found += [decided.value] if isinstance(decided, Granted) else []
    for news in (arrived(case(phase, finished=True)), came_back(case(phase, finished=True), "account_closed")):
        found.append(news.value.payout)
    found.append(payout_after_all(given_up(phase), SENT).value.payout)
    if isinstance(phase, InFlight):
        facts = (
            NoAnswer(),
            NeverHappened(),
            OnItsWay(provider_id="p", amount=euros(7000), arrives_at=MONDAY),
            TurnedDown(kind="new_card", reason="account_closed"),
            TurnedDown(kind="try_again", reason="balance_too_low"),
        )
        found += [apply_payout_fact(case(phase), fact).value.payout for fact in facts]
    return found


@pytest.mark.parametrize("phase", PHASES, ids=word)
def test_whatever_is_decided_a_payout_moves_as_the_table_says(phase: PayoutPhase) -> None:
    for after in steps(phase):
        same = word(after.phase) == word(phase)
        assert same or word(after.phase) in MOVES[word(phase)], (phase, after.phase)


def test_every_move_of_the_table_is_made_by_some_decision() -> None:
    made = {(word(phase), word(after.phase)) for phase in PHASES for after in steps(phase)}
    assert {(was, now) for was, all_of in MOVES.items() for now in all_of} <= made
    assert MOVES.keys() == {word(phase) for phase in PHASES} >= set(UNSENT) >= set(OPEN)


def test_old_news_of_another_try_changes_nothing() -> None:
    flying = InFlight(operation=OTHER, amount=euros(7000), since=MONDAY)
    for news in (arrived(case(flying, finished=True)), came_back(case(flying, finished=True), "account_closed")):
        assert news.value.payout.phase == flying and not news.value.journals and not news.events


def test_what_comes_back_from_a_former_account_says_nothing_of_the_new_one() -> None:
    new = with_(account(), token="account_new")
    assert account_failed(new, "account_ok", "account_closed", MONDAY).value == new
    assert not account_failed(new, "account_new", "account_closed", MONDAY).value.ready


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(0, 100_000))
def test_what_is_sent_and_kept_off_is_what_is_due_and_neither_is_negative(due: int, owed: int, more: int) -> None:
    scheduled = payout(Scheduled(at=MONDAY), due)
    purse = Purse(payable=euros(due + more), owed=euros(owed))
    moved = move_on(scheduled, day(purse=purse))
    assert moved is not None
    sent = 0 if moved.value.operation is None else moved.value.operation.amount.amount
    kept = moved.value.payout.kept_off.amount
    assert sent + kept == due and kept == min(due, owed) and sent >= 0
    assert moved.value.purse == Purse(payable=euros(more), owed=euros(owed - kept))


def test_a_payout_waits_while_a_later_week_has_taken_back_what_it_would_send() -> None:
    scheduled = payout(Scheduled(at=MONDAY))
    assert move_on(scheduled, day(purse=Purse(payable=euros(6999), owed=euros(0)))) is None


@given(st.integers(1, 1_000_000), st.integers(0, 1_000_000))
def test_the_fee_is_a_share_with_a_least_and_nothing_is_lost(cents: int, owed: int) -> None:
    policy, accrued = standard(), payout(cents=cents)
    terms = cash_out_terms(accrued, day(TUESDAY, purse=Purse(payable=euros(cents), owed=euros(owed))), policy, euros(0))
    fee = max(policy.cash_out_least, euros(cents).share(policy.cash_out_bp).amount)
    if fee >= cents:
        assert isinstance(terms, Refused) and isinstance(terms.why, CashOutTooSmall)
        return
    assert isinstance(terms, Granted)
    told = terms.value
    assert (told.fee, told.free_at) == (euros(fee), MONDAY)
    assert told.sent + told.fee + told.kept_off == told.amount == euros(cents)
    done = cash_out(accrued, told, told.fee, 2000, JournalId(UUID(int=54)), TUESDAY)
    assert isinstance(done, Granted)
    assert done.value.payout.due == euros(cents - fee)
    (journal,) = done.value.journals
    assert {one.account for one in journal.postings} <= {"cleaner:payable", "platform:revenue", "tax:due"}
