"""Cleaners paid by Connect, against a server of our own that answers in Stripe's recorded shapes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import stripe
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.fact import NeverHappened, NoAnswer, OnItsWay, TurnedDown
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.nouns import euros


@pytest.fixture
def gateway(client: stripe.StripeClient) -> StripeGateway:
    return StripeGateway(client, "https://cleanbee.example")


def payout(account: str = "acct_ok", cents: int = 6980) -> Operation:
    ids = SystemIds()
    return Operation(
        id=OperationId(ids.new()),
        kind="pay_out",
        intent="pay_out:1",
        subject=ids.new(),
        account=account,
        amount=euros(cents),
        phase=Planned(),
    )


async def test_a_payout_moves_to_the_cleaners_account_and_on_to_the_bank(gateway: StripeGateway, served: Front) -> None:
    asked = payout()
    sent = await gateway.pay_out(asked)
    assert isinstance(sent, OnItsWay) and sent.amount == euros(6980)
    (transfer,) = served.connect.transfers.values()
    assert (transfer["destination"], transfer["amount"], transfer["transfer_group"]) == (
        "acct_ok",
        6980,
        str(asked.subject),
    )
    assert served.connect.balances["acct_ok"] == 0
    last = served.calls[-1]
    assert (last.path, last.account, last.key) == ("/v1/payouts", "acct_ok", str(asked.id))


async def test_a_payout_that_stopped_between_its_steps_goes_on_without_a_second_transfer(
    gateway: StripeGateway, served: Front
) -> None:
    asked = payout()
    served.faults += ["pass", "pass", "limit"]
    assert await gateway.pay_out(asked) == NoAnswer()
    assert served.connect.balances["acct_ok"] == 6980
    assert isinstance(await gateway.pay_out(asked), OnItsWay)
    assert served.connect.balances["acct_ok"] == 0
    assert len(served.connect.transfers) == 1


async def test_a_payout_that_stopped_between_its_steps_a_day_ago_is_taken_back_when_it_is_looked_up(
    gateway: StripeGateway, served: Front
) -> None:
    asked = payout()
    served.connect.fails_next = "payout"
    assert await gateway.pay_out(asked) == NoAnswer()
    assert served.connect.balances["acct_ok"] == 6980
    served.forget_keys()
    assert await gateway.look_up(asked) == TurnedDown(kind="try_again", reason="payout_not_made")
    assert served.connect.balances["acct_ok"] == 0
    assert await gateway.look_up(asked) == TurnedDown(kind="try_again", reason="payout_not_made")
    assert sum(line["amount"] for line in served.connect.lines) == 0


async def test_an_account_that_is_paid_nothing_gives_the_transfer_back(gateway: StripeGateway, served: Front) -> None:
    asked = payout("acct_no_payouts")
    refused = await gateway.pay_out(asked)
    assert isinstance(refused, TurnedDown) and refused.reason == "payouts_not_allowed"
    assert await gateway.pay_out(asked) == refused
    assert served.connect.balances["acct_no_payouts"] == 0
    assert [line["amount"] for line in served.connect.lines] == [-6980, 6980]


async def test_an_account_that_stripe_does_not_know_is_paid_nothing(gateway: StripeGateway, served: Front) -> None:
    asked = payout("acct_of_nobody")
    assert isinstance(await gateway.pay_out(asked), TurnedDown)
    assert await gateway.look_up(asked) == NeverHappened()
    assert served.connect.lines == []


async def test_a_lost_answer_is_found_and_nobody_is_paid_twice(gateway: StripeGateway, served: Front) -> None:
    asked = payout()
    sent = await gateway.pay_out(asked)
    assert [await gateway.pay_out(asked), await gateway.look_up(asked)] == [sent, sent]
    assert len(served.connect.transfers) == len(served.connect.payouts) == 1


async def test_money_that_the_bank_sent_back_is_fetched_before_more_is_sent(
    gateway: StripeGateway, served: Front
) -> None:
    sent = await gateway.pay_out(payout())
    assert isinstance(sent, OnItsWay)
    served.connect.bank_returns(sent.provider_id)
    assert served.connect.balances["acct_ok"] == 6980
    assert isinstance(await gateway.pay_out(payout(cents=7000)), OnItsWay)
    assert served.connect.balances["acct_ok"] == 0
    assert sum(line["amount"] for line in served.connect.lines) == -7000


async def test_the_statement_shows_what_went_to_cleaners_and_what_came_back(
    gateway: StripeGateway, served: Front
) -> None:
    asked = payout("acct_no_payouts")
    await gateway.pay_out(asked)
    now = await served.now()
    lines = await gateway.transactions(now - timedelta(days=1), now + timedelta(days=1))
    assert [(one.kind, one.amount, one.operation) for one in lines] == [
        ("payout", euros(-6980), asked.id),
        ("payout_return", euros(6980), asked.id),
    ]


async def test_what_passes_between_stripe_and_our_own_bank_is_none_of_the_books_and_the_rest_is_named(
    gateway: StripeGateway, served: Front
) -> None:
    now = await served.now()
    at = int(now.timestamp())
    line = {"object": "balance_transaction", "fee": 0, "currency": "eur", "created": at, "source": None}
    served.connect.lines += [
        {**line, "id": "txn_1", "amount": -500, "type": "payout", "reporting_category": "payout"},
        {**line, "id": "txn_2", "amount": -9, "type": "stripe_fee", "reporting_category": "fee"},
    ]
    (told,) = await gateway.transactions(now - timedelta(days=1), now + timedelta(days=1))
    assert (told.id, told.kind, told.word, told.net) == ("txn_2", "other", "fee", euros(-9))
