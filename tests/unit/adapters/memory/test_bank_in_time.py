"""The sandbox's bank as time goes by: keys it forgets, charges taken back, payouts that arrive or return."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cleanbee.adapters.memory.bank import ARRIVES_AFTER, DISPUTED_AFTER, Bank
from cleanbee.adapters.memory.bank_statement import EVIDENCE_WITHIN, RETURNED_AFTER, messages, transactions
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import BookingId, Money, OperationId, PaymentId, with_
from cleanbee.domain.payment.fact import EvidenceTaken, Held, OnItsWay, Refunded, Taken, TurnedDown
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened, PayoutArrived, PayoutReturned
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.nouns import Nouns, euros

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Asking:
    """Operations with fresh ids."""

    def __init__(self) -> None:
        self.nouns = Nouns(SeededIds(3))

    def one(self, kind: str, amount: Money, **more: object) -> Operation:
        new = self.nouns.ids.new
        about = {} if kind == "pay_out" else {"payment": PaymentId(new()), "booking": BookingId(new())}
        made = Operation(
            id=OperationId(new()),
            kind="charge",
            intent=str(new()),
            amount=amount,
            customer_present=True,
            phase=Planned(),
        )
        return with_(made, kind=kind, **about, **more)


def taken(bank: Bank, asking: Asking, card: str = "card_ok") -> tuple[Operation, str]:
    charge = asking.one("charge", euros(9576), card_token=card)
    fact = bank.ask(charge, NOW)
    assert isinstance(fact, Taken)
    return charge, fact.provider_id


def test_a_key_is_remembered_for_a_day_and_then_it_is_a_new_call() -> None:
    bank, asking = Bank(), Asking()
    hold = asking.one("authorise", euros(9576), card_token="card_ok")
    first = bank.ask(hold, NOW)
    assert bank.ask(hold, NOW + DAY) == first
    assert len(bank.holds) == 1
    again = bank.ask(hold, NOW + DAY + timedelta(seconds=1))
    assert isinstance(again, Held) and again != first and len(bank.holds) == 2


def test_a_book_read_again_knows_what_the_one_before_knew() -> None:
    asking = Asking()
    bank = Bank()
    _, charge = taken(bank, asking, "card_dispute")
    bank.ask(asking.one("refund", euros(2000), provider_id=charge), NOW)
    bank.ask(asking.one("pay_out", euros(100), account="account_returns"), NOW)
    again = Bank(entries=bank.entries)
    late = NOW + 60 * DAY
    assert transactions(again, late) == transactions(bank, late) and messages(again, late) == messages(bank, late)
    assert len(transactions(bank, late)) == 5


def test_a_charge_taken_back_leaves_the_balance_at_once_with_its_fee() -> None:
    bank, asking = Bank(), Asking()
    _, charge = taken(bank, asking, "card_dispute")
    opened_at = NOW + DISPUTED_AFTER
    assert len(transactions(bank, opened_at - timedelta(seconds=1))) == 1
    assert sum(one.net.amount for one in transactions(bank, opened_at)) == -169 - 1500
    opened = messages(bank, opened_at)[-1].news
    assert isinstance(opened, DisputeOpened) and (opened.charge, opened.amount) == (charge, euros(9576))
    closed = messages(bank, opened_at + EVIDENCE_WITHIN)[-1].news
    assert isinstance(closed, DisputeClosed) and not closed.won


def test_what_was_given_back_is_not_disputed_and_what_is_disputed_is_not_given_back() -> None:
    bank, asking = Bank(), Asking()
    _, charge = taken(bank, asking, "card_dispute")
    bank.ask(asking.one("refund", euros(2000), provider_id=charge), NOW)
    late = NOW + DISPUTED_AFTER
    opened = messages(bank, late)[-1].news
    assert isinstance(opened, DisputeOpened) and opened.amount == euros(7576)
    refused = bank.ask(asking.one("refund", euros(100), provider_id=charge), late)
    assert isinstance(refused, TurnedDown) and refused.reason == "charge_disputed"


def test_a_payout_arrives_or_comes_back_with_its_money() -> None:
    bank, asking = Bank(), Asking()
    well = asking.one("pay_out", euros(6980), account="account_ok")
    back = asking.one("pay_out", euros(500), account="account_returns")
    assert all(isinstance(bank.ask(one, NOW), OnItsWay) for one in (well, back))
    before, after = NOW + ARRIVES_AFTER, NOW + RETURNED_AFTER
    assert PayoutArrived(operation=well.id) in [one.news for one in messages(bank, before)]
    assert sum(one.net.amount for one in transactions(bank, before)) == -7480
    assert PayoutReturned(operation=back.id, reason="account_closed") in [one.news for one in messages(bank, after)]
    assert sum(one.net.amount for one in transactions(bank, after)) == -6980


def test_a_charge_comes_back_where_evidence_was_sent_in_time_and_only_of_the_card_that_is_believed() -> None:
    for card, words, won in (
        ("card_dispute_won", "x", True),
        ("card_dispute_won", "", False),
        ("card_dispute", "x", False),
    ):
        bank, asking = Bank(), Asking()
        _, charge = taken(bank, asking, card)
        opened_at, name = NOW + DISPUTED_AFTER, f"dispute_{charge}"
        early = asking.one("contest", euros(9576), provider_id=name, packet="x")
        assert isinstance(bank.ask(early, opened_at - DAY), TurnedDown)
        if words:
            sent = asking.one("contest", euros(9576), provider_id=name, packet=words)
            assert bank.ask(sent, opened_at + DAY) == EvidenceTaken(provider_id=name) == bank.ask(sent, opened_at + DAY)
            again = asking.one("contest", euros(9576), provider_id=name, packet=words)
            assert isinstance(bank.ask(again, opened_at + DAY), TurnedDown)
        decided = opened_at + EVIDENCE_WITHIN
        late = asking.one("contest", euros(9576), provider_id=name, packet="x")
        assert isinstance(bank.ask(late, decided), TurnedDown)
        closed = [one.news for one in messages(bank, decided) if isinstance(one.news, DisputeClosed)]
        assert [one.won for one in closed] == [won]
        assert sum(one.net.amount for one in transactions(bank, decided)) == (9576 if won else 0) - 169 - 1500
        refund = bank.ask(asking.one("refund", euros(100), provider_id=charge), decided)
        assert isinstance(refund, Refunded if won else TurnedDown)
        assert sum(one.net.amount for one in transactions(bank, decided)) == (9476 if won else 0) - 169 - 1500
