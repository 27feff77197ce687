"""Stripe opens with a key that fits the house, and shows its secrets to nobody."""

from __future__ import annotations

import copy
import subprocess
import sys
from dataclasses import dataclass

import pytest

from cleanbee.adapters.stripe.opening import (
    StripeWrong,
    key_of,
    open_gateway,
    open_hooks,
    open_vault,
    secrets_of,
    wrong_with,
)
from cleanbee.adapters.stripe.secret import Secret
from cleanbee.ports.outbound.fitness import is_for_real_people


@dataclass(frozen=True)
class Told:
    """Settings, as far as Stripe reads them."""

    live: bool = False
    url: str = "https://cleanbee.example"
    stripe_key: str = "sk_test_1"
    stripe_publishable_key: str = "pk_test_1"
    stripe_hook_secrets: str = "whsec_new, whsec_old"
    stripe_url: str = "http://127.0.0.1:9"


@pytest.mark.parametrize("opening", [open_gateway, open_vault, open_hooks])
def test_stripe_may_serve_real_people(opening: object) -> None:
    assert is_for_real_people(opening)


async def test_all_three_open_on_a_test_key() -> None:
    async with open_gateway(Told()) as gateway, open_vault(Told()) as vault, open_hooks(Told()) as hooks:
        assert gateway is not None and vault is not None and hooks.header == "stripe-signature"


@pytest.mark.parametrize("key", ["", "sk_live_1", "rk_live_1"])
async def test_a_sandbox_opens_on_no_live_key_and_nobody_without_one(key: str) -> None:
    told = Told(stripe_key=key)
    for opening in (open_gateway, open_vault):
        with pytest.raises(StripeWrong) as raised:
            async with opening(told):
                pytest.fail("opened")
        assert key == "" or key not in str(raised.value)
    assert wrong_with(told)


def test_a_live_house_opens_on_a_live_key() -> None:
    assert key_of(Told(live=True, stripe_key="sk_live_1")).opened == "sk_live_1"


async def test_without_a_signing_secret_no_message_is_read() -> None:
    with pytest.raises(StripeWrong):
        async with open_hooks(Told(stripe_hook_secrets=" , ")):
            pytest.fail("opened")
    assert len(wrong_with(Told(stripe_hook_secrets=""))) == 1


def test_two_secrets_are_live_while_they_are_changed() -> None:
    assert [one.opened for one in secrets_of(Told())] == ["whsec_new", "whsec_old"]


def test_nothing_is_wrong_with_settings_that_open_it() -> None:
    assert wrong_with(Told()) == []


def test_a_secret_is_shown_by_no_print_and_leaves_its_process_in_no_copy() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {[secret]}" and secret.opened == "hunter2"
    for leave in (copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(secret)


def test_the_sdk_is_loaded_on_first_use_and_not_before() -> None:
    asked = "import sys, cleanbee.adapters.stripe.opening as o; print('stripe' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "False"
