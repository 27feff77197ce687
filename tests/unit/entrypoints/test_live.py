"""A live house refuses to start with any fake, the test clock, a shared code or a secret that everybody knows."""

from typing import Any

import pytest

from cleanbee.entrypoints.live import LiveRefused, opening_of, refusals, refuse_unless_fit
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app
from cleanbee.ports.outbound.fitness import for_real_people

REAL = {
    "mode": "live",
    "secret_key": "kJ3vQ8wZ1mX5tR7bN2yL9pC4hD6gF0sA",
    "redis_url": "redis://queue/0",
    "public_url": "https://cleanbee.test",
    "company_address": "Bienenweg 1 | Honigfeld",
    "company_tax_number": "DE000000000",
    "desk_mail": "office@cleanbee.test",
    "mail_from": "CleanBee <hello@cleanbee.test>",
    "gateway": "stripe",
    "vault": "stripe",
    "stripe_key": "sk_live_of_a_test",
    "stripe_publishable_key": "pk_live_of_a_test",
    "stripe_hook_secrets": "whsec_new, whsec_old",
    "hooks": "stripe",
    "courier": "twilio",
    "geocoder": "photon",
    "travel": "osrm",
}


NOT_OURS = {"adyen", "twilio", "photon", "osrm"}


@for_real_people
def installed() -> None:
    """An adapter from elsewhere that says it may."""


def opening(port: str, name: str) -> object:
    """As if those that are not ours were installed."""
    return installed if name in NOT_OURS else opening_of(port, name)


def test_a_house_of_real_adapters_and_secrets_may_start() -> None:
    assert refusals(Settings(**REAL), opening) == []


def test_an_adapter_from_elsewhere_that_says_nothing_of_itself_is_not_trusted_with_real_people() -> None:
    (found,) = refusals(Settings(**REAL), lambda port, name: object() if name == "osrm" else opening(port, name))
    assert "travel = osrm" in found


def test_a_name_that_nobody_offers_is_one_reason_more() -> None:
    assert [one for one in refusals(Settings(**REAL)) if one.startswith("courier = twilio: no installed adapter")]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"gateway": "sandbox", "vault": "adyen"}, "gateway"),
        ({"gateway": "adyen", "vault": "sandbox"}, "vault"),
        ({"gateway": "adyen"}, "not both stripe"),
        ({"stripe_key": ""}, "stripe_key"),
        ({"stripe_key": "sk_test_of_a_test"}, "stripe_key"),
        ({"stripe_publishable_key": "pk_test_of_a_test"}, "PUBLISHABLE_KEY"),
        ({"stripe_hook_secrets": ""}, "STRIPE_HOOK_SECRETS"),
        ({"stripe_hook_secrets": "whsec_new,of_nobody"}, "STRIPE_HOOK_SECRETS"),
        ({"stripe_url": "http://127.0.0.1:9001"}, "stripe_url"),
        ({"hooks": "sandbox"}, "hooks"),
        ({"courier": "files"}, "courier"),
        ({"geocoder": "city"}, "geocoder"),
        ({"travel": "straight"}, "travel"),
        ({"hasher": "quick"}, "hasher"),
        ({"store": "memory"}, "store"),
        ({"templates": "memory"}, "templates"),
        ({"scorer": "memory"}, "scorer"),
        ({"limiter": "memory"}, "limiter"),
        ({"queue": "memory"}, "queue"),
        ({"shared_code": "000000"}, "shared"),
        ({"secret_key": Settings().secret_key}, "secret_key"),
        ({"secret_key": "short"}, "secret_key"),
        ({"sandbox_url": "http://127.0.0.1:9000"}, "sandbox_url"),
        ({"limits": False}, "limits"),
        ({"secret_key": "k" * 40}, "secret_key"),
        ({"secret_key": "abcdefgh" * 5}, "secret_key"),
        ({"argon2_kib": 19_455}, "argon2_kib"),
        ({"argon2_passes": 1}, "argon2_passes"),
        ({"redis_url": ""}, "limiter"),
        ({"public_url": ""}, "public_url"),
        ({"public_url": "http://cleanbee.test"}, "public_url"),
        ({"courier": "smtp"}, "smtp"),
        ({"company_address": ""}, "COMPANY_ADDRESS"),
        ({"company_tax_number": ""}, "COMPANY_TAX_NUMBER"),
        ({"printer": "plain"}, "printer"),
        ({"desk_mail": Settings().desk_mail}, "desk_mail"),
        ({"mail_from": Settings().mail_from}, "mail_from"),
        ({"mail_from": "CleanBee"}, "mail_from"),
    ],
)
async def test_one_thing_that_is_not_real_is_reason_enough(wrong: dict[str, Any], reason: str) -> None:
    settings = Settings(**{**REAL, **wrong})
    (found,) = refusals(settings, opening)
    assert reason in found
    with pytest.raises(LiveRefused):
        async with open_app(settings):
            pytest.fail("a live house opened on a fake")


def test_the_test_clock_is_one_reason_why_a_sandbox_is_not_live() -> None:
    assert any("test clock" in one for one in refusals(Settings(**{**REAL, "mode": "sandbox"})))


def test_nothing_is_refused_to_a_sandbox() -> None:
    refuse_unless_fit(Settings())
