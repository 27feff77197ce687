"""One clean from its price to its money, through the doors that everybody uses, on everything real that `up` opens."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Generator
from typing import Any

import httpx
import pytest
from tests.integration.processes.opened_house import Up, opened, until, written

from cleanbee.adapters.embedded.folder import erase
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.seed_folder import seed_folder

DAY = "2026-03-05"
HOME = "Lindenweg 12, Honigfeld"


class Visitor:
    """Somebody with a phone, and the API."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._asked = 0
        self._name = "nobody"

    def sign_in(self, phone: str) -> None:
        sent = self.post("/v1/sign_ins", {"phone": phone})
        told = self.post(f"/v1/sign_ins/{sent['id']}/verify", {"code": "000000"})
        self._take(told, phone)

    def sign_in_ops(self, email: str, password: str) -> None:
        self._take(self.post("/v1/sign_ins/password", {"email": email, "password": password}), email)

    def get(self, path: str) -> Any:
        told = self._http.get(path)
        assert told.status_code == 200, (path, told.text)
        return told.json()

    def post(self, path: str, body: Any = None) -> Any:
        self._asked += 1
        key = f"{self._name}-asks-number-{self._asked:06d}".replace("+", "")
        told = self._http.post(path, json=body or {}, headers={"idempotency-key": key})
        assert told.status_code in {200, 201}, (path, told.text)
        return told.json()

    def _take(self, told: Any, name: str) -> None:
        self._name = name
        self._http.headers["authorization"] = f"Bearer {told['access_token']}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[Up]:
    """A house with the city in it."""
    data = tmp_path_factory.mktemp("city") / "data"
    with opened(data) as up:
        yield up
    erase(data)


@pytest.fixture
def people(house: Up) -> Generator[dict[str, Visitor]]:
    """Mia, and one of the office; a cleaner signs in when it is known who was asked."""
    clients = {
        name: httpx.Client(base_url=f"http://127.0.0.1:{house.port}", timeout=60) for name in ("mia", "ops", "c")
    }
    visitors = {name: Visitor(client) for name, client in clients.items()}
    found = {one["role"]: one for one in house.ready["sign_ins"]}
    visitors["mia"].sign_in(found["Customer"]["phone"])
    visitors["ops"].sign_in_ops(found["Ops"]["email"], found["Ops"]["password"])
    yield visitors
    for client in clients.values():
        client.close()


def who_thinks_first() -> dict[str, str]:
    """Name → phone of the cleaners who want to be asked before anything is certain."""
    cleaners = tomllib.loads((seed_folder() / "cleaners.toml").read_text("utf-8"))["cleaner"]
    return {one["name"]: one["phone"] for one in cleaners if not one["instant"]}


def here() -> dict[str, int]:
    """Where Mia's home is."""
    (found,) = asyncio.run(_located())
    return {"lat_e6": found.place.lat_e6, "lon_e6": found.place.lon_e6}


async def _located() -> Any:
    return await (await gazetteer(seed_folder())).locate(HOME)


def choice_of(mia: Visitor, asked_first: dict[str, str]) -> tuple[dict[str, Any], str]:
    """A slot of somebody who wants to be asked, and their phone."""
    quote = mia.post("/v1/quotes", {"place": {"address": HOME}, "rooms": {"bedrooms": 2, "bathrooms": 1}})
    found = mia.get(f"/v1/availability?quote_id={quote['id']}&from={DAY}&days=7&per_slot=5")
    for slot in (one for day in found["days"] for one in day["slots"]):
        for choice in slot["choices"]:
            for name, phone in asked_first.items():
                if name.startswith(choice["cleaner"]["name"]):
                    return choice, phone
    raise AssertionError("nobody who wants to be asked has time")


def test_a_clean_is_priced_booked_offered_done_and_charged(house: Up, people: dict[str, Visitor]) -> None:
    mia, ops, cleaner = people["mia"], people["ops"], people["c"]
    home = next(one for one in mia.get("/v1/homes")["data"] if one["address"] == HOME)
    card = mia.get("/v1/cards")["data"][0]
    choice, phone = choice_of(mia, who_thinks_first())
    order = {"slot": choice["slot"], "home_id": home["id"], "card_id": card["id"], "wish": "prefer"}
    booking = mia.post("/v1/bookings", order)
    assert booking["phase"]["name"] in {"requested", "offered"}
    path = f"/v1/bookings/{booking['id']}"

    cleaner.sign_in(phone)
    until(lambda: offers_for(cleaner, booking) != [], "the worker asks the cleaner")
    cleaner.post(f"/v1/offers/{offers_for(cleaner, booking)[0]['id']}/accept")
    assert mia.get(path)["phase"]["name"] == "confirmed"

    start = booking["window"]["start_at"]
    go_to(ops, start)
    for verb, body, phase in (
        ("set_off", None, "en_route"),
        ("check_in", here(), "at_door"),
        ("start", None, "in_progress"),
    ):
        assert cleaner.post(f"{path}/{verb}", body)["phase"]["name"] == phase
    go_to(ops, booking["window"]["end_at"])
    assert cleaner.post(f"{path}/finish")["phase"]["name"] == "completed"
    ops.post("/v1/test_helpers/clock/advance", {"minutes": 3 * 24 * 60})
    assert mia.get(path)["phase"]["name"] == "settled"

    paid = mia.get(f"{path}/payment")
    assert (paid["phase"], paid["captured"]) == ("captured", booking["price"])
    assert ops.get("/v1/ledger/balances")["difference"] == 0
    witnessed = [one for one in bank(house) if one["call"]["amount"] == booking["price"]]
    assert {one["fact"]["type"] for one in witnessed} >= {"held", "taken"}


def offers_for(cleaner: Visitor, booking: dict[str, Any]) -> list[dict[str, Any]]:
    """The open offers of this cleaner for this booking."""
    return [one for one in cleaner.get("/v1/offers")["data"] if one["booking_id"] == booking["id"]]


def go_to(ops: Visitor, at: str) -> None:
    """Move the clock, doing what falls due."""
    assert ops.post("/v1/test_helpers/clock/advance", {"to": at})["ready"] is True


def bank(house: Up) -> list[dict[str, Any]]:
    """The gateway's own file."""
    return written(house.log.parent / "data" / "sandbox" / "gateway.jsonl")
