"""What a client asks first: cacheable, in both languages, with the sandbox's own things there and never in live."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import City, small_city

from cleanbee.entrypoints.settings import Settings, SettingsWrong

LIVE = Settings(limits=False, mode="live", secret_key="a secret of this house alone, long enough", shared_code="")
PRIVATE = ("stripe", "secret_key", "postgresql", "redis", "smtp")


async def test_a_client_is_told_its_terms_and_in_the_sandbox_whom_it_may_be(city: City) -> None:
    told = (await city.get(None, "/v1/app_config")).json()
    assert [one["code"] for one in told["languages"]] == ["en", "de"]
    assert {"platform": "ios", "version": "1.0.0"} in told["oldest_clients"]
    assert (told["livemode"], told["booking"]["search_days"], "tiles" in told) == (False, 21, False)
    sandbox = told["sandbox"]
    assert (await city.get(None, sandbox["clock"])).status_code == 200
    assert [(one["key"], one["role"]) for one in sandbox["sign_ins"]] == [
        ("mia", "customer"), ("joyce", "cleaner"), ("olga", "ops")
    ]  # fmt: skip
    assert {"id": "card_declined", "does": "never holds: another card is wanted"} in sandbox["cards"]
    assert [word for word in PRIVATE if word in str(told)] == []


async def test_one_tap_signs_in_with_what_the_sandbox_says(city: City) -> None:
    people = (await city.get(None, "/v1/app_config")).json()["sandbox"]["sign_ins"]
    mia = next(one for one in people if one["role"] == "customer")
    sent = (await city.post(None, "/v1/sign_ins", {"phone": mia["phone"]})).json()
    told = await city.post(None, f"/v1/sign_ins/{sent['id']}/verify", {"code": mia["code"]})
    assert told.json()["me"]["name"] == "Mia"


async def test_in_live_there_is_nothing_of_the_sandbox() -> None:
    async with small_city(LIVE) as city:
        told = await city.get(None, "/v1/app_config")
        assert (told.json()["livemode"], "sandbox" in told.json()) == (True, False)
        assert [word for word in ("+1555", "000000", "card_", "test_helpers", "sandbox") if word in told.text] == []


async def test_it_is_kept_by_whoever_likes_and_asked_about_each_time(city: City) -> None:
    first = await city.get(None, "/v1/app_config")
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["vary"] == "accept-language, authorization, cookie"
    again = await city.get(None, "/v1/app_config", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    german = await city.get(None, "/v1/app_config", if_none_match=first.headers["etag"], accept_language="de")
    assert german.status_code == 200 and german.headers["etag"] != first.headers["etag"]
    assert german.json()["booking"]["wishes"][0]["name"] == "Nur sie oder ihn"


async def test_settings_say_the_oldest_clients_and_the_tiles() -> None:
    told = Settings(
        limits=False,
        oldest_clients="web/2.0.0",
        tiles_url="https://tiles.example/{z}/{x}/{y}.png",
        tiles_attribution="Tiles Example",
    )
    async with small_city(told) as city:
        config = (await city.get(None, "/v1/app_config")).json()
        assert config["oldest_clients"] == [{"platform": "web", "version": "2.0.0"}]
        assert config["tiles"] == {"url": told.tiles_url, "attribution": "Tiles Example"}
        old = await city.get(None, "/v1/me", cleanbee_client="web/1.9.9")
        assert (old.status_code, old.json()["code"]) == (426, "client_upgrade_required")
        assert (await city.get(None, "/v1/me", cleanbee_client="web/2.0.0")).status_code == 401


@pytest.mark.parametrize("text", ["web", "web/1.0", "WEB/1.0.0", "web/1.0.x", "web/1.0.-1"])
def test_an_oldest_client_that_is_no_version_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsWrong, match="oldest_clients"):
        Settings(oldest_clients=text)


async def test_the_form_is_told_how_many_rooms_one_visit_can_have(city: City) -> None:
    told = (await city.get(None, "/v1/services")).json()
    assert {one["code"]: one["most"] for one in told["rooms"]} == {"bedrooms": 14, "bathrooms": 14}
    most, one_more = [
        await city.post(
            None,
            "/v1/quotes",
            {"place": {"address": "Lindenweg 12, Honigfeld"}, "rooms": {"bedrooms": bedrooms, "bathrooms": 0}},
        )
        for bedrooms in (14, 15)
    ]
    assert (most.status_code, most.json()["duration_min"]) == (201, told["longest_min"])
    assert (one_more.status_code, one_more.json()["reason"]) == (422, "too_long")
