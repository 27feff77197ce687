"""What people do without a network: heard late it counts as it was, or people judge it; nothing is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import PATIENCE_MS, Someone
from tests.integration.web.gate import Gate
from tests.integration.web.hand import Hand
from tests.integration.web.test_cleaner import Land, arrived, at_work, kept_ahead, now_is, pass_by
from tests.integration.web.test_live import JOYCE, MIA, booked
from tests.integration.web.test_office import OLGA, office
from tests.integration.web.town import Town
from tests.integration.web.town import town as served

NEWS = """
const ask = fetch;
window.told = "";
window.fetch = async (...what) => {
  const answer = await ask(...what);
  if (!String(what[0]).endsWith("/v1/stream") || !answer.body) return answer;
  const [mine, theirs] = answer.body.tee();
  const letters = new TextDecoder();
  void (async () => {
    try {
      for await (const part of mine) window.told += letters.decode(part, { stream: true });
    } catch {}
  })();
  return new Response(theirs, answer);
};
"""
"""What the stream says is kept to be looked at."""
TOLD = """async ([text, most]) => {
  const ends = performance.now() + most;
  while (!window.told.includes(text)) {
    if (performance.now() > ends) throw new Error(`the stream never said ${text}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}"""


@pytest.fixture(scope="module")
def land() -> Iterator[Land]:
    """One city for all of them: its days go by from the first test to the last."""
    with served() as one:
        gate = Gate(int(one.url.rsplit(":", 1)[1]))
        one.run(gate.mend())
        yield Land(one, gate)
        one.run(gate.cut())


@pytest.fixture(scope="module")
def town(land: Land) -> Town:
    """Browsers reach the city through the gate."""
    return replace(land.town, url=f"http://127.0.0.1:{land.gate.port}")


def hide(page: Page) -> None:
    """Somebody looks at another tab."""
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_with_eight_tabs_open_calls_are_still_answered(someone: Someone, land: Land) -> None:
    hand = someone("/?as=mia")
    hand.sees("button", "Book again")
    for _ in range(7):
        hide(hand.page)
        hand = Hand(hand.page.context.new_page(), hand.url)
        hand.go("/visits")
        hand.sees("heading", "Visits")
    hand.tap("link", re.compile("Joyce"), first=True)
    hand.sees("heading", "Money")


def test_the_app_can_be_installed(someone: Someone, land: Land) -> None:
    hand = someone("/?as=mia")
    hand.sees("button", "Book again")
    hand.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wire = hand.page.context.new_cdp_session(hand.page)
    told = wire.send("Page.getAppManifest")
    assert "/manifest.webmanifest" in told["url"]
    assert told["errors"] == []
    assert wire.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_what_is_written_without_a_network_waits_and_arrives_once(someone: Someone, land: Land) -> None:
    id, _ = booked(land.town.as_(phone=MIA), "2026-03-12")
    hand = someone("/?as=mia", cut=True)
    hand.sees("button", "Book again")
    hand.go(f"/visits/{id}")
    hand.tap("button", "Message")
    hand.type("Your message", "The bell is broken")
    land.town.run(land.gate.cut())
    hand.tap("button", "Send")
    hand.reads("Will be sent")
    hand.type("Your message", "Please knock")
    hand.tap("button", "Send")
    land.town.run(land.gate.mend())
    expect(hand.page.get_by_text("Will be sent")).to_have_count(0)
    said = land.town.as_(phone=JOYCE).get(f"/v1/bookings/{id}/messages")["data"]
    assert [one["text"] for one in sorted(said, key=lambda one: one["seq"])] == ["The bell is broken", "Please knock"]


def test_two_hours_asleep_everything_shown_is_read_again(someone: Someone, land: Land) -> None:
    mia = land.town.as_(phone=MIA)
    id, _ = booked(mia, "2026-03-12")
    hand = someone("about:blank", cut=True)
    hand.page.add_init_script(NEWS)
    hand.go("/?as=mia")
    hand.sees("button", "Book again")
    hand.go(f"/visits/{id}")
    hand.sees("heading", re.compile("Joyce comes Thu"))
    other, _ = booked(mia, "2026-03-13")
    hand.page.evaluate(TOLD, ["id:", PATIENCE_MS])
    land.town.run(land.gate.cut())
    expect(hand.page.locator(".away")).to_be_visible()
    mia.post(f"/v1/bookings/{id}/cancel")
    now_is(land.town, "2026-03-02T10:00:00Z")
    mia.post(f"/v1/bookings/{other}/cancel")
    land.town.run(land.gate.mend())
    hand.sees("heading", "Cancelled, at no cost")
    hand.page.evaluate(TOLD, ["event: reset", PATIENCE_MS])


def test_the_way_in_appears_in_time_and_is_read_once_however_often_the_visit_is(someone: Someone, land: Land) -> None:
    mia, joyce = land.town.as_(phone=MIA), land.town.as_(phone=JOYCE)
    id, _ = booked(mia, "2026-03-04", "09:30")
    now_is(land.town, "2026-03-04T07:20:00Z")
    hand = someone("about:blank", cut=True)
    looks: list[str] = []
    hand.page.on("request", lambda one: looks.append(one.url) if one.url.endswith("/access_notes") else None)
    hand.page.clock.install()
    hand.go("/?as=joyce")
    hand.tap("link", "Rooms and notes")
    hand.sees("heading", re.compile("^Rooms"))
    hand.misses("button", "Show how to get in")
    now_is(land.town, "2026-03-04T07:31:00Z")
    pass_by(hand, 12)
    hand.sees("button", "Show how to get in")
    joyce.post(f"/v1/bookings/{id}/set_off")
    hand.sees("button", "I’m here")
    with hand.page.expect_response(re.compile(f"/v1/bookings/{id}$")):
        joyce.post(f"/v1/bookings/{id}/give_eta", {"minutes": 10})
    for _ in range(2):
        hand.tap("button", "Show how to get in")
        hand.reads(re.compile("Key in the safe"))
        hand.tap("link", "Today")
        hand.tap("link", "Rooms and notes")
    assert len(looks) == 1
    home = mia.get("/v1/homes")["data"][0]["id"]
    seen = [one for one in mia.get(f"/v1/homes/{home}/looks")["data"] if one["what"] == "way_in"]
    assert len(seen) == 1


def network_is_back(page: Page, url: str) -> None:
    """The browser wakes the worker, as it does by itself when there is a network again."""
    wire, known = page.context.new_cdp_session(page), list[Any]()
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    ends = time.monotonic() + PATIENCE_MS / 1000
    while not (ours := [one["registrationId"] for one in known if one["scopeURL"].startswith(url)]):
        assert time.monotonic() < ends, "the worker was never registered"
        page.evaluate("null")
    id = ours[0]
    wire.send(
        "ServiceWorker.dispatchSyncEvent", {"origin": url, "registrationId": id, "tag": "outbox", "lastChance": True}
    )


def came_to(land: Land, id: str, phase: str) -> Any:
    """The visit's phase as soon as it is this one."""
    ends = time.monotonic() + PATIENCE_MS / 1000
    while (told := land.visit(id)["phase"])["name"] != phase:
        assert time.monotonic() < ends, told
    return told


def test_what_waits_when_the_page_is_closed_is_sent_by_the_worker(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land, "2026-03-05")
    hand.tap("button", "On my way")
    hand.reads(re.compile("On the way since"))
    kept_ahead(hand)
    land.town.run(land.gate.cut())
    hand.tap("button", "I’m here")
    pass_by(hand, 5)
    hand.tap("button", "Start")
    pass_by(hand, 1)
    hand.reads("2 steps saved, will send")
    page = hand.page.context.new_page()
    hand.page.close()
    now_is(land.town, "2026-03-05T08:20:00Z")
    land.town.run(land.gate.mend())
    network_is_back(page, hand.url)
    began = came_to(land, id, "in_progress")["began_at"]
    assert began.startswith("2026-03-05T08:1")


def test_a_visit_that_counted_as_missed_is_heard_of_step_by_step_and_judged(someone: Someone, land: Land) -> None:
    hand, id = at_work(someone, land, "2026-03-10")
    hand.tap("button", "On my way")
    hand.reads(re.compile("On the way since"))
    kept_ahead(hand)
    land.town.run(land.gate.cut())
    hand.page.reload()
    hand.reads(re.compile("as of 09:1"))
    for step, minutes in (("I’m here", 20), ("Start", 5), ("Done", 60)):
        with hand.budget(taps=1):
            hand.tap("button", step)
        pass_by(hand, minutes)
    hand.reads("3 steps saved, will send")
    now_is(land.town, "2026-03-10T09:40:00Z")
    assert land.visit(id)["phase"]["name"] == "cancelled"
    land.town.run(land.gate.mend())
    pass_by(hand, 2)
    hand.tap("button", "Look")
    hand.reads("Counted as missed since 10:00")
    hand.reads(re.compile("You told us at .* that you were there"))
    arrived(hand)
    olga = land.town.as_(**OLGA)
    (need,) = (one for one in olga.get("/v1/queue")["data"] if one["code"] == "says_they_came")
    steps = [one.split(" ")[0] for one in need["evidence"].split("; ")]
    assert steps == ["check_in", "start", "finish"]
    assert re.match(r"check_in 08:1\d UTC \(0 m from the door\);", need["evidence"])
    finds_nothing(hand.page, "counted as missed")
    desk = office(someone)
    desk.sees("heading", "Joyce Adeyemi says they were there")
    finds_nothing(desk.page, "a cleaner's word")
    with desk.budget(taps=1, fields=1):
        desk.type("What shows it (the cleaner reads it)", "The customer says so")
        desk.tap("button", "They were there")
        desk.misses("heading", "Joyce Adeyemi says they were there")
    hand.page.reload()
    hand.reads("Our office says that you were there: The customer says so")
