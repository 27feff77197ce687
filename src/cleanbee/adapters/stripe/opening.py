"""How the adapters are opened by name; Stripe's SDK takes over a second to load, so it is imported on first use."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Protocol

from cleanbee.adapters.stripe.secret import Secret
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.payment import Gateway, Hooks
from cleanbee.ports.outbound.payouts import Vault

LIVE_KEYS = ("sk_live_", "rk_live_")


class StripeWrong(Exception):
    """The settings do not open Stripe; says which, and never shows one."""


class Asked(Protocol):
    """The settings that Stripe's adapters read."""

    @property
    def live(self) -> bool:
        """Real people, real money."""
        ...

    @property
    def url(self) -> str:
        """Where people reach this house: the customer's bank sends them back there."""
        ...

    @property
    def stripe_key(self) -> str:
        """Our secret key at Stripe."""
        ...

    @property
    def stripe_publishable_key(self) -> str:
        """Our public key at Stripe, for the customer's browser."""
        ...

    @property
    def stripe_hook_secrets(self) -> str:
        """What Stripe signs its messages with; two with a comma while they are changed."""
        ...

    @property
    def stripe_url(self) -> str:
        """Another server than Stripe's, for tests; empty otherwise."""
        ...


@for_real_people
@asynccontextmanager
async def open_gateway(settings: Asked) -> AsyncGenerator[Gateway]:
    """Payments and payouts by Stripe.

    :raises StripeWrong: a key that is missing, or moves real money in a house that plays.
    """
    from cleanbee.adapters.stripe.gateway import StripeGateway
    from cleanbee.adapters.stripe.transport import open_client

    async with open_client(key_of(settings), settings.stripe_url) as client:
        yield StripeGateway(client, settings.url)


@for_real_people
@asynccontextmanager
async def open_vault(settings: Asked) -> AsyncGenerator[Vault]:
    """Cards saved and cleaners' accounts named at Stripe.

    :raises StripeWrong: a key that is missing, or moves real money in a house that plays.
    """
    from cleanbee.adapters.stripe.transport import open_client
    from cleanbee.adapters.stripe.vault import StripeVault

    async with open_client(key_of(settings), settings.stripe_url) as client:
        yield StripeVault(client, settings.stripe_publishable_key)


@for_real_people
@asynccontextmanager
async def open_hooks(settings: Asked) -> AsyncGenerator[Hooks]:
    """Stripe's messages.

    :raises StripeWrong: no secret to know them by.
    """
    from cleanbee.adapters.stripe.hooks import StripeHooks

    yield StripeHooks(secrets_of(settings))


def wrong_with(settings: Asked) -> list[str]:
    """What keeps these settings from opening Stripe, for whoever asks before starting; empty when nothing does."""
    found: list[str] = []
    if find_spec("stripe") is None:
        found.append("Stripe's SDK is not installed: pip install 'cleanbee[stripe]'")
    try:
        key_of(settings)
        secrets_of(settings)
    except StripeWrong as wrong:
        found.append(str(wrong))
    return found


def secrets_of(settings: Asked) -> list[Secret[str]]:
    """What Stripe signs its messages with.

    :raises StripeWrong: there is none.
    """
    secrets = [Secret(one.strip()) for one in settings.stripe_hook_secrets.split(",") if one.strip()]
    if not secrets:
        raise StripeWrong("Stripe's messages cannot be told from forged ones: set CLEANBEE_STRIPE_HOOK_SECRETS")
    return secrets


def key_of(settings: Asked) -> Secret[str]:
    """The key, once it fits the house.

    :raises StripeWrong: it is missing, or moves real money in a house that plays.
    """
    if not settings.stripe_key:
        raise StripeWrong("Stripe wants a key: set CLEANBEE_STRIPE_KEY")
    if settings.stripe_key.startswith(LIVE_KEYS) and not settings.live:
        raise StripeWrong("a live key moves real money, and this house is a sandbox: set a test key, or live mode")
    return Secret(settings.stripe_key)
