"""Credit is promised once: whatever is granted, set aside, used, given back and lapses, books and wallet agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import (
    BookingId,
    CardId,
    CreditId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    OpsId,
    PaymentId,
    ReasonMissing,
    Refused,
    with_,
)
from cleanbee.domain.payment.credit import (
    CreditTooLarge,
    Grant,
    Wallet,
    give_back,
    grant,
    lapse,
    set_aside,
    spend,
    spent,
    to_use,
)
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Payment, Released
from cleanbee.domain.payment.refund import NeedsSecondPerson, OtherCurrency
from cleanbee.domain.platform.policy import standard

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MIA, OLGA = CustomerId(UUID(int=6)), OpsId(UUID(int=8))
POLICY = standard()
IDS = SeededIds(5)


def euros(cents: int) -> Money:
    return Money(amount=cents)


def given_to(wallet: Wallet, cents: int, at: datetime = NOW, reason: str = "We were late", by: OpsId = OLGA) -> Any:
    ids = (CreditId(IDS.new()), JournalId(IDS.new()))
    wish = Grant(amount=euros(cents), reason=reason, by=by, credit=ids[0], journal=ids[1])
    return grant(wallet, wish, POLICY, at)


def holding(*cents: int) -> Wallet:
    wallet = Wallet(id=MIA, currency="EUR")
    for days, one in enumerate(cents):
        wallet = given_to(wallet, one, NOW + timedelta(days=days)).value.wallet
    return wallet


def paid_by(booking: BookingId, credit: Money) -> Payment:
    return Payment(
        id=PaymentId(IDS.new()), booking=booking, customer=MIA, card=CardId(IDS.new()), amount=euros(100),
        phase=Released(at=NOW), by_credit=credit,
    )  # fmt: skip


def test_whoever_promises_says_why_and_not_too_much() -> None:
    empty = Wallet(id=MIA, currency="EUR")
    assert given_to(empty, 500, reason=" ") == Refused(why=ReasonMissing())
    assert given_to(empty, 20_001) == Refused(why=CreditTooLarge(most=euros(20_000)))
    most = given_to(empty, 20_000)
    assert isinstance(most, Granted) and most.value.wallet.available(NOW) == euros(20_000)


def test_many_credits_of_one_person_are_together_no_more_than_one_may_be() -> None:
    first = given_to(Wallet(id=MIA, currency="EUR"), 15_000).value.wallet
    no = Refused(why=NeedsSecondPerson(alone=euros(20_000)))
    assert given_to(first, 5001) == no and isinstance(given_to(first, 5000), Granted)
    used = spent(set_aside(first, booking := BookingId(IDS.new()), euros(15_000), NOW), booking)
    end = NOW + timedelta(days=30)
    assert given_to(used, 5001, end - timedelta(microseconds=1)) == no, "what was used was promised all the same"
    assert isinstance(given_to(used, 5001, end), Granted)
    assert isinstance(given_to(first, 20_000, by=OpsId(UUID(int=9))), Granted), "a colleague promises the rest"


def test_what_comes_back_was_promised_before_and_is_not_promised_again() -> None:
    booking, late = BookingId(IDS.new()), NOW + timedelta(days=400)
    used = set_aside(holding(20_000), booking, euros(20_000), NOW)
    back = give_back(used, booking, CreditId(IDS.new()), POLICY, late).value
    assert back.available(late) == euros(20_000) and isinstance(given_to(back, 20_000, late), Granted)


def test_a_wallet_takes_no_credit_in_another_currency() -> None:
    told = given_to(Wallet(id=MIA, currency="USD"), 500)
    assert told == Refused(why=OtherCurrency(currency="USD"))


def test_a_credit_can_be_used_to_the_last_instant_of_its_year_and_not_at_its_end() -> None:
    wallet, end = holding(1500), NOW + timedelta(days=365)
    assert wallet.available(end - timedelta(microseconds=1)) == euros(1500)
    assert wallet.available(end) == euros(0)
    assert to_use(wallet, euros(9000), POLICY, end) is None


@pytest.mark.parametrize(("price", "used"), [(9000, 1500), (1600, 1500), (1599, 1499), (101, 1), (100, None)])
def test_something_of_a_price_always_stays_for_the_card(price: int, used: int | None) -> None:
    assert to_use(holding(1000, 500), euros(price), POLICY, NOW) == (None if used is None else euros(used))


def test_what_lapses_first_is_used_first() -> None:
    kept = set_aside(holding(1000, 500), BookingId(IDS.new()), euros(1200), NOW)
    assert [one.left for one in kept.credits] == [euros(0), euros(300)]


def test_what_comes_back_of_a_credit_that_has_lapsed_lives_a_month_more() -> None:
    booking, late = BookingId(IDS.new()), NOW + timedelta(days=400)
    used = set_aside(holding(1000), booking, euros(400), NOW)
    lapsed = lapse(used, JournalId(IDS.new()), late)
    assert lapsed.value.wallet.promised == euros(400)
    back = give_back(lapsed.value.wallet, booking, CreditId(IDS.new()), POLICY, late)
    assert back.value.available(late) == euros(400)
    assert back.value.available(late + timedelta(days=30)) == euros(0)
    assert [one.due_at for one in back.timers] == [late + timedelta(days=30)]
    assert give_back(back.value, booking, CreditId(IDS.new()), POLICY, late).value == back.value


STEPS = st.lists(
    st.tuples(st.sampled_from(["grant", "place", "done", "off", "wait"]), st.integers(1, 20_000), st.integers(0, 5)),
    max_size=40,
)


@given(STEPS)
def test_books_and_wallet_agree_and_nothing_is_promised_twice(steps: list[tuple[str, int, int]]) -> None:
    wallet, now, journals, open_ = Wallet(id=MIA, currency="EUR"), NOW, list[Journal](), list[BookingId]()
    granted = used = 0
    for what, cents, which in steps:
        match what:
            case "grant":
                decided = given_to(wallet, cents, now, by=OpsId(IDS.new()))
                wallet, granted = decided.value.wallet, granted + cents
                journals += decided.value.journals
            case "place" if (credit := to_use(wallet, euros(cents), POLICY, now)) is not None:
                assert credit.amount <= wallet.available(now).amount and credit.amount < cents
                open_.append(BookingId(IDS.new()))
                wallet = set_aside(wallet, open_[-1], credit, now)
            case "done" if open_:
                booking = open_.pop(which % len(open_))
                (kept,) = (one for one in wallet.aside if one.booking == booking)
                share = kept.amount
                entry = spend(paid_by(booking, share), JournalId(IDS.new()), now)
                assert entry is not None
                journals.append(entry)
                wallet, used = spent(wallet, booking), used + share.amount
            case "off" if open_:
                booking = open_.pop(which % len(open_))
                wallet = give_back(wallet, booking, CreditId(IDS.new()), POLICY, now).value
            case "wait":
                now += timedelta(days=which * 90)
                while (gone := lapse(wallet, JournalId(IDS.new()), now)).value.journals:
                    wallet, journals = gone.value.wallet, [*journals, *gone.value.journals]
            case _:
                pass
        booked = -sum(p.amount.amount for one in journals for p in one.postings if p.account == "customer:credit")
        assert wallet.promised == euros(booked)
        assert used + booked <= granted


def test_a_wallet_of_another_currency_pays_nothing() -> None:
    wallet = with_(Wallet(id=MIA, currency="USD"), credits=())
    assert to_use(wallet, euros(9000), POLICY, NOW) is None and to_use(None, euros(9000), POLICY, NOW) is None
