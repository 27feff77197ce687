"""Promotions: who gets what for a code, and when nobody does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import (
    CreditId,
    CustomerId,
    Granted,
    JournalId,
    Money,
    OpsId,
    PromotionId,
    ReasonMissing,
    Refused,
    with_,
)
from cleanbee.domain.payment.credit import CreditTooLarge, Wallet
from cleanbee.domain.payment.promotion import (
    Asker,
    Fresh,
    Promotion,
    PromotionInvalid,
    PromotionMalformed,
    Redeemed,
    Terms,
    code_of,
    end,
    make,
    redeem,
)
from cleanbee.domain.platform.policy import standard

IDS, POLICY = SeededIds(29), standard()
OLGA, MIA = OpsId(IDS.new()), CustomerId(IDS.new())
OPENS = datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 22, 0, tzinfo=UTC)
TERMS = Terms(
    code=" welcome10 ", amounts=(Money(amount=1000), Money(amount=1100, currency="USD")), first_day=date(2027, 3, 1),
    last_day=date(2027, 3, 31), zone="Europe/Berlin", most=2, days=90, newcomers=True,
)  # fmt: skip


def made(terms: Terms = TERMS, reason: str = "For who is new"):
    return make(terms, PromotionId(IDS.new()), OLGA, reason, POLICY, OPENS - timedelta(days=9))


def promotion() -> Promotion:
    decided = made()
    assert isinstance(decided, Granted)
    return decided.value


def asker(currency: str = "EUR", *, before: bool = False, booked: bool = False) -> Asker:
    return Asker(wallet=Wallet(id=MIA, currency=currency), before=before, booked=booked)


def redeemed(one: Promotion, who: Asker, now: datetime = OPENS) -> Granted[Redeemed] | Refused[PromotionInvalid]:
    return redeem(one, who, Fresh(credit=CreditId(IDS.new()), journal=JournalId(IDS.new())), now)


def test_a_code_is_the_same_however_it_is_typed() -> None:
    assert promotion().terms.code == code_of("Welcome10") == code_of("\twelcome10\n") == "WELCOME10"
    assert [code_of(text) for text in ("", "ab", "welcome 10", "A\0BC", "x" * 41)] == [None] * 5


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"code": "a b"}, "code"),
        ({"amounts": ()}, "amounts"),
        ({"amounts": (Money(amount=1), Money(amount=2))}, "amounts"),
        ({"amounts": (Money(amount=0),)}, "amounts"),
        ({"last_day": date(2027, 2, 28)}, "days"),
        ({"last_day": date.max}, "days"),
        ({"first_day": date.min}, "days"),
        ({"zone": "Europe/Honigfeld"}, "zone"),
        ({"zone": "/etc/passwd"}, "zone"),
    ],
)
def test_terms_that_mean_nothing_are_refused_by_what_is_wrong(change: dict[str, object], what: str) -> None:
    assert made(with_(TERMS, **change)) == Refused(why=PromotionMalformed(what=what))  # pyright: ignore[reportArgumentType]


def test_the_office_says_why_and_promises_no_more_than_it_may() -> None:
    assert made(reason=" ") == Refused(why=ReasonMissing())
    assert made(with_(TERMS, amounts=(Money(amount=20_001),))) == Refused(why=CreditTooLarge(most=Money(amount=20_000)))


@pytest.mark.parametrize(
    ("now", "because"),
    [
        (OPENS - timedelta(microseconds=1), "not_yet"),
        (OPENS, None),
        (CLOSES - timedelta(microseconds=1), None),
        (CLOSES, "over"),
    ],
)
def test_it_runs_from_its_first_day_to_the_end_of_its_last_by_its_own_clock(now: datetime, because: str | None) -> None:
    told = redeemed(promotion(), asker(), now)
    assert isinstance(told, Granted) if because is None else told == Refused(why=PromotionInvalid(because=because))  # pyright: ignore[reportArgumentType]


def test_every_other_no_has_its_reason() -> None:
    one = promotion()
    ended = end(one, OLGA, "Posted in a forum", OPENS)
    assert isinstance(ended, Granted) and ended.value.ended is not None
    assert end(ended.value, OLGA, "Once more", CLOSES) == Granted(value=ended.value)
    assert end(one, OLGA, " ", OPENS) == Refused(why=ReasonMissing())
    nos = [
        (one, asker(before=True), "already_redeemed"),
        (ended.value, asker(), "over"),
        (one, asker(booked=True), "newcomers_only"),
        (one, asker("CHF"), "other_currency"),
        (with_(one, redeemed=2), asker(), "used_up"),
    ]
    for which, who, because in nos:
        assert redeemed(which, who) == Refused(why=PromotionInvalid(because=because))  # pyright: ignore[reportArgumentType]
    everybody = with_(one, terms=with_(one.terms, newcomers=False))
    assert isinstance(redeemed(everybody, asker(booked=True)), Granted)


@given(most=st.integers(1, 8), customers=st.integers(0, 16), currency=st.sampled_from(["EUR", "USD"]))
def test_as_many_as_were_promised_get_the_amount_and_the_books_have_all_of_it(
    most: int, customers: int, currency: str
) -> None:
    one, booked, wins = with_(promotion(), terms=with_(promotion().terms, most=most)), 0, 0
    for _ in range(customers):
        told = redeemed(one, asker(currency))
        if isinstance(told, Granted):
            one, kept = told.value.promotion, told.value.kept
            wins += 1
            lines = [line for journal in kept.journals for line in journal.postings]
            assert sum(line.amount.amount for line in lines) == 0
            booked -= sum(line.amount.amount for line in lines if line.account == "customer:credit")
            assert kept.wallet.available(OPENS).amount == (1000 if currency == "EUR" else 1100)
            assert kept.wallet.available(OPENS + timedelta(days=90)).is_zero
    assert (wins, one.redeemed) == (min(most, customers),) * 2
    assert booked == wins * (1000 if currency == "EUR" else 1100)


def test_what_was_redeemed_is_not_counted_against_who_made_the_code() -> None:
    told = redeemed(promotion(), asker())
    assert isinstance(told, Granted)
    assert told.value.kept.wallet.promised_by(OLGA, OPENS - timedelta(days=30)).is_zero
