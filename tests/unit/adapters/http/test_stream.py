"""The live stream: what is mine, from where I left, for an hour back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.adapters.http.small_city import City
from tests.unit.adapters.http.test_five_calls import lines

from cleanbee.adapters.http.callers import Caller
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.stream import LOOK_EVERY_S, STREAMS_EACH, Beacon, Following, Listeners, follow, wire_name
from cleanbee.domain.kernel import Event
from cleanbee.entrypoints import wiring

pytestmark = pytest.mark.slow


async def test_only_what_concerns_me_reaches_me(city: City) -> None:
    booking = await city.book()
    await city.drain()
    mine = await city.get("mia", "/v1/stream?after=0&until=booking.confirmed")
    assert booking["id"] in mine.text
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    await city.drain()
    joyces = await city.get("joyce", "/v1/stream?after=0&until=booking.cancelled")
    assert {"booking.confirmed", "booking.cancelled"} <= set(lines(joyces, "event"))
    bens = follow(
        Following(
            app=city.app,
            beacon=Beacon(city.app),
            caller=Caller(actor=city.actor("ben"), token=await city.token("ben")),
            after=0,
        )
    )
    assert await anext(bens) == b": here\n\n"
    now = (await city.app.clock.now()).isoformat().replace("+00:00", "Z")
    assert [await anext(bens) for _ in range(2)] == [f": beat {now}\n\n".encode()] * 2
    assert city.app.pause.waited >= 29 * LOOK_EVERY_S  # pyright: ignore[reportAttributeAccessIssue] the virtual pause


async def test_nobody_opens_more_streams_than_a_person_has_devices(city: City) -> None:
    listeners = Listeners()
    mias, bens = await listening(city, "mia"), await listening(city, "ben")
    mine = [listeners.count("mia", follow(mias)) for _ in range(STREAMS_EACH)]
    with pytest.raises(No) as no:  # also when all are opened at one moment, before the first has begun
        listeners.count("mia", follow(mias))
    assert (no.value.code, no.value.status) == (Code.quota_exceeded, 429)
    listeners.count("ben", follow(bens))
    await anext(mine[0])
    await mine.pop(0).aclose()
    mine.append(listeners.count("mia", follow(mias)))
    with pytest.raises(No):
        listeners.count("mia", follow(mias))
    mine.pop()  # whoever left before the first word listens no more either
    listeners.count("mia", follow(mias))


async def listening(city: City, who: str) -> Following:
    return Following(
        app=city.app,
        beacon=Beacon(city.app),
        caller=Caller(actor=city.actor(who), token=await city.token(who)),
        after=0,
    )


async def test_who_comes_back_goes_on_after_the_last_event_they_saw(city: City) -> None:
    booking = await city.book()
    await city.drain()
    first = await city.get("mia", "/v1/stream?after=0&until=booking.confirmed")
    seen = lines(first, "id")[-1]
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    await city.drain()
    then = await city.get("mia", "/v1/stream?until=booking.cancelled", last_event_id=seen)
    assert int(lines(then, "id")[0]) > int(seen)
    assert "booking.confirmed" not in lines(then, "event")


async def test_who_was_away_for_more_than_an_hour_is_told_to_read_again(city: City) -> None:
    booking = await city.book()
    await city.drain()
    await city.go_to(await city.clock.read() + timedelta(hours=2))  # pyright: ignore[reportPrivateUsage] -- the test's own city
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    await city.drain()
    told = await city.get("mia", "/v1/stream?until=booking.cancelled", last_event_id="1")
    assert lines(told, "event")[0] == "reset"


async def test_the_stream_is_for_those_who_signed_in_and_can_read_a_place(city: City) -> None:
    assert (await city.get(None, "/v1/stream?after=0")).status_code == 401
    told = await city.get("mia", "/v1/stream", last_event_id="yesterday")
    assert (told.status_code, told.json()["code"]) == (422, "validation")
    assert (await city.get("mia", "/v1/stream?after=-1")).status_code == 422


async def test_a_server_that_goes_away_ends_its_streams(city: City) -> None:
    city.app.health.draining = True
    told = await city.get("mia", "/v1/stream?after=0")
    assert told.text == ": here\n\n"


async def test_a_stream_ends_with_the_sign_in_that_opened_it(city: City) -> None:
    await city.book()
    await city.drain()
    token = await city.token("mia")
    one = Following(app=city.app, beacon=Beacon(city.app), caller=Caller(actor=city.actor("mia"), token=token), after=0)
    stream = follow(one)
    assert await anext(stream) == b": here\n\n"
    await city.post("mia", "/v1/sign_ins/end")
    rest = [part async for part in stream]
    assert rest
    assert not [part for part in rest if part.startswith(b": beat")]


async def test_a_place_beyond_the_end_of_the_feed_is_told_to_read_again(city: City) -> None:
    booking = await city.book()
    await city.drain()
    one = Following(
        app=city.app,
        beacon=Beacon(city.app),
        caller=Caller(actor=city.actor("mia"), token=await city.token("mia")),
        after=10_000,
        until="booking.cancelled",
    )
    stream = follow(one)
    assert [await anext(stream) for _ in range(2)][1].splitlines()[1] == b"event: reset"
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    await city.drain()
    assert b"booking.cancelled" in [part async for part in stream][-1]


def test_every_event_has_a_name_of_its_own_on_the_wire() -> None:
    assert wiring

    def every(kind: type[Event]) -> list[type[Event]]:
        return [one for sub in kind.__subclasses__() for one in (sub, *every(sub))]

    leaves = [one for one in every(Event) if one.__module__.startswith("cleanbee.") and not one.__subclasses__()]
    names = {wire_name(_blank(one)): one for one in leaves}
    assert len(names) == len(leaves)
    assert all(name.count(".") == 1 for name in names)


def _blank(kind: type[Event]) -> Event:
    """An event of this kind; only which facts it has matters here."""
    required = dict.fromkeys(kind.__struct_fields__)
    return kind(**required)
