"""The search process and its clients: what goes over the wire, who is asked, and what happens when nobody answers."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from hypothesis import given
from tests.thorough import explored
from tests.unit.adapters.search.mirrored import Mirrored

from cleanbee.adapters.search.client import SearchClient
from cleanbee.adapters.search.server import SearchServer
from cleanbee.adapters.search.wire import PATH, answer, asked, question, shown, token_of
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts
from cleanbee.entrypoints.fallback import Fallback
from cleanbee.ports.contracts.mirror import SEEDS, by_the_rule
from cleanbee.ports.contracts.mirror import asked as asked_in
from cleanbee.ports.contracts.nouns import span
from cleanbee.ports.contracts.towns import Town
from cleanbee.ports.outbound.search import SearchDown

TOKEN = token_of("a secret that nobody guesses")


@explored(100)
@given(seed=SEEDS)
def test_what_is_shown_survives_the_wire_whatever_it_is(seed: int) -> None:
    town = Town(seed)
    ask = asked_in(town)
    there = asked(question(ask))
    assert there == ask
    right = by_the_rule(town, ask)
    assert shown(answer(right, there), ask).starts == right.starts


class Streets(httpx.AsyncBaseTransport):
    """Leads to servers by their host; where none stands nobody answers. Counts who was asked."""

    def __init__(self, **servers: SearchServer) -> None:
        self._ways = {host: httpx.ASGITransport(app=server) for host, server in servers.items()}
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.host)
        if request.url.host not in self._ways:
            raise httpx.ConnectError("nobody is there")
        return await self._ways[request.url.host].handle_async_request(request)


class Stopwatch:
    """Seconds that pass when somebody says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def client(streets: Streets, *hosts: str, token: str = TOKEN, watch: Stopwatch | None = None) -> SearchClient:
    http = httpx.AsyncClient(transport=streets, headers={"authorization": f"Bearer {token}"})
    return SearchClient(http, [f"http://{host}" for host in hosts], 1.0, watch or Stopwatch())


async def town_and_server() -> tuple[Mirrored, SearchServer]:
    town = Mirrored()
    await town.joined()
    await town.follower.step()
    return town, SearchServer(town.follower, TOKEN)


async def test_the_replicas_are_asked_in_turns() -> None:
    town, server = await town_and_server()
    streets = Streets(one=server, two=server)
    asks = client(streets, "one", "two")
    for _ in range(4):
        found = await asks.starts(town.ask())
        assert found.starts and found.engine == "search"
    assert sorted(streets.asked) == ["one", "one", "two", "two"]


async def test_where_one_does_not_answer_the_next_one_does_and_the_dead_one_is_left_alone_for_a_while() -> None:
    town, server = await town_and_server()
    streets, watch = Streets(two=server), Stopwatch()
    asks = client(streets, "one", "two", watch=watch)
    for _ in range(4):
        assert (await asks.starts(town.ask())).starts
    assert streets.asked.count("one") == 1
    watch.now = 10.0
    for _ in range(2):
        await asks.starts(town.ask())
    assert streets.asked.count("one") == 2


async def test_a_replica_that_lags_is_passed_over_and_asked_again_as_soon_as_it_has_caught_up() -> None:
    town, server = await town_and_server()
    late, slow = await town_and_server()
    late.real += 100
    streets = Streets(one=slow, two=server)
    asks = client(streets, "one", "two")
    for _ in range(4):
        assert (await asks.starts(town.ask())).starts
    await late.follower.step()
    streets.asked.clear()
    for _ in range(2):
        await asks.starts(late.ask())
    assert sorted(streets.asked) == ["one", "two"]


async def test_whoever_does_not_know_the_token_is_told_nothing() -> None:
    town, server = await town_and_server()
    with pytest.raises(SearchDown, match="401"):
        await client(Streets(one=server), "one", token="guessed").starts(town.ask())


async def test_nonsense_is_turned_away_and_what_is_not_there_is_not_found() -> None:
    _, server = await town_and_server()
    headers = {"authorization": f"Bearer {TOKEN}"}
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://one", headers=headers)
    assert (await http.post(PATH, content=b"nonsense")).status_code == 400
    assert (await http.post(PATH, content=b"x" * (1 << 21))).status_code == 413
    assert (await http.get("/elsewhere")).status_code == 404


async def test_how_far_it_lags_is_said_to_whoever_watches() -> None:
    town, server = await town_and_server()
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://one")
    town.real += 1.0
    ready = await http.get("/readyz")
    assert ready.status_code == 200 and msgspec.json.decode(ready.content)["lag_s"] == 1.0
    assert "cleanbee_search_lag_seconds 1.0" in (await http.get("/metrics")).text
    town.real += 10.0
    assert (await http.get("/readyz")).status_code == 503


class Engine:
    """An engine that shows what it is told to, or nothing at all."""

    def __init__(self, name: str, fault: Exception | None = None) -> None:
        self._name, self._fault = name, fault

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        if self._fault is not None:
            raise self._fault
        return ShownStarts(engine=self._name)


@pytest.mark.parametrize("fault", [SearchDown("gone"), TimeoutError()])
async def test_where_the_search_says_nothing_the_rule_over_the_store_answers(fault: Exception) -> None:
    ask = Mirrored().ask()
    assert (await Fallback(Engine("search"), Engine("reference"), 1.0).starts(ask)).engine == "search"
    assert (await Fallback(Engine("search", fault), Engine("reference"), 1.0).starts(ask)).engine == "reference"


async def test_a_bug_of_the_search_is_not_hidden_behind_the_rule() -> None:
    with pytest.raises(ZeroDivisionError):
        await Fallback(Engine("search", ZeroDivisionError()), Engine("reference"), 1.0).starts(Mirrored().ask())


async def test_whoever_was_told_that_a_slot_is_gone_is_shown_what_the_store_says() -> None:
    ask = Mirrored().ask()
    near = AskedStarts(
        **{name: getattr(ask, name) for name in ask.__struct_fields__ if name != "within"}, within=span(0, 9)
    )
    assert (await Fallback(Engine("search"), Engine("reference"), 1.0).starts(near)).engine == "reference"
