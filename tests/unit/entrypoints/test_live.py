"""A live house refuses to start with any fake, the test clock, a shared code or a secret that everybody knows."""

from typing import Any

import pytest

from cleanbee.entrypoints.live import LiveRefused, refusals, refuse_unless_fit
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import open_app

REAL = {
    "mode": "live",
    "secret_key": "k3" * 20,
    "gateway": "stripe",
    "vault": "stripe",
    "courier": "twilio",
    "geocoder": "photon",
    "travel": "osrm",
}


def test_a_house_of_real_adapters_and_secrets_may_start() -> None:
    assert refusals(Settings(**REAL)) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"gateway": "sandbox"}, "gateway"),
        ({"vault": "sandbox"}, "vault"),
        ({"courier": "files"}, "courier"),
        ({"geocoder": "city"}, "geocoder"),
        ({"travel": "straight"}, "travel"),
        ({"hasher": "quick"}, "hasher"),
        ({"store": "memory"}, "store"),
        ({"shared_code": "000000"}, "shared"),
        ({"secret_key": Settings().secret_key}, "secret_key"),
        ({"secret_key": "short"}, "secret_key"),
        ({"sandbox_url": "http://127.0.0.1:9000"}, "sandbox_url"),
        ({"limits": False}, "limits"),
    ],
)
async def test_one_thing_that_is_not_real_is_reason_enough(wrong: dict[str, Any], reason: str) -> None:
    settings = Settings(**{**REAL, **wrong})
    (found,) = refusals(settings)
    assert reason in found
    with pytest.raises(LiveRefused):
        async with open_app(settings):
            pytest.fail("a live house opened on a fake")


def test_the_test_clock_is_one_reason_why_a_sandbox_is_not_live() -> None:
    assert any("test clock" in one for one in refusals(Settings(**{**REAL, "mode": "sandbox"})))


def test_nothing_is_refused_to_a_sandbox() -> None:
    refuse_unless_fit(Settings())
