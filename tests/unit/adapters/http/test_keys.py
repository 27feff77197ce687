"""Told twice, done once: Idempotency-Key over the wire."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests.unit.adapters.http.small_city import City, id_of, small_city

from cleanbee.adapters.http.names import encode
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.kernel import OpsId, evolve
from cleanbee.domain.payment.fact import Fact, NoAnswer
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.people.session import token_hash
from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow
KEY = "one-key-of-my-own"
AT_THE_DOOR = datetime(2026, 3, 4, 7, 45, tzinfo=UTC)
OMAR = {"cleaner_id": encode("cln", id_of("omar")), "agreed": "by telephone", "reason": "Nobody else"}


async def test_a_repeated_booking_is_the_same_booking_byte_for_byte(city: City) -> None:
    order = await city.order(await city.slot())
    first = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    again = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert len((await city.get("mia", "/v1/bookings")).json()["data"]) == 1


async def test_of_the_same_request_told_five_times_at_once_one_is_the_first_and_the_others_say_so(city: City) -> None:
    order = await city.order(await city.slot())
    told = await asyncio.gather(*(city.post("mia", "/v1/bookings", order, idempotency_key=KEY) for _ in range(5)))
    done = [one for one in told if one.status_code == 201]
    assert len({one.content for one in done}) == 1
    assert [one.headers.get("idempotent-replayed") for one in done].count(None) == 1
    assert {one.status_code for one in told} <= {201, 202, 409}
    assert len((await city.get("mia", "/v1/bookings")).json()["data"]) == 1


async def test_replays_stay_byte_for_byte_after_the_world_moved_on(city: City) -> None:
    order = await city.order(await city.slot())
    first = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    await city.post("mia", f"/v1/bookings/{first.json()['id']}/cancel")
    again = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    assert first.content == again.content


async def test_a_booking_of_ones_own_id_is_the_same_booking_under_every_key(city: City) -> None:
    order = {**await city.order(await city.slot()), "id": encode("bkg", UUID(int=7))}
    first = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    other = await city.post("mia", "/v1/bookings", order, idempotency_key=f"another-{KEY}")
    again = await city.post("mia", "/v1/bookings", order, idempotency_key=f"another-{KEY}")
    assert (first.status_code, other.status_code, again.status_code) == (201, 201, 201)
    assert first.json()["id"] == other.json()["id"] == again.json()["id"]
    assert len((await city.get("mia", "/v1/bookings")).json()["data"]) == 1


async def test_the_same_key_for_another_body_is_refused(city: City) -> None:
    booking = await city.book()
    path = f"/v1/bookings/{booking['id']}/cancel"
    await city.post("mia", path, {"reason": "away"}, idempotency_key=KEY)
    other = await city.post("mia", path, {"reason": "ill"}, idempotency_key=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


async def test_a_refusal_is_replayed_like_a_yes(city: City) -> None:
    mine, other = await city.slot(), await city.slot()
    await city.post("mia", "/v1/bookings", await city.order(mine))
    first = await city.post("mia", "/v1/bookings", await city.order(other), idempotency_key=KEY)
    again = await city.post("mia", "/v1/bookings", await city.order(other), idempotency_key=KEY)
    assert (first.status_code, first.json()["code"]) == (409, "slot_taken")
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_refusal_before_any_unit_of_work_is_replayed_too(city: City) -> None:
    body = {"setup": "card_unheard_of"}
    first = await city.post("mia", "/v1/cards", body, idempotency_key=KEY)
    again = await city.post("mia", "/v1/cards", body, idempotency_key=KEY)
    assert (first.status_code, first.json()["reason"]) == (422, "card_unknown")
    assert again.headers["idempotent-replayed"] == "true"


async def test_nobody_is_given_anothers_answer(city: City) -> None:
    order = await city.order(await city.slot())
    await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    bens = await city.post("ben", "/v1/bookings", order, idempotency_key=KEY)
    assert bens.status_code == 404
    assert "idempotent-replayed" not in bens.headers


async def test_whoever_signed_out_is_replayed_nothing(city: City) -> None:
    order = await city.order(await city.slot())
    await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    await city.post("mia", "/v1/sign_ins/end")
    told = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    assert (told.status_code, told.json()["code"]) == (401, "unauthenticated")


async def test_a_right_that_was_lost_is_replayed_nothing(city: City) -> None:
    booking = await city.book(cleaner="nadia")
    path, body = f"/v1/bookings/{booking['id']}/assign", OMAR
    tag = f'"{booking["version"]}"'
    done = await city.post("sven", path, body, idempotency_key=KEY, if_match=tag)
    assert done.status_code == 200, done.text
    again = await city.post("sven", path, body, idempotency_key=KEY, if_match=tag)
    assert again.content == done.content
    async with city.ports.store.begin() as work:
        session = await work.sessions.by_access(token_hash(city.tokens["sven"]))
        assert session is not None
        await work.sessions.replace(session, evolve(session, actor=AsOps(id=OpsId(id_of("sven")), role="finance")))
    late = await city.post("sven", path, body, idempotency_key=KEY, if_match=tag)
    assert (late.status_code, late.json()["code"]) == (403, "forbidden")
    assert "idempotent-replayed" not in late.headers


async def test_without_a_key_the_sandbox_gives_a_hint_and_live_refuses(city: City) -> None:
    order = await city.order(await city.slot())
    bare = await city.http.post("/v1/bookings", json=order, headers=await city.headers("mia"))
    assert bare.status_code == 201
    assert "Idempotency-Key" in bare.headers["cleanbee-hint"]
    for key in ("short", "x" * 15, "x" * 256, "x" * 300, "sixteen \u00e9 or more"):
        told = await city.http.post(
            "/v1/bookings",
            json=order,
            headers=[(b"idempotency-key", key.encode("latin-1")), (b"authorization", await _bearer(city))],
        )
        assert told.json()["code"] == "idempotency_key_missing"
        assert "16 to 255 printable" in told.json()["detail"]
    async with small_city(Settings(mode="live", shared_code="000000", limits=False)) as live:
        told = await live.http.post("/v1/cards", json={"setup": "card_ok"}, headers=await live.headers("mia"))
        assert (told.status_code, told.json()["code"]) == (400, "idempotency_key_missing")
        assert "detail" not in told.json()
        assert (await live.get(None, "/v1/test_helpers/clock")).status_code == 404
        for page in ("/dev/mail", "/dev/payments"):
            assert (await live.get(None, page)).status_code == 404


async def test_a_body_that_failed_its_shape_leaves_the_key_free(city: City) -> None:
    order = await city.order(await city.slot())
    bad = await city.post("mia", "/v1/bookings", {**order, "wish": 7}, idempotency_key=KEY)
    assert bad.json()["code"] == "validation"
    assert (await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)).status_code == 201


async def test_two_at_once_under_one_key_make_one_booking(city: City) -> None:
    order = await city.order(await city.slot())
    await city.token("mia")
    told = await asyncio.gather(*(city.post("mia", "/v1/bookings", order, idempotency_key=KEY) for _ in range(5)))
    assert {one.status_code for one in told} <= {201, 202, 409}
    assert {one.json()["code"] for one in told if one.status_code == 409} <= {"idempotency_in_progress"}
    assert len({one.content for one in told if one.status_code == 201}) == 1
    after = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
    assert (after.status_code, after.json()["phase"]["name"]) == (201, "confirmed")
    assert len((await city.get("mia", "/v1/bookings")).json()["data"]) == 1


async def test_a_cleaner_is_not_told_again_of_a_visit_that_is_not_theirs_any_more(city: City) -> None:
    booking = await city.book("2026-03-04T09:30")
    path = f"/v1/bookings/{booking['id']}"
    said = {"text": "Which bell is it?"}
    first = await city.post("joyce", f"{path}/messages", said, idempotency_key=KEY)
    again = await city.post("joyce", f"{path}/messages", said, idempotency_key=KEY)
    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert first.content == again.content
    assert (await city.post("joyce", f"{path}/withdraw")).status_code == 200
    assert "cleaner" not in (await city.get("mia", path)).json()
    late = await city.post("joyce", f"{path}/messages", said, idempotency_key=KEY)
    assert (late.status_code, late.json()["code"]) == (404, "not_found")
    assert "idempotent-replayed" not in late.headers


@pytest.mark.parametrize("verb", ["withdraw", "block_customer"])
async def test_whoever_took_leave_of_a_visit_may_hear_so_again(city: City, verb: str) -> None:
    booking = await city.book("2026-03-04T09:30")
    path = f"/v1/bookings/{booking['id']}/{verb}"
    first = await city.post("joyce", path, idempotency_key=KEY)
    await city.drain()
    again = await city.post("joyce", path, idempotency_key=KEY)
    assert first.status_code == 200, first.text
    assert first.content == again.content


async def test_what_a_step_answers_never_tells_the_way_to_the_home(city: City) -> None:
    booking = await city.book("2026-03-04T09:30")
    path = f"/v1/bookings/{booking['id']}"
    await city.go_to(AT_THE_DOOR)
    told = await city.post("joyce", f"{path}/set_off", idempotency_key=KEY)
    read = await city.get("joyce", path)
    assert {"address", "access_notes"} & set(read.json()["home"])
    assert not {"address", "access_notes", "notes"} & set(told.json()["home"])


async def test_a_no_for_want_of_a_right_is_asked_anew_under_the_same_key(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="nadia")
    path = f"/v1/bookings/{booking['id']}"
    absent = await city.post("omar", f"{path}/set_off", idempotency_key=KEY)
    assert absent.status_code == 404
    await _given_to_omar(city, path)
    await city.go_to(AT_THE_DOOR)
    told = await city.post("omar", f"{path}/set_off", idempotency_key=KEY)
    assert (told.status_code, told.json()["phase"]["name"]) == (200, "en_route"), told.text


async def test_a_step_on_an_old_version_may_be_repeated_on_the_new_one_under_its_key(city: City) -> None:
    booking = await city.book("2026-03-04T09:30", cleaner="nadia")
    path, body = f"/v1/bookings/{booking['id']}/assign", OMAR
    old = await city.post("sven", path, body, idempotency_key=KEY, if_match=f'"{booking["version"] - 1}"')
    new = await city.post("sven", path, body, idempotency_key=KEY, if_match=f'"{booking["version"]}"')
    assert (old.status_code, new.status_code) == (412, 200)


async def test_an_answer_that_is_still_to_come_is_not_given_for_ever() -> None:
    class Quiet(MemoryGateway):
        """Holds the money, but for now the answer gets lost."""

        heard = False

        async def authorise(self, operation: Operation) -> Fact:
            told = await super().authorise(operation)
            return told if self.heard else NoAnswer()

    async with small_city(gateway=Quiet) as city:
        order = await city.order(await city.slot())
        first = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
        assert (first.status_code, first.json()["phase"]["name"]) == (202, "awaiting_card")
        Quiet.heard = True
        await city.go_to(datetime(2026, 3, 2, 8, 10, tzinfo=UTC))
        assert (await city.get("mia", first.headers["location"])).json()["phase"]["name"] == "confirmed"
        again = await city.post("mia", "/v1/bookings", order, idempotency_key=KEY)
        assert (again.status_code, again.json()["phase"]["name"]) == (201, "confirmed"), again.text
        assert len((await city.get("mia", "/v1/bookings")).json()["data"]) == 1


async def _bearer(city: City) -> bytes:
    return f"Bearer {await city.token('mia')}".encode()


async def _given_to_omar(city: City, path: str) -> None:
    version = (await city.get("sven", path)).json()["version"]
    body = OMAR
    told = await city.post("sven", f"{path}/assign", body, if_match=f'"{version}"')
    assert told.status_code == 200, told.text
