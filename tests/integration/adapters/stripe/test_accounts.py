"""Cleaners' accounts by Connect, against a server of our own that answers in Stripe's recorded shapes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import stripe
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.accounts import StripeAccounts
from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import CleanerId, OperationId
from cleanbee.domain.payment.fact import OnItsWay
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.gateway import AccountVaultContract
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.payouts import AccountVault, SavedAccount


class InWords:
    """The vault, asked with the sandbox's word for an account: the cleaner types it in at Stripe first."""

    def __init__(self, accounts: StripeAccounts) -> None:
        self._accounts = accounts

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        return await self._accounts.open_account(owner, "btok_de" if setup == "account_ok" else setup)


@pytest.fixture
def accounts(client: stripe.StripeClient) -> StripeAccounts:
    return StripeAccounts(client)


@pytest.fixture
def joyce() -> CleanerId:
    return CleanerId(SystemIds().new())


class TestStripeAccounts(AccountVaultContract):
    """The promises of the port."""

    @pytest.fixture(autouse=True)
    def _on_the_wire(self, accounts: StripeAccounts) -> None:
        self.accounts = accounts

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[AccountVault]:
        yield InWords(self.accounts)

    def open_accounts(self) -> AbstractAsyncContextManager[AccountVault]:
        return self._opened()

    def fresh_ids(self) -> Ids:
        return SystemIds()


async def test_a_named_account_is_the_cleaners_own_and_is_paid_out_to(
    accounts: StripeAccounts, client: stripe.StripeClient, served: Front, joyce: CleanerId
) -> None:
    opened = await accounts.open_account(joyce, "btok_de")
    assert opened is not None and opened.last4 == "3000"
    (made,) = served.connect.opened.values()
    assert made["metadata"] == {"owner": str(joyce)}
    operation = Operation(
        id=OperationId(SystemIds().new()),
        kind="pay_out",
        intent="pay_out:1:1",
        subject=SystemIds().new(),
        account=opened.token,
        amount=euros(6980),
        phase=Planned(),
    )
    assert isinstance(await StripeGateway(client, "https://cleanbee.example").pay_out(operation), OnItsWay)


async def test_the_same_set_up_asked_for_again_is_one_account(accounts: StripeAccounts, joyce: CleanerId) -> None:
    first, again = [await accounts.open_account(joyce, "btok_de") for _ in range(2)]
    other = await accounts.open_account(joyce, "btok_other")
    assert first == again != other


async def test_what_is_no_token_of_a_bank_account_is_not_sent_on(
    accounts: StripeAccounts, served: Front, joyce: CleanerId
) -> None:
    assert await accounts.open_account(joyce, "DE89370400440532013000") is None
    assert await accounts.open_account(joyce, "btok_of_nobody") is None
    assert [one.path for one in served.calls] == ["/v1/accounts"]


@pytest.mark.parametrize("fault", ["lost", "limit", "nonsense"])
async def test_an_account_that_could_not_be_asked_about_may_be_named_later(
    accounts: StripeAccounts, served: Front, joyce: CleanerId, fault: str
) -> None:
    served.faults.append(fault)  # pyright: ignore[reportArgumentType] one of the front's words
    with pytest.raises(GatewayDown):
        await accounts.open_account(joyce, "btok_de")
    assert await accounts.open_account(joyce, "btok_de") is not None
