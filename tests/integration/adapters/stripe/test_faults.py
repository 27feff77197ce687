"""What is known after a call that did not go well: nothing sent, refused, or nobody knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import stripe
from tests.integration.adapters.stripe.browser import Browser
from tests.integration.adapters.stripe.cards import Wallet, wallet
from tests.integration.adapters.stripe.front import Fault, Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.stripe.secret import Secret
from cleanbee.adapters.stripe.transport import open_client
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import OperationId, with_
from cleanbee.domain.payment.fact import CustomerWanted, Held, NeverHappened, NoAnswer, Taken, TurnedDown
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.payment import GatewayDown

KEY = "sk_test_cleanbee"
HOME = "https://cleanbee.example"


@pytest.fixture
async def purse(client: stripe.StripeClient) -> Wallet:
    return await wallet(client)


@pytest.fixture
def gateway(client: stripe.StripeClient) -> StripeGateway:
    return StripeGateway(client, HOME)


async def hold_on(purse: Wallet, word: str = "card_ok", *, present: bool = True) -> Operation:
    return Operation(
        id=OperationId(SystemIds().new()),
        kind="authorise",
        intent="authorise:1",
        card_token=str(await purse.card(word)),
        amount=euros(9576),
        customer_present=present,
        phase=Planned(),
    )


def of_kind(hold: Held, kind: str, cents: int) -> Operation:
    return Operation(
        id=OperationId(SystemIds().new()),
        kind=kind,  # pyright: ignore[reportArgumentType] one of the kinds
        intent=f"{kind}:1",
        amount=euros(cents),
        provider_id=hold.provider_id,
        phase=Planned(),
    )


async def test_a_saved_error_of_stripes_own_stays_unknown_and_the_look_up_tells_the_truth(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse)
    served.faults.append("saved_500")
    assert await gateway.authorise(operation) == NoAnswer()
    assert await gateway.authorise(operation) == NoAnswer()
    held = await gateway.look_up(operation)
    assert isinstance(held, Held) and held.amount == operation.amount


async def test_an_answer_that_was_lost_is_given_again_under_the_same_key(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse)
    served.faults.append("lost")
    assert await gateway.authorise(operation) == NoAnswer()
    held = await gateway.authorise(operation)
    assert isinstance(held, Held) and await gateway.look_up(operation) == held


@pytest.mark.parametrize("fault", ["conflict", "nonsense"])
async def test_a_conflict_and_a_broken_page_say_nothing(
    gateway: StripeGateway, served: Front, purse: Wallet, fault: Fault
) -> None:
    operation = await hold_on(purse)
    served.faults.append(fault)
    assert await gateway.authorise(operation) == NoAnswer()
    assert isinstance(await gateway.authorise(operation), Held)


@pytest.mark.parametrize("fault", ["limit", "no_key"])
async def test_what_was_turned_away_unheard_was_not_sent(
    gateway: StripeGateway, served: Front, purse: Wallet, fault: Fault
) -> None:
    operation = await hold_on(purse)
    served.faults.append(fault)
    with pytest.raises(GatewayDown):
        await gateway.authorise(operation)
    assert await gateway.look_up(operation) == NeverHappened()
    assert isinstance(await gateway.authorise(operation), Held)


async def test_nobody_at_home_is_nothing_sent(purse: Wallet, unused_tcp_port: int) -> None:
    operation = await hold_on(purse)
    async with open_client(Secret(KEY), f"http://127.0.0.1:{unused_tcp_port}") as client:
        with pytest.raises(GatewayDown):
            await StripeGateway(client, HOME).authorise(operation)
        with pytest.raises(GatewayDown):
            await StripeGateway(client, HOME).look_up(operation)


async def test_each_call_is_sent_once_and_repeated_by_us_alone(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse)
    served.calls.clear()
    served.faults.append("nonsense")
    await gateway.authorise(operation)
    assert len(served.calls) == 1


async def test_a_hold_that_the_customer_agreed_to_is_found_under_its_name(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse, "card_3ds")
    wanted = await gateway.authorise(operation)
    assert isinstance(wanted, CustomerWanted)
    intent = await purse.client.v1.payment_intents.retrieve_async(wanted.provider_id)
    assert intent.client_secret is not None
    await Browser(served.url).authenticate_payment(wanted.provider_id, intent.client_secret, agreed=True)
    held = await gateway.look_up(with_(operation, provider_id=wanted.provider_id))
    assert isinstance(held, Held) and held.provider_id == wanted.provider_id


async def test_a_customer_who_does_not_agree_is_needed_again(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse, "card_3ds")
    wanted = await gateway.authorise(operation)
    assert isinstance(wanted, CustomerWanted)
    intent = await purse.client.v1.payment_intents.retrieve_async(wanted.provider_id)
    assert intent.client_secret is not None
    await Browser(served.url).authenticate_payment(wanted.provider_id, intent.client_secret, agreed=False)
    refused = await gateway.look_up(with_(operation, provider_id=wanted.provider_id))
    assert isinstance(refused, TurnedDown) and refused.kind == "needs_you"


async def test_a_link_that_nobody_followed_for_a_day_is_dead_at_stripe_too(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    operation = await hold_on(purse, "card_3ds")
    wanted = await gateway.authorise(operation)
    assert isinstance(wanted, CustomerWanted)
    served.ahead = timedelta(hours=23, minutes=59)
    assert await gateway.look_up(operation) == wanted
    served.ahead = timedelta(hours=24, minutes=1)
    gone = await gateway.look_up(operation)
    assert gone == TurnedDown(kind="needs_you", reason="authentication_expired")
    intent = await purse.client.v1.payment_intents.retrieve_async(wanted.provider_id)
    assert intent.status == "canceled" and await gateway.look_up(operation) == gone


async def test_a_capture_is_told_from_another_ones(gateway: StripeGateway, served: Front, purse: Wallet) -> None:
    hold = await gateway.authorise(await hold_on(purse))
    assert isinstance(hold, Held)
    first, second = of_kind(hold, "capture", 5000), of_kind(hold, "capture", 5000)
    assert await gateway.look_up(first) == NeverHappened()
    served.faults.append("lost")
    assert await gateway.capture(first) == NoAnswer()
    assert await gateway.look_up(first) == Taken(provider_id=hold.provider_id, amount=euros(5000))
    assert await gateway.look_up(second) == TurnedDown(kind="try_again", reason="captured_already")
    assert await gateway.look_up(of_kind(hold, "void", 5000)) == TurnedDown(kind="try_again", reason="captured_already")


async def test_a_refund_whose_answer_was_lost_is_found_and_not_made_again(
    gateway: StripeGateway, served: Front, purse: Wallet
) -> None:
    hold = await gateway.authorise(await hold_on(purse))
    assert isinstance(hold, Held)
    await gateway.capture(of_kind(hold, "capture", 9576))
    refund = of_kind(hold, "refund", 2000)
    assert await gateway.look_up(refund) == NeverHappened()
    served.faults.append("lost")
    assert await gateway.refund(refund) == NoAnswer()
    found = await gateway.look_up(refund)
    assert await gateway.refund(refund) == found != NoAnswer()
    made = [
        one
        async for one in (
            await purse.client.v1.refunds.list_async({"payment_intent": hold.provider_id})
        ).auto_paging_iter()
    ]
    assert [one.amount for one in made] == [2000]


class Silence:
    """A server that listens and never answers."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"


@pytest.fixture
async def silence() -> AsyncIterator[Silence]:
    done = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield Silence(server.sockets[0].getsockname()[1])
        done.set()


async def test_a_call_without_an_answer_in_time_is_unknown(silence: Silence, purse: Wallet) -> None:
    operation = await hold_on(purse)
    async with open_client(Secret(KEY), silence.url) as client:
        assert await StripeGateway(client, HOME, within_s=0.2).authorise(operation) == NoAnswer()


async def test_one_call_too_many_at_once_waits_shortly_and_was_not_sent(silence: Silence, purse: Wallet) -> None:
    operation = await hold_on(purse)
    async with open_client(Secret(KEY), silence.url) as client:
        gateway = StripeGateway(client, HOME, within_s=2.0)
        answers = await asyncio.gather(*(gateway.authorise(operation) for _ in range(11)), return_exceptions=True)
    assert sum(isinstance(one, GatewayDown) for one in answers) == 1
    assert sum(one == NoAnswer() for one in answers) == 10


async def test_no_log_and_no_error_shows_a_secret(
    served: Front, purse: Wallet, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    operation = await hold_on(purse, "card_3ds")
    async with open_client(Secret(KEY), served.url) as client:
        gateway = StripeGateway(client, HOME)
        wanted = await gateway.authorise(operation)
        assert isinstance(wanted, CustomerWanted)
        served.faults.append("no_key")
        with pytest.raises(GatewayDown) as raised:
            await gateway.authorise(operation)
    shown = caplog.text + repr(raised.value) + repr(raised.value.__cause__) + repr(Secret(KEY))
    assert "Stripe does not accept our key" in shown
    assert KEY not in shown and "_secret_" not in shown
