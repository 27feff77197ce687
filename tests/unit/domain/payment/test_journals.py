"""What holds for every journal, whatever the amounts: nothing is lost, nothing is rounded twice, nobody pays twice."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, JournalId, Money
from cleanbee.domain.payment import books
from cleanbee.domain.payment.accounts import ACCOUNTS, CHART
from cleanbee.domain.payment.journals import credits, disputes, extras, payouts, refunds
from cleanbee.domain.payment.journals.corrections import reversed_
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.team import Team, Worked, alone, shared_out
from cleanbee.domain.payment.journals.words import WORDS, in_words
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.pricing.quote import Line, Price
from cleanbee.domain.pricing.supply import AGENT, PRINCIPAL
from cleanbee.ports.contracts.nouns import MORNING

CENTS = st.integers(1, 10**9)
JOYCE, MIA = CleanerId(UUID(int=5)), CustomerId(UUID(int=6))
ENTRY = Entry(id=JournalId(UUID(int=1)), source=UUID(int=2), booking=BookingId(UUID(int=3)), at=MORNING)


def euros(cents: int) -> Money:
    return Money(amount=cents)


def teams() -> st.SearchStrategy[Team]:
    ids = st.lists(st.integers(1, 10**6), min_size=1, max_size=8, unique=True)
    return ids.flatmap(
        lambda all: st.lists(st.integers(1, 600), min_size=len(all), max_size=len(all)).map(
            lambda minutes: tuple(
                Worked(cleaner=CleanerId(UUID(int=one)), minutes=long) for one, long in zip(all, minutes, strict=True)
            )
        )
    )


def sums(journal: Journal) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in journal.postings:
        found[one.account] = found.get(one.account, 0) + one.amount.amount
    return found


def test_a_tip_of_ten_over_a_team_of_three_follows_the_minutes_worked() -> None:
    team = tuple(Worked(cleaner=CleanerId(UUID(int=one)), minutes=long) for one, long in ((1, 165), (2, 165), (3, 150)))
    assert [one.amount.amount for one in shared_out(euros(1000), team)] == [344, 344, 312]


@given(CENTS, teams(), st.randoms())
def test_a_split_loses_nothing_and_does_not_mind_the_order_of_the_team(cents: int, team: Team, dice: Random) -> None:
    shuffled = list(team)
    dice.shuffle(shuffled)
    shares = shared_out(euros(cents), team)
    assert sum(one.amount.amount for one in shares) == cents
    assert shares == shared_out(euros(cents), tuple(shuffled))
    minutes = sum(one.minutes for one in team)
    for one in team:
        share = next(other.amount.amount for other in shares if other.cleaner == one.cleaner)
        assert abs(share * minutes - cents * one.minutes) < minutes, "nobody is a whole cent off"


@given(CENTS, st.data())
def test_a_charge_that_goes_back_in_any_parts_takes_its_tax_back_to_the_cent(charged: int, data: st.DataObject) -> None:
    tax = data.draw(st.integers(0, charged))
    cuts = sorted(set(data.draw(st.lists(st.integers(1, charged), max_size=6))) | {charged})
    back, taxes = 0, 0
    for cut in cuts:
        part = refunds.Refund(amount=euros(cut - back), charged=euros(charged), tax=euros(tax), back=euros(back))
        assert 0 <= part.tax_back.amount <= part.amount.amount
        found = sums(refunds.refunded(ENTRY, part))
        assert found["gateway"] == -part.amount.amount
        taxes += found.get("tax:due", 0)
        back = cut
    assert taxes == tax


def test_more_than_was_charged_never_goes_back() -> None:
    with pytest.raises(AssertionError, match="more than was charged"):
        refunds.Refund(amount=euros(2), charged=euros(100), tax=euros(20), back=euros(99))


@given(CENTS, CENTS, st.booleans())
def test_every_way_a_dispute_ends_leaves_nothing_open(cents: int, fee: int, back: bool) -> None:
    taken = disputes.Disputed(amount=euros(cents), fee=euros(fee))
    opened = sums(disputes.dispute_opened(ENTRY, taken))
    assert opened == {"disputes:open": cents + fee, "gateway": -cents - fee}
    for end in (disputes.dispute_won(ENTRY, taken, fee_back=back), disputes.dispute_lost(ENTRY, taken)):
        assert opened["disputes:open"] + sums(end)["disputes:open"] == 0
    won = sums(disputes.dispute_won(ENTRY, taken, fee_back=back))
    assert won.get("platform:gateway_cost", 0) == (0 if back else fee)


@given(CENTS, st.booleans())
def test_a_payout_that_comes_back_is_payable_again_and_nothing_stays_on_its_way(
    cents: int,
    was_paid: bool,
) -> None:
    walked = [payouts.paid_out(ENTRY, JOYCE, euros(cents))]
    if was_paid:
        walked.append(payouts.payout_paid(ENTRY, JOYCE, euros(cents)))
    walked.append(payouts.payout_returned(ENTRY, JOYCE, euros(cents), was_paid=was_paid))
    left: dict[str, int] = {}
    for journal in walked:
        for account, amount in sums(journal).items():
            left[account] = left.get(account, 0) + amount
    assert not any(left.values())


@given(CENTS, st.integers(0, 10**6), CENTS, teams())
def test_every_journal_sums_to_zero_and_no_line_is_empty(cents: int, tax: int, other: int, team: Team) -> None:
    lines = (Line(code="net", amount=euros(cents + other)), Line(code="tax", amount=euros(tax)))
    whole = euros(cents + other + tax)
    price = Price(lines=lines, total=whole, tax=euros(tax), cleaner=euros(cents), platform=euros(other))
    part = min(tax, cents)
    for journal in (
        extras.tipped(ENTRY, euros(cents), team),
        extras.extra_time(ENTRY, price, team),
        extras.gateway_fee(ENTRY, euros(-cents)),
        credits.credit_granted(ENTRY, MIA, euros(cents)),
        credits.credit_used(ENTRY, MIA, euros(cents)),
        credits.credit_lapsed(ENTRY, MIA, euros(cents)),
        credits.promoted(ENTRY, MIA, euros(cents)),
        credits.written_off(ENTRY, MIA, euros(cents)),
        refunds.recovered(ENTRY, JOYCE, euros(cents)),
        payouts.cash_out_fee(ENTRY, JOYCE, euros(cents), euros(part)),
    ):
        assert sum(sums(journal).values()) == 0
        assert not any(sums(reversed_(journal.id, journal, MORNING)).get(a, 0) + n for a, n in sums(journal).items())


def test_a_line_that_moves_nothing_or_stands_on_no_account_is_no_line() -> None:
    for wrong, why in (
        ({"account": "gateway", "amount": euros(0)}, "moves something"),
        ({"account": "platform:slush", "amount": euros(1)}, "not on the chart"),
        ({"account": "gateway", "amount": euros(1), "owner": JOYCE}, "is the house's"),
        ({"account": "cleaner:payable", "amount": euros(1)}, "is one person's"),
    ):
        with pytest.raises(AssertionError, match=why):
            Posting(**wrong)  # pyright: ignore[reportArgumentType] -- what no posting may be


def test_only_a_receivable_lets_a_cleaner_owe_and_every_account_of_a_person_has_a_floor() -> None:
    assert len(CHART) == len(ACCOUNTS)
    assert [one.name for one in ACCOUNTS if one.whose == "cleaner" and one.side == "debit"] == ["cleaner:receivable"]
    assert all(one.floor for one in ACCOUNTS if one.whose != "house")
    assert {one.name for one in ACCOUNTS if one.memo} == {"memo:held", "memo:holder"}


def visit_one(agent: bool = False) -> Price:
    supply = AGENT if agent else PRINCIPAL
    net, pay = euros(7200), euros(5040)
    tax = supply.tax_on(net, pay, 2000)
    lines = (Line(code="net", amount=net), Line(code="tax", amount=tax))
    return Price(lines=lines, total=net + tax, tax=tax, cleaner=pay, platform=net - pay, supply=supply)


def test_as_principal_the_whole_price_is_taxed_as_agent_the_platform_s_share_alone() -> None:
    principal, agent = visit_one(), visit_one(agent=True)
    assert (principal.tax, principal.total) == (euros(1440), euros(8640))
    assert (agent.tax, agent.total) == (euros(432), euros(7632))
    assert sums(extras.extra_time(ENTRY, agent, alone(JOYCE))) == {
        "gateway": 7632,
        "cleaner:payable": -5040,
        "platform:revenue": -2160,
        "tax:due": -432,
    }


def test_every_kind_of_journal_is_said_in_words() -> None:
    """Whatever a constructor of the house names its kind, a reader of the books is told what it is."""
    folder = Path(books.__file__).parent
    texts = [one.read_text("utf-8") for one in (Path(books.__file__), *(folder / "journals").glob("*.py"))]
    kinds = {kind for text in texts for kind in re.findall(r'(?:journal\(\s*|kind=)"(\w+)"', text)}
    assert {"hold", "reversal", "payout_returned", "dispute_lost"} <= kinds
    assert kinds == set(WORDS)
    assert in_words("something_new") == "something new"
