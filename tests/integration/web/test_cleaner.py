"""A cleaner's day in the browser: each step counts once, in order, with its real time, whatever the network does."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.integration.web.conftest import PATIENCE_MS, Someone
from tests.integration.web.gate import Gate
from tests.integration.web.hand import Hand
from tests.integration.web.test_live import JOYCE, MIA, booked
from tests.integration.web.town import Person, Town
from tests.integration.web.town import town as served

VISIT = "2026-03-04"
COPIES = """async (wanted) => {
  const kept = await caches.open("data");
  for (;;) {
    const paths = (await kept.keys()).map((one) => new URL(one.url).pathname);
    if (wanted.every((start) => paths.some((path) => path.startsWith(start)))) return;
    await new Promise((next) => requestAnimationFrame(next));
  }
}"""
ALL_KEPT = """async () => {
  const kept = await caches.open("data");
  const texts = (await kept.keys()).map(async (one) => (await (await kept.match(one)).text()));
  return (await Promise.all(texts)).join();
}"""
SLOW_TO_SAY_WHERE = """
const ask = fetch;
window.fetch = async (...what) => {
  const answer = await ask(...what);
  if (!String(what[0]).endsWith("/v1/app_config")) return answer;
  const { sandbox, ...real } = await answer.json();
  return new Response(JSON.stringify(real), answer);
};
navigator.geolocation.getCurrentPosition = (told) => {
  window.stand = (latitude, longitude) => told({ coords: { latitude, longitude } });
};
"""
"""A house that is no sandbox, and a telephone that knows where it is only when the test says so."""
READ = ["/v1/me", "/v1/app_config", "/v1/day_plans/", "/v1/bookings/"]
"""Who I am, the house, the day and its visit: what a page without a network shows is copies of these."""
ALWAYS_ACCEPTS = "+15550100217"
TEN_PAST_NINE = "2026-03-04T08:10:00Z"


@dataclass(frozen=True)
class Land:
    """The city, and the network between it and the browsers."""

    town: Town
    gate: Gate

    def visit(self, id: str) -> Any:
        return self.town.as_(phone=JOYCE).get(f"/v1/bookings/{id}")


@pytest.fixture
def land() -> Iterator[Land]:
    """A city of its own: here time passes and lines break."""
    with served() as one:
        gate = Gate(int(one.url.rsplit(":", 1)[1]))
        one.run(gate.mend())
        yield Land(one, gate)
        one.run(gate.cut())


@pytest.fixture
def town(land: Land) -> Town:
    """Browsers reach the city through the gate."""
    return replace(land.town, url=f"http://127.0.0.1:{land.gate.port}")


def now_is(town: Town, at: str) -> None:
    """Let time pass in a city."""
    olga = town.as_(email="olga@cleanbee.example", password="sandbox-olga")
    olga.post("/v1/test_helpers/clock/advance", {"to": at})


def at_work(someone: Someone, land: Land, day: str = VISIT) -> tuple[Hand, str]:
    """Joyce on the morning of a visit at half past nine, ten minutes past nine."""
    id, _ = booked(land.town.as_(phone=MIA), day, "09:30")
    now_is(land.town, f"{day}T08:10:00Z")
    hand = someone("about:blank", cut=True)
    hand.page.clock.install()
    hand.go("/?as=joyce")
    hand.sees("heading", "09:30 Lindenweg 12")
    return hand, id


def pass_by(hand: Hand, minutes: float) -> None:
    """Time goes on in this browser."""
    hand.page.clock.fast_forward(int(minutes * 60_000))


def arrived(hand: Hand) -> None:
    """Nothing waits to be sent."""
    expect(hand.page.locator(".saved")).to_have_count(0)


def kept_ahead(hand: Hand) -> None:
    """The worker has what a page without a network needs."""
    pass_by(hand, 0.1)
    arrived(hand)
    hand.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    hand.page.reload()
    hand.sees("heading", "09:30 Lindenweg 12")
    hand.page.evaluate(COPIES, READ)


def test_a_visit_is_walked_through_a_cut_network_and_arrives_once_in_order_with_its_times(
    someone: Someone, land: Land
) -> None:
    hand, id = at_work(someone, land)
    with hand.budget(taps=1):
        hand.tap("button", "On my way")
        hand.reads(re.compile("On the way since 09:1"))
    kept_ahead(hand)
    kept = hand.page.evaluate(ALL_KEPT)
    assert "Lindenweg 12" in kept
    assert "Key in the safe" not in kept
    land.town.run(land.gate.cut())
    hand.page.reload()
    hand.reads(re.compile("as of 09:1"))
    pass_by(hand, 10)
    hand.tap("button", "I’m here")
    pass_by(hand, 5)
    hand.tap("button", "Start")
    hand.tap("link", "Rooms and notes")
    pass_by(hand, 6)
    hand.tap("checkbox", "Kitchen")
    pass_by(hand, 4)
    hand.tap("button", "Done")
    pass_by(hand, 1)
    hand.reads("4 steps saved, will send")
    assert land.visit(id)["phase"]["name"] == "en_route"
    now_is(land.town, "2026-03-04T08:40:00Z")
    land.town.run(land.gate.mend())
    pass_by(hand, 2)
    hand.sees("heading", "Lindenweg 12")
    hand.reads(re.compile("^Done$"))
    arrived(hand)
    told = land.visit(id)
    assert told["phase"]["name"] == "completed"
    began, ended = (datetime.fromisoformat(told["phase"][one]) for one in ("began_at", "ended_at"))
    ticked = next(datetime.fromisoformat(one["ticked_at"]) for one in told["rooms"] if one["code"] == "kitchen")
    assert abs(began - datetime(2026, 3, 4, 8, 25, tzinfo=UTC)) < timedelta(minutes=2)
    assert abs(ticked - began - timedelta(minutes=6)) < timedelta(minutes=1)
    assert abs(ended - ticked - timedelta(minutes=4)) < timedelta(minutes=1)


def test_an_answer_that_is_lost_after_the_deed_makes_no_second_deed(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land)
    before = land.visit(id)["version"]
    land.gate.swallow = f"POST /v1/bookings/{id}/set_off".encode()
    hand.tap("button", "On my way")
    hand.reads(re.compile("On the way since"))
    pass_by(hand, 0.1)
    arrived(hand)
    hand.sees("button", "I’m here")
    assert land.gate.swallowed == 1
    assert land.visit(id)["version"] == before + 1


def test_a_check_in_waits_for_where_it_is_also_when_the_next_step_is_tapped(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land)
    hand.tap("button", "On my way")
    hand.reads(re.compile("On the way since"))
    pass_by(hand, 0.1)
    arrived(hand)
    hand.page.add_init_script(SLOW_TO_SAY_WHERE)
    hand.page.reload()
    hand.tap("button", "I’m here")
    hand.tap("button", "Start")
    hand.reads(re.compile("^Started at"))
    hand.page.evaluate("window.stand(51.842, 10.790173)")
    pass_by(hand, 0.1)
    arrived(hand)
    assert land.visit(id)["phase"]["name"] == "in_progress"


def test_a_tap_is_taken_back_before_it_leaves(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land)
    hand.tap("button", "On my way")
    hand.tap("button", "Undo")
    hand.sees("button", "On my way")
    pass_by(hand, 1)
    assert land.visit(id)["phase"]["name"] == "confirmed"


def test_nobody_opens_and_it_counts_once_the_evidence_is_whole(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land)
    for step in ("On my way", "I’m here"):
        hand.tap("button", step)
        pass_by(hand, 0.2)
    hand.sees("button", "Start")
    hand.go(f"/visits/{id}")
    hand.page.get_by_text("Nobody opens").click()
    hand.reads("Please wait until 10:00")
    hand.tap("button", "Show how to get in")
    hand.reads(re.compile("Key in the safe"))
    hand.tap("button", "I called")
    hand.reads("Missing: two ways of calling")
    now_is(land.town, "2026-03-04T08:40:00Z")
    hand.tap("button", "I sent an SMS")
    expect(hand.page.locator(".evidence .done")).to_have_count(2)
    hand.misses("button", "Report: nobody opened")
    now_is(land.town, "2026-03-04T09:00:00Z")
    hand.page.reload()
    hand.tap("button", "Report: nobody opened")
    hand.reads(re.compile("^Reported at 10:00"))
    assert land.visit(id)["phase"]["name"] == "locked_out"


def offered(town: Town, day: str) -> Person:
    """A clean of Mia's on this day that Joyce is asked about, since whom Mia chose says no; gives Mia."""
    mia, other = town.as_(phone=MIA), town.as_(phone=ALWAYS_ACCEPTS)
    booked(mia, day, "09:00", cleaner="Always")
    offer = next(one for one in asked(other) if one["state"] == "open")
    other.post(f"/v1/offers/{offer['id']}/decline")
    return mia


def asked(who: Person) -> list[Any]:
    """What somebody is asked about, as soon as there is something."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not (found := who.get("/v1/offers")["data"]):
        assert time.monotonic() < ends, "nobody is asked"
    return found


def test_a_day_without_visits_tells_what_tomorrow_brings_as_soon_as_it_is_booked(someone: Someone, land: Land) -> None:
    hand = someone("/?as=joyce")
    hand.reads("No visits today.")
    booked(land.town.as_(phone=MIA), "2026-03-03", "09:00")
    hand.sees("heading", "Tomorrow")
    hand.sees("link", re.compile("09:00 Mia"))


def test_offers_appear_by_themselves_and_are_decided_with_one_tap(someone: Someone, land: Land) -> None:
    hand = someone("/?as=joyce")
    hand.reads("No visits today.")
    hand.tap("link", "See offers")
    hand.reads(re.compile("Nobody asks right now"))
    offered(land.town, "2026-03-10")
    hand.sees("heading", re.compile("09:00 Tuesday 10 March"))
    hand.reads(re.compile("/h with travel"))
    hand.tap("button", "Why me?")
    hand.reads("Knows the home")
    hand.tap("button", "Close")
    with hand.budget(taps=1):
        hand.tap("button", "Take it")
        hand.reads("Yours: Tue 09:00")
    hand.misses("button", "Take it")
    offered(land.town, "2026-03-11")
    hand.sees("heading", re.compile("09:00 Wednesday 11 March"))
    with hand.budget(taps=1):
        hand.tap("button", "Not this one")
        hand.reads("All right, not this one.")
    joyce = land.town.as_(phone=JOYCE)
    days = [joyce.get(f"/v1/day_plans/2026-03-{day}")["data"] for day in (10, 11)]
    at_nine = [
        [one for plan in day for one in plan["visits"] if "T09:00" in one["window"]["local_start"]] for day in days
    ]
    assert [len(one) for one in at_nine] == [1, 0]


def test_what_happened_while_the_line_was_away_is_read_when_it_is_back(someone: Someone, land: Land) -> None:
    mia = land.town.as_(phone=MIA)
    id, _ = booked(mia, "2026-03-12")
    hand = someone("/?as=mia", cut=True)
    hand.sees("button", "Book again")
    hand.go(f"/visits/{id}")
    hand.sees("heading", re.compile("Joyce comes Thu"))
    land.town.run(land.gate.cut())
    expect(hand.page.locator(".away")).to_be_visible()
    mia.post(f"/v1/bookings/{id}/cancel")
    land.town.run(land.gate.mend())
    hand.sees("heading", "Cancelled, at no cost")


def test_a_sign_out_without_a_network_ends_the_sign_in_when_there_is_one_again(someone: Someone, land: Land) -> None:
    hand = someone("/?as=mia", cut=True)
    hand.sees("button", "Book again")
    hand.tap("link", "Home")
    hand.sees("button", "Sign out")
    cookies = hand.page.context.cookies()
    land.town.run(land.gate.cut())
    hand.tap("button", "Sign out")
    hand.misses("button", "Sign out")
    land.town.run(land.gate.mend())
    hand.go("/")
    hand.sees("button", "See the price")
    hand.page.context.add_cookies(cookies)
    assert hand.page.evaluate("fetch('/v1/me').then((told) => told.status)") == 401
