"""Cards saved by SetupIntents: typed in at Stripe, authenticated there, and known to us by a name."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlsplit

import pytest
import stripe
from tests.integration.adapters.stripe.browser import Browser
from tests.integration.adapters.stripe.cards import WANTS_THE_CUSTOMER
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.stripe.token import CardToken
from cleanbee.adapters.stripe.vault import StripeVault
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import CustomerId, OperationId
from cleanbee.domain.payment.fact import Held
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.ports.contracts.gateway import VaultContract
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import CardSetup, CardVault, GatewayDown, SavedCard


class InWords:
    """The vault, asked with the sandbox's word for a card: the customer types it in first."""

    def __init__(self, vault: StripeVault, typed_in: Callable[[CardSetup], Awaitable[str]]) -> None:
        self._vault, self._typed_in = vault, typed_in

    async def prepare(self, owner: CustomerId) -> CardSetup:
        return await self._vault.prepare(owner)

    async def form(self, owner: CustomerId, back: str) -> str:
        return await self._vault.form(owner, back)

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        if setup == "card_ok":
            setup = await self._typed_in(await self._vault.prepare(owner))
        return await self._vault.save(owner, setup)


@pytest.fixture
def vault(client: stripe.StripeClient) -> StripeVault:
    return StripeVault(client)


@pytest.fixture
def browser(served: Front) -> Browser:
    return Browser(served.url)


@pytest.fixture
def mia() -> CustomerId:
    return CustomerId(SystemIds().new())


class TestStripeVault(VaultContract):
    """The promises of the port."""

    @pytest.fixture(autouse=True)
    def _on_the_wire(self, vault: StripeVault, browser: Browser) -> None:
        self.vault, self.browser = vault, browser

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[CardVault]:
        yield InWords(self.vault, self.typed_in)

    async def typed_in(self, setup: CardSetup) -> str:
        return await self.browser.set_up(setup.client_secret)

    async def typed_into(self, form: str) -> str:
        page = urlsplit(form)
        await self.browser.set_up(page.fragment)
        return page.path.rsplit("/", 1)[1]

    def open_vault(self) -> AbstractAsyncContextManager[CardVault]:
        return self._opened()

    def fresh_ids(self) -> Ids:
        return SystemIds()


async def test_a_saved_card_is_held_on_in_its_owners_absence(
    vault: StripeVault, browser: Browser, client: stripe.StripeClient, mia: CustomerId
) -> None:
    saved = await vault.save(mia, await browser.set_up((await vault.prepare(mia)).client_secret))
    assert saved is not None and (saved.brand, saved.last4) == ("visa", "4242")
    hold = Operation(
        id=OperationId(SystemIds().new()),
        kind="authorise",
        intent="authorise:1",
        card_token=saved.token,
        amount=euros(9576),
        phase=Planned(),
    )
    assert isinstance(await StripeGateway(client, "https://cleanbee.example").authorise(hold), Held)


async def test_a_card_whose_bank_wants_its_owner_is_saved_only_after_that(
    vault: StripeVault, browser: Browser, mia: CustomerId
) -> None:
    secret = (await vault.prepare(mia)).client_secret
    setup = await browser.set_up(secret, WANTS_THE_CUSTOMER)
    assert await vault.save(mia, setup) is None
    await browser.authenticate_card(secret)
    saved = await vault.save(mia, setup)
    assert saved is not None and saved.last4 == WANTS_THE_CUSTOMER[-4:]


async def test_a_card_that_somebody_else_has_set_up_is_not_saved(
    vault: StripeVault, browser: Browser, mia: CustomerId
) -> None:
    setup = await browser.set_up((await vault.prepare(CustomerId(SystemIds().new()))).client_secret)
    assert await vault.save(mia, setup) is None


async def test_a_page_that_somebody_else_was_led_to_saves_nothing_for_me_nor_one_where_nothing_was_typed_in(
    vault: StripeVault, browser: Browser, mia: CustomerId
) -> None:
    theirs, empty = [urlsplit(await vault.form(who, "https://x.example/card")) for who in (fresh(), mia)]
    await browser.set_up(theirs.fragment)
    for page in (theirs, empty):
        assert await vault.save(mia, page.path.rsplit("/", 1)[1]) is None


def fresh() -> CustomerId:
    return CustomerId(SystemIds().new())


async def test_a_set_up_without_consent_to_later_charges_is_not_saved(
    vault: StripeVault, browser: Browser, client: stripe.StripeClient, mia: CustomerId
) -> None:
    made = await client.v1.setup_intents.create_async({"usage": "on_session", "metadata": {"owner": str(mia)}})
    assert made.client_secret is not None
    assert await vault.save(mia, await browser.set_up(made.client_secret)) is None


async def test_what_the_browser_holds_names_the_set_up_and_is_not_sent_on(
    vault: StripeVault, browser: Browser, served: Front, mia: CustomerId
) -> None:
    secret = (await vault.prepare(mia)).client_secret
    await browser.set_up(secret)
    served.calls.clear()
    assert await vault.save(mia, secret) is not None
    assert not any("_secret_" in f"{one.path} {one.query}" for one in served.calls)


async def test_the_browser_is_told_our_public_key_and_never_the_secret_one(
    client: stripe.StripeClient, mia: CustomerId
) -> None:
    setup = await StripeVault(client, "pk_test_1").prepare(mia)
    assert setup.publishable_key == "pk_test_1" and setup.client_secret.startswith("seti_")


async def test_a_customer_is_one_at_stripe_however_many_cards_are_set_up(
    vault: StripeVault, browser: Browser, mia: CustomerId
) -> None:
    saved = [await vault.save(mia, await browser.set_up((await vault.prepare(mia)).client_secret)) for _ in range(2)]
    assert len({CardToken.read(one.token).customer for one in saved if one is not None}) == 1


@pytest.mark.parametrize("fault", ["lost", "limit", "no_key", "conflict", "nonsense"])
async def test_a_card_that_could_not_be_asked_about_may_be_saved_later(
    vault: StripeVault, browser: Browser, served: Front, mia: CustomerId, fault: str
) -> None:
    setup = await browser.set_up((await vault.prepare(mia)).client_secret)
    served.faults.append(fault)  # pyright: ignore[reportArgumentType] one of the front's words
    with pytest.raises(GatewayDown):
        await vault.save(mia, setup)
    assert await vault.save(mia, setup) is not None
